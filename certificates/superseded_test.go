package certificates

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// everybody is a record from which every kind could be issued.
func everybody() registry.Extract {
	p := person(anna, "Anna", registry.Date{Year: 1985, Month: 3, Day: 4})
	since := registry.Date{Year: 2010, Month: 1, Day: 1}
	p.Standing.Since, p.Residence.Since = since, since
	p.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: since, Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Bo"}, Date: since}}
	p.Membership = &registry.Membership{Relationship: registry.Head, Since: since}
	p.Contract, p.Electoral = &registry.Contract{Date: since}, &registry.Electoral{Rights: true, Since: since}
	return registry.Extract{
		Subject:   p,
		Household: &registry.Household{Kind: registry.Family, Members: []registry.Member{{Person: p, Relationship: registry.Head}}},
		History:   registry.History{Residences: []registry.PastResidence{{Residence: *p.Residence}}},
	}
}

// later is after the day of issue.
var later = registry.Date{Year: 2026, Month: 11, Day: 25}

// What takes the ground from under each kind, in both directions: every kind that is not
// named stands.
func TestWhatKindsRestOn(t *testing.T) {
	t.Parallel()
	home := []Kind{Residence, Household, HouseholdAndStatus, HouseholdTies}
	present := append([]Kind{Marriage, Citizenship, Life, CivilStatus, CohabitationContract, PoliticalRights, ElectoralRoll}, home...)
	others := []Kind{Death, CivilUnion, FreeStatus, ResidenceAbroad, HouseholdAbroad, CommunityResidence} // of people in another situation
	for name, test := range map[string]struct {
		change func(*registry.Extract)
		want   map[Change][]Kind
	}{
		"nothing":            {func(*registry.Extract) {}, nil},
		"death":              {func(x *registry.Extract) { x.Subject.Standing.State = registry.Dead }, map[Change][]Kind{ByDeath: present}},
		"removal":            {func(x *registry.Extract) { x.Subject.Standing.State = registry.Removed }, map[Change][]Kind{ByRemoval: home}},
		"abroad":             {func(x *registry.Extract) { x.Subject.Standing.State = registry.Abroad }, map[Change][]Kind{ByRemoval: home}},
		"no address":         {func(x *registry.Extract) { x.Subject.Residence = nil }, map[Change][]Kind{ByMove: home}},
		"no household":       {func(x *registry.Extract) { x.Household = nil }, map[Change][]Kind{ByHousehold: home[1:]}},
		"a community":        {func(x *registry.Extract) { x.Household.Kind = registry.Community }, map[Change][]Kind{ByHousehold: home[1:]}},
		"divorce":            {func(x *registry.Extract) { x.Subject.CivilStatus.Code = registry.Divorced }, map[Change][]Kind{ByStatus: {Marriage}}},
		"no civil status":    {func(x *registry.Extract) { x.Subject.CivilStatus = nil }, map[Change][]Kind{ByStatus: {Marriage, CivilStatus}}},
		"the contract ended": {func(x *registry.Extract) { x.Subject.Contract = nil }, map[Change][]Kind{ByContract: {CohabitationContract}}},
		"off the roll":       {func(x *registry.Extract) { x.Subject.Electoral = nil }, map[Change][]Kind{ByElectoral: {PoliticalRights, ElectoralRoll}}},
	} {
		x := everybody()
		test.change(&x)
		got := map[Change][]Kind{}
		for _, e := range table {
			if why := bases[e.Kind].ended(x); why != "" && !slices.Contains(others, e.Kind) {
				got[why] = append(got[why], e.Kind)
			}
		}
		for _, k := range []Kind{PoliticalRights, ElectoralRoll, HouseholdOnDate} {
			if why := bases[k].ended(x); why != "" {
				got[why] = append(got[why], k)
			}
		}
		for _, list := range got {
			slices.Sort(list)
			slices.Sort(list)
		}
		want := map[Change][]Kind{}
		for why, list := range test.want {
			want[why] = slices.Sorted(slices.Values(list))
		}
		for why := range got {
			got[why] = slices.Compact(got[why])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Of people in another situation.
func TestWhatOthersRestOn(t *testing.T) {
	t.Parallel()
	x := everybody()
	x.Subject.Standing.State, x.Household.Kind = registry.Abroad, registry.FamilyAbroad
	for _, k := range []Kind{ResidenceAbroad, HouseholdAbroad} {
		if why := bases[k].ended(x); why != "" {
			t.Errorf("abroad, %d: %s", k, why)
		}
	}
	x.Subject.Standing.State = registry.Resident
	for _, k := range []Kind{ResidenceAbroad, HouseholdAbroad} {
		if why := bases[k].ended(x); why != ByRemoval {
			t.Errorf("back, %d: %q, want %s", k, why, ByRemoval)
		}
	}
	x = everybody()
	if why := bases[Death].ended(x); why != ByCorrection {
		t.Errorf("alive after all: %q", why)
	}
	x.Subject.Standing.State, x.Subject.Death = registry.Dead, &registry.Death{}
	if why := bases[Death].ended(x); why != "" {
		t.Errorf("dead: %q", why)
	}
	x = everybody()
	x.Household.Kind = registry.Community
	if why := bases[CommunityResidence].ended(x); why != "" {
		t.Errorf("in a community: %q", why)
	}
	x.Subject.CivilStatus.Code = registry.InCivilUnion
	if why := bases[CivilUnion].ended(x); why != "" {
		t.Errorf("in a union: %q", why)
	}
	for code, want := range map[registry.CivilStatusCode]Change{
		registry.Married: ByStatus, registry.InCivilUnion: ByStatus, registry.StatusUnclassified: ByStatus,
		registry.Unmarried: "", registry.Widowed: "", registry.Divorced: "", registry.FreeByDeath: "", registry.FreeByDissolution: "",
	} {
		x.Subject.CivilStatus.Code = code
		if why := bases[FreeStatus].ended(x); why != want {
			t.Errorf("free with status %d: %q, want %q", code, why, want)
		}
	}
}

// What a certificate says of citizenship is the one that it names, whatever others there
// are; an officer may have had one of a foreigner issued.
func TestCitizenshipSuperseded(t *testing.T) {
	t.Parallel()
	italian, french := registry.Citizenship{State: "ITA"}, registry.Citizenship{State: "FRA"}
	for name, test := range map[string]struct {
		then, now []registry.Citizenship
		want      Change
	}{
		"the same":                        {[]registry.Citizenship{italian}, []registry.Citizenship{italian}, ""},
		"a second":                        {[]registry.Citizenship{italian}, []registry.Citizenship{italian, french}, ""},
		"a second that is listed first":   {[]registry.Citizenship{italian}, []registry.Citizenship{french, italian}, ""},
		"another":                         {[]registry.Citizenship{italian}, []registry.Citizenship{french}, ByCitizenship},
		"none":                            {[]registry.Citizenship{italian}, nil, ByCitizenship},
		"a foreigner's, forced":           {[]registry.Citizenship{french}, []registry.Citizenship{french}, ""},
		"a foreigner has become Italian":  {[]registry.Citizenship{french}, []registry.Citizenship{french, italian}, ByCitizenship},
		"a foreigner has lost it as well": {[]registry.Citizenship{french}, nil, ByCitizenship},
	} {
		x := everybody()
		x.Subject.Citizenships = test.then
		c := &Content{Version: ContentVersion, Kinds: []Kind{Citizenship}, Number: Number{Year: 2026, Serial: 1}, IssuedOn: day}
		c.state(x)
		stored, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		x.Subject.Citizenships = test.now
		if s, _, err := Superseded(stored, x, later); err != nil || s.Reason != test.want {
			t.Errorf("%s: %q, %v, want %q", name, s.Reason, err, test.want)
		}
	}
}

// A stored content that cannot be compared is left alone, and quoted nowhere.
func TestSupersededRefuses(t *testing.T) {
	t.Parallel()
	x := everybody()
	for name, stored := range map[string]string{"another version": `{"version":99,"kinds":[7],"alive":true}`, "a kind of the past": `{"version":1,"kinds":[7,999],"alive":true}`} {
		if s, yes, err := Superseded([]byte(stored), x, day); yes || err != nil {
			t.Errorf("%s: %v, %v, %v", name, s, yes, err)
		}
	}
	for _, stored := range []string{"", "{", `{"subject":"Quartermain"}`, "[]"} {
		_, _, err := Superseded([]byte(stored), x, day)
		if err == nil {
			t.Errorf("%q: no error", stored)
		} else if got := err.Error(); got != "certificates: the stored content of a certificate: *json.SyntaxError" && got != "certificates: the stored content of a certificate: *json.UnmarshalTypeError" {
			t.Errorf("%q: %v", stored, err)
		}
	}
}

// A history is compared as far as the certificate could know it.
func TestHistoryUntil(t *testing.T) {
	t.Parallel()
	at := func(since, until registry.Date) registry.PastResidence {
		return registry.PastResidence{Residence: registry.Residence{Since: since}, Until: until}
	}
	first, moved := registry.Date{Year: 2001, Month: 1, Day: 1}, registry.Date{Year: 2020, Month: 2, Day: 2}
	h := registry.History{
		Residences:   []registry.PastResidence{at(first, moved), at(moved, later), at(later, registry.Date{})},
		Citizenships: []registry.PastCitizenship{{Citizenship: registry.Citizenship{Since: first}, Until: later}, {Citizenship: registry.Citizenship{Since: later}}},
	}
	want := registry.History{
		Residences:   []registry.PastResidence{at(first, moved), at(moved, registry.Date{})},
		Citizenships: []registry.PastCitizenship{{Citizenship: registry.Citizenship{Since: first}}},
	}
	if diff := cmp.Diff(want, historyUntil(h, day)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
