package login

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
)

// A provider that is down, or describes itself wrongly, stops nobody from using another; it
// is asked again after a while.
func TestProviderDown(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]func(*liar){
		"another issuer":        func(l *liar) { l.description["issuer"] = "https://another.example" },
		"no token endpoint":     func(l *liar) { delete(l.description, "token_endpoint") },
		"an open line":          func(l *liar) { l.description["token_endpoint"] = "http://login.example/token" },
		"keys over one":         func(l *liar) { l.description["jwks_uri"] = "http://login.example/keys" },
		"logout to a script":    func(l *liar) { l.description["end_session_endpoint"] = "javascript:alert(1)" },
		"not JSON":              func(l *liar) { l.description = nil },
		"userinfo with a login": func(l *liar) { l.description["userinfo_endpoint"] = "https://a:b@login.example/" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLiar(t)
			good := l.description
			l.mu.Lock()
			l.description = map[string]any{}
			for k, v := range good {
				l.description[k] = v
			}
			lie(l)
			l.mu.Unlock()
			p := newPortal(t, trusting(l))
			b := p.browser(t)
			page := b.get("/login?lang=it")
			if len(page.All("form[action^='/login/cie']")) != 1 || len(page.All("form[action^='/login/liar']")) != 0 || !strings.Contains(page.Text("main"), "Entra con SPID Questo gestore in questo momento non risponde") {
				t.Errorf("the page says %s", page.Text("main"))
			}
			if at := b.post("/login/liar", nil).Header.Get("Location"); !strings.Contains(at, "why=down") {
				t.Errorf("led to %q", at)
			}
			if at := b.login(maria); at != "/me" {
				t.Errorf("another provider: %q", at)
			}
			l.mu.Lock()
			l.description = good
			l.mu.Unlock()
			p.turn(descriptionRest)
			again := p.browser(t)
			if at := again.back(again.via(l)); at != "/me" {
				t.Errorf("after it is up again: %q", at)
			}
		})
	}
}

// A login that was begun in one browser is of no use in another, and no answer serves twice.
func TestStateIsOfTheBrowser(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	attacker, victim := p.browser(t), p.browser(t)
	answer := attacker.pick(attacker.leave("cie", nil), url.Values{"fiscal_code": {luigi}})
	if at := victim.get(answer).Header.Get("Location"); !strings.Contains(at, "why=attempt") || victim.who() != "" {
		t.Errorf("without a login: led to %q as %q", at, victim.who())
	}
	victim.leave("cie", nil)
	if at := victim.get(answer).Header.Get("Location"); !strings.Contains(at, "why=attempt") || victim.who() != "" {
		t.Errorf("with one under way: led to %q as %q", at, victim.who())
	}
	if at := attacker.get(answer).Header.Get("Location"); at != "/me" {
		t.Errorf("in its own browser: %q", at)
	}
	again := p.browser(t)
	answer = again.pick(again.leave("cie", nil), url.Values{"fiscal_code": {maria}})
	secret := again.cookie("sportello-login")
	if at := again.get(answer).Header.Get("Location"); at != "/me" {
		t.Fatal(at)
	}
	replay := p.browser(t)
	at := replay.get(answer, func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "sportello-login", Value: secret}) }).Header.Get("Location")
	if !strings.Contains(at, "why=attempt") || replay.who() != "" {
		t.Errorf("the answer again: led to %q as %q", at, replay.who())
	}
}

// However often an answer is brought at once, it lets in once, and leaves one session.
func TestAnswersAtOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	answer := b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {maria}})
	u, _ := url.Parse(p.URL)
	cookies := b.Jar.Cookies(u)
	var in atomic.Int32
	var all sync.WaitGroup
	for range 12 {
		other := p.browser(t)
		other.Jar.SetCookies(u, cookies)
		all.Go(func() {
			if other.get(answer); other.cookie("sportello") != "" {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if got := p.trail(t, "H501"); in.Load() != 1 || len(got) != 1 {
		t.Errorf("%d are in, %d events", in.Load(), len(got))
	}
}

// An answer that belongs to no login of this browser does not spoil the one under way: any
// page can send a browser to this address.
func TestForeignAnswerSpoilsNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	stale := b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {luigi}})
	answer := b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {maria}})
	for _, address := range []string{stale, "/login/callback", "/login/callback?state=x&code=y", "/login/callback?error=access_denied"} {
		if at := b.get(address).Header.Get("Location"); !strings.Contains(at, "why=attempt") {
			t.Errorf("%s leads to %q", address, at)
		}
	}
	if at := b.get(answer).Header.Get("Location"); at != "/me" || b.who() != "Rossi Maria "+maria || b.cookie("sportello-login") != "" {
		t.Errorf("led to %q as %q", at, b.who())
	}
}

