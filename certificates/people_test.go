package certificates

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sportello/sportello/registry"
)

// secret stands in every text of the tests' people that no certificate may state.
const secret = "SEGRETO"

// everyKind is every kind that there is; single is those that are issued on their own.
var (
	everyKind = []Kind{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, PoliticalRights, ElectoralRoll, HouseholdOnDate}
	single    = []Kind{Death, Removal, CitizenshipHistory, ResidenceHistory, ResidenceOnDate, HouseholdOnDate}
)

// then is the past day that the tests ask about.
var then = registry.Date{Year: 2010, Month: 5, Day: 5}

func date(year int) registry.Date { return registry.Date{Year: year, Month: 3, Day: 4} }

// known is somebody of whom the register holds all that it may not tell.
func known(n int, given string, year int) registry.Person {
	p := person(registry.PersonID(fmt.Sprintf("b0000000-0000-4000-8000-%012d", n)), given, date(year))
	p.Number, p.FiscalCode = secret+" scheda", secret+" codice"
	p.Birth.Place = registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "A952", Name: "Bolzano", Alternative: "Bozen", Province: "BZ"}
	p.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Bolzano", Year: year, Part: "I", Series: "A", Number: "12", Office: "1"}
	p.Standing = registry.Standing{State: registry.Resident, Since: date(2000), Reason: "1"}
	p.Residence.Since = date(2012)
	p.Electoral = &registry.Electoral{Rights: true, Enrolled: true, Since: date(2004)}
	p.Withheld = registry.Withheld{
		Parents: []registry.Name{{Surname: secret, Given: "padre"}, {Surname: secret, Given: "madre"}}, Adopted: true, AnonymousBirth: true, Homeless: true,
		Occupation: secret + " professione", Study: secret + " titolo", DigitalDomicile: secret + "@pec.example", Permit: secret + " permesso",
	}
	return p
}

// union is a marriage or civil union in full.
func union(partner string) *registry.UnionEvent {
	return &registry.UnionEvent{
		Partner: registry.Name{Surname: partner, Given: "Gianna"}, PartnerBirth: date(1979), Date: date(2011), Place: "Trieste",
		Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Trieste", Year: 2011, Part: "II", Series: "A", Number: "7"},
	}
}

// wanda is somebody in a large family of legacy ties, with a past.
func wanda() registry.Extract {
	w := known(1, "Wanda", 1980)
	abroad := registry.Address{Street: "12 rue de Rome", Municipality: "Nizza", State: "Francia"}
	x := registry.Extract{Subject: w, AsOf: registry.Now(today), History: registry.History{
		Registered: date(2000),
		Residences: []registry.PastResidence{
			{Residence: registry.Residence{Since: date(2000), Address: abroad}, Until: date(2005)},
			{Residence: registry.Residence{Since: date(2005), Address: registry.Address{Street: "Via Vecchia", Number: "3", Municipality: "Trieste", Alternative: "Trst", Province: "TS"}}, Until: date(2012)},
			{Residence: registry.Residence{Since: date(2012), Address: w.Residence.Address}},
		},
		Citizenships: []registry.PastCitizenship{
			{Citizenship: registry.Citizenship{State: "SRB", Name: "di Serbia", Since: date(1980)}, Until: date(2008)},
			{Citizenship: registry.Citizenship{State: registry.ItalianState, Name: "italiana", Since: date(2008)}},
		},
	}}
	x.Household = &registry.Household{ID: "h", Number: secret + " famiglia", Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{
		{Person: w, Relationship: registry.Head},
		{Person: known(2, "Vito", 1979), Relationship: registry.Spouse},
		{Person: known(3, "Ugo", 2012), Relationship: registry.Child},
		{Person: known(4, "Tea", 2010), Relationship: stepchild},
		{Person: known(5, "Rosa", 2009), Relationship: adopted},
		{Person: known(6, "Pia", 2012), Relationship: adopted},
		{Person: known(7, "Olga", 1950), Relationship: stepparent},
		{Person: known(8, "Nino", 1949), Relationship: registry.Parent},
		{Person: known(9, "Mara", 1985), Relationship: stepsibling},
		{Person: known(10, "Lino", 1984), Relationship: registry.Sibling},
	}}
	return x
}

// beyond is what the register says of the family on that day: with somebody who has
// moved out since, and the names of others as they were.
func beyond(x registry.Extract) *registry.Extract {
	p := registry.Extract{Subject: x.Subject, AsOf: registry.AsOf{Day: then, Known: today}}
	p.Subject.Residence = &registry.Residence{Since: date(2005), Address: x.History.Residences[1].Address}
	p.Subject.Name.Surname = secret + " di prima"
	h := *x.Household
	h.Members = []registry.Member{{Person: p.Subject, Relationship: registry.Head}, {Person: known(11, "Zoe", 2001), Relationship: registry.Child}}
	daughter := x.Household.Members[3].Person
	daughter.Name.Surname = secret + " di nascita"
	h.Members = append(h.Members, registry.Member{Person: daughter, Relationship: stepchild})
	p.Household = &h
	return &p
}

// witness is somebody who can have the kind.
func witness(k Kind) registry.Extract {
	x := wanda()
	p := &x.Subject
	p.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Event: union(secret)} // the marriage is over
	switch k {
	case Death:
		p.Standing = registry.Standing{State: registry.Dead, Since: date(2020), Reason: "1"}
		p.Death = &registry.Death{Date: date(2020), Place: "Trieste", Act: &registry.Act{Kind: registry.DeathAct, Municipality: "Trieste", Year: 2020, Number: "3"}}
	case Marriage, CivilStatus:
		p.CivilStatus = &registry.CivilStatus{Code: registry.Married, Event: union("Bianchi")}
	case Removal:
		p.Standing = registry.Standing{State: registry.Removed, Since: date(2020), Reason: "3"}
	case CommunityResidence:
		x.Household.Kind, x.Household.Name, x.Household.CommunityKind = registry.Community, "Casa San Rocco", 3
	case ResidenceAbroad, HouseholdAbroad:
		p.Standing = registry.Standing{State: registry.Abroad, Since: date(2020), Reason: "C01"}
		p.Residence = &registry.Residence{Since: date(2021), Address: registry.Address{Street: "1 Roman Road", PostalCode: "E3", Municipality: "Londra", State: "Regno Unito", Consulate: "Londra"}}
		x.Household.Kind = registry.FamilyAbroad
	case CivilUnion:
		p.CivilStatus = &registry.CivilStatus{Code: registry.InCivilUnion, Event: union("Verdi")}
	case CohabitationContract:
		p.Contract = &registry.Contract{Partner: registry.Name{Surname: "Neri", Given: "Kim"}, PartnerBirth: date(1981), PartnerCode: secret, Date: date(2019), By: "notaio Sofia Gialli, Trieste"}
	case HouseholdOnDate:
		x.Past = beyond(x)
	}
	for i, m := range x.Household.Members {
		if m.Person.ID == p.ID {
			x.Household.Members[i].Person = *p
		}
	}
	return x
}

// asPublished is the catalogue of an installation that has changed nothing.
func asPublished() *Catalogue {
	c := NewCatalogue()
	return c
}

// stated is what a kind, or several, say about an extract.
func stated(t testing.TB, x registry.Extract, kinds ...Kind) *Content {
	t.Helper()
	r := ask(x.Subject.ID, kinds...)
	if slices.ContainsFunc(kinds, Kind.ofOneDay) {
		r.On = then
	}
	c := asPublished().compose(r, terms{office: registry.Office{ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisLocal}}, x, today)
	c.Number = Number{2026, 123}
	return c
}
