package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/verification"
)

// world is a registry office in memory: what the ports of the domain promise, and
// a switch at each of them to make it fail.
type world struct {
	mu          sync.Mutex
	people      []registry.Extract
	rows        []*row
	ordered     []*certificates.Payment
	events      []audit.Event
	lookups     []certificates.Lookup
	failing     map[string]error // by the name of the port's method
	log         locked
	conspicuous []certificates.Conspicuous
	now         time.Time
	policies    map[registry.OfficeID]certificates.Policy
	notices     []*told
	exemption   int
}

type row struct {
	certificates.Reservation
	content *certificates.Content
	code    certificates.Code
	sealed  []byte
}

const (
	valdemo registry.OfficeID = "X900"
	altrove registry.OfficeID = "X901"
)

// The people of the office. Each has a surname that stands nowhere else, so that a
// log can be searched for it.
const (
	anna    registry.PersonID = "a0000000-0000-4000-8000-000000000001"
	bruno   registry.PersonID = "a0000000-0000-4000-8000-000000000002"
	chiara  registry.PersonID = "a0000000-0000-4000-8000-000000000003" // child of anna and bruno
	dario   registry.PersonID = "a0000000-0000-4000-8000-000000000004" // a neighbour
	elena   registry.PersonID = "a0000000-0000-4000-8000-000000000005" // with an open procedure and no address
	fulvio  registry.PersonID = "a0000000-0000-4000-8000-000000000006" // dead
	nobody  registry.PersonID = "a0000000-0000-4000-8000-0000000000ff"
	surname                   = "Quartermain"
	street                    = "Via Zibellino"
)

// fiscalCodes are by the token that carries them. The last letter is found, not
// known.
var fiscalCodes = func() map[string]registry.FiscalCode {
	codes := map[string]registry.FiscalCode{}
	for name, stem := range map[string]string{
		"anna": "QRTNNA85C44X900", "bruno": "QRTBRN80A02X900", "chiara": "QRTCHR15H47X900", "dario": "QRTDRA70E05X900",
		"elena": "QRTLNE90D50X900", "fulvio": "QRTFLV40A01X900", "stranger": "QRTSTR60A01X900",
	} {
		for c := 'A'; c <= 'Z'; c++ {
			if code, err := registry.ParseFiscalCode(stem + string(c)); err == nil {
				codes[name] = code
			}
		}
	}
	return codes
}()

func newWorld() *world {
	w := &world{failing: map[string]error{}, now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("Europe/Rome", 3600))}
	a, b, c := person(anna, "anna", 1985, 3, 4), person(bruno, "bruno", 1980, 1, 2), person(chiara, "chiara", 2015, 6, 7)
	d, e, f := person(dario, "dario", 1970, 5, 5), person(elena, "elena", 1990, 4, 10), person(fulvio, "fulvio", 1940, 1, 1)
	e.Procedures, e.Residence = []registry.Procedure{{Kind: "change of address"}}, nil
	f.Standing.State = registry.Dead
	home := family(a, b, c)
	for _, p := range []registry.Person{a, b, c} {
		w.people = append(w.people, registry.Extract{Subject: p, Household: home})
	}
	for _, p := range []registry.Person{d, e, f} {
		w.people = append(w.people, registry.Extract{Subject: p, Household: family(p)})
	}
	return w
}

func person(id registry.PersonID, given string, year int, month time.Month, dayOfMonth int) registry.Person {
	return registry.Person{
		ID: id, Office: valdemo, Name: registry.Name{Surname: surname, Given: given}, Sex: registry.Female,
		Birth: registry.Birth{
			Date:  registry.Date{Year: year, Month: month, Day: dayOfMonth},
			Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "X900", Name: "Valdemo", Province: "VD"},
		},
		FiscalCode: fiscalCodes[given], CodeValidated: true,
		Standing: registry.Standing{State: registry.Resident}, Certifiability: registry.FullyCertifiable,
		Residence:    &registry.Residence{Address: registry.Address{Street: street, Number: "1", Municipality: "Valdemo", Province: "VD"}},
		CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried},
		Citizenships: []registry.Citizenship{{State: registry.ItalianState, Name: "italiana"}},
	}
}

