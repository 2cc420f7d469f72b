package area

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/audit"
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

const (
	valdemo = registry.OfficeID("X900")
	surname = "Quartermain"
	secret  = "SEGRETO"
)

var (
	rome   = time.FixedZone("Europe/Rome", 3600)
	loaded = time.Date(2026, 11, 1, 9, 0, 0, 0, rome)
	now    = time.Date(2026, 11, 21, 10, 30, 0, 0, rome)
)

var office = registry.Office{ID: valdemo, Name: "Comune di Valdemo", Basis: registry.BasisLocal, Languages: []registry.Language{registry.Italian}, Department: "Anagrafe", Address: "Piazza 1", Contact: "x"}

// typesetter is shared by all tests: its fonts and letterhead are compiled once.
var typesetter = sync.OnceValues(func() (*templates.Typesetter, error) {
	return templates.New([]registry.Office{office}, templates.Options{Hole: 100})
})

// town is an office with a real database: a family of three and a neighbour.
type town struct {
	*postgres.DB
	owner  *postgres.DB
	url    string
	desk   *certificates.Desk
	room   http.Handler
	words  map[registry.Language]map[string]string
	people map[string]registry.PersonID
	now    time.Time
	mute   atomic.Bool // nothing can be recorded
}

// Record is the journal; in a mute town it is out of reach.
func (w *town) Record(ctx context.Context, events ...audit.Event) error {
	if w.mute.Load() {
		return registry.ErrUnavailable
	}
	return w.DB.Record(ctx, events...)
}

// plain is a seal that nobody checks.
type plain struct{}

func (plain) State() error                       { return nil }
func (plain) Check(*signing.Sheet, []byte) error { return nil }
func (plain) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Time{}, nil
}

func (plain) Seal(_ context.Context, s *signing.Sheet) ([]byte, error) {
	return slices.Clone(s.Unsealed()), nil
}

func person(n int, given string, born int, tie registry.Relationship) registry.Entry {
	household := "F1"
	if n > 3 {
		household = "F2"
	}
	return registry.Entry{
		Person: registry.Person{
			Office: valdemo, Number: fmt.Sprint(n), Name: registry.Name{Surname: surname, Given: given}, Sex: registry.Female,
			Birth:      registry.Birth{Date: registry.Date{Year: born, Month: 3, Day: 4}, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "H501", Name: "Zibellino", Province: "VD"}},
			FiscalCode: registry.FiscalCode(fmt.Sprintf("QRTXXX80C44%04dX", n)), CodeValidated: true,
			Standing: registry.Standing{State: registry.Resident, Since: registry.Date{Year: 2001, Month: 2, Day: 3}}, Certifiability: registry.FullyCertifiable,
			Residence:    &registry.Residence{Since: registry.Date{Year: 2010, Month: 5, Day: 6}, Address: registry.Address{Street: "Via <Ombrosa>", Number: "7", Municipality: "Valdemo", Province: "VD"}},
			CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried, Since: registry.Date{Year: born, Month: 3, Day: 4}},
			Citizenships: []registry.Citizenship{{State: "ITA", Name: "italiana", Since: registry.Date{Year: born, Month: 3, Day: 4}}},
			Membership:   &registry.Membership{Relationship: tie, Since: registry.Date{Year: 2010, Month: 5, Day: 6}},
			Withheld:     registry.Withheld{Parents: []registry.Name{{Surname: secret, Given: secret}}, Adopted: true, Occupation: secret, Study: secret, Permit: secret, DigitalDomicile: secret},
		},
		Household: &registry.HouseholdEntry{Number: household, Kind: registry.Family, Certifiable: true, Complete: true},
	}
}

