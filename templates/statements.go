package templates

import (
	"fmt"
	"strconv"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What each kind of certificate states about its subject.

func (w *wording) birth(d *document, c *certificates.Content) error {
	b, a, born, second := &w.Birth, c.BirthAct, w.born(&c.Subject), w.secondName(&c.Subject.Place)
	if a == nil {
		d.addWith(&textStyle, b.States.fill("", born), second)
		return nil
	}
	d.addWith(&textStyle, b.StatesByAct.fill("", born), second)
	d.facts(
		fact{b.Municipality.Text, a.Municipality}, fact{b.Year.Text, strconv.Itoa(a.Year)}, fact{b.Number.Text, a.Number},
		fact{b.Part.Text, a.Part}, fact{b.Series.Text, a.Series}, fact{b.Office.Text, a.Office},
	)
	return nil
}

// citizenship states the Italian one only: the rules let no other through.
func (w *wording) citizenship(d *document, c *certificates.Content) error {
	if c.Citizenship != registry.ItalianState {
		return fmt.Errorf("%w: the Italian citizenship", errContent)
	}
	d.add(&statedStyle, w.Citizenship.States.fill(c.Subject.Sex))
	return nil
}

func (w *wording) life(d *document, c *certificates.Content) error {
	if !c.Alive {
		return fmt.Errorf("%w: that the person is alive", errContent)
	}
	d.add(&statedStyle, w.Life.States.fill("", w.date(c.IssuedOn)))
	return nil
}

func (w *wording) residence(d *document, c *certificates.Content) error {
	if c.Residence == nil {
		return fmt.Errorf("%w: an address", errContent)
	}
	a := c.Residence
	street, town := w.address(a)
	d.add(&textStyle, w.Residence.States.Text)
	d.add(&statedStyle, street)
	d.addWith(&statedStyle, town, w.foreign(a.Municipality, a.Alternative, a.AlternativeLanguage))
	return nil
}

// civilStatus states the status and, of a marriage or union, what the record has.
func (w *wording) civilStatus(d *document, c *certificates.Content) error {
	t, s := &w.CivilStatus, c.CivilStatus
	if s == nil {
		return fmt.Errorf("%w: a civil status", errContent)
	}
	stated := w.status(s.Code)
	if stated == nil {
		return fmt.Errorf("%w: a civil status that can be stated", errContent)
	}
	d.add(&statedStyle, stated.fill(c.Subject.Sex))
	on := ""
	if !s.On.IsZero() {
		on = w.date(s.On)
	}
	switch s.Code {
	case registry.Married:
		d.facts(fact{t.Spouse.Text, s.Partner}, fact{t.MarriedOn.Text, on}, fact{t.MarriedIn.Text, s.Place})
	case registry.InCivilUnion:
		d.facts(fact{t.Partner.Text, s.Partner}, fact{t.UnitedOn.Text, on}, fact{t.UnitedIn.Text, s.Place})
	}
	return nil
}

// status is a civil status in words, nil for one that cannot be stated.
func (w *wording) status(code registry.CivilStatusCode) *phrase {
	t := &w.CivilStatus
	return map[registry.CivilStatusCode]*phrase{
		registry.Unmarried: &t.Unmarried, registry.Married: &t.Married, registry.Widowed: &t.Widowed, registry.Divorced: &t.Divorced,
		registry.InCivilUnion: &t.InCivilUnion, registry.FreeByDeath: &t.FreeByDeath, registry.FreeByDissolution: &t.FreeByDissolution,
	}[code]
}

// household states the address and the members with their birth, without the ties
// between them: those are another certificate.
func (w *wording) household(d *document, c *certificates.Content) error {
	if err := w.residence(d, c); err != nil {
		return err
	}
	h := &w.Household
	switch n := len(c.Household); n {
	case 0:
		return fmt.Errorf("%w: a member of the household", errContent)
	case 1:
		d.add(&membersStyle, h.Alone.Text)
	default:
		d.add(&membersStyle, h.Members.fill("", strconv.Itoa(n)))
	}
	t := &table{
		heads:  []cell{{text: w.Person.Surname.Text}, {text: w.Person.Given.Text}, {text: h.Place.Text}, {text: h.Date.Text}},
		shares: []float64{0.26, 0.24, 0.28, 0.22},
		rows:   make([][]cell, len(c.Household)),
	}
	for i := range c.Household {
		m := &c.Household[i].Individual
		born := cell{orElse(place(&m.Place), w.Person.NoPlace.Text), w.secondName(&m.Place)}
		t.rows[i] = []cell{{text: w.surname(m)}, {text: w.given(m)}, born, {text: w.date(m.Born)}}
	}
	d.body = append(d.body, t)
	return nil
}