func family(people ...registry.Person) *registry.Household {
	h := &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true}
	for i, p := range people {
		tie := registry.Child
		if i == 0 {
			tie = registry.Head
		}
		h.Members = append(h.Members, registry.Member{Person: p, Relationship: tie})
	}
	return h
}

func (w *world) fail(port string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failing[port]
}

// breaks makes a port fail from now on; nil mends it.
func (w *world) breaks(port string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failing[port] = err
}

func (w *world) ByFiscalCode(_ context.Context, code registry.FiscalCode) (found []registry.Person, _ error) {
	for _, x := range w.people {
		if x.Subject.FiscalCode == code {
			found = append(found, x.Subject)
		}
	}
	return found, w.fail("ByFiscalCode")
}

func (w *world) ByBirth(_ context.Context, born registry.Date, offices []registry.OfficeID) (found []registry.Person, _ error) {
	for _, x := range w.people {
		if x.Subject.Birth.Date == born && slices.Contains(offices, x.Subject.Office) {
			found = append(found, x.Subject)
		}
	}
	return found, w.fail("ByBirth")
}

func (w *world) Searched(ctx context.Context, l certificates.Lookup, e ...audit.Event) error {
	if err := w.Record(ctx, e...); err != nil {
		return err
	}
	w.lookups = append(w.lookups, l)
	return w.fail("Searched")
}

func (w *world) Conspicuous(_ context.Context, offices []registry.OfficeID, _ int) (list []certificates.Conspicuous, _ error) {
	for _, c := range w.conspicuous {
		if slices.Contains(offices, c.Office) {
			list = append(list, c)
		}
	}
	return list, w.fail("Conspicuous")
}

func (w *world) Application(_ context.Context, id certificates.ID) (*certificates.Application, error) {
	r, err := w.find("Application", func(r *row) bool { return r.ID == id && r.Application != nil })
	if err != nil {
		return nil, err
	}
	return r.Application, nil
}

func (w *world) Extract(_ context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	for _, x := range w.people {
		if x.Subject.ID == id {
			x.AsOf = as
			return x, w.fail("Extract")
		}
	}
	return registry.Extract{}, registry.ErrPersonUnknown
}

func (w *world) Reserve(_ context.Context, r certificates.Reservation, lay func(certificates.Number) (certificates.Laid, error)) error {
	if err := w.fail("Reserve"); err != nil {
		return err
	}
	if _, err := w.find("", func(o *row) bool {
		return r.Replaces != "" && o.Replaces == r.Replaces && o.State != certificates.Failed
	}); err == nil {
		return certificates.ErrReplaced
	}
	w.mu.Lock()
	r.Number = certificates.Number{Year: r.Year, Serial: int64(len(w.rows) + 1)}
	w.mu.Unlock()
	laid, err := lay(r.Number)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	r.SheetDigest = laid.Digest
	last := w.rows[len(w.rows)-1] // Lay has begun it
	last.Reservation = r
	w.events = append(w.events, r.Events...)
	return nil
}

func (w *world) change(port string, id certificates.ID, from, to certificates.State, events []audit.Event, set func(*row)) error {
	if err := w.fail(port); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.rows {
		if r.ID == id && r.State == from {
			r.State = to
			set(r)
			w.events = append(w.events, events...)
			return nil
		}
	}
	return certificates.ErrState
}

func (w *world) Complete(_ context.Context, id certificates.ID, f certificates.Sealed, at time.Time, events ...audit.Event) error {
	return w.change("Complete", id, certificates.Issuing, certificates.Issued, events, func(r *row) {
		r.sealed, r.IssuedAt, r.SealedDigest, r.Size = f.File, at, sha256.Sum256(f.File), len(f.File)
	})
}

func (w *world) Fail(_ context.Context, id certificates.ID, why certificates.Failure, at time.Time, events ...audit.Event) error {
	return w.change("Fail", id, certificates.Issuing, certificates.Failed, events, func(r *row) { r.Failure, r.FailedAt = why, at })
}

