package certificates

import (
	"errors"
	"slices"
	"testing"

	"github.com/sportello/sportello/registry"
)

// An office issues in Italian, with its own languages beside it, and with English for
// reading.
func TestLanguages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		office []registry.Language
		asked  registry.Language
		want   bool
	}{
		{nil, registry.Italian, true},
		{nil, registry.English, true},
		{nil, registry.German, false},
		{[]registry.Language{registry.Italian, registry.German}, registry.German, true},
		{[]registry.Language{registry.Italian, registry.German}, registry.Slovene, false},
	} {
		b := newBooks()
		d := newDesk(t, b)
		o := d.Offices["X900"]
		o.Languages = tt.office
		d.Offices["X900"] = o
		r := ask(anna, Residence)
		r.Language = tt.asked
		_, err := d.Preview(t.Context(), b.as(anna), r)
		var refused *RefusedError
		told := errors.As(err, &refused) && slices.Equal(refused.Codes(), []string{"SP018"})
		if tt.want && err != nil || !tt.want && !told {
			t.Errorf("%v asked for %s: %v", tt.office, tt.asked, err)
		}
	}
}
