package templates

import (
	"github.com/sportello/sportello/certificates"
)

// What certificates state about where somebody lives and has lived.

func (w *wording) residence(d *document, c *certificates.Content) error {
	if d.addressed {
		d.add(&textStyle, w.Residence.Given.fill(c.Subject.Sex))
		return nil
	}
	d.add(&textStyle, w.Residence.States.fill(c.Subject.Sex))
	return w.address(d, c)
}

// address adds the address in bold, unless another part of the certificate has given
// it already.
func (w *wording) address(d *document, c *certificates.Content) error {
	if c.Residence == nil {
		return lacks("an address")
	}
	if !d.addressed {
		w.addressOf(d, c.Residence)
	}
	d.addressed = true
	return nil
}

func (w *wording) addressOf(d *document, a *certificates.AddressContent) {
	street, town := w.streetAndTown(a)
	d.add(&statedStyle, street)
	d.addWith(&statedStyle, town, w.foreign(a.Municipality, a.Alternative, a.AlternativeLanguage))
}

func (w *wording) communityResidence(d *document, c *certificates.Content) error {
	if c.Community == nil || c.Community.Name == "" {
		return lacks("a community")
	}
	d.add(&textStyle, w.CommunityResidence.States.fill(c.Subject.Sex))
	d.add(&statedStyle, c.Community.Name)
	if !d.addressed {
		d.add(&textStyle, w.CommunityResidence.At.fill(c.Subject.Sex))
	}
	return w.address(d, c)
}

// residenceHistory states every address with the days between which it was the
// residence.
func (w *wording) residenceHistory(d *document, c *certificates.Content) error {
	if len(c.Residences) == 0 {
		return lacks("residences")
	}
	t := &table{heads: cells(w.ResidenceHistory.Address.Text, w.Period.From.Text, w.Period.Until.Text), shares: []float64{0.56, 0.22, 0.22}}
	for i := range c.Residences {
		past := &c.Residences[i]
		street, town := w.streetAndTown(&past.AddressContent)
		at := cell{text: street + ", " + town, foreign: w.foreign(past.Municipality, past.Alternative, past.AlternativeLanguage)}
		t.rows = append(t.rows, []cell{at, {text: w.date(past.Since)}, {text: w.until(past.Until)}})
	}
	d.add(&textStyle, w.ResidenceHistory.States.fill(c.Subject.Sex))
	d.body = append(d.body, t)
	return nil
}

// residenceOnDate states the one address that was the residence on the day.
func (w *wording) residenceOnDate(d *document, c *certificates.Content) error {
	if c.On.IsZero() || len(c.Residences) != 1 {
		return lacks("a day and the residence on it")
	}
	past := &c.Residences[0]
	d.add(&textStyle, w.ResidenceOnDate.States.fill(c.Subject.Sex, w.date(c.On)))
	w.addressOf(d, &past.AddressContent)
	d.facts(fact{label: w.ResidenceOnDate.Since.Text, value: w.known(past.Since)})
	return nil
}

// residenceAbroad states the address abroad of who is registered in the AIRE.
func (w *wording) residenceAbroad(d *document, c *certificates.Content) error {
	a, t := c.Abroad, &w.ResidenceAbroad
	if a == nil || a.Address == "" || a.Locality == "" || a.State == "" {
		return lacks("an address abroad")
	}
	if d.addressed {
		return nil
	}
	d.addressed = true
	d.add(&textStyle, t.States.fill(c.Subject.Sex))
	d.add(&statedStyle, a.Address)
	d.add(&statedStyle, located(a.Locality, "", a.State))
	d.facts(fact{label: t.Since.Text, value: w.known(a.Since)}, fact{label: t.Consulate.Text, value: a.Consulate})
	return nil
}
