package certificates

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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
	if change != nil {
		change(&x)
	}
	return x
}

func subject(change func(*registry.Person)) func(*registry.Extract) {
	return func(x *registry.Extract) { change(&x.Subject) }
}

func standing(s registry.StandingState) func(*registry.Extract) {
	return subject(func(p *registry.Person) { p.Standing.State = s })
}

func certifiable(c registry.Certifiability) func(*registry.Extract) {
	return subject(func(p *registry.Person) { p.Certifiability = c })
}

func citizenships(states ...string) func(*registry.Extract) {
	return subject(func(p *registry.Person) {
		p.Citizenships = nil
		for _, s := range states {
			p.Citizenships = append(p.Citizenships, registry.Citizenship{State: s, Name: s})
		}
	})
}

func civil(code registry.CivilStatusCode, event *registry.UnionEvent) func(*registry.Extract) {
	return subject(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: code, Event: event} })
}

func household(change func(*registry.Household)) func(*registry.Extract) {
	return func(x *registry.Extract) { change(x.Household) }
}

var bornAbroad = subject(func(p *registry.Person) { p.Birth.Place.Kind = registry.BornAbroad })

func both(a, b func(*registry.Extract)) func(*registry.Extract) {
	return func(x *registry.Extract) { a(x); b(x) }
}