func (w *world) Withdraw(_ context.Context, id certificates.ID, act certificates.Withdrawal, events ...audit.Event) error {
	return w.change("Withdraw", id, certificates.Issued, certificates.Withdrawn, events, func(r *row) {
		r.WithdrawnAt, r.Withdrawal = act.At, act.Reason
	})
}

// supersede has the register say something else than a certificate.
func (w *world) supersede(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.rows {
		if string(r.ID) == id {
			r.Superseded = &certificates.Supersession{Reason: certificates.ByMove, Since: registry.Date{Year: 2026, Month: 11, Day: 20}, At: w.now}
			w.notices = append(w.notices, &told{certificates.Notice{ID: certificates.NoticeID(id), Kind: certificates.NoticeSuperseded, Certificate: &r.Certificate, At: w.now}, r.Requester.ID})
		}
	}
}

// told is a notice and whom it is to.
type told struct {
	certificates.Notice
	to string
}

// answer has the office answer a remark.
func (w *world) answer(to registry.PersonID, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	about := &certificates.Reference{ID: certificates.RemarkID(id), Number: certificates.Number{Year: 2026, Serial: 3}}
	w.notices = append(w.notices, &told{certificates.Notice{ID: certificates.NoticeID(id), Kind: certificates.NoticeAnswered, Remark: about, At: w.now}, string(to)})
}

func (w *world) NoticesOf(_ context.Context, holder certificates.RequesterRef, before certificates.NoticeID, limit int) (list []*certificates.Notice, _ error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range slices.Backward(w.notices) {
		if n.to == holder.ID && (before == "" || n.ID < before) && len(list) < limit {
			list = append(list, &n.Notice)
		}
	}
	return list, w.failing["NoticesOf"]
}

func (w *world) ReadNotice(_ context.Context, holder certificates.RequesterRef, id certificates.NoticeID, at time.Time) (*certificates.Notice, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range w.notices {
		if n.ID == id && n.to == holder.ID {
			if n.ReadAt.IsZero() {
				n.ReadAt = at
			}
			return &n.Notice, nil
		}
	}
	return nil, certificates.ErrNotFound
}

func (w *world) Unread(_ context.Context, holder certificates.RequesterRef) (n int, _ error) {
	for _, o := range w.notices {
		if o.ReadAt.IsZero() && o.to == holder.ID {
			n++
		}
	}
	return n, nil
}

func (w *world) ByOffice(_ context.Context, office registry.OfficeID, f certificates.Filter, before certificates.ID, limit int) (list []*certificates.Listed, _ error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range slices.Backward(w.rows) {
		if r.Office == office && r.State != certificates.Failed && (before == "" || r.ID < before) && (f.Kind == 0 || slices.Contains(r.Kinds, f.Kind)) && len(list) < limit {
			list = append(list, &certificates.Listed{Certificate: &r.Certificate, Exemption: w.exemption})
		}
	}
	return list, w.failing["ByOffice"]
}

func (w *world) Counts(_ context.Context, _ registry.OfficeID, m certificates.Month) ([]certificates.Count, []certificates.DayCount, error) {
	return []certificates.Count{{Kind: certificates.Residence, Use: certificates.PrivateUse, Stamped: int(m.Month), Exempt: 1}, {Abroad: true, Combined: true, Use: certificates.AbroadUse, Exempt: 2}}, nil, nil
}

func (w *world) Days(context.Context, registry.OfficeID, registry.Date, registry.Date) ([]certificates.DayCount, error) {
	return nil, w.fail("Days")
}

func (w *world) TrailOf(_ context.Context, office registry.OfficeID, id certificates.ID, after int64, limit int) (list []audit.Event, _ error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, e := range w.events {
		if e.Seq = int64(i + 1); e.Seq > after && e.Office == string(office) && e.Certificate == string(id) && len(list) < limit {
			list = append(list, e)
		}
	}
	return list, w.failing["TrailOf"]
}

