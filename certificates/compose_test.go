package certificates

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// What each kind states beside whom it is about and what every content holds, letter by
// letter.
func TestWhatEachKindStates(t *testing.T) {
	t.Parallel()
	const (
		home    = `{"municipality":"Valdemo","number":"1","province":"VD","street":"Via Roma"}`
		oldHome = `{"alternativeLanguage":"sl","alternativeName":"Trst","municipality":"Trieste","number":"3","province":"TS",`
		london  = `{"address":"1 Roman Road","consulate":"Londra","locality":"E3 Londra","since":"2020-03-04","state":"Regno Unito"}`
		act     = `{"municipality":"Trieste","number":"7","part":"II","series":"A","year":2011}`
	)
	for kind, want := range map[Kind]string{
		Birth:              `{"birthAct":{"municipality":"Bolzano","number":"12","office":"1","part":"I","series":"A","year":1980}}`,
		Death:              `{"death":{"act":{"municipality":"Trieste","number":"3","year":2020},"date":"2020-03-04","place":"Trieste"}}`,
		Marriage:           `{"marriage":{"act":` + act + `,"date":"2011-03-04","partner":"Bianchi Gianna","partnerBirthDate":"1979-03-04","place":"Trieste"}}`,
		Removal:            `{"removal":{"date":"2020-03-04","reason":"3"}}`,
		Citizenship:        `{"citizenship":"ITA"}`,
		CitizenshipHistory: `{"citizenships":[{"name":"di Serbia","since":"1980-03-04","state":"SRB","until":"2008-03-04"},{"name":"italiana","since":"2008-03-04","state":"ITA"}]}`,
		Life:               `{"alive":true}`,
		Residence:          `{"residence":` + home + `}`,
		ResidenceHistory: `{"residences":[{"municipality":"Nizza","since":"2000-03-04","state":"Francia","street":"12 rue de Rome","until":"2005-03-04"},` +
			oldHome + `"since":"2005-03-04","street":"Via Vecchia","until":"2012-03-04"},{"municipality":"Valdemo","number":"1","province":"VD","since":"2012-03-04","street":"Via Roma"}]}`,
		ResidenceAbroad:      `{"abroad":` + london + `}`,
		CivilStatus:          `{"civilStatus":{"code":2,"date":"2011-03-04","partner":"Bianchi Gianna","place":"Trieste"}}`,
		CommunityResidence:   `{"community":{"name":"Casa San Rocco"},"residence":` + home + `}`,
		FreeStatus:           `{"freeStatus":true}`,
		CivilUnion:           `{"civilUnion":{"act":` + act + `,"date":"2011-03-04","partner":"Verdi Gianna","partnerBirthDate":"1979-03-04","place":"Trieste"}}`,
		CohabitationContract: `{"cohabitationContract":{"authenticatedBy":"notaio Sofia Gialli, Trieste","date":"2019-03-04","partner":"Neri Kim","partnerBirthDate":"1981-03-04"}}`,
		ResidenceOnDate:      `{"asOf":"2010-05-05","residences":[` + oldHome + `"since":"2005-03-04","street":"Via Vecchia"}]}`,
		PoliticalRights:      `{"electoral":{"politicalRights":true}}`,
		ElectoralRoll:        `{"electoral":{"enrolled":true,"enrolledSince":"2004-03-04"}}`,
	} {
		if diff := cmp.Diff(want, beside(t, witness(kind), kind)); diff != "" {
			t.Errorf("kind %d (-want +got):\n%s", kind, diff)
		}
	}
	for kind, want := range map[Kind]string{
		HouseholdAbroad: `{"abroad":` + london + `}`, HouseholdOnDate: `{"asOf":"2010-05-05","residence":` + oldHome + `"street":"Via Vecchia"}}`,
		Household: `{"residence":` + home + `}`, HouseholdAndStatus: `{"residence":` + home + `}`, HouseholdTies: `{"residence":` + home + `}`,
	} {
		if diff := cmp.Diff(want, beside(t, witness(kind), kind, "household")); diff != "" {
			t.Errorf("kind %d without its members (-want +got):\n%s", kind, diff)
		}
	}
	if len(fill) != len(everyKind) {
		t.Errorf("%d kinds are composed, want %d", len(fill), len(everyKind))
	}
}