// One person has so many sessions and no more: the one that was not used for longest ends,
// and nobody is locked out.
func TestMostSessions(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var all []*browser
	other := p.browser(t)
	other.login(luigi)
	for range session.Most {
		b := p.browser(t)
		b.login(maria)
		all = append(all, b)
		p.turn(time.Second)
	}
	all[0].who() // is in use
	p.turn(time.Second)
	last := p.browser(t)
	last.login(maria)
	for i, b := range append(all, last, other) {
		if in := b.who() != ""; in != (i != 1) {
			t.Errorf("the browser %d is in: %t", i, in)
		}
	}
	if ids, _ := last.listed(); len(ids) != session.Most {
		t.Errorf("%d sessions", len(ids))
	}
	trail := p.trail(t, "H501")
	if end := trail[len(trail)-2]; end.How != string(session.Crowded) {
		t.Errorf("%+v", end)
	}
}

// A browser full of foreign cookies, or with a long one in the place of ours, is nobody's and
// can log in.
func TestManyCookies(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	stuffed := func(r *http.Request) {
		for i := range 150 {
			r.AddCookie(&http.Cookie{Name: fmt.Sprint("c", i), Value: strings.Repeat("x", 50)})
		}
		for _, name := range []string{"sportello", "sportello-login"} {
			for _, value := range []string{"", "x", strings.Repeat("x", 4000), "%00", "'; DROP TABLE session; --"} {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
		}
	}
	b := p.browser(t)
	for _, address := range []string{"/who", "/login", "/me/sessions", "/login/callback?state=x&code=y"} {
		if seen := b.get(address, stuffed); seen.StatusCode >= 500 || strings.Contains(string(seen.Body), maria) {
			t.Errorf("%s: %d", address, seen.StatusCode)
		}
	}
	answer := b.pick(away(b.post("/login/cie", nil, stuffed)), url.Values{"fiscal_code": {maria}})
	if at := b.get(answer).Header.Get("Location"); at != "/me" {
		t.Errorf("led to %q", at)
	}
}

// Answers in great number, of anybody, are stopped before they reach the database or a
// provider.
func TestCallbackFlood(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	kit := *p.room.Kit
	kit.Limits = web.NewLimiter(web.Limits{Calls: web.Rate{Requests: 5, Per: time.Hour}})
	p.room = New(&kit, p.config)
	s := pagetest.Site{T: t, Handler: p.handler()}
	for i := range 12 {
		want := http.StatusSeeOther
		if i >= 5 {
			want = http.StatusTooManyRequests
		}
		if seen := s.Get("/login/callback?state=x&code=y"); seen.StatusCode != want {
			t.Errorf("answer %d: %d, want %d", i, seen.StatusCode, want)
		}
	}
	if seen := s.Post("/login/cie", url.Values{}); seen.StatusCode != http.StatusTooManyRequests || len(seen.Cookies()) > 0 {
		t.Errorf("a login begins: %d", seen.StatusCode)
	}
}

// Of what a provider says no more is kept than can be used: an ID token that tells who
// somebody is, or is very long, is not.
func TestHint(t *testing.T) {
	t.Parallel()
	token := func(claims string) string {
		return "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
	}
	if good := token(`{"sub":"pairwise"}`); hint(good) != good {
		t.Error("a pseudonym is not kept")
	}
	for _, bad := range []string{"", "x", token(`{"sub":"s","name":"Maria"}`), token(`{"sub":"s","` + fiscal + `":"` + maria + `"}`), token(`{"sub":"` + strings.Repeat("s", maxHint) + `"}`)} {
		if hint(bad) != "" {
			t.Errorf("%.40q is kept", bad)
		}
	}
}

// Ten minutes at the provider are enough.
func TestAttemptTime(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	address := b.leave("cie", nil)
	answer := b.pick(address, url.Values{"fiscal_code": {maria}})
	p.turn(50 * time.Second) // the demo's codes live for a minute
	if at := b.get(answer).Header.Get("Location"); at != "/me" {
		t.Errorf("led to %q", at)
	}
	again := p.browser(t)
	again.leave("cie", nil)
	if at := again.get(again.pick(again.leave("cie", nil), url.Values{"fiscal_code": {maria}})).Header.Get("Location"); at != "/me" {
		t.Errorf("led to %q", at)
	}
	late := p.browser(t)
	address = late.leave("cie", nil)
	answer = late.pick(address, url.Values{"fiscal_code": {maria}})
	p.turn(session.AttemptTime)
	if at := late.get(answer).Header.Get("Location"); !strings.Contains(at, "why=attempt") || late.who() != "" {
		t.Errorf("too late: %q", at)
	}
}

// A cookie that somebody has planted before the login is worth nothing after it.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	planted, attacker := p.browser(t), p.browser(t)
	attacker.login(luigi)
	for _, value := range []string{"planted", attacker.cookie("sportello")} {
		u, _ := url.Parse(p.URL)
		planted.Jar.SetCookies(u, []*http.Cookie{{Name: "sportello", Value: value, Path: "/"}})
		if planted.who() != "" { // he is the attacker, who can log in as himself
			planted.post("/logout", nil)
			planted.Jar.SetCookies(u, []*http.Cookie{{Name: "sportello", Value: value, Path: "/"}})
		}
		planted.login(maria)
		if planted.cookie("sportello") == value || planted.who() != "Rossi Maria "+maria {
			t.Errorf("the planted cookie is kept, as %q", planted.who())
		}
		thief := p.browser(t)
		got := thief.get("/who", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "sportello", Value: value}) })
		if string(got.Body) != "" {
			t.Errorf("the planted cookie opens the session of %s", got.Body)
		}
		planted.post("/logout", nil)
	}
}

