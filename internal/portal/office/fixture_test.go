package office

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
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
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dbtest.M{M: m}) }

const (
	here  = registry.OfficeID("Z999")
	there = registry.OfficeID("Z998")

	script = `<script>alert(1)</script>`
)

var (
	rome   = time.FixedZone("Europe/Rome", 3600)
	loaded = time.Date(2026, 11, 1, 8, 0, 0, 0, rome)
	now    = time.Date(2026, 11, 21, 10, 0, 0, 0, rome)
)

// plain lays out a page of one line, and seals by leaving it as it is.
type plain struct{}

func (plain) Lay(c *certificates.Content, m certificates.Mark, _ time.Time) (*signing.Sheet, error) {
	body := append([]byte("%PDF "+c.Number.String()+" "+m.Code.String()+" "), "<00000000>"...)
	return signing.Head{}.Sheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
}
func (plain) Proof(*certificates.Content) ([]byte, error)     { return []byte("%PDF proof"), nil }
func (plain) Facts(*certificates.Content) []certificates.Fact { return nil }
func (plain) WordingVersion(registry.Language) string         { return "test" }
func (plain) Check(*signing.Sheet, []byte) error              { return nil }
func (plain) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Time{}, nil
}

// seal seals slowly, or not at all.
type seal struct {
	plain
	broken error
	slow   time.Duration
}

func (s *seal) State() error { return s.broken }

func (s *seal) Seal(_ context.Context, sheet *signing.Sheet) ([]byte, error) {
	time.Sleep(s.slow)
	return slices.Clone(sheet.Unsealed()), nil
}

// world is the console over a real database, with the people of two offices.
type world struct {
	*testing.T
	*Room
	db      *postgres.DB
	owner   *postgres.DB
	address string
	seal    *seal
	mux     *chi.Mux
	ids     map[string]registry.PersonID // by given name
}

// theOffices are those of every world.
var theOffices = []registry.Office{
	{ID: here, Name: "Comune di Valdemo", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "de"}, Contact: "0461 000000"},
	{ID: there, Name: "Comune di Altrove", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}},
}

// theKit is what pages look like, read once.
var theKit = sync.OnceValues(func() (*page.Kit, error) {
	return page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: certificates.NewCatalogue(), Offices: map[registry.OfficeID]registry.Office{here: theOffices[0], there: theOffices[1]},
		Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example", Clock: func() time.Time { return now }, Rooms: []fs.FS{Files},
	})
})

func newWorld(t *testing.T) *world {
	t.Helper()
	address := dbtest.New(t)
	w := &world{T: t, address: address, db: open(t, address, migrations.Role), owner: open(t, address, ""), seal: &seal{}, mux: chi.NewMux()}
	w.people()
	offices, err := w.db.Offices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kit, err := theKit()
	if err != nil {
		t.Fatal(err)
	}
	w.Room = New(kit, Config{Random: rand.Reader, Desk: &certificates.Desk{
		Register: w.db, Ledger: w.db, Archive: w.db, Journal: w.db, Notices: w.db, Books: w.db, Abandoned: w.db, Codes: w.db, Lookups: w.db, Remarks: w.db,
		Typesetter: plain{}, Sealer: w.seal, Catalogue: kit.Catalogue, Offices: offices,
		Policies: map[registry.OfficeID]certificates.Policy{here: {Virtual: "aut. 1/2026", Fee: certificates.Fee{Stamped: 52, Exempt: 26}}},
		Instance: "one", Clock: kit.Clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}})
	w.Routes(w.mux)
	return w
}

func open(t *testing.T, address, role string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), address, postgres.Options{Role: role, MaxConns: 8, ApplicationName: "sportello test"})
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

func date(y int, m time.Month, d int) registry.Date { return registry.Date{Year: y, Month: m, Day: d} }

// The people: Anna with her child Bruno, Ciro with an open procedure, Dina whose name
// is a script, seven who are born alike, and Elsa of the other office.
func (w *world) people() {
	w.Helper()
	if _, err := w.owner.ImportOffices(w.Context(), values(theOffices...), loaded); err != nil {
		w.Fatal(err)
	}
	of := func(office registry.OfficeID, n int, given string, born registry.Date) registry.Entry {
		number := fmt.Sprint(n)
		return registry.Entry{
			Person: registry.Person{
				Office: office, Number: number, Name: registry.Name{Surname: "Rossi", Given: given}, Sex: registry.Female,
				Birth:      registry.Birth{Date: born, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "H501", Name: "Roma", Province: "RM"}},
				FiscalCode: codes[given], CodeValidated: codes[given] != "",
				Standing: registry.Standing{State: registry.Resident, Since: date(1990, 1, 1)}, Certifiability: registry.FullyCertifiable,
				Residence:    &registry.Residence{Since: date(2010, 5, 1), Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
				CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried, Since: born},
				Citizenships: []registry.Citizenship{{State: "ITA", Name: "italiana", Since: born}},
				Membership:   &registry.Membership{Relationship: registry.Head, Since: date(2010, 5, 1)},
			},
			Household: &registry.HouseholdEntry{Number: "F" + number, Kind: registry.Family, Certifiable: true, Complete: true},
		}
	}
	anna, bruno, ciro, dina := of(here, 1, "Anna", date(1985, 3, 4)), of(here, 2, "Bruno", date(2015, 1, 2)), of(here, 3, "Ciro", date(1970, 5, 6)), of(here, 4, "Dina", date(1980, 7, 8))
	bruno.Household, bruno.Person.Membership.Relationship = anna.Household, registry.Child
	ciro.Household, ciro.Person.Membership.Relationship = dina.Household, registry.Sibling
	ciro.Person.Procedures = []registry.Procedure{{Kind: "cambio di indirizzo", Opened: date(2026, 11, 1)}}
	dina.Person.Name.Surname = script
	list := []registry.Entry{anna, bruno, ciro, dina}
	for i := range 7 {
		list = append(list, of(here, 10+i, fmt.Sprintf("Gemma%c", 'a'+i), date(1990, 9, 9)))
	}
	for office, entries := range map[registry.OfficeID][]registry.Entry{here: list, there: {of(there, 1, "Elsa", date(1960, 2, 3))}} {
		if _, err := w.owner.Import(w.Context(), office, values(entries...), loaded); err != nil {
			w.Fatal(err)
		}
	}
	w.ids = map[string]registry.PersonID{}
	for given, code := range codes {
		found, err := w.db.ByFiscalCode(w.Context(), code)
		if err != nil || len(found) != 1 {
			w.Fatalf("%s: %d, %v", given, len(found), err)
		}
		w.ids[given] = found[0].ID
	}
}

