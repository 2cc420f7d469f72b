package templates

import (
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Facts is what the page of a certificate states beside whom it is about, label by
// label, short enough for a QR symbol; nil for a content that has no page.
func (t *Typesetter) Facts(c *certificates.Content) []certificates.Fact {
	w := t.wording[c.Language]
	if w == nil {
		return nil
	}
	var facts []certificates.Fact
	add := func(label *phrase, value string) {
		if value != "" {
			facts = append(facts, certificates.Fact{Label: label.Text, Value: value})
		}
	}
	f := &w.Facts
	if c.Residence != nil {
		street, town := w.address(c.Residence)
		add(&f.Residence, street+", "+town)
	}
	if n := len(c.Household); n > 0 {
		add(&f.Members, strconv.Itoa(n))
	}
	if c.Citizenship == registry.ItalianState {
		add(&f.Citizenship, f.Italian.Text)
	}
	if s := c.CivilStatus; s != nil {
		if stated := w.status(s.Code); stated != nil {
			add(&f.CivilStatus, strings.TrimSuffix(stated.fill(c.Subject.Sex), "."))
		}
		add(&f.Partner, s.Partner)
	}
	for _, k := range c.Kinds {
		if k == certificates.Birth {
			add(&w.Household.Place, place(&c.Subject.Place))
		}
	}
	return facts
}