// find returns a copy of the first row that fits.
func (w *world) find(port string, fits func(*row) bool) (*row, error) {
	if err := w.fail(port); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.rows {
		if fits(r) {
			c := *r
			return &c, nil
		}
	}
	return nil, certificates.ErrNotFound
}

func (w *world) certificate(port string, fits func(*row) bool) (*certificates.Certificate, error) {
	r, err := w.find(port, fits)
	if err != nil {
		return nil, err
	}
	return &r.Certificate, nil
}

func (w *world) ByID(_ context.Context, id certificates.ID) (*certificates.Certificate, error) {
	return w.certificate("ByID", func(r *row) bool { return r.ID == id })
}

func (w *world) ByKey(_ context.Context, by certificates.RequesterRef, key string) (*certificates.Keyed, error) {
	r, err := w.find("ByKey", func(r *row) bool {
		return r.Key == key && r.Requester.Kind == by.Kind && r.Requester.ID == by.ID && r.State != certificates.Failed
	})
	if err != nil {
		return nil, err
	}
	return &certificates.Keyed{Certificate: &r.Certificate, KeyDigest: r.KeyDigest, Instance: r.Instance}, nil
}

func (w *world) ByRequester(_ context.Context, by certificates.RequesterRef, _ certificates.Filter, before certificates.ID, limit int) (list []*certificates.Certificate, _ error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	begun := before == ""
	for _, r := range slices.Backward(w.rows) {
		if r.Requester.Kind == by.Kind && r.Requester.ID == by.ID && r.State != certificates.Failed && begun && len(list) < limit {
			list = append(list, &r.Certificate)
		}
		begun = begun || r.ID == before
	}
	return list, w.failing["ByRequester"]
}

func (w *world) Stated(_ context.Context, id certificates.ID) (*certificates.Content, error) {
	r, err := w.find("Stated", func(r *row) bool { return r.ID == id })
	if err != nil {
		return nil, err
	}
	return r.content, nil
}

func (w *world) Sealed(_ context.Context, id certificates.ID) ([]byte, error) {
	r, err := w.find("Sealed", func(r *row) bool { return r.ID == id })
	if err != nil {
		return nil, err
	}
	return r.sealed, nil
}

func (w *world) Abandoned(context.Context, string, time.Time) ([]*certificates.Certificate, error) {
	return nil, nil
}

func (w *world) Record(_ context.Context, e ...audit.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e...)
	return w.failing["Record"]
}

func (w *world) ByCode(_ context.Context, h certificates.CodeHash) (*certificates.Certificate, error) {
	return w.certificate("ByCode", func(r *row) bool { return r.Code == h })
}

func (w *world) ByDigest(_ context.Context, d [32]byte) (*certificates.Certificate, error) {
	return w.certificate("ByDigest", func(r *row) bool { return r.sealed != nil && r.SealedDigest == d })
}

func (w *world) Content(_ context.Context, id certificates.ID) (*certificates.Content, []byte, error) {
	r, err := w.find("Content", func(r *row) bool { return r.ID == id })
	if err != nil {
		return nil, nil, err
	}
	return r.content, r.sealed, nil
}

// Lay makes a page of one line. It begins the row that Reserve completes.
func (w *world) Lay(c *certificates.Content, m certificates.Mark, _ time.Time) (*signing.Sheet, error) {
	if err := w.fail("Lay"); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	content := *c
	w.rows = append(w.rows, &row{content: &content, code: m.Code})
	body := append([]byte("%PDF-1.7 "+c.Number.String()+" "+m.Code.String()+" "), "<00000000>"...)
	return signing.Head{}.Sheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
}

func (w *world) Proof(*certificates.Content) ([]byte, error) {
	return []byte("%PDF-1.7 proof"), w.fail("Lay")
}
func (w *world) Facts(*certificates.Content) []certificates.Fact { return nil }

func (w *world) WordingVersion(registry.Language) string { return "test" }

func (w *world) Seal(_ context.Context, s *signing.Sheet) ([]byte, error) {
	return append(slices.Clone(s.Unsealed()), " sealed"...), w.fail("Seal")
}
func (w *world) State() error { return w.fail("State") }