// A new login in the same browser ends the session that was there.
func TestLoginEndsTheOneBefore(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.login(luigi)
	old := b.cookie("sportello")
	b.login(maria)
	got := p.browser(t).get("/who", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "sportello", Value: old}) })
	if string(got.Body) != "" || b.who() != "Rossi Maria "+maria {
		t.Errorf("the old session is of %q, the new one of %q", got.Body, b.who())
	}
}

// Addresses that leave the house are made of the configured one, whatever a request says.
func TestForgedHost(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	forge := func(r *http.Request) {
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("Forwarded", "host=evil.example")
		r.Header.Set("Origin", p.URL)
	}
	b := p.browser(t)
	address := away(b.post("/login/cie", url.Values{"then": {"/me"}}, forge))
	u, _ := url.Parse(address)
	if u.Query().Get("redirect_uri") != p.URL+"/login/callback" || strings.Contains(address, "evil.example") {
		t.Errorf("begins at %s", address)
	}
	if at := b.get(b.pick(address, url.Values{"fiscal_code": {maria}}), forge).Header.Get("Location"); at != "/me" {
		t.Errorf("leads to %q", at)
	}
	if address := away(b.post("/logout", nil, forge)); strings.Contains(address, "evil.example") {
		t.Errorf("logs out at %s", address)
	}
}

// Another site can neither log somebody out nor in, nor end his sessions.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.login(maria)
	for _, path := range []string{"/logout", "/login/cie", "/me/sessions/others/end"} {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			if seen := b.post(path, nil, func(r *http.Request) { r.Header.Set(name, value) }); seen.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %s: %d", path, name, seen.StatusCode)
			}
		}
		if path == "/login/cie" {
			continue
		}
		if seen := b.get(path); seen.StatusCode != http.StatusMethodNotAllowed && seen.Header.Get("Location") != "/login" {
			t.Errorf("GET %s: %d", path, seen.StatusCode)
		}
	}
	if b.who() == "" {
		t.Error("logged out")
	}
}

