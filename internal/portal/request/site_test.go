package request

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dbtest.M{M: m}) }

const office registry.OfficeID = "Z999"

// The fiscal codes of the people of the tests.
var codes = map[string]registry.FiscalCode{
	"Anna": "DLANNA85C44H501K", "Bruno": "DLABRN80A02H501I", "Chiara": "DLACHR15H47H501O", "Elda": "DLALDE50A41H501B", "Dario": "VRDDRA70E05H501A",
}

// fixture is the room over a real database: a family of four, of whom Chiara is a child and
// Elda cannot be certified, and Dario next door.
type fixture struct {
	desk    *certificates.Desk
	db      *postgres.DB
	owner   *postgres.DB
	handler http.Handler
	seal    *seal
	bank    *bank
	ids     map[string]registry.PersonID
	log     *strings.Builder
	begun   time.Time
}

// now is a time that passes like any other, but over no midnight: what was answered on one
// day is not what is confirmed on the next.
func (f *fixture) now() time.Time {
	return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC).Add(time.Since(f.begun))
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	address := dbtest.New(t)
	f := &fixture{db: open(t, address, migrations.Role), owner: open(t, address, ""), seal: &seal{}, bank: &bank{outcomes: map[certificates.PaymentID]certificates.Outcome{}}, log: &strings.Builder{}, begun: time.Now()}
	offices := map[registry.OfficeID]registry.Office{office: {
		ID: office, Name: "Comune di Valdemo", Department: "Ufficio anagrafe", Contact: "anagrafe@valdemo.example", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "de"},
	}}
	past := f.now().AddDate(0, 0, -1)
	if _, err := f.owner.ImportOffices(t.Context(), values(offices[office]), past); err != nil {
		t.Fatal(err)
	}
	f.load(t, past, family()...)
	typesetter, err := templates.New([]registry.Office{offices[office]}, templates.Options{Hole: 64})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(f.log, nil))
	f.desk = &certificates.Desk{
		Register: f.db, Ledger: f.db, Archive: f.db, Journal: f.db, Abandoned: f.db, Lookups: f.db, Notices: f.db, Books: f.db, Drafts: f.db, Till: f.db, Payments: f.bank,
		Typesetter: typesetter, Sealer: f.seal, Catalogue: certificates.NewCatalogue(), Offices: offices, VerifyURL: "https://sportello.example/v/", Instance: "one",
		Clock: f.now, Random: rand.Reader, Log: log,
	}
	kit, err := page.New(page.Config{
		Kit: web.Kit{Log: log}, Catalogue: f.desk.Catalogue, Offices: offices, Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example",
		Clock: f.now, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewRouter(kit.Fail)
	New(kit, f.desk, typesetter.Lines).Routes(mux)
	f.handler = kit.Around(mux)
	return f
}

func open(t *testing.T, address, role string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), address, postgres.Options{Role: role, MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func values[T any](list ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// load brings people into the register and finds out who they are there.
func (f *fixture) load(t *testing.T, at time.Time, entries ...registry.Entry) {
	t.Helper()
	if _, err := f.owner.Import(t.Context(), office, values(entries...), at); err != nil {
		t.Fatal(err)
	}
	f.ids = map[string]registry.PersonID{}
	for name, code := range codes {
		found, err := f.db.ByFiscalCode(t.Context(), code)
		if err != nil || len(found) != 1 {
			t.Fatal(name, found, err)
		}
		f.ids[name] = found[0].ID
	}
}

func date(y int, m time.Month, d int) registry.Date { return registry.Date{Year: y, Month: m, Day: d} }

func family() []registry.Entry {
	of := func(n int, surname, given, household string, born registry.Date, tie registry.Relationship) registry.Entry {
		return registry.Entry{
			Person: registry.Person{
				Office: office, Number: fmt.Sprint(n), Name: registry.Name{Surname: surname, Given: given}, Sex: registry.Female,
				Birth:      registry.Birth{Date: born, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "H501", Name: "Roma", Province: "RM"}},
				FiscalCode: codes[given], CodeValidated: true,
				Standing: registry.Standing{State: registry.Resident, Since: born}, Certifiability: registry.FullyCertifiable,
				Residence:    &registry.Residence{Since: date(2016, 5, 1), Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
				CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried, Since: born},
				Citizenships: []registry.Citizenship{{State: "ITA", Name: "italiana", Since: born}},
				Membership:   &registry.Membership{Relationship: tie, Since: date(2016, 5, 1)},
			},
			Household: &registry.HouseholdEntry{Number: household, Kind: registry.Family, Certifiable: true, Complete: true},
		}
	}
	list := []registry.Entry{
		of(1, "D'Àloia", "Anna", "F1", date(1985, 3, 4), registry.Head), of(2, "D'Àloia", "Bruno", "F1", date(1980, 1, 2), registry.Sibling),
		of(3, "D'Àloia", "Chiara", "F1", date(2015, 6, 7), registry.Child), of(4, "D'Àloia", "Elda", "F1", date(1950, 1, 1), registry.Parent),
		of(5, "Verdi", "Dario", "F2", date(1970, 5, 5), registry.Head),
	}
	list[3].Person.Certifiability = registry.NotCertifiable
	return list
}

// as is the site for one of the people, logged in.
func (f *fixture) as(t *testing.T, name string) visit {
	t.Helper()
	return f.who(t, &auth.Principal{FiscalCode: string(codes[name]), Assurance: "l2"})
}

// advocate is a lawyer who lives elsewhere.
func (f *fixture) advocate(t *testing.T) visit {
	t.Helper()
	return f.who(t, &auth.Principal{Subject: "pairwise-9", FiscalCode: "BNCGPP60A01F205D", Assurance: "l2", Lawyer: true})
}

func (f *fixture) who(t *testing.T, p *auth.Principal) visit {
	t.Helper()
	by, err := f.desk.Identify(t.Context(), p, "login")
	if err != nil {
		t.Fatal(err)
	}
	return visit{pagetest.Site{T: t, Handler: f.handler, Context: page.With(t.Context(), &page.Visitor{By: by, Name: "Somebody"})}, f, by}
}

// visit is somebody before the pages.
type visit struct {
	pagetest.Site
	*fixture
	by certificates.Requester
}

// to is where an answer leads.
func to(s pagetest.Seen) string {
	if s.StatusCode != http.StatusSeeOther {
		return fmt.Sprint(s.StatusCode)
	}
	return s.Header.Get("Location")
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// sends posts a form and wants to be led on.
func (v visit) sends(path, want string, pairs ...string) {
	v.T.Helper()
	if seen := v.Post(path, form(pairs...)); to(seen) != want {
		v.T.Fatalf("POST %s leads to %s, want %s:\n%s", path, to(seen), want, pagetest.Text(seen.Root))
	}
}

// begins begins a draft, and returns its address.
func (v visit) begins() string {
	v.T.Helper()
	base, ok := strings.CutSuffix(to(v.Post("/request", nil)), "/who")
	if !ok {
		v.T.Fatal("a request does not begin with the question for whom")
	}
	return base
}

// answers answers every step of a new draft, about somebody.
func (v visit) answers(about string, duty ...string) string {
	v.T.Helper()
	base := v.begins()
	v.sends(base+"/who", base+"/receiver", "person", string(v.ids[about]))
	v.sends(base+"/receiver", base+"/kinds", "receiver", "private")
	v.sends(base+"/kinds", base+"/duty", "kind", "residence", "kind", "life")
	if len(duty) == 0 {
		duty = []string{"how", "exempt", "exemption", "107"}
	}
	v.sends(base+"/duty", base+"/preview", append(duty, "language", "it")...)
	return base
}

// revision is what the summary has the visitor confirm.
func (v visit) revision(base string) string {
	v.T.Helper()
	value, _ := pagetest.Attr(v.Get(base+"/summary").One("input[name=revision]"), "value")
	return value
}

func (v visit) draft(base string) *certificates.Draft {
	v.T.Helper()
	d, err := v.desk.Draft(v.T.Context(), v.by, certificates.DraftID(strings.TrimPrefix(base, "/request/")))
	if err != nil {
		v.T.Fatal(err)
	}
	return d
}

// issued is how many certificates there are.
func (v visit) issued() int {
	v.T.Helper()
	list, _, err := v.desk.Issued(v.T.Context(), v.by, certificates.Filter{}, "", 100, "test")
	if err != nil {
		v.T.Fatal(err)
	}
	return len(list)
}

// seal closes sheets without cryptography, or says why it does not.
type seal struct {
	mu   sync.Mutex
	away error
	wait chan struct{} // nil, or what a seal waits for
}

func (s *seal) set(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = err
}

func (s *seal) State() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.away
}

func (s *seal) Seal(ctx context.Context, sheet *signing.Sheet) ([]byte, error) {
	if s.wait != nil {
		select {
		case <-s.wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return append(slices.Clone(sheet.Unsealed()), " sealed"...), s.State()
}

func (s *seal) Check(*signing.Sheet, []byte) error { return nil }

func (s *seal) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Now().AddDate(2, 0, 0), nil
}

// bank is a provider of payments that does as it is told.
type bank struct {
	mu       sync.Mutex
	created  int
	away     bool
	outcomes map[certificates.PaymentID]certificates.Outcome
	last     certificates.PaymentID
	payer    certificates.Payer
}

var errAway = errors.Join(certificates.ErrPayments, errors.New("no route"))

func (b *bank) Create(_ context.Context, o certificates.Order) (certificates.Checkout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.away {
		return certificates.Checkout{}, errAway
	}
	b.created++
	b.last, b.payer = o.ID, o.Payer
	return certificates.Checkout{Reference: fmt.Sprint("reference ", o.ID), URL: "https://bank.example/pay/1", ExpiresAt: o.Expires}, nil
}

func (b *bank) Outcome(_ context.Context, p *certificates.Payment) (certificates.Outcome, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if o, ok := b.outcomes[p.ID]; ok {
		return o, nil
	}
	return certificates.Outcome{State: certificates.PaymentCreated}, nil
}

func (b *bank) Refund(context.Context, *certificates.Payment) error { return nil }

// pays is what the citizen does on the provider's page.
func (b *bank) pays(o certificates.Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outcomes[b.last] = o
}