// codes are valid; the last letter is found, not known.
var codes = func() map[string]registry.FiscalCode {
	found := map[string]registry.FiscalCode{}
	for given, stem := range map[string]string{"Anna": "RSSNNA85C44H501", "Bruno": "RSSBRN15A42H501", "Ciro": "RSSCRI70E46H501", "Dina": "RSSDNI80L48H501", "Elsa": "RSSLSE60B43H501"} {
		for c := 'A'; c <= 'Z'; c++ {
			if code, err := registry.ParseFiscalCode(stem + string(c)); err == nil {
				found[given] = code
			}
		}
	}
	return found
}()

// The visitors. A name is what is printed of them.
func staff(id string, offices []registry.OfficeID, scopes ...auth.Scope) *auth.Principal {
	p := &auth.Principal{Issuer: "https://idp.example", Subject: id, Client: "portal", Officer: id, Scopes: scopes}
	for _, o := range offices {
		p.Offices = append(p.Offices, string(o))
	}
	return p
}

var (
	registrar  = staff("r.verdi", []registry.OfficeID{here}, auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates)
	second     = staff("s.gallo", []registry.OfficeID{here}, auth.IssueCertificates, auth.ReadCertificates)
	issuer     = staff("i.neri", []registry.OfficeID{here}, auth.IssueCertificates)
	reader     = staff("l.bianchi", []registry.OfficeID{here}, auth.ReadCertificates)
	withdrawer = staff("w.viola", []registry.OfficeID{here}, auth.WithdrawCertificates)
	decider    = staff("d.conti", []registry.OfficeID{here}, auth.ManageOffice)
	stranger   = staff("x.altro", []registry.OfficeID{there}, auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates)
	both       = staff("b.doppio", []registry.OfficeID{here, there}, auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates)
	powerless  = staff("n.nulla", nil, auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates)
	citizen    = &auth.Principal{FiscalCode: string(codes["Anna"]), Assurance: "https://www.spid.gov.it/SpidL2"}
)

// as is the console as somebody sees it; nil for who is not logged in.
func (w *world) as(p *auth.Principal) pagetest.Site {
	w.Helper()
	ctx := w.Context()
	if p != nil {
		by, err := w.Desk.Identify(ctx, p, "")
		if err != nil {
			w.Fatal(err)
		}
		name := p.Officer
		if name == "" {
			name = "Anna Rossi"
		}
		ctx = page.With(ctx, &page.Visitor{By: by, Name: name, Session: "one"})
	}
	return pagetest.Site{T: w.T, Handler: w.Around(w.mux), Context: ctx}
}

// issued issues a certificate online to its subject.
func (w *world) issued(given string, kinds ...certificates.Kind) *certificates.Certificate {
	w.Helper()
	by, err := w.Desk.Identify(w.Context(), &auth.Principal{FiscalCode: string(codes[given]), Assurance: "l2"}, "")
	if err != nil {
		w.Fatal(err)
	}
	c, err := w.Desk.Issue(w.Context(), by, certificates.Request{
		Subject: w.ids[given], Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian, Duty: certificates.Duty{Exemption: 107}, Key: rand.Text(), ID: "r-1",
	})
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// events is what was recorded in an office, the system's own loads left out.
func (w *world) events(office registry.OfficeID) (list []audit.Event) {
	w.Helper()
	for e, err := range w.db.Events(w.Context(), string(office), 1) {
		if err != nil {
			w.Fatal(err)
		}
		if e.Kind != audit.RegisterImported {
			list = append(list, e)
		}
	}
	return list
}

// kinds is what was recorded since so many events ago.
func (w *world) since(n int) (kinds []audit.Kind) {
	w.Helper()
	for _, e := range w.events(here)[n:] {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// filled is the counter form for a visitor, as it is sent.
func filled(edit ...string) url.Values {
	f := url.Values{
		"key": {strings.Repeat("0a", 16)}, "name": {"Passante Ugo"}, "born-day": {"1"}, "born-month": {"2"}, "born-year": {"1960"},
		"document": {"identity-card"}, "document-number": {"CA00000AA"}, "authority": {"Comune di Roma"}, "kinds": {"residence"},
		"use": {"private"}, "language": {"it"}, "duty": {"exemption"}, "exemption": {"107"},
	}
	for i := 0; i+1 < len(edit); i += 2 {
		if edit[i+1] == "" {
			f.Del(edit[i])
		} else {
			f[edit[i]] = strings.Split(edit[i+1], "|")
		}
	}
	return f
}

// count asks the database behind the back of the console.
func (w *world) count(sql string) (n int) {
	w.Helper()
	c, err := pgx.Connect(w.Context(), w.address)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(w.Context())) }()
	if err := c.QueryRow(w.Context(), sql).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}
