package certificates

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// extract is an ordinary adult in an ordinary family, of which each case changes
// one thing.
func extract(change func(*registry.Extract)) registry.Extract {
	b := newBooks()
	x := b.people[anna]
	h := *x.Household
	h.Members = slices.Clone(h.Members)
	x.Household = &h
	x.AsOf = registry.Now(today)
	if change != nil {
		change(&x)
	}
	return x
}

func inMay(year int) registry.Date { return registry.Date{Year: year, Month: 5, Day: 6} }

// ordinary is a request for one kind about somebody for whom nothing stands against it.
func ordinary(k Kind) Case {
	c := Case{
		Request: Request{due: notAsked, Subject: anna, Kinds: []Kind{k}, Use: PrivateUse, Language: registry.Italian},
		Office:  registry.Office{ID: "X900", Name: "Comune di Valdemo", DataFrom: inMay(2015), Archive: "Archivio storico, via Roma 2", Languages: []registry.Language{registry.Italian, registry.German}},
		Extract: extract(nil),
		Today:   day,
	}
	if suit, ok := suited[k]; ok {
		suit(&c)
	}
	return c
}

// suited makes the ordinary adult one for whom the kind is meant.
var suited = map[Kind]func(*Case){
	Death:       isDead,
	Removal:     isRemoved,
	Marriage:    func(c *Case) { c.Extract.Subject.CivilStatus = joinedAs(registry.Married) },
	CivilUnion:  func(c *Case) { c.Extract.Subject.CivilStatus = joinedAs(registry.InCivilUnion) },
	CivilStatus: func(c *Case) { c.Extract.Subject.CivilStatus = joinedAs(registry.Married) },
	CohabitationContract: func(c *Case) {
		c.Extract.Subject.Contract = &registry.Contract{Partner: registry.Name{Surname: "Neri"}, Date: inMay(2018)}
	},
	ResidenceAbroad: emigrated,
	HouseholdAbroad: emigrated,
	CommunityResidence: func(c *Case) {
		c.Extract.Household.Kind, c.Extract.Household.Name = registry.Community, "Casa di riposo"
	},
	CitizenshipHistory: func(c *Case) {
		c.Request.Grounds = "successione"
		c.Extract.History.Citizenships = []registry.PastCitizenship{
			{Citizenship: registry.Citizenship{State: "FRA"}, Until: inMay(2016)}, {Citizenship: registry.Citizenship{State: registry.ItalianState}},
		}
	},
	ResidenceHistory: settledPerson,
	ResidenceOnDate:  func(c *Case) { settledPerson(c); c.Request.On = inMay(2020) },
	HouseholdOnDate:  func(c *Case) { settledPerson(c); c.Request.On = inMay(2020) },
	PoliticalRights:  func(c *Case) { c.Extract.Subject.Electoral = &registry.Electoral{Rights: true} },
	ElectoralRoll:    func(c *Case) { c.Extract.Subject.Electoral = &registry.Electoral{Enrolled: true} },
}

func isDead(c *Case) {
	c.Extract.Subject.Standing = registry.Standing{State: registry.Dead, Since: inMay(2023)}
	c.Extract.Subject.Death = &registry.Death{Date: inMay(2023)}
}

func isRemoved(c *Case) {
	c.Extract.Subject.Standing = registry.Standing{State: registry.Removed, Since: inMay(2023)}
}

func joinedAs(code registry.CivilStatusCode) *registry.CivilStatus {
	return &registry.CivilStatus{Code: code, Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Neri"}, Date: inMay(2017)}}
}

func emigrated(c *Case) {
	c.Extract.Subject.Standing = registry.Standing{State: registry.Abroad, Since: inMay(2019)}
	c.Extract.Subject.Residence.Address.State = "Francia"
	c.Extract.Household.Kind = registry.FamilyAbroad
}

// settledPerson has lived in one house until 2019 and in another since.
func settledPerson(c *Case) {
	c.Request.Grounds = "successione"
	home := c.Extract.Subject.Residence.Address
	c.Extract.History = registry.History{
		Registered: inMay(2016),
		Residences: []registry.PastResidence{
			{Residence: registry.Residence{Since: inMay(2016), Address: home}, Until: inMay(2019)},
			{Residence: registry.Residence{Since: inMay(2019), Address: home}},
		},
	}
}

// changed is an ordinary case with changes.
func changed(k Kind, changes ...func(*Case)) Case {
	c := ordinary(k)
	for _, change := range changes {
		if change != nil {
			change(&c)
		}
	}
	return c
}

// stoppedBy is the rules that stop a case.
func stoppedBy(t testing.TB, c Case) []string {
	t.Helper()
	return (&RefusedError{book(t).refuse(c)}).Codes()
}

func book(t testing.TB) *Catalogue {
	t.Helper()
	c := NewCatalogue()
	return c
}

// Nothing stands against any kind for whom it is meant: else the cases below would show
// nothing.
func TestEveryKindCanBeHad(t *testing.T) {
	t.Parallel()
	for _, e := range table {
		if diff := cmp.Diff([]string(nil), stoppedBy(t, ordinary(e.Kind))); diff != "" {
			t.Errorf("%s is refused:\n%s", e.Slug, diff)
		}
	}
}
