package templates

import (
	"strconv"

	"github.com/sportello/sportello/certificates"
)

// What certificates state about a household.

// household states the address and the members with their birth, without the ties
// between them: those are another certificate.
func (w *wording) household(d *document, c *certificates.Content) error {
	return w.homeOf(d, c, nil)
}

func (w *wording) householdAndStatus(d *document, c *certificates.Content) error {
	return w.homeOf(d, c, &column{w.HouseholdAndStatus.Status.Text, func(m *certificates.MemberContent) *phrase { return w.statusOf(m.CivilStatus) }})
}

func (w *wording) householdTies(d *document, c *certificates.Content) error {
	return w.homeOf(d, c, &column{w.HouseholdTies.Tie.Text, func(m *certificates.MemberContent) *phrase { return w.tied[m.Tie] }})
}

// homeOf states address and members as they are now.
func (w *wording) homeOf(d *document, c *certificates.Content, more *column) error {
	if !d.addressed {
		d.add(&textStyle, w.Residence.States.fill(c.Subject.Sex))
	}
	if err := w.address(d, c); err != nil {
		return err
	}
	h, n := &w.Household, len(c.Household)
	return w.members(d, c, orOne(n, h.Alone.Text, h.Members.fill("", strconv.Itoa(n))), more)
}

// householdOnDate states address and members as they were on a past day.
func (w *wording) householdOnDate(d *document, c *certificates.Content) error {
	if c.On.IsZero() {
		return lacks("the day that it speaks of")
	}
	h, on, n := &w.HouseholdOnDate, w.date(c.On), len(c.Household)
	d.add(&textStyle, h.Address.fill(c.Subject.Sex, on))
	if err := w.address(d, c); err != nil {
		return err
	}
	return w.members(d, c, orOne(n, h.Alone.fill("", on), h.Members.fill("", on, strconv.Itoa(n))), nil)
}

func (w *wording) householdAbroad(d *document, c *certificates.Content) error {
	if err := w.residenceAbroad(d, c); err != nil {
		return err
	}
	h, n := &w.HouseholdAbroad, len(c.Household)
	return w.members(d, c, orOne(n, h.Alone.Text, h.Members.fill("", strconv.Itoa(n))), nil)
}

func orOne(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// column is what a table of members has beside names and birth.
type column struct {
	head string
	of   func(*certificates.MemberContent) *phrase
}

// members adds the table of the members after a sentence, with one more column if
// there is one.
func (w *wording) members(d *document, c *certificates.Content, sentence string, more *column) error {
	if len(c.Household) == 0 {
		return lacks("a member of the household")
	}
	t := &table{
		heads:  cells(w.Person.Surname.Text, w.Person.Given.fill(c.Subject.Sex), w.Household.Place.Text, w.Household.Date.Text),
		shares: []float64{0.26, 0.24, 0.28, 0.22},
		rows:   make([][]cell, len(c.Household)),
	}
	if more != nil {
		t.heads, t.shares = append(t.heads, cell{text: more.head}), []float64{0.22, 0.19, 0.23, 0.17, 0.19}
	}
	for i := range c.Household {
		m := &c.Household[i]
		born := cell{text: orElse(place(&m.Place), w.Person.NoPlace.Text), foreign: w.secondName(&m.Place)}
		t.rows[i] = append(make([]cell, 0, len(t.heads)), cell{text: w.surname(&m.Individual)}, cell{text: w.given(&m.Individual)}, born, cell{text: w.date(m.Born)})
		if more != nil {
			p := more.of(m)
			if p == nil {
				return lacks(more.head)
			}
			t.rows[i] = append(t.rows[i], cell{text: p.fill(m.Sex)})
		}
	}
	style := &membersStyle
	if last, is := d.body[len(d.body)-1].(*paragraph); is && last.style == &partStyle {
		style = &firstMembersStyle
	}
	d.add(style, sentence)
	d.body = append(d.body, t)
	return nil
}
