package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// journal takes everything down and keeps nothing.
type journal struct{}

func (journal) Record(context.Context, ...audit.Event) error { return nil }

var (
	now   = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	today = registry.DateOf(now)
)

func newDesk() *certificates.Desk {
	return &certificates.Desk{
		Register: newRegister(), Journal: journal{}, Catalogue: certificates.NewCatalogue(),
		Offices: map[registry.OfficeID]registry.Office{Office().ID: Office()}, Clock: func() time.Time { return now },
	}
}

func TestEveryCaseComesOutAsItSays(t *testing.T) {
	t.Parallel()
	desk, cases := newDesk(), Cases()
	if len(cases) != len(outcomes) {
		t.Fatalf("%d cases, %d outcomes", len(cases), len(outcomes))
	}
	for i, want := range outcomes {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			if cases[i].Name != want.name {
				t.Fatalf("case %d is %s", i, cases[i].Name)
			}
			checkWarnings(t, cases[i].FiscalCode, want.warnings)
			checkCounter(t, desk, cases[i].FiscalCode, want.counter)
			by, err := desk.Identify(t.Context(), &auth.Principal{FiscalCode: string(cases[i].FiscalCode)}, "")
			if want.refused != "" {
				var mismatch *registry.UnmatchedError
				if !errors.As(err, &mismatch) || mismatch.Reason != want.refused || mismatch.Office != Office().ID {
					t.Errorf("log-in: %v, want refused as %s", err, want.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			people, err := desk.Subjects(t.Context(), by, "")
			if err != nil || len(people) != 1+want.others {
				t.Errorf("may ask for %d people, %v, want %d", len(people), err, 1+want.others)
			}
			for _, p := range people {
				stopped, ok := want.also[p.Name.Given]
				if !ok {
					stopped = want.stopped
				}
				checkOnline(t, desk, by, p, stopped)
			}
		})
	}
}

// checkOnline asks for everything about a person: what the case promises for oneself holds
// for the household too. What fits can be had but for what is stopped, and nothing else can.
func checkOnline(t *testing.T, desk *certificates.Desk, by certificates.Requester, p registry.Person, stopped refusals) {
	t.Helper()
	x, err := desk.Register.Extract(t.Context(), p.ID, registry.Now(now))
	if err != nil {
		t.Fatal(err)
	}
	var want []certificates.Kind
	for _, k := range fits(x, today) {
		if stopped[k] == "" {
			want = append(want, k)
		}
	}
	had, codes := available(t, desk, by, p.ID)
	if diff := cmp.Diff(want, had); diff != "" {
		t.Errorf("%s can have online (-want +got):\n%s", p.Number, diff)
	}
	for k, code := range stopped {
		if codes[k] != code {
			t.Errorf("kind %d of %s is refused by %q, want %s", k, p.Number, codes[k], code)
		}
	}
}

// checkCounter asks as an officer for the certificates that are had at the counter alone.
func checkCounter(t *testing.T, desk *certificates.Desk, code registry.FiscalCode, want []certificates.Kind) {
	t.Helper()
	if want == nil {
		want = histories
	}
	found, err := desk.Register.ByFiscalCode(t.Context(), code)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s is in no record: %v", code, err)
	}
	had, _ := available(t, desk, officer(), found[0].ID)
	had = slices.DeleteFunc(had, func(k certificates.Kind) bool { return !slices.Contains(ofCounter, k) })
	if diff := cmp.Diff(want, append(none, had...)); diff != "" {
		t.Errorf("had at the counter (-want +got):\n%s", diff)
	}
}

func officer() certificates.Requester {
	p := &auth.Principal{Client: "console", Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(Office().ID)}}
	return certificates.Requester{Principal: p, Channel: certificates.Counter}
}

// available is the kinds that can be had, and the rules that stop each of the others for
// good.
func available(t *testing.T, desk *certificates.Desk, by certificates.Requester, p registry.PersonID) (had []certificates.Kind, codes refusals) {
	t.Helper()
	all, err := desk.Availability(t.Context(), by, certificates.Request{
		Subject: p, Use: certificates.PrivateUse, Language: registry.Italian, On: day("2020-06-01"),
	})
	if err != nil {
		t.Fatal(err)
	}
	codes = refusals{}
	for _, a := range all {
		a.Refusals = slices.DeleteFunc(a.Refusals, func(r certificates.Refusal) bool { return r.Rule.Missing })
		if len(a.Refusals) == 0 {
			had = append(had, a.Entry.Kind)
		}
		codes[a.Entry.Kind] = strings.Join((&certificates.RefusedError{Refusals: a.Refusals}).Codes(), " ")
	}
	slices.Sort(had)
	return had, codes
}

func checkWarnings(t *testing.T, code registry.FiscalCode, want []registry.Warning) {
	t.Helper()
	for _, e := range handmade() {
		if e.Person.FiscalCode == code {
			if diff := cmp.Diff(want, registry.Warnings(e.Person)); diff != "" {
				t.Errorf("Warnings (-want +got):\n%s", diff)
			}
		}
	}
}

// A person who is no case of his own must be an ordinary one.
func TestOthersMadeByHandAreOrdinary(t *testing.T) {
	t.Parallel()
	for i, e := range handmade() {
		if p := e.Person; list[i].situation == (registry.Sentence{}) && (len(registry.Warnings(p)) > 0 || !p.Standing.Active() || p.Certifiability != registry.FullyCertifiable) {
			t.Errorf("%s is a case that nobody lists", p.Number)
		}
	}
}

func TestCasesAreSentences(t *testing.T) {
	t.Parallel()
	seen := map[registry.FiscalCode]bool{}
	for _, c := range Cases() {
		for _, s := range []string{c.Situation.Italian, c.Situation.English, c.Outcome.Italian, c.Outcome.English} {
			if !strings.HasSuffix(s, ".") || strings.Count(s, ". ") > 0 {
				t.Errorf("%s: %q is not one sentence", c.Name, s)
			}
		}
		if seen[c.FiscalCode] || c.Name == "" {
			t.Errorf("%q is listed twice, or has no name", c.Name)
		}
		seen[c.FiscalCode] = true
	}
}

func TestDefaultCitizen(t *testing.T) {
	t.Parallel()
	c := Cases()[0]
	if c.FiscalCode != DefaultCitizen {
		t.Fatalf("DefaultCitizen is %s, the first case %s", DefaultCitizen, c.FiscalCode)
	}
	var family []registry.Person
	for _, e := range handmade() {
		if e.Household.Number == "DF001" {
			family = append(family, e.Person)
		}
		if len(family) == 4 {
			break
		}
	}
	today := registry.Date{Year: 2026, Month: time.November, Day: 21}
	if len(family) != 4 || family[0].Membership.Relationship != registry.Head || !family[0].Birth.Date.OfAge(18, today) || family[2].Birth.Date.OfAge(18, today) {
		t.Errorf("the family is %+v", family)
	}
	if got := family[1].CivilStatus.Event.Partner; got != family[0].Name {
		t.Errorf("the husband is married to %v", got)
	}
}
