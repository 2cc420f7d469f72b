package certificates

import "github.com/sportello/sportello/registry"

func individual(p registry.Person) Individual {
	n, b := p.Name.Printed(), p.Birth
	i := Individual{
		Surname: n.Surname, Given: n.Given, Sex: p.Sex, Born: b.Date,
		Place: PlaceContent{Kind: b.Place.Kind, Name: b.Place.Name, Alternative: b.Place.Alternative, Province: b.Place.Province, State: b.Place.State},
	}
	if i.Place.Alternative != "" && i.Place.Kind == registry.BornInMunicipality {
		i.Place.AlternativeLanguage = registry.SecondLanguage(i.Place.Province)
	}
	return i
}

func actContent(a *registry.Act) *ActContent {
	if a == nil {
		return nil
	}
	return &ActContent{Municipality: a.Municipality, Year: a.Year, Part: a.Part, Series: a.Series, Number: a.Number, Office: a.Office}
}

func deathContent(d *registry.Death) *DeathContent {
	if d == nil {
		return nil
	}
	return &DeathContent{On: d.Date, Place: d.Place, Act: actContent(d.Act)}
}

func removalContent(s registry.Standing) *RemovalContent {
	if s.State != registry.Removed {
		return nil
	}
	return &RemovalContent{On: s.Since, Reason: s.Reason}
}

// statusContent is the civil status; the other party to a marriage or union only while
// it lasts.
func statusContent(s *registry.CivilStatus) *CivilStatusContent {
	if s == nil {
		return nil
	}
	c := &CivilStatusContent{Code: s.Code}
	if e := s.Event; e != nil && (s.Code == registry.Married || s.Code == registry.InCivilUnion) {
		c.Partner, c.On, c.Place = e.Partner.Printed().String(), e.Date, e.Place
	}
	return c
}

// unionContent is the marriage or union of who has that civil status, as far as the
// record goes; nil if it says nothing of it.
func unionContent(p registry.Person, code registry.CivilStatusCode) *UnionContent {
	s := p.CivilStatus
	if s == nil || s.Code != code || s.Event == nil {
		return nil
	}
	e := s.Event
	return &UnionContent{Partner: e.Partner.Printed().String(), PartnerBorn: e.PartnerBirth, On: e.Date, Place: e.Place, Act: actContent(e.Act)}
}

func contractContent(c *registry.Contract) *ContractContent {
	if c == nil {
		return nil
	}
	return &ContractContent{Partner: c.Partner.Printed().String(), PartnerBorn: c.PartnerBirth, On: c.Date, By: c.By}
}

// citizenship is the Italian one of who has it, whatever others he has, or the only one;
// of several foreign ones none can be certified.
func citizenship(p registry.Person) string {
	switch {
	case p.Italian():
		return registry.ItalianState
	case len(p.Citizenships) == 1:
		return p.Citizenships[0].State
	}
	return ""
}

func citizenshipHistory(h registry.History) []PastCitizenship {
	var all []PastCitizenship
	for _, z := range h.Citizenships {
		all = append(all, PastCitizenship{State: z.State, Name: z.Name, Since: z.Since, Until: z.Until})
	}
	return all
}

func fillPoliticalRights(c *Content, x registry.Extract) {
	if e := x.Subject.Electoral; e != nil && e.Rights {
		c.electoral().Rights = true
	}
}

func fillElectoralRoll(c *Content, x registry.Extract) {
	if e := x.Subject.Electoral; e != nil && e.Enrolled {
		c.electoral().Enrolled, c.electoral().Since = true, e.Since
	}
}

func (c *Content) electoral() *ElectoralContent {
	if c.Electoral == nil {
		c.Electoral = &ElectoralContent{}
	}
	return c.Electoral
}