// The cookies of a service over TLS are its own alone, unread by scripts, not sent along by
// other sites' forms, and gone with the browser.
func TestCookies(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.room = New(p.kit(t, "https://sportello.example", true), p.config)
	s := pagetest.Site{T: t, Handler: p.handler()}
	begun := s.Post("/login/cie", url.Values{})
	cookies := begun.Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-sportello-login" || cookies[0].MaxAge != 600 || len(cookies[0].Value) != 43 {
		t.Fatalf("cookies of a login under way: %v", cookies)
	}
	u, _ := url.Parse(away(begun))
	if u.Query().Get("redirect_uri") != "https://sportello.example/login/callback" {
		t.Error(u)
	}
	check := func(c *http.Cookie) {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %s", c)
		}
	}
	check(cookies[0])
	// The demo's provider knows the plain address only, so the session is begun by hand.
	w := httptest.NewRecorder()
	h := p.room.sessions.LoadAndSave(p.room.Handle(func(w http.ResponseWriter, r *http.Request) error {
		_, err := p.room.enter(r, p.room.parties[0], &proof{&auth.Principal{FiscalCode: maria, Issuer: "i", Subject: "s"}, "", ""})
		w.WriteHeader(http.StatusNoContent)
		return err
	}))
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	cookies = w.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-sportello" || cookies[0].MaxAge != 0 || !cookies[0].Expires.IsZero() || len(cookies[0].Value) != 43 {
		t.Fatalf("cookies of a session: %v", cookies)
	}
	check(cookies[0])
	r := httptest.NewRequest("POST", "/logout", nil)
	r.AddCookie(cookies[0])
	out := s.Do(r)
	if gone := out.Cookies(); len(gone) != 1 || gone[0].Name != "__Host-sportello" || gone[0].Value != "" || gone[0].MaxAge != -1 {
		t.Errorf("cookies after the logout: %v", gone)
	}
	if strings.Contains(out.Header.Get("Cache-Control"), "public") || !strings.HasPrefix(out.Header.Get("Cache-Control"), "no-store") || out.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("header %v", out.Header)
	}
}

// No page of a login is kept by anybody, or tells another site where it was.
func TestCaching(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	answer := b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {maria}})
	for _, address := range []string{"/login", answer, "/me/sessions", "/login/ended", "/login/failed?why=level", "/login/callback?code=x"} {
		seen := b.get(address)
		if got := seen.Header.Values("Cache-Control"); len(got) == 0 || got[0] != "no-store" {
			t.Errorf("%s: Cache-Control %q", address, got)
		}
		if got := seen.Header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("%s: Referrer-Policy %q", address, got)
		}
	}
}

// A session is over after its times, by our clock.
func TestTimes(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	left, used := p.browser(t), p.browser(t)
	left.login(maria)
	used.login(maria)
	for d := time.Duration(0); d < 8*time.Hour-20*time.Minute; d += 20 * time.Minute {
		p.turn(20 * time.Minute)
		if used.who() == "" {
			t.Fatalf("over after %s", d)
		}
		if d == 20*time.Minute && left.who() != "" {
			t.Error("alive without use")
		}
	}
	p.turn(20 * time.Minute)
	if used.who() != "" {
		t.Error("alive after eight hours")
	}
	seen := used.get("/login?lang=it")
	if !strings.Contains(seen.Text("main"), "Il tuo accesso è scaduto") || len(seen.Faults()) > 0 {
		t.Errorf("the page says %s", seen.Text("main"))
	}
	if strings.Contains(used.get("/login?lang=it").Text("main"), "Il tuo accesso è scaduto") {
		t.Error("the page says so again")
	}
}

// A request that is under way when its session is ended does not bring it back.
func TestEndedUnderWay(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.login(maria)
	token := b.cookie("sportello")
	begun, ended := make(chan struct{}), make(chan struct{})
	h := p.room.Visitors(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-ended
		p.room.sessions.Put(r.Context(), "more", true) // has scs write it again
		w.WriteHeader(http.StatusNoContent)
	}))
	r := httptest.NewRequest("GET", "/who", nil)
	r.AddCookie(&http.Cookie{Name: "sportello", Value: token})
	done := make(chan struct{})
	go func() { defer close(done); h.ServeHTTP(httptest.NewRecorder(), r) }()
	<-begun
	b.post("/logout", nil)
	close(ended)
	<-done
	got := p.browser(t).get("/who", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "sportello", Value: token}) })
	if string(got.Body) != "" {
		t.Errorf("the session is back, of %s", got.Body)
	}
}

func TestOutside(t *testing.T) {
	t.Parallel()
	var got []string
	c := Outside(roundTrip(func(r *http.Request) (*http.Response, error) {
		got = append(got, r.URL.String())
		return nil, errors.New("asked")
	}))
	for _, address := range []string{"http://login.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "https://a:b@login.example/", "http://localhost.evil.example/"} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", address, nil)
		if _, err := c.Do(r); !errors.Is(err, errOpenLine) { //nolint:bodyclose // there is none
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"https://login.example/", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/"} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", address, nil)
		if _, err := c.Do(r); err == nil || errors.Is(err, errOpenLine) { //nolint:bodyclose // there is none
			t.Errorf("%s: %v", address, err)
		}
	}
	if len(got) != 4 || c.Timeout == 0 {
		t.Errorf("asked %v", got)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
