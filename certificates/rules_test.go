package certificates

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// ours is the rules whose cases stand in this table. The rules about combinations have
// their own test of every pair.
func ours() []*Rule {
	return slices.Concat(subjectRules, kindRules, birthDeathRules, citizenshipRules, statusRules, unionRules, householdRules, tiesRules,
		residenceRules, historyRules, dayRules, pastRules, electoralRules, requestRules)
}

// A rule without a case that it stops is one that nobody knows to work: it has a pair
// here, or another test names it.
func TestEveryRuleHasItsPair(t *testing.T) {
	t.Parallel()
	named := tests(t)
	for _, r := range rulebook {
		met := slices.ContainsFunc(pairs(), func(p pair) bool { return p.code == r.Code })
		if !met && (slices.Contains(ours(), r) || !strings.Contains(named, r.Code)) {
			t.Errorf("no pair of cases meets rule %s", r.Code)
		}
	}
}

// tests is the source of all tests of this package.
func tests(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	return source.String()
}

// What is certifiable in part, and while a procedure is open: the kinds that the rule
// files name, and no other.
func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, e := range table {
		for code, x := range map[string]struct {
			change func(*Case)
			left   []Kind
		}{
			"EN046": {certifiableAs(registry.PartiallyCertifiable), []Kind{8, 12, 14}},
			"EN181": {procedure, []Kind{8, 10, 12}},
		} {
			var want []string
			if !slices.Contains(x.left, e.Kind) {
				want = []string{code}
			}
			if diff := cmp.Diff(want, stoppedBy(t, changed(e.Kind, x.change))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", e.Slug, diff)
			}
		}
	}
}

// The rules and the catalogue agree about whose certificates there are.
func TestSubjectsOfKinds(t *testing.T) {
	t.Parallel()
	of := []string{"EN228", "EN229", "EN043", "EN044", "EN164", "EN061", "EN163"}
	for _, e := range table {
		for _, s := range []registry.StandingState{registry.Resident, registry.Abroad, registry.Dead, registry.Removed, registry.Duplicate} {
			got := stoppedBy(t, changed(e.Kind, stands(s)))
			stopped := slices.ContainsFunc(got, func(code string) bool { return slices.Contains(of, code) })
			if stopped == slices.Contains(e.Subjects, s) {
				t.Errorf("%s of who is %s: refused by %v", e.Slug, s, got)
			}
		}
	}
}

// An officer may set aside what forzaCertificazione does, and nothing else.
func TestForced(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range ours() {
		if r.Forced {
			got = append(got, r.Code)
		}
	}
	if diff := cmp.Diff([]string{"SP009", "EN046", "EN181", "EN110"}, got); diff != "" {
		t.Errorf("may be forced (-want +got):\n%s", diff)
	}
}

// What no certificate may state no refusal tells either: one code for the household that
// may not be certified and for who has no fixed abode, one for the archive that is
// silent and for the rights that were lost, and a guardianship is not named.
func TestRefusalsKeepSecrets(t *testing.T) {
	t.Parallel()
	secret := stoppedBy(t, changed(Household, homeless))
	if plain := stoppedBy(t, changed(Household, home(func(h *registry.Household) { h.Certifiable = false }))); !slices.Equal(secret, plain) {
		t.Errorf("no fixed abode is told by %v, against %v", secret, plain)
	}
	lost := stoppedBy(t, changed(PoliticalRights, record(func(p *registry.Person) { p.Electoral.Rights = false })))
	if silent := stoppedBy(t, changed(PoliticalRights, record(func(p *registry.Person) { p.Electoral = nil }))); !slices.Equal(lost, silent) {
		t.Errorf("lost rights are told by %v, against %v", lost, silent)
	}
	for _, r := range rulebook {
		for _, l := range Languages {
			for _, word := range []string{"fissa dimora", "obdachlos", "homeless", "tutela", "interdett", "adott", "adopt", "condann", "permesso"} {
				if strings.Contains(strings.ToLower(r.Sentence[l]+r.Way[l]), word) {
					t.Errorf("%s speaks of %q", r.Code, word)
				}
			}
		}
	}
}

// All refusals come together, by stage.
func TestRefusalsInOrder(t *testing.T) {
	t.Parallel()
	c := changed(Residence, stands(registry.Dead), certifiableAs(registry.NotCertifiable), nowhere, onDay(inMay(2020)), func(c *Case) {
		c.Request.Kinds = []Kind{Residence, Marriage, Death}
		c.Request.Language = registry.French
		c.Policy.Kinds = []Kind{Residence}
	})
	refusals := book(t).refuse(c)
	stages := Stages()
	if !slices.IsSortedFunc(refusals, func(a, b Refusal) int {
		return slices.Index(stages, a.Rule.Stage) - slices.Index(stages, b.Rule.Stage)
	}) {
		t.Error("not in the order of the stages")
	}
	want := []string{"EN228", "EN047", "SP006", "EN160", "EN153", "EN434", "SP008", "EN449", "SP018"}
	got := (&RefusedError{refusals}).Codes()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refused by (-want +got):\n%s", diff)
	}
}

// The answer about what is older than the data names whom to ask.
func TestArchive(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		office registry.Office
		want   string
	}{
		{registry.Office{Name: "Comune", Contact: "tel. 1", Archive: "Archivio storico"}, "For that time turn to: Archivio storico."},
		{registry.Office{Name: "Comune", Contact: "tel. 1"}, "For that time turn to: tel. 1."},
		{registry.Office{Name: "Comune"}, "For that time turn to: Comune."},
	} {
		x.office.DataFrom = inMay(2018)
		for _, r := range book(t).refuse(changed(ResidenceOnDate, func(c *Case) { c.Office = x.office }, onDay(inMay(2017)))) {
			if got := r.Way(registry.English); got != x.want {
				t.Errorf("%s: %q, want %q", r.Rule.Code, got, x.want)
			}
		}
	}
}

// Every sentence is there in every language, one that ends, short enough for an answer.
func TestSentences(t *testing.T) {
	t.Parallel()
	for _, r := range append(Rulebook(), notYours) {
		for _, l := range Languages {
			for _, s := range []string{r.Sentence[l], r.Way[l]} {
				if n := utf8.RuneCountInString(s); n == 0 || n > 500 || !strings.HasSuffix(s, ".") || strings.Contains(s, "  ") {
					t.Errorf("%s in %s: %q", r.Code, l, s)
				}
			}
		}
		if len(r.Citation) > 300 {
			t.Errorf("%s: the citation is too long", r.Code)
		}
	}
}

// A certificate that the rules let through can be composed, whatever is missing
// from the record otherwise.
func TestComposeWhateverTheRulesLetThrough(t *testing.T) {
	t.Parallel()
	catalogue := NewCatalogue()
	bare := extract(func(x *registry.Extract) {
		x.Subject.Residence, x.Subject.CivilStatus, x.Subject.Citizenships, x.Household = nil, nil, nil, nil
	})
	for _, e := range catalogue.Entries() {
		if fill[e.Kind] == nil {
			continue
		}
		r := Request{Kinds: []Kind{e.Kind}}
		for _, x := range []registry.Extract{bare, extract(nil)} {
			if len(catalogue.refuse(Case{Request: r, Extract: x, Today: day})) == 0 {
				catalogue.compose(r, terms{}, x, today)
			}
		}
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
		{"a minor for himself", chiara, chiara, false},
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
			var refused *RefusedError
			if got := err == nil; got != tt.want || (!got && !errors.As(err, &refused)) {
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
