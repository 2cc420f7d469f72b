package templates

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// The check stands whole at the foot of the last page, however large its symbol is: its
// height is a sum that may come out a hair larger than it was measured.
func TestCheckIsWhole(t *testing.T) {
	t.Parallel()
	o := demoOffice(t)
	o.Languages = []registry.Language{registry.Italian, registry.German}
	ts, err := typesetterOf(t, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []registry.Language{registry.Italian, registry.German, registry.English} {
		for digits := 0; digits < 1600; digits += 40 {
			c, mark := combined(t, certificates.Birth, certificates.Marriage, certificates.Residence, certificates.HouseholdTies), sampleMark()
			c.Office, c.Basis, c.Language = certificates.OfficeContent{Code: string(o.ID), Name: o.Name}, o.Basis, l
			mark.URL += "#" + strings.Repeat("0", digits)
			sheet, err := ts.Lay(c, mark, sampleAt)
			if err != nil {
				t.Fatal(err)
			}
			if last := lastPage(read(t, sheet.Unsealed())); !strings.Contains(last, mark.Code.String()) {
				t.Errorf("in %s, with a statement of %d digits, the last page reads %q", l, digits, last)
			}
		}
	}
}

func lastPage(o *opened) (text string) {
	for _, r := range o.runs {
		if r.page == len(o.pages)-1 {
			text += r.text
		}
	}
	return text
}
