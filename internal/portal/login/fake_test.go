package login

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/provider"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the demo provider's library writes there
	goleak.VerifyTestMain(dbtest.M{M: m})
}

const (
	maria  = "RSSMRA80A41H501W"
	luigi  = "VRDLGU75T10F205R"
	nobody = "BNCLRA90A41H501U" // of whom the register knows nothing
)

var today = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// world is everything that stands still until a test moves it.
type world struct {
	mu      sync.Mutex
	now     time.Time
	log     bytes.Buffer
	missing map[string]bool // whom the register has lost
	granted map[string][]auth.Grant
	failing error // of the office's own grants
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) turn(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// Write makes world the place of the log.
func (w *world) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *world) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// Identify is the desk's, with a register of two.
func (w *world) Identify(_ context.Context, p *auth.Principal, _ string) (certificates.Requester, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	names := map[string]registry.Name{maria: {Surname: "Rossi", Given: "Maria"}, luigi: {Surname: "Verdi", Given: "Luigi"}}
	name, known := names[p.FiscalCode]
	switch {
	case !p.Citizen():
		return certificates.Requester{Principal: p, Channel: certificates.BackOffice}, nil
	case !known || w.missing[p.FiscalCode]:
		return certificates.Requester{}, &registry.UnmatchedError{Reason: registry.UnknownCode}
	}
	return certificates.Requester{Principal: p, Person: &registry.Person{ID: registry.PersonID("record of " + name.Given), Office: "H501", Name: name}, Channel: certificates.Online}, nil
}

// GrantsOf is the offices' own.
func (w *world) GrantsOf(_ context.Context, _, subject string, _ time.Time) ([]auth.Grant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.granted[subject], w.failing
}

// portal is the pages behind a server, with the demo's providers beside them.
type portal struct {
	*world
	*httptest.Server
	room   *Room
	config Config
	db     *postgres.DB
}

// newPortal serves the room over plain HTTP on this machine, as the demo does.
func newPortal(t *testing.T, edit ...func(*portal)) *portal {
	t.Helper()
	p := &portal{world: &world{now: today, missing: map[string]bool{}, granted: map[string][]auth.Grant{}}}
	mux := http.NewServeMux()
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	address := dbtest.New(t)
	p.db = open(t, address, migrations.Role)
	if _, err := open(t, address, "").ImportOffices(t.Context(), func(yield func(registry.Office, error) bool) {
		_ = yield(valdemo, nil)
	}, today); err != nil {
		t.Fatal(err)
	}
	p.demo(t, mux)
	p.config.Sessions, p.config.Journal, p.config.Desk, p.config.Grants = p.db, p.db, p.world, p.world
	p.config.Idle, p.config.Lifetime, p.config.Random = 30*time.Minute, 8*time.Hour, rand.Reader
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	p.config.Outside = transport
	for _, e := range edit {
		e(p)
	}
	p.room = New(p.kit(t, p.URL, false), p.config)
	mux.Handle("/", p.handler())
	return p
}

// valdemo is the one office.
var valdemo = registry.Office{ID: "H501", Name: "Comune di Valdemo", Contact: "anagrafe@valdemo.example", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}}

func open(t *testing.T, address, role string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), address, postgres.Options{Role: role, MaxConns: 4, ApplicationName: "sportello test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// demo serves the demo's two providers.
func (p *portal) demo(t *testing.T, mux *http.ServeMux) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	citizens := provider.Options{
		Issuer: p.URL + "/demo/login", Audience: p.URL, Key: key, Portal: p.URL, PortalSecret: "a secret: with signs/", Clock: p.time, Random: rand.Reader,
		People: []provider.Person{{FiscalCode: maria, Name: "Maria Rossi"}, {FiscalCode: luigi, Name: "Luigi Verdi"}, {FiscalCode: nobody, Name: "Laura Bianchi"}},
	}
	officers := citizens
	officers.Issuer, officers.Offices = p.URL+"/demo/office", []string{"H501"}
	officers.Officers = []provider.Employee{
		{ID: "n.vidal", Name: "Nadia Vidal", Scopes: []auth.Scope{auth.ReadCertificates, auth.IssueCertificates}},
		{ID: "new", Name: "Nino Nuovo"},
	}
	for path, o := range map[string]provider.Options{"/demo/login/": citizens, "/demo/office/": officers} {
		h, err := provider.New(o)
		if err != nil {
			t.Fatal(err)
		}
		mux.Handle(path, h)
	}
	p.config.Providers = []Provider{
		{Name: "cie", Login: auth.Login{Issuer: citizens.Issuer, Client: provider.PortalClient}, Secret: citizens.PortalSecret, Scopes: []string{"profile"}, Button: CIE},
		{Name: "office", Login: auth.Login{
			Issuer: officers.Issuer, Client: provider.PortalClient, Officers: true, ScopesClaim: provider.RolesClaim, OfficesClaim: provider.OfficesClaim,
		}, Secret: citizens.PortalSecret, Button: Plain, Label: map[registry.Language]string{"it": "il Comune", "en": "the municipality"}},
	}
}

