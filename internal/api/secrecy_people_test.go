package api

import (
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// secret stands in every text of these people's records that nobody may be told, by no
// page, attachment, symbol or answer.
const secret = "SEGRETO"

func march(year int) registry.Date { return registry.Date{Year: year, Month: time.March, Day: 4} }

// secretive makes a world in which the register holds of everybody all that it may not
// tell, and of anna what the change says. Her household has every tie of legacy loads.
func secretive(change func(*registry.Person, *registry.Household)) *world {
	w := newWorld()
	a, home := w.people[0].Subject, *w.people[0].Household
	home.ID, home.Number, home.Members = "b0000000-0000-4000-8000-000000000001", secret, nil
	for i, m := range []struct {
		given string
		tie   registry.Relationship
		born  int
	}{{"Tea", 80, 2009}, {"Ugo", 14, 2011}, {"Rosa", registry.Child, 2013}, {"Olga", 15, 1950}, {"Mara", 19, 1988}} {
		p := person(registry.PersonID("c0000000-0000-4000-8000-00000000000"+string(rune('1'+i))), "", m.born, time.March, 4)
		p.Name.Given = m.given
		home.Members = append(home.Members, registry.Member{Person: *conceal(&p), Relationship: m.tie})
	}
	change(conceal(&a), &home)
	home.Members = append(home.Members, registry.Member{Person: a, Relationship: registry.Head})
	w.people = []registry.Extract{{Subject: a, Household: &home, History: registry.History{
		Registered: march(1990),
		Residences: []registry.PastResidence{
			{Residence: registry.Residence{Since: march(1990), Address: registry.Address{Street: "Via Vecchia", Municipality: "Valdemo", Province: "VD"}}, Until: march(2012)},
			{Residence: registry.Residence{Since: march(2012), Address: registry.Address{Street: street, Municipality: "Valdemo", Province: "VD"}}},
		},
		Citizenships: []registry.PastCitizenship{
			{Citizenship: registry.Citizenship{State: "SRB", Name: "di Serbia", Since: march(1985)}, Until: march(2008)},
			{Citizenship: registry.Citizenship{State: registry.ItalianState, Name: "italiana", Since: march(2008)}},
		},
	}}}
	return w
}

// innocent is the same world in which nobody has a secret. Who has no fixed abode, or a
// family abroad with a tie of legacy loads, is told nothing else than who belongs to a
// family that cannot be certified.
func innocent(change func(*registry.Person, *registry.Household)) *world {
	w := secretive(change)
	x := &w.people[0]
	home := x.Household
	legacy := slices.ContainsFunc(home.Members, func(m registry.Member) bool { return m.Relationship != plain(m.Relationship) })
	if x.Subject.Withheld.Homeless || home.Kind == registry.FamilyAbroad && legacy {
		home.Certifiable = false
	}
	x.Subject.Withheld = registry.Withheld{}
	for i := range home.Members {
		m := &home.Members[i]
		m.Person.Withheld, m.Relationship = registry.Withheld{}, plain(m.Relationship)
	}
	return w
}

// plain is the tie that one of an old load stands for.
func plain(r registry.Relationship) registry.Relationship {
	switch r {
	case 80, 14:
		return registry.Child
	case 15:
		return registry.Parent
	case 19:
		return registry.Sibling
	}
	return r
}

// conceal gives a record everything that is not to be told.
func conceal(p *registry.Person) *registry.Person {
	p.Number = secret
	p.Standing.Since, p.Standing.Reason = march(1990), "1"
	p.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Valdemo", Year: p.Birth.Date.Year, Part: "I", Series: "A", Number: "12"}
	p.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Event: event(secret)} // the marriage is over
	p.Electoral = &registry.Electoral{Rights: true, Enrolled: true, Since: march(2004)}
	p.Withheld = registry.Withheld{
		Parents: []registry.Name{{Surname: secret, Given: "padre"}, {Surname: secret, Given: "madre"}}, Adopted: true, AnonymousBirth: true,
		Occupation: secret, Study: secret, DigitalDomicile: secret + "@pec.example", Permit: secret,
	}
	return p
}

func event(partner string) *registry.UnionEvent {
	return &registry.UnionEvent{
		Partner: registry.Name{Surname: partner, Given: "Kim"}, PartnerBirth: march(1979), Date: march(2011), Place: "Valdemo",
		Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Valdemo", Year: 2011, Part: "II", Series: "A", Number: "7"},
	}
}

// secretives is people in every state that a kind of certificate speaks of.
var secretives = map[string]func(*registry.Person, *registry.Household){
	"free": func(*registry.Person, *registry.Household) {},
	"married": func(p *registry.Person, _ *registry.Household) {
		p.CivilStatus = &registry.CivilStatus{Code: registry.Married, Event: event("Bianchi")}
	},
	"united": func(p *registry.Person, _ *registry.Household) {
		p.CivilStatus = &registry.CivilStatus{Code: registry.InCivilUnion, Event: event("Verdi")}
	},
	"by contract": func(p *registry.Person, _ *registry.Household) {
		p.Contract = &registry.Contract{Partner: registry.Name{Surname: "Neri", Given: "Kim"}, PartnerBirth: march(1981), PartnerCode: secret, Date: march(2019), By: "notaio Sofia Gialli"}
	},
	"in a community": func(_ *registry.Person, h *registry.Household) {
		h.Kind, h.Name, h.CommunityKind = registry.Community, "Casa San Rocco", 3
	},
	"abroad": abroad,
	"abroad, with plain ties": func(p *registry.Person, h *registry.Household) {
		abroad(p, h)
		for i := range h.Members {
			h.Members[i].Relationship = plain(h.Members[i].Relationship)
		}
	},
	"dead": func(p *registry.Person, _ *registry.Household) {
		p.Standing = registry.Standing{State: registry.Dead, Since: march(2020), Reason: "1"}
		p.Death = &registry.Death{Date: march(2020), Place: "Valdemo", Act: &registry.Act{Kind: registry.DeathAct, Municipality: "Valdemo", Year: 2020, Number: "3"}}
	},
	"removed": func(p *registry.Person, _ *registry.Household) {
		p.Standing = registry.Standing{State: registry.Removed, Since: march(2020), Reason: "3"}
	},
	"with a procedure": func(p *registry.Person, _ *registry.Household) {
		p.Procedures = []registry.Procedure{{Kind: secret, Opened: march(2026)}}
	},
	"homeless": func(p *registry.Person, _ *registry.Household) { p.Withheld.Homeless = true },
}

func abroad(p *registry.Person, h *registry.Household) {
	p.Standing = registry.Standing{State: registry.Abroad, Since: march(2020), Reason: "C01"}
	p.Residence = &registry.Residence{Since: march(2020), Address: registry.Address{Street: "1 Roman Road", Municipality: "Londra", State: "Regno Unito", Consulate: "Londra"}}
	h.Kind = registry.FamilyAbroad
}
