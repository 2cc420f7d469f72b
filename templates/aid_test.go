package templates

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// The English reading aid is apart from what is certified and says that it is not
// official, in both languages and on every page; the rest is as in Italian alone.
func TestReadingAid(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 4, 45} {
		c := every(t)[certificates.HouseholdTies]
		c.Household = household(t, n)
		describe(c, certificates.HouseholdTies)
		italian := read(t, lay(t, c)).tree()
		o := read(t, lay(t, beside(t, c, registry.English)))
		checkStructure(t, o)
		tree := o.tree()
		aids := tree.all("Sect")
		if len(aids) != 1 {
			t.Fatalf("%d parts, want the aid", len(aids))
		}
		a := aids[0]
		if got := a.kids[0].text(); squeeze(got) != squeeze("Ausilio alla lettura in inglese, non ufficiale"+"Reading aid, not official") {
			t.Errorf("the aid begins with %q", got)
		}
		for _, p := range a.all("P") {
			if lang(p) != registry.English {
				t.Errorf("%q is not marked as English", p.text())
			}
		}
		for _, want := range []string{"CERTIFIES that Rossi Maria Antonia", "This certificate cannot be presented to the bodies of the public administration", "head of the household"} {
			if !strings.Contains(a.text(), want) {
				t.Errorf("%d members: the aid lacks %q: %q", n, want, a.text())
			}
		}
		if got := strings.Replace(squeeze(tree.text()), squeeze(a.text()), "", 1); got != squeeze(italian.text()) {
			t.Errorf("%d members: without the aid it is not the Italian certificate:\n%s\n%s", n, got, squeeze(italian.text()))
		}
		named := map[int]bool{}
		for _, r := range o.runs {
			if r.text == "Reading aid, not official" {
				named[r.page] = true
			}
		}
		for _, p := range a.all("P") {
			for _, r := range p.content {
				if !named[r.page] {
					t.Errorf("page %d does not say that it holds a reading aid", r.page+1)
				}
			}
		}
	}
}