func (p *portal) kit(t *testing.T, public string, https bool) *page.Kit {
	t.Helper()
	return newKit(t, p.world, public, https)
}

func newKit(t *testing.T, w *world, public string, https bool) *page.Kit {
	t.Helper()
	k, err := page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.NewJSONHandler(w, nil)), HTTPS: https}, Catalogue: certificates.NewCatalogue(),
		Offices: map[registry.OfficeID]registry.Office{"H501": valdemo},
		Limits:  web.NewLimiter(web.Limits{}), PublicURL: public, Clock: w.time, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// handler is the room with some pages of others.
func (p *portal) handler() http.Handler {
	mux := web.NewRouter(p.room.Fail)
	mux.Group(func(r chi.Router) {
		r.Use(p.room.Visitors)
		p.room.Routes(r)
		who := func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			if v := page.Of(q.Context()); v != nil {
				_, _ = w.Write([]byte(v.Name + " " + v.By.Principal.FiscalCode + v.By.Principal.Officer))
			}
		}
		for _, path := range []string{"/me", "/office", "/who", "/request", "/me/certificates/{id}"} {
			r.Get(path, who)
		}
		r.Post("/me/remarks", who)
	})
	return p.room.Around(mux)
}

// browser is one with cookies of its own, which follows no redirect.
type browser struct {
	t *testing.T
	*portal
	*http.Client
}

func (p *portal) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, p, &http.Client{Jar: jar, Transport: p.Server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// do sends a request, to the portal if the address is only a path.
func (b *browser) do(method, address string, form url.Values, edit ...func(*http.Request)) pagetest.Seen {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.URL + address
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
	if form != nil {
		r.Header.Set("Content-Type", page.FormType)
	}
	for _, e := range edit {
		e(r)
	}
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	return pagetest.Parse(b.t, answer)
}

func (b *browser) get(address string, edit ...func(*http.Request)) pagetest.Seen {
	b.t.Helper()
	return b.do("GET", address, nil, edit...)
}

func (b *browser) post(address string, form url.Values, edit ...func(*http.Request)) pagetest.Seen {
	b.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return b.do("POST", address, form, edit...)
}

// leave begins a login and returns where the page leads.
func (b *browser) leave(provider string, form url.Values) string {
	b.t.Helper()
	return away(b.post("/login/"+provider, form))
}

// away is where a page leads that leads away.
func away(seen pagetest.Seen) string {
	seen.T.Helper()
	href, _ := pagetest.Attr(seen.One("main a.btn"), "href")
	refresh, _ := pagetest.Attr(seen.One("meta[http-equiv=refresh]"), "content")
	if refresh != "0;url="+href {
		seen.T.Fatalf("the page leads to %q and to %q", href, refresh)
	}
	return href
}

// pick goes to the demo's provider, picks somebody there, and returns the address at which
// the provider sends the browser back.
func (b *browser) pick(address string, who url.Values) string {
	b.t.Helper()
	at, err := b.get(address).Location()
	if err != nil {
		b.t.Fatalf("%s: %v", address, err)
	}
	if at.Query().Get("request") == "" { // an answer already
		return at.String()
	}
	who.Set("request", at.Query().Get("request"))
	at.RawQuery = ""
	back, err := b.post(at.String(), who).Location()
	if err != nil {
		b.t.Fatal(err)
	}
	return back.String()
}

// login goes the whole way as a citizen and returns where it ends.
func (b *browser) login(code string) string {
	b.t.Helper()
	return b.get(b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {code}})).Header.Get("Location")
}

// asOfficer goes the whole way as an officer.
func (b *browser) asOfficer(id string) string {
	b.t.Helper()
	return b.get(b.pick(b.leave("office", nil), url.Values{"officer": {id}})).Header.Get("Location")
}

// who is who the portal takes the browser for, "" for nobody.
func (b *browser) who() string {
	b.t.Helper()
	return string(b.get("/who").Body)
}

// cookie is the value of a cookie of the portal.
func (b *browser) cookie(name string) string {
	u, _ := url.Parse(b.URL)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// hashed is a token as scs hands it to a store.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
