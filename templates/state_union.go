package templates

import (
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What certificates state about marriage, civil union and the status behind them.

// civilStatus states the status and, of a marriage or union, what the record has,
// unless another part of the certificate says more of it.
func (w *wording) civilStatus(d *document, c *certificates.Content) error {
	t, s := &w.CivilStatus, c.CivilStatus
	if s == nil {
		return lacks("a civil status")
	}
	stated := w.stated[s.Code]
	if stated == nil {
		return lacks("a civil status that can be stated")
	}
	d.add(&statedStyle, stated.fill(c.Subject.Sex))
	switch {
	case s.Code == registry.Married && !slices.Contains(c.Kinds, certificates.Marriage):
		d.facts(fact{label: t.Spouse.Text, value: s.Partner}, fact{label: t.MarriedOn.Text, value: w.known(s.On)}, fact{label: t.MarriedIn.Text, value: s.Place})
	case s.Code == registry.InCivilUnion && !slices.Contains(c.Kinds, certificates.CivilUnion):
		d.facts(fact{label: t.Partner.Text, value: s.Partner}, fact{label: t.UnitedOn.Text, value: w.known(s.On)}, fact{label: t.UnitedIn.Text, value: s.Place})
	}
	return nil
}

// freeStatus says no more than that: not who was widowed or divorced.
func (w *wording) freeStatus(d *document, c *certificates.Content) error {
	if !c.FreeStatus {
		return lacks("that the person is free")
	}
	d.add(&statedStyle, w.FreeStatus.States.fill(c.Subject.Sex))
	return nil
}

func (w *wording) marriage(d *document, c *certificates.Content) error {
	u, t, l := c.Marriage, &w.Marriage, &w.CivilStatus
	if u == nil {
		return lacks("a marriage")
	}
	d.add(&statedStyle, t.States.fill(c.Subject.Sex))
	d.facts(fact{label: l.Spouse.Text, value: u.Partner}, fact{label: t.SpouseBorn.Text, value: w.known(u.PartnerBorn)},
		fact{label: l.MarriedOn.Text, value: w.known(u.On)}, fact{label: l.MarriedIn.Text, value: u.Place})
	w.byAct(d, &t.ByAct, u.Act)
	return nil
}

func (w *wording) civilUnion(d *document, c *certificates.Content) error {
	u, t, l := c.CivilUnion, &w.CivilUnion, &w.CivilStatus
	if u == nil {
		return lacks("a civil union")
	}
	d.add(&statedStyle, l.InCivilUnion.fill(c.Subject.Sex))
	d.facts(fact{label: l.Partner.Text, value: u.Partner}, fact{label: t.PartnerBorn.Text, value: w.known(u.PartnerBorn)},
		fact{label: l.UnitedOn.Text, value: w.known(u.On)}, fact{label: l.UnitedIn.Text, value: u.Place})
	w.byAct(d, &t.ByAct, u.Act)
	return nil
}

func (w *wording) contract(d *document, c *certificates.Content) error {
	u, t := c.Contract, &w.CohabitationContract
	if u == nil || u.Partner == "" {
		return lacks("a cohabitation contract with its other party")
	}
	d.add(&statedStyle, t.States.fill(c.Subject.Sex))
	d.facts(fact{label: t.Party.Text, value: u.Partner}, fact{label: t.PartyBorn.Text, value: w.known(u.PartnerBorn)},
		fact{label: t.On.Text, value: w.known(u.On)}, fact{label: t.By.Text, value: u.By})
	return nil
}
