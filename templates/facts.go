package templates

import (
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Facts is what the page of a certificate states beside whom it is about, label by
// label in Italian, short enough for a QR symbol, what matters most first; nil for a
// content that has no page.
func (t *Typesetter) Facts(c *certificates.Content) []certificates.Fact {
	w := t.wording[registry.Italian]
	if t.wording[c.Language] == nil {
		return nil
	}
	var told telling
	w.tellPast(&told, c)
	w.tellHome(&told, c)
	w.tellStatus(&told, c)
	return told[:min(len(told), maxFacts)]
}

// maxFacts is how many facts a symbol has room for (statement.MaxFacts).
const maxFacts = 8

// telling is facts, one after the other.
type telling []certificates.Fact

func (t *telling) add(label *phrase, value string) {
	if value != "" {
		*t = append(*t, certificates.Fact{Label: label.Text, Value: value})
	}
}

// tellPast is what is over: a life, a registration, the day that a certificate speaks
// of.
func (w *wording) tellPast(t *telling, c *certificates.Content) {
	f := &w.Facts
	if c.Death != nil {
		t.add(&f.Died, w.date(c.Death.On))
	}
	if c.Removal != nil {
		t.add(&f.Removed, w.date(c.Removal.On))
	}
	t.add(&f.On, w.known(c.On))
}

// tellHome is where somebody lives, and with how many.
func (w *wording) tellHome(t *telling, c *certificates.Content) {
	f := &w.Facts
	if c.Residence != nil {
		t.add(&f.Residence, w.inOneLine(c.Residence))
	}
	if c.Abroad != nil {
		t.add(&f.Abroad, c.Abroad.Address+", "+located(c.Abroad.Locality, "", c.Abroad.State))
	}
	if c.Community != nil {
		t.add(&f.Community, c.Community.Name)
	}
	switch n := len(c.Residences); {
	case n == 1:
		t.add(&f.Residence, w.inOneLine(&c.Residences[0].AddressContent))
	case n > 1:
		t.add(&f.Addresses, strconv.Itoa(n))
	}
	if n := len(c.Household); n > 0 {
		t.add(&f.Members, strconv.Itoa(n))
	}
}

func (w *wording) inOneLine(a *certificates.AddressContent) string {
	street, town := w.streetAndTown(a)
	return street + ", " + town
}

// tellStatus is citizenship, civil status with whom, rights, and birth.
func (w *wording) tellStatus(t *telling, c *certificates.Content) {
	f := &w.Facts
	if c.Citizenship == registry.ItalianState {
		t.add(&f.Citizenship, f.Italian.Text)
	}
	if n := len(c.Citizenships); n > 0 {
		t.add(&f.Citizenships, strconv.Itoa(n))
	}
	if s := c.CivilStatus; s != nil {
		if stated := w.stated[s.Code]; stated != nil {
			t.add(&f.CivilStatus, strings.TrimSuffix(stated.fill(c.Subject.Sex), "."))
		}
		t.add(&f.Partner, s.Partner)
	} else if c.FreeStatus {
		t.add(&f.CivilStatus, strings.TrimSuffix(w.FreeStatus.States.Text, "."))
	}
	w.tellUnion(t, &f.Married, c.Marriage, c.CivilStatus)
	w.tellUnion(t, &f.United, c.CivilUnion, c.CivilStatus)
	if c.Contract != nil {
		t.add(&f.Contract, c.Contract.Partner)
	}
	if e := c.Electoral; e != nil {
		t.add(&f.Rights, orNothing(e.Rights, f.Yes.Text))
		t.add(&f.Roll, orNothing(e.Enrolled, f.Yes.Text))
	}
	for _, k := range c.Kinds {
		if k == certificates.Birth {
			t.add(&w.Household.Place, place(&c.Subject.Place))
		}
	}
}

// tellUnion is a marriage or union: its day, and with whom, unless the status has said so.
func (w *wording) tellUnion(t *telling, day *phrase, u *certificates.UnionContent, s *certificates.CivilStatusContent) {
	if u == nil {
		return
	}
	t.add(day, w.known(u.On))
	if s == nil || s.Partner != u.Partner {
		t.add(&w.Facts.Partner, u.Partner)
	}
}

func orNothing(is bool, text string) string {
	if is {
		return text
	}
	return ""
}