func population() []registry.Entry {
	return []registry.Entry{
		person(1, "Anna", 1980, registry.Head), person(2, "Bruno", 1979, registry.Spouse), person(3, "Chiara", 2015, 80), person(4, "Dario", 1970, registry.Head),
	}
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{url: dbtest.New(t), now: now, people: map[string]registry.PersonID{}}
	open := func(role string) *postgres.DB {
		db, err := postgres.Open(t.Context(), w.url, postgres.Options{Role: role, MaxConns: 4, ApplicationName: "sportello test"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(db.Close)
		return db
	}
	w.DB, w.owner = open(migrations.Role), open("")
	if _, err := w.owner.ImportOffices(t.Context(), values(office), loaded); err != nil {
		t.Fatal(err)
	}
	w.load(t, loaded, population()...)
	setter, err := typesetter()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	clock := func() time.Time { return w.now }
	w.desk = &certificates.Desk{
		Register: w, Ledger: w, Archive: w, Journal: w, Notices: w, Abandoned: w, Books: w, Lookups: w, Trail: w, Remarks: w, Names: w, Drafts: w, Typesetter: setter, Sealer: plain{},
		Catalogue: certificates.NewCatalogue(), Offices: map[registry.OfficeID]registry.Office{valdemo: office}, VerifyURL: "https://sportello.example/v/", Instance: "one",
		Clock: clock, Random: rand.Reader, Log: log,
	}
	kit, err := page.New(page.Config{
		Kit: web.Kit{Log: log}, Catalogue: w.desk.Catalogue, Offices: w.desk.Offices, Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example", Clock: clock, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.words = map[registry.Language]map[string]string{}
	for _, l := range certificates.Languages {
		w.words[l] = kit.Words(l)
	}
	mux := web.NewRouter(kit.Fail)
	New(kit, Config{w.desk, setter}).Routes(mux)
	w.room = kit.Around(mux)
	return w
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

// load loads people, and finds out who is who.
func (w *town) load(t *testing.T, at time.Time, entries ...registry.Entry) {
	t.Helper()
	if _, err := w.owner.Import(t.Context(), valdemo, values(entries...), at); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		found, err := w.ByFiscalCode(t.Context(), e.Person.FiscalCode)
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		w.people[e.Person.Name.Given] = found[0].ID
	}
}

// as is who asks for himself.
func (w *town) as(t *testing.T, given string) certificates.Requester {
	t.Helper()
	x, err := w.Extract(t.Context(), w.people[given], registry.Now(w.now))
	if err != nil {
		t.Fatal(err)
	}
	return certificates.Requester{Principal: &auth.Principal{FiscalCode: string(x.Subject.FiscalCode), Assurance: "l2"}, Person: &x.Subject, Channel: certificates.Online}
}

// clerk is an officer of the office, whose name nobody sees.
func clerk(scopes ...auth.Scope) certificates.Requester {
	return certificates.Requester{Principal: &auth.Principal{Client: "console", Officer: "officer-" + secret, Scopes: scopes, Offices: []string{string(valdemo)}}, Channel: certificates.Counter}
}

// site is the pages as somebody sees them; nil for nobody.
func (w *town) site(t *testing.T, by *certificates.Requester) pagetest.Site {
	s := pagetest.Site{T: t, Handler: w.room, Context: t.Context()}
	if by != nil {
		v := &page.Visitor{By: *by, Session: "s"}
		if by.Person != nil {
			v.Name = by.Person.Name.String()
		}
		s.Context = page.With(t.Context(), v)
	}
	return s
}

func (w *town) of(t *testing.T, given string) pagetest.Site {
	by := w.as(t, given)
	return w.site(t, &by)
}

// issue issues a certificate about somebody for somebody.
func (w *town) issue(t *testing.T, by, about string, duty certificates.Duty, kinds ...certificates.Kind) *certificates.Certificate {
	t.Helper()
	c, err := w.desk.Issue(context.WithoutCancel(t.Context()), w.as(t, by), certificates.Request{
		Subject: w.people[about], Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian, Duty: duty, Key: "key " + rand.Text(), ID: rand.Text(),
	})
	if err != nil {
		var refused *certificates.RefusedError
		if errors.As(err, &refused) {
			t.Fatal(refused.Refusals[0].Rule.Code)
		}
		t.Fatal(err)
	}
	return c
}

var exempt = certificates.Duty{Exemption: 107}

// move has the family live elsewhere since some days, which supersedes what says where.
func (w *town) move(t *testing.T) {
	t.Helper()
	family := population()[:3]
	for i := range family {
		family[i].Person.Residence = &registry.Residence{Since: registry.Date{Year: 2026, Month: 11, Day: 22}, Address: registry.Address{Street: "Via Nuova", Number: "1", Municipality: "Valdemo", Province: "VD"}}
	}
	w.now = w.now.Add(72 * time.Hour)
	w.load(t, w.now.Add(-time.Hour), family...)
}

// validTo writes another end of its validity into a certificate, behind the back of the
// stores.
func (w *town) validTo(t *testing.T, c *certificates.Certificate, day string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), w.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), "SET session_replication_role = replica; UPDATE certificate SET issued_on = '2026-08-20', valid_to = "+day+" WHERE certificate_id = '"+string(c.ID)+"'"); err != nil {
		t.Fatal(err)
	}
}

// sound reports what is wrong with a page as such.
func sound(t *testing.T, what string, s pagetest.Seen) {
	t.Helper()
	faults := s.Faults()
	if n := len(s.All("h1")); n != 1 {
		faults = append(faults, fmt.Sprintf("%d h1", n))
	}
	if pagetest.Text(s.One("title")) == "" || len(s.All("main a[href], main button")) == 0 {
		faults = append(faults, "no title, or no way on")
	}
	for range s.All("table:not(:has(caption)), th:not([scope])") {
		faults = append(faults, "a table without caption or scope")
	}
	if s.Header.Get("Cache-Control") != "no-store" {
		faults = append(faults, "it may be kept")
	}
	if strings.Contains(string(s.Body), secret) || strings.Contains(string(s.Body), "<no value>") {
		faults = append(faults, "a secret, or no value")
	}
	if len(faults) > 0 {
		t.Errorf("%s: %v", what, faults)
	}
}