func (w *world) Check(*signing.Sheet, []byte) error { return w.fail("Check") }

func (w *world) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Time{}, nil
}

func lines(c *certificates.Content) []string {
	return []string{c.Subject.Surname + " " + c.Subject.Given, "nata il " + c.Subject.Born.String()}
}

// tokens knows its holders by name.
type tokens struct{}

func (tokens) Check(_ context.Context, token string) (*auth.Principal, error) {
	switch token {
	case "expired":
		return nil, auth.ErrExpired
	case "weak":
		return nil, auth.ErrAssurance
	case "keyless":
		return nil, auth.ErrKeysUnavailable
	case "malformed":
		return &auth.Principal{FiscalCode: "NOTACODE", Assurance: "l2"}, nil
	case "officer":
		return &auth.Principal{Client: "console", Scopes: []auth.Scope{auth.WithdrawCertificates}, Offices: []string{string(valdemo)}}, nil
	case "elsewhere":
		return &auth.Principal{Client: "console", Scopes: []auth.Scope{auth.WithdrawCertificates}, Offices: []string{string(altrove)}}, nil
	case "counter":
		return &auth.Principal{Client: "console", Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(valdemo)}}, nil
	case "othercounter":
		return &auth.Principal{Client: "console", Officer: "g.verdi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(altrove)}}, nil
	case "nameless":
		return &auth.Principal{Client: "console", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(valdemo)}}, nil
	case "advocate": // lives elsewhere
		return &auth.Principal{Client: "portal", Subject: "pairwise-9", FiscalCode: string(fiscalCodes["stranger"]), Assurance: "l2", Lawyer: true}, nil
	case "reader":
		return &auth.Principal{Client: "system", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{string(valdemo)}}, nil
	}
	if code, ok := fiscalCodes[token]; ok {
		return &auth.Principal{FiscalCode: string(code), Assurance: "l2"}, nil
	}
	return nil, auth.ErrInvalid
}

// config is an API over the world, without limits.
func (w *world) config(t testing.TB) Config {
	t.Helper()
	catalogue := certificates.NewCatalogue()
	log := slog.New(slog.NewJSONHandler(&w.log, nil))
	offices := map[registry.OfficeID]registry.Office{
		valdemo: {ID: valdemo, Name: "Comune di Valdemo", Contact: "anagrafe@valdemo.example", Basis: registry.BasisDemo},
	}
	clock := func() time.Time { return w.now }
	inspector, err := inspect.New(inspect.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Kit: web.Kit{Log: log},
		Desk: &certificates.Desk{
			Register: w, Ledger: w, Archive: w, Journal: w, Abandoned: w, Lookups: w, Notices: w, Books: w, Payments: w, Till: w, Typesetter: w, Sealer: w, Catalogue: catalogue, Offices: offices, Policies: w.policies,
			VerifyURL: "https://sportello.example/v/", Instance: "one", Clock: clock, Random: rand.Reader, Log: log,
		},
		Verification: &verification.Service{Store: w, Journal: w, Inspector: inspector, Offices: offices, VerifyURL: "https://sportello.example/v/", Clock: clock},
		Tokens:       tokens{}, Limits: web.NewLimiter(web.Limits{}), Lines: lines,
		Ready: func(context.Context) error { return w.fail("Ready") },
	}
}

// locked is a log that several goroutines write.
type locked struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

// after is the log once it holds n requests. A request's line is written when its
// answer is on its way already.
func (l *locked) after(t *testing.T, n int) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		l.mu.Lock()
		log := l.all.String()
		l.mu.Unlock()
		if strings.Count(log, `"msg":"request"`) >= n {
			return log
		}
	}
	t.Fatalf("there are no %d requests in the log", n)
	return ""
}

// chance is what a log holds that is drawn at random or measured: any short word or number
// stands in it now and then.
var chance = regexp.MustCompile(`"(time|request)":"[^"]*"|"(took|bytes)":\d+`)

// serve starts the API of a config on a port.
func serve(t testing.TB, c Config) *httptest.Server {
	t.Helper()
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}
