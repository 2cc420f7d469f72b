package certificates

import (
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// terms is what a content says beside the register's facts: who issues, and by what choices
// of the office.
type terms struct {
	office registry.Office
	policy Policy
}

// fill holds, for each kind, what it takes from the register. Two kinds that state the
// same put it in the same place, so that it stands once in a combined certificate.
// What the record lacks is left out; it is for the rules to stop a kind without it.
var fill = map[Kind]func(*Content, registry.Extract){
	Birth:                func(c *Content, x registry.Extract) { c.BirthAct = actContent(x.Subject.Birth.Act) },
	Death:                func(c *Content, x registry.Extract) { c.Death = deathContent(x.Subject.Death) },
	Marriage:             func(c *Content, x registry.Extract) { c.Marriage = unionContent(x.Subject, registry.Married) },
	Removal:              func(c *Content, x registry.Extract) { c.Removal = removalContent(x.Subject.Standing) },
	Citizenship:          func(c *Content, x registry.Extract) { c.Citizenship = citizenship(x.Subject) },
	CitizenshipHistory:   func(c *Content, x registry.Extract) { c.Citizenships = citizenshipHistory(x.History) },
	Life:                 func(c *Content, _ registry.Extract) { c.Alive = true },
	Residence:            func(c *Content, x registry.Extract) { c.Residence = residenceContent(x.Subject) },
	ResidenceHistory:     func(c *Content, x registry.Extract) { c.Residences = residenceHistory(x.History) },
	ResidenceAbroad:      func(c *Content, x registry.Extract) { c.Abroad = abroadContent(x.Subject) },
	CivilStatus:          func(c *Content, x registry.Extract) { c.CivilStatus = statusContent(x.Subject.CivilStatus) },
	Household:            fillHousehold,
	HouseholdAndStatus:   fillHouseholdAndStatus,
	CommunityResidence:   fillCommunity,
	HouseholdAbroad:      fillHouseholdAbroad,
	HouseholdTies:        fillHouseholdTies,
	FreeStatus:           func(c *Content, _ registry.Extract) { c.FreeStatus = true },
	CivilUnion:           func(c *Content, x registry.Extract) { c.CivilUnion = unionContent(x.Subject, registry.InCivilUnion) },
	CohabitationContract: func(c *Content, x registry.Extract) { c.Contract = contractContent(x.Subject.Contract) },
	ResidenceOnDate:      func(c *Content, x registry.Extract) { c.Residences = residenceOn(x.History, c.On) },
	PoliticalRights:      fillPoliticalRights,
	ElectoralRoll:        fillElectoralRoll,
	HouseholdOnDate:      fillHouseholdOnDate,
}

// compose takes from the extract what the kinds state. The rules have been asked
// before: what a kind needs is there.
func (c *Catalogue) compose(r Request, t terms, x registry.Extract, at time.Time) *Content {
	content := &Content{
		Version:   ContentVersion,
		Office:    OfficeContent{Code: string(t.office.ID), Name: t.office.Name},
		Basis:     t.office.Basis,
		Kinds:     slices.Compact(slices.Sorted(slices.Values(r.Kinds))),
		Use:       r.Use,
		Language:  r.Language,
		IssuedOn:  registry.DateOf(at),
		Extracted: x.AsOf.Known,
	}
	valid := c.validity(r.Kinds, t.policy)
	content.Validity, content.Ground = valid.Months, valid.Ground
	if content.Validity > 0 {
		content.ValidTo = content.IssuedOn.AddMonths(content.Validity)
	}
	if slices.ContainsFunc(r.Kinds, Kind.ofOneDay) {
		content.On = r.On
	}
	content.state(x)
	return content
}

// state takes from the extract whom the content is about and what its kinds state of the
// register. A history is that of the day of issue: what begins or ends later is no part of
// it. Superseded states it all again, so nothing here may depend on what else the content
// says: not on the office, its choices or the language.
func (c *Content) state(x registry.Extract) {
	x.History = historyUntil(x.History, c.IssuedOn)
	c.Subject = individual(x.Subject)
	for _, k := range c.Kinds {
		fill[k](c, x)
	}
}

// ofOneDay reports whether the kind speaks of one past day.
func (k Kind) ofOneDay() bool { return k == ResidenceOnDate || k == HouseholdOnDate }

// validity is the shortest among the kinds, by the choice of the office or else of the
// catalogue; no months if all are unlimited.
func (c *Catalogue) validity(kinds []Kind, p Policy) (shortest Validity) {
	for _, k := range kinds {
		v, chosen := p.Validity[k]
		if !chosen {
			e, _ := c.Entry(k)
			v.Months = e.Validity
		}
		if v.Months > 0 && (shortest.Months == 0 || v.Months < shortest.Months) {
			shortest = v
		}
	}
	return shortest
}