// beside is the parts of a content, without what every content holds and without those
// named.
func beside(t *testing.T, x registry.Extract, kind Kind, without ...string) string {
	t.Helper()
	c := object(t, stated(t, x, kind))
	for _, name := range slices.Concat(common, without) {
		delete(c, name)
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// line is a member as the list shows him.
type line struct {
	Given  string
	Status registry.CivilStatusCode
	Tie    registry.Relationship
}

func lines(c *Content) (all []line) {
	for _, m := range c.Household {
		all = append(all, line{m.Given, m.CivilStatus, m.Tie})
	}
	return all
}

// The head, the spouse, children by birth, all others by birth: stepchildren and adopted
// children are children, and stand among them.
func TestMembers(t *testing.T) {
	t.Parallel()
	ties := []line{
		{"Wanda", 0, 1}, {"Vito", 0, 2}, {"Rosa", 0, 3}, {"Tea", 0, 3}, {"Pia", 0, 3}, {"Ugo", 0, 3}, {"Nino", 0, 6}, {"Olga", 0, 6}, {"Lino", 0, 9}, {"Mara", 0, 9},
	}
	plain, statuses := slices.Clone(ties), slices.Clone(ties)
	for i := range ties {
		plain[i].Tie, statuses[i].Tie, statuses[i].Status = 0, 0, registry.Unmarried
	}
	statuses[0].Status = registry.Widowed
	past := []line{{Given: "Wanda"}, {Given: "Zoe"}, {Given: "Tea"}}
	for kind, want := range map[Kind][]line{
		Household: plain, HouseholdAndStatus: statuses, HouseholdTies: ties, HouseholdAbroad: plain, HouseholdOnDate: past, CommunityResidence: nil, Residence: nil,
	} {
		if diff := cmp.Diff(want, lines(stated(t, witness(kind), kind))); diff != "" {
			t.Errorf("kind %d (-want +got):\n%s", kind, diff)
		}
	}
}

// Without the data a kind leaves its part out; the page then cannot be set.
func TestNothingIsMadeUp(t *testing.T) {
	t.Parallel()
	bare := registry.Extract{Subject: registry.Person{ID: nobody}, AsOf: registry.Now(today)}
	for _, k := range everyKind {
		switch k {
		case Birth, Life, FreeStatus: // they state what the rules have found
		case ResidenceOnDate, HouseholdOnDate:
			if got, want := beside(t, bare, k), `{"asOf":"2010-05-05"}`; got != want {
				t.Errorf("kind %d states %s, want %s", k, got, want)
			}
		default:
			if got := beside(t, bare, k); got != "{}" {
				t.Errorf("kind %d states %s of somebody of whom nothing is known", k, got)
			}
		}
	}
}

// A marriage that is over, two foreign citizenships, an address at home are not what the kinds
// speak of.
func TestAnothersDataAreNotStated(t *testing.T) {
	t.Parallel()
	two := witness(Citizenship)
	two.Subject.Citizenships = []registry.Citizenship{{State: "FRA"}, {State: "BEL"}}
	for name, x := range map[string]struct {
		kind Kind
		x    registry.Extract
	}{
		"a marriage of a widow":           {Marriage, witness(FreeStatus)},
		"a union of who is married":       {CivilUnion, witness(Marriage)},
		"a marriage of who is united":     {Marriage, witness(CivilUnion)},
		"one of two foreign citizenships": {Citizenship, two},
		"an address abroad of who is in":  {ResidenceAbroad, witness(Residence)},
		"a removal of who died":           {Removal, witness(Death)},
		"a removal of who is in":          {Removal, witness(Residence)},
	} {
		if got := beside(t, x.x, x.kind); got != "{}" {
			t.Errorf("%s: stated %s", name, got)
		}
	}
}

// The residence on a day is that of who had certainly moved in and not yet out.
func TestResidenceOnDate(t *testing.T) {
	t.Parallel()
	since := func(since, until registry.Date) registry.PastResidence {
		return registry.PastResidence{Residence: registry.Residence{Since: since, Address: registry.Address{Street: since.String()}}, Until: until}
	}
	year := registry.Date{Year: 2005}
	h := registry.History{Residences: []registry.PastResidence{since(date(2000), date(2003)), since(date(2003), year), since(year, registry.Date{})}}
	for on, want := range map[registry.Date]string{
		{Year: 2000, Month: 3, Day: 3}: "", {Year: 2000, Month: 3, Day: 4}: "2000-03-04", {Year: 2003, Month: 3, Day: 3}: "2000-03-04",
		{Year: 2003, Month: 3, Day: 4}: "2003-03-04", {Year: 2004, Month: 12, Day: 31}: "2003-03-04", {Year: 2005, Month: 6, Day: 1}: "",
		{Year: 2005, Month: 12, Day: 31}: "2005-00-00", {Year: 2026, Month: 1, Day: 1}: "2005-00-00",
	} {
		got := ""
		for _, r := range residenceOn(h, on) {
			got += r.Street
		}
		if got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
}
