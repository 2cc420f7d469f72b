package people

import (
	"context"
	"errors"
	"maps"
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

// refusals is, for each kind that cannot be had, the rules that stop it.
type refusals map[string]string

// minor is what stops somebody under age: everything, online.
var minor = refusals{
	"birth": "SP204", "citizenship": "SP204", "civil-status": "SP204", "household": "SP204", "life": "SP204", "residence": "SP204",
}

// outcomes says of every case what its sentence promises.
var outcomes = []struct {
	name     string // as in Cases
	refused  registry.Mismatch
	others   int // members of the household that can be asked for
	stopped  refusals
	also     map[string]refusals // by given name, of members who are refused for more
	warnings []registry.Warning
}{
	{name: "D'Amico Chiara", others: 3},
	{name: "Dell'Orto Zoë", stopped: minor},
	{name: "Aryanto", stopped: foreign},
	{name: "Kaur", stopped: foreign},
	{name: "Shevchuk Olena", stopped: foreign},
	{name: "Abdi Amina", warnings: []registry.Warning{registry.WarnDateIncomplete}},
	{name: "Warsame Yusuf", warnings: []registry.Warning{registry.WarnDateIncomplete}},
	{name: "Bordone Marina"},
	{name: "Roccabruna Ettore"},
	{name: "Hofer Johannes", others: 1},
	{name: "Ferrante Lucia", stopped: abroadOnly},
	{name: "Quieti Anselmo", refused: registry.DeadRecord},
	{name: "Marchetti Davide", refused: registry.RemovedRecord},
	{name: "Rinaldi Simona", refused: registry.DuplicateRecord},
	{name: "Serafini Paolo", stopped: refusals{"birth": "EN181", "citizenship": "EN181", "life": "EN181", "civil-status": "EN181"}},
	{name: "Colombo Irene", stopped: refusals{"birth": "EN046", "citizenship": "EN046", "life": "EN046", "civil-status": "EN046"}},
	{name: "Greco Tommaso", stopped: refusals{"household": "SP003"}},
	{name: "Fontana Teresa", stopped: refusals{"household": "EN055"}},
	{name: "Galli Bruno", stopped: refusals{"residence": "EN434", "household": "EN434"}},
	{name: "Esposito Rosa"},
	{name: "Okafor Ngozi", refused: registry.UnvalidatedCode, warnings: []registry.Warning{registry.WarnNotValidated}},
	{name: "Sala Andrea", warnings: []registry.Warning{registry.WarnSex}},
	{name: "Verdi Mara"},
	{name: "Bernardi Carla", others: 2, stopped: abroadOnly, also: map[string]refusals{
		"Livia": {"birth": "EN410", "life": "EN044", "residence": "EN044", "civil-status": "EN044", "household": "EN044"},
	}},
	{name: "Bassi Letizia", others: 1},
	{name: "Silvestri Ada", others: 1},
	{name: "Serra Corrado", refused: registry.DeadRecord},
	{name: "Moretti Adele"},
	{name: "Fabbri Stefano"},
	{name: "Longo Elisa", others: 1},
	{name: "Palumbo Lorenzo"},
	{name: "Hoxha Arben"},
	{name: "Vitale Renzo", others: 3},
	{name: "Vitale Celeste", others: 3},
	{name: "Zanella Ivo", stopped: refusals{"household": "SP003"}},
	{name: "Ricci Ugo"},
}

var abroadOnly = refusals{"life": "EN044", "residence": "EN044", "civil-status": "EN044", "household": "EN044"}

var foreign = refusals{"citizenship": "EN110"}

// register is the hand-made people as a store would hold them.
type register map[registry.PersonID]registry.Entry

func newRegister() register {
	r := register{}
	for _, e := range handmade() {
		e.Person.ID = registry.PersonID(e.Person.Number)
		r[e.Person.ID] = e
	}
	return r
}

func (register) ByBirth(context.Context, registry.Date, []registry.OfficeID) ([]registry.Person, error) {
	return nil, errors.New("nobody is searched here")
}

func (r register) ByFiscalCode(_ context.Context, c registry.FiscalCode) (found []registry.Person, _ error) {
	for e := range maps.Values(r) {
		if e.Person.FiscalCode == c {
			found = append(found, e.Person)
		}
	}
	return found, nil
}

func (r register) Extract(_ context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	subject := r[id]
	x := registry.Extract{Subject: subject.Person, AsOf: as}
	if h := subject.Household; h != nil {
		x.Household = &registry.Household{Kind: h.Kind, Certifiable: h.Certifiable, Complete: h.Complete}
		for e := range maps.Values(r) {
			if e.Household == h {
				x.Household.Members = append(x.Household.Members, registry.Member{Person: e.Person, Relationship: e.Person.Membership.Relationship})
			}
		}
	}
	return x, nil
}

// journal takes everything down and keeps nothing.
type journal struct{}

func (journal) Record(context.Context, ...audit.Event) error { return nil }

func TestEveryCaseComesOutAsItSays(t *testing.T) {
	t.Parallel()
	catalogue := certificates.NewCatalogue()
	desk := &certificates.Desk{
		Register: newRegister(), Journal: journal{}, Catalogue: catalogue, Offices: map[registry.OfficeID]registry.Office{Office().ID: Office()},
		Clock: func() time.Time { return time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC) },
	}
	cases := Cases()
	if len(cases) != len(outcomes) {
		t.Fatalf("%d cases, %d outcomes", len(cases), len(outcomes))
	}
	for i, want := range outcomes {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			if cases[i].Name != want.name {
				t.Fatalf("case %d is %s", i, cases[i].Name)
			}
			by, err := desk.Identify(t.Context(), &auth.Principal{FiscalCode: string(cases[i].FiscalCode)}, "")
			checkWarnings(t, cases[i].FiscalCode, want.warnings)
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
				stopped := want.stopped
				if more := want.also[p.Name.Given]; more != nil {
					stopped = more
				}
				checkAvailable(t, desk, by, p, stopped)
			}
		})
	}
}

// everyday is the kinds of which the cases speak.
var everyday = []certificates.Kind{
	certificates.Birth, certificates.Citizenship, certificates.Life, certificates.Residence, certificates.CivilStatus, certificates.Household,
}

// checkAvailable asks for everything about a person: what the case promises for
// oneself holds for the household too.
func checkAvailable(t *testing.T, desk *certificates.Desk, by certificates.Requester, p registry.Person, want refusals) {
	t.Helper()
	available, err := desk.Availability(t.Context(), by, certificates.Request{Subject: p.ID, Use: certificates.PrivateUse, Language: registry.Italian})
	if err != nil {
		t.Fatal(err)
	}
	got, asked := refusals{}, 0
	for _, a := range available {
		if !slices.Contains(everyday, a.Entry.Kind) {
			continue
		}
		asked++
		if len(a.Refusals) > 0 {
			got[a.Entry.Slug] = strings.Join((&certificates.RefusedError{Refusals: a.Refusals}).Codes(), " ")
		}
	}
	if want == nil {
		want = refusals{}
	}
	if diff := cmp.Diff(want, got); diff != "" || asked != len(everyday) {
		t.Errorf("of %d kinds, refused for %s (-want +got):\n%s", asked, p.Number, diff)
	}
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