// Every rule with a case that it stops and the nearest that it lets through.
func TestRules(t *testing.T) {
	t.Parallel()
	openProcedure := subject(func(p *registry.Person) { p.Procedures = []registry.Procedure{{Kind: "x"}} })
	noAddress := subject(func(p *registry.Person) { p.Residence = nil })
	noStreet := subject(func(p *registry.Person) {
		p.Residence = &registry.Residence{Address: registry.Address{Municipality: "Valdemo"}}
	})
	noHousehold := func(x *registry.Extract) { x.Household = nil }
	kind := func(k registry.HouseholdKind) func(*registry.Extract) {
		return household(func(h *registry.Household) { h.Kind = k })
	}
	headless := household(func(h *registry.Household) { h.Members[0].Relationship = registry.Sibling })
	one := func(k ...Kind) []Kind { return k }
	tests := []struct {
		name  string
		x     func(*registry.Extract)
		kinds []Kind
		want  []string

		replaces ID
		duty     Duty
	}{
		{"ordinary birth", nil, one(Birth), nil, "", Duty{}},
		{"ordinary citizenship", nil, one(Citizenship), nil, "", Duty{}},
		{"ordinary life", nil, one(Life), nil, "", Duty{}},
		{"ordinary residence", nil, one(Residence), nil, "", Duty{}},
		{"ordinary civil status", nil, one(CivilStatus), nil, "", Duty{}},
		{"ordinary household", nil, one(Household), nil, "", Duty{}},

		{"SP001 a kind that is not offered", nil, one(FreeStatus), []string{"SP001"}, "", Duty{}},
		{"EN153 a single-only kind with another", nil, one(Death, Residence), []string{"SP001", "EN153", "SP002"}, "", Duty{}},
		{"EN153 a single-only kind alone", nil, one(Death), []string{"SP001"}, "", Duty{}},
		{"SP002 two kinds that go together", nil, one(Residence, Life), []string{"SP002"}, "", Duty{}},
		{"EN152 marriage with civil union", nil, one(Marriage, CivilUnion), []string{"SP001", "SP002", "EN152"}, "", Duty{}},
		{"EN152 marriage with residence", nil, one(Marriage, Residence), []string{"SP001", "SP002"}, "", Duty{}},
		{"EN154 household with household and status", nil, one(Household, HouseholdAndStatus), []string{"SP002", "EN154", "SP001", "EN155"}, "", Duty{}},
		{"EN154 household with civil status", nil, one(Household, CivilStatus), []string{"SP002"}, "", Duty{}},
		{"EN156 and EN157", nil, one(CommunityResidence, HouseholdTies), []string{"SP001", "SP002", "EN156", "EN157"}, "", Duty{}},
		{"EN158 and EN159", nil, one(FreeStatus, CivilStatus), []string{"SP001", "SP002", "EN158", "EN159"}, "", Duty{}},
		{"EN159 civil status with household and status", nil, one(CivilStatus, HouseholdAndStatus), []string{"SP002", "EN159", "SP001"}, "", Duty{}},

		{"EN228 dead", standing(registry.Dead), one(Birth), []string{"EN228"}, "", Duty{}},
		{"EN229 removed", standing(registry.Removed), one(Birth), []string{"EN229"}, "", Duty{}},
		{"EN043 duplicate", standing(registry.Duplicate), one(Birth), []string{"EN043"}, "", Duty{}},
		{"EN044 abroad, residence", standing(registry.Abroad), one(Residence), []string{"EN044"}, "", Duty{}},
		{"EN044 abroad, household", standing(registry.Abroad), one(Household), []string{"EN044"}, "", Duty{}},
		{"EN044 abroad, life", standing(registry.Abroad), one(Life), []string{"EN044"}, "", Duty{}},
		{"EN044 abroad, civil status", standing(registry.Abroad), one(CivilStatus), []string{"EN044"}, "", Duty{}},
		{"EN044 abroad, citizenship", standing(registry.Abroad), one(Citizenship), nil, "", Duty{}},
		{"EN410 abroad and born abroad", both(standing(registry.Abroad), bornAbroad), one(Birth), []string{"EN410"}, "", Duty{}},
		{"EN410 abroad, born in Italy", standing(registry.Abroad), one(Birth), nil, "", Duty{}},
		{"EN410 resident, born abroad", bornAbroad, one(Birth), nil, "", Duty{}},
		{"EN047 not certifiable", certifiable(registry.NotCertifiable), one(Residence), []string{"EN047"}, "", Duty{}},
		{"EN047 not registrable", certifiable(registry.NotRegistrable), one(Residence), []string{"EN047"}, "", Duty{}},
		{"EN047 interdicted", certifiable(registry.Interdicted), one(Residence), []string{"EN047"}, "", Duty{}},
		{"EN046 partially, birth", certifiable(registry.PartiallyCertifiable), one(Birth), []string{"EN046"}, "", Duty{}},
		{"EN046 partially, residence", certifiable(registry.PartiallyCertifiable), one(Residence), nil, "", Duty{}},
		{"EN046 partially, household", certifiable(registry.PartiallyCertifiable), one(Household), nil, "", Duty{}},
		{"EN181 open procedure, life", openProcedure, one(Life), []string{"EN181"}, "", Duty{}},
		{"EN181 open procedure, residence", openProcedure, one(Residence), nil, "", Duty{}},
		{"EN181 open procedure, household", openProcedure, one(Household), nil, "", Duty{}},
		{"EN404 no name at all", subject(func(p *registry.Person) { p.Name = registry.Name{} }), one(Life), []string{"EN404"}, "", Duty{}},
		{"EN404 no surname", subject(func(p *registry.Person) { p.Name.Surname = "" }), one(Life), nil, "", Duty{}},
		{"EN404 no given name", subject(func(p *registry.Person) { p.Name.Given = "" }), one(Life), nil, "", Duty{}},
		{"EN404 no birth date", subject(func(p *registry.Person) { p.Birth.Date = registry.Date{} }), one(Life), []string{"EN404"}, "", Duty{}},
		{"EN404 year of birth only", subject(func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 1950} }), one(Life), nil, "", Duty{}},
		{"EN404 no birth place", subject(func(p *registry.Person) { p.Birth.Place.Name = "" }), one(Life), []string{"EN404"}, "", Duty{}},

		{"EN434 no address", noAddress, one(Residence), []string{"EN434"}, "", Duty{}},
		{"EN434 no street, household", noStreet, one(Household), []string{"EN434"}, "", Duty{}},
		{"EN434 no address, life", noAddress, one(Life), nil, "", Duty{}},

		{"EN137 no household", noHousehold, one(Household), []string{"EN137"}, "", Duty{}},
		{"EN137 no household, residence", noHousehold, one(Residence), nil, "", Duty{}},
		{"EN055 community", kind(registry.Community), one(Household), []string{"EN055"}, "", Duty{}},
		{"EN055 community, residence", kind(registry.Community), one(Residence), nil, "", Duty{}},
		{"EN221 incomplete", household(func(h *registry.Household) { h.Complete = false }), one(Household), []string{"EN221"}, "", Duty{}},
		{"SP003 household not certifiable", household(func(h *registry.Household) { h.Certifiable = false }), one(Household), []string{"SP003"}, "", Duty{}},
		{"SP003 household not certifiable, residence", household(func(h *registry.Household) { h.Certifiable = false }), one(Residence), nil, "", Duty{}},
		{"EN062 no head", headless, one(Household), []string{"EN062"}, "", Duty{}},

		{"EN407 no citizenship", citizenships(), one(Citizenship), []string{"EN407"}, "", Duty{}},
		{"SP004 undetermined", citizenships(registry.CitizenshipUndetermined), one(Citizenship), []string{"SP004", "EN110"}, "", Duty{}},
		{"SP005 two", citizenships(registry.ItalianState, "FRA"), one(Citizenship), []string{"SP005"}, "", Duty{}},
		{"EN110 foreign", citizenships("FRA"), one(Citizenship), []string{"EN110"}, "", Duty{}},
		{"EN110 foreign, residence", citizenships("FRA"), one(Residence), nil, "", Duty{}},
		{"EN138 none", subject(func(p *registry.Person) { p.CivilStatus = nil }), one(CivilStatus), []string{"EN138"}, "", Duty{}},
		{"EN138 unclassified", civil(registry.StatusUnclassified, nil), one(CivilStatus), []string{"EN138"}, "", Duty{}},
		{"EN162 married without data", civil(registry.Married, nil), one(CivilStatus), []string{"EN162"}, "", Duty{}},
		{"EN162 married with partial data", civil(registry.Married, &registry.UnionEvent{}), one(CivilStatus), nil, "", Duty{}},
		{"EN353 union without data", civil(registry.InCivilUnion, nil), one(CivilStatus), []string{"EN353"}, "", Duty{}},
		{"EN353 widowed without data", civil(registry.Widowed, nil), one(CivilStatus), nil, "", Duty{}},

		{"SP201 a stamp again", nil, one(Residence), []string{"SP201"}, "old", Duty{Means: PaperStamp}},
		{"SP201 a payment again", nil, one(Residence), []string{"SP201"}, "old", Duty{Means: OnlinePayment}},
		{"SP201 a virtual stamp", nil, one(Residence), nil, "old", Duty{Means: VirtualStamp}},
		{"SP201 an exemption again", nil, one(Residence), nil, "old", Duty{Exemption: 2}},
		{"SP201 a stamp on a new request", nil, one(Residence), nil, "", Duty{Means: PaperStamp}},

		{"all together", both(both(standing(registry.Dead), certifiable(registry.NotCertifiable)), noAddress), one(Residence), []string{"EN228", "EN047", "EN434"}, "", Duty{}},
	}
	met := map[string]bool{}
	catalogue, err := NewCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		e := RefusedError{catalogue.refuse(Requester{}, Policy{}, Request{Kinds: tt.kinds, Replaces: tt.replaces, Duty: tt.duty}, extract(tt.x), day)}
		for _, c := range e.Codes() {
			met[c] = true
		}
		if diff := cmp.Diff(tt.want, e.Codes()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	for _, r := range rulebook {
		if !met[r.Code] {
			t.Errorf("no case meets rule %s", r.Code)
		}
	}
}

// RulesVersion is printed into the record of every certificate: it must move when
// the rules do.
func TestRulesVersion(t *testing.T) {
	t.Parallel()
	const want = "2026-11-25 c1f0"
	h := sha256.New()
	for _, r := range rulebook {
		fmt.Fprintln(h, r.Code, r.Sentence, r.Citation, r.Way, r.By, r.Kinds)
	}
	if got := RulesVersion + " " + hex.EncodeToString(h.Sum(nil)[:2]); got != want {
		t.Errorf("rules are %q, want %q: give RulesVersion the day of the change, then adjust this test", got, want)
	}
}

// A certificate that the rules let through can be composed, whatever is missing
// from the record otherwise.
func TestComposeWhateverTheRulesLetThrough(t *testing.T) {
	t.Parallel()
	catalogue, err := NewCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	bare := extract(func(x *registry.Extract) {
		x.Subject.Residence, x.Subject.CivilStatus, x.Subject.Citizenships, x.Household = nil, nil, nil, nil
	})
	for _, e := range catalogue.Offered() {
		r := Request{Kinds: []Kind{e.Kind}}
		for _, x := range []registry.Extract{bare, extract(nil)} {
			if len(catalogue.refuse(Requester{}, Policy{}, r, x, day)) == 0 {
				catalogue.compose(r, registry.Office{}, x, today)
			}
		}
	}
}

func TestNewCatalogue(t *testing.T) {
	t.Parallel()
	c, err := NewCatalogue(map[string]int{"residence": 6, "birth": 0})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.validity([]Kind{Residence}); got != 6 {
		t.Errorf("validity of residence = %d, want 6", got)
	}
	if got := c.validity([]Kind{Birth}); got != 0 {
		t.Errorf("validity of birth = %d, want unlimited", got)
	}
	for _, bad := range []map[string]int{{"pension": 3}, {"residence": -1}, {"residence": 121}} {
		if _, err := NewCatalogue(bad); err == nil {
			t.Errorf("NewCatalogue(%v) made no complaint", bad)
		}
	}
	if again, _ := NewCatalogue(nil); again.validity([]Kind{Residence}) != 3 {
		t.Error("one catalogue's validity changed another's")
	}
}

func TestMayAskFor(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	community := b.people[bruno]
	h := *community.Household
	h.Kind = registry.Community
	guest := registry.PersonID("a0000000-0000-4000-8000-000000000009")
	b.people[guest] = registry.Extract{Subject: person(guest, "Guest", registry.Date{Year: 1960}), Household: &h}
	for _, tt := range []struct {
		name     string
		by, for_ registry.PersonID
		want     bool
	}{
		{"oneself", anna, anna, true},
		{"spouse", anna, bruno, true},
		{"child", anna, chiara, true},
		{"a minor for himself", chiara, chiara, true},
		{"a minor for a parent", chiara, anna, false},
		{"a neighbour", anna, dario, false},
		{"by a neighbour", dario, chiara, false},
		{"who does not exist", anna, nobody, false},
		{"in a community", anna, guest, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := ask(tt.for_, Life)
			r.Key = "key-" + tt.name
			_, err := d.Issue(t.Context(), b.as(tt.by), r)
			var not *NotYoursError
			if got := err == nil; got != tt.want || (!got && !errors.As(err, &not)) {
				t.Errorf("%s for %s = %v, want allowed %v", tt.by, tt.for_, err, tt.want)
			}
		})
	}
}

// A stranger learns the same about a neighbour, dead or alive, and about nobody.
func TestRefusalTellsNothing(t *testing.T) {
	t.Parallel()
	b := newBooks()
	x := b.people[dario]
	x.Subject.Standing.State = registry.Dead
	b.people[dario] = x
	d := newDesk(t, b)
	_, about := d.Issue(t.Context(), b.as(anna), ask(dario, Birth))
	_, none := d.Issue(t.Context(), b.as(anna), ask(nobody, Birth))
	if about.Error() != none.Error() {
		t.Errorf("about a neighbour %q, about nobody %q", about, none)
	}
	var e *RefusedError
	if !errors.As(about, &e) || !slices.Equal(e.Codes(), []string{"EN169"}) {
		t.Errorf("refused by %v, want EN169 alone", about)
	}
}
