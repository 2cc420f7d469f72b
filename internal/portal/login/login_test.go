package login

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	if at := b.login(maria); at != "/me" || b.who() != "Rossi Maria "+maria {
		t.Fatalf("logged in to %q as %q", at, b.who())
	}
	if at := b.get("/login").Header.Get("Location"); at != "/me" {
		t.Errorf("who is logged in is led to %q", at)
	}
	address := away(b.post("/logout", nil))
	back := b.get(address).Header.Get("Location")
	if back != p.URL+"/login/ended" || b.who() != "" {
		t.Errorf("logged out to %q, still %q", back, b.who())
	}
	if u, _ := url.Parse(address); u.Query().Has("id_token_hint") || u.Query().Get("client_id") == "" || strings.Contains(address, maria) {
		t.Errorf("the address of the logout tells who it was: %s", address)
	}
	if faults := b.get("/login/ended").Faults(); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestLoginAsOfficer(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	if at := b.asOfficer("n.vidal"); at != "/office" || b.who() != "Nadia Vidal n.vidal" {
		t.Errorf("logged in to %q as %q", at, b.who())
	}
}

// An officer has what his provider says and what his office has given him, for as long as
// it does.
func TestRightsOfOfficers(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	turned := b.get(b.pick(b.leave("office", nil), url.Values{"officer": {"new"}}))
	if turned.StatusCode != http.StatusForbidden || turned.Header.Get("Location") != "" || b.who() != "" {
		t.Fatalf("without a right: %d as %q", turned.StatusCode, b.who())
	}
	if name := turned.Text("dl"); !strings.Contains(name, "new") || !strings.Contains(name, "http") {
		t.Errorf("he is not told what his provider calls him: %s", name)
	}
	if page := b.get("/login/callback?why=right&at=office&lang=de"); page.StatusCode != http.StatusForbidden || len(page.All("dl")) > 0 {
		t.Errorf("in German: %d %s", page.StatusCode, page.Text("main"))
	}
	if page := b.get("/login/failed?why=right"); page.StatusCode != http.StatusForbidden || !strings.Contains(page.Text("main"), "anagrafe@valdemo.example") {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
	p.set(func() { p.granted["new"] = []auth.Grant{{Scope: auth.ManageOffice, Office: "L378"}} })
	if at := b.asOfficer("new"); at != "/office" {
		t.Fatalf("with a right: %q", at)
	}
	s := p.visitorOf(t, b)
	if !s.May(auth.ManageOffice, "L378") || s.May(auth.ManageOffice, "H501") {
		t.Errorf("%+v", s)
	}
	p.set(func() { delete(p.granted, "new") })
	if s := p.visitorOf(t, b); s.May(auth.ManageOffice, "L378") {
		t.Error("a right that was taken away is still there")
	}
	p.set(func() { p.failing = errContext })
	if seen := b.get("/who"); seen.StatusCode != http.StatusInternalServerError || strings.Contains(string(seen.Body), "Nino") {
		t.Errorf("rights that cannot be asked for: %d", seen.StatusCode)
	}
}

// visitorOf is the principal as a page of the portal sees it.
func (p *portal) visitorOf(t *testing.T, b *browser) *auth.Principal {
	t.Helper()
	s, err := p.config.Sessions.TouchSession(t.Context(), hashed(b.cookie("sportello")), p.time(), p.time().Add(-p.config.Idle))
	if err != nil || s == nil {
		t.Fatalf("session %v, %v", s, err)
	}
	v, err := p.room.visitor(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return v.By.Principal
}

// Whatever goes wrong on the way has a page that says so, and nobody is logged in.
func TestLoginFails(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	declined := b.get(b.pick(b.leave("cie", nil), url.Values{"cancel": {"1"}})).Header.Get("Location")
	if !strings.Contains(declined, "why=declined") {
		t.Errorf("declined: %q", declined)
	}
	unknown := b.get(b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {nobody}}))
	if unknown.StatusCode != http.StatusForbidden || b.who() != "" || !strings.Contains(unknown.Text("main"), "anagrafe@valdemo.example") {
		t.Errorf("not in the register: %d %s", unknown.StatusCode, unknown.Text("main"))
	}
	for why, status := range map[string]int{"attempt": 400, "declined": 403, "down": 503, "right": 403, "level": 403, "number": 403, "answer": 502} {
		for _, language := range []string{"it", "de", "sl", "fr", "en"} {
			page := b.get("/login/failed?why=" + why + "&at=cie&lang=" + language)
			if page.StatusCode != status || len(page.Faults()) > 0 || len(page.All("h1")) != 1 || len(page.All("main a[href^='/login']")) != 1 {
				t.Errorf("%s in %s: %d %v", why, language, page.StatusCode, page.Faults())
			}
		}
	}
	if levels := b.get("/login/failed?why=level&at=cie").All("main ul:first-of-type li"); len(levels) < 4 || pagetest.Text(levels[0]) != "SPID o CIE di livello 2" {
		t.Errorf("%d levels", len(levels))
	}
	for _, address := range []string{"/login/failed", "/login/failed?why=", "/login/failed?why=<b>"} {
		if page := b.get(address); page.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", address, page.StatusCode)
		}
	}
}

// The register changes, and who is no longer in it is logged in no longer.
func TestGoneFromTheRegister(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.login(maria)
	p.set(func() { p.missing[maria] = true })
	if got := b.who(); got != "" {
		t.Errorf("still %q", got)
	}
	p.set(func() { delete(p.missing, maria) })
	if got := b.who(); got != "" {
		t.Errorf("again %q", got)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(p *portal) {
		for _, name := range []string{"a", "b", "c", "d"} {
			spid := p.config.Providers[0]
			spid.Name, spid.Button, spid.Label = name, SPID, map[registry.Language]string{"it": "Gestore " + name}
			p.config.Providers = append(p.config.Providers, spid)
		}
	})
	b := p.browser(t)
	page := b.get("/login?then=/request&lang=it")
	if faults := page.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	forms := page.All("main form[method=post]")
	if len(forms) != 6 || pagetest.Text(forms[0]) != "Entra con CIE" || !strings.HasPrefix(pagetest.Text(forms[1]), "Entra con SPID - Gestore") || pagetest.Text(forms[5]) != "Entra con il Comune" {
		t.Errorf("%d forms in %s", len(forms), page.Text("main"))
	}
	for name, mark := range map[string]string{"cie": "cie", "a": "spid", "b": "spid", "c": "spid", "d": "spid", "office": ""} {
		button := "form[action^='/login/" + name + "?'] button"
		images := page.All(button + ".official > img:first-child[alt='']")
		if mark == "" {
			if len(images) > 0 || len(page.All(button+":not(.official) > svg[aria-hidden=true]")) != 1 {
				t.Errorf("the button of %s is not plain", name)
			}
			continue
		}
		if len(images) != 1 || len(page.All(button+" svg")) > 0 {
			t.Errorf("the button of %s has %d marks", name, len(images))
			continue
		}
		if src, _ := pagetest.Attr(images[0], "src"); src != "/assets/"+p.room.Release()+"/marks/"+mark+".svg" || p.room.Asset("marks/"+mark+".svg") == nil {
			t.Errorf("the button of %s has the mark %s", name, src)
		}
	}
	orders := map[string]bool{}
	for range 40 {
		orders[b.get("/login").Text("section[aria-labelledby=citizens] ul")] = true
	}
	if len(orders) < 5 {
		t.Errorf("%d orders of the providers of SPID", len(orders))
	}
	for _, language := range []string{"it", "de", "sl", "fr", "en"} {
		if faults := b.get("/login?lang=" + language).Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", language, faults)
		}
	}
	if hidden, _ := pagetest.Attr(page.All("input[name=then]")[0], "value"); hidden != "/request" {
		t.Errorf("then %q", hidden)
	}
	if page := b.get("/login/cie"); page.StatusCode != http.StatusSeeOther || page.Header.Get("Location") != "/login" {
		t.Errorf("GET begins a login: %d", page.StatusCode)
	}
	if page := b.post("/login/unknown", nil); page.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown provider: %d", page.StatusCode)
	}
}

// Without a provider nobody can log in, and the page says so.
func TestNoProvider(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(p *portal) { p.config.Providers = nil })
	page := p.browser(t).get("/login?lang=it")
	if page.StatusCode != http.StatusOK || len(page.All("form[action^='/login']")) != 0 || !strings.Contains(page.Text("main"), "L'accesso non è attivo") {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
}

// The way to the provider asks for what is needed, and for no more.
func TestBegin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	first, second := b.leave("cie", nil), b.leave("cie", nil)
	one, _ := url.Parse(first)
	two, _ := url.Parse(second)
	q := one.Query()
	for name, want := range map[string]string{
		"client_id": "sportello-demo-portal", "response_type": "code", "redirect_uri": p.URL + "/login/callback", "scope": "openid profile",
		"code_challenge_method": "S256", "acr_values": strings.Join(auth.DefaultAssurances, " "), "ui_locales": "it",
	} {
		if q.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, q.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(name)) != 43 || q.Get(name) == two.Query().Get(name) {
			t.Errorf("%s = %q, then %q", name, q.Get(name), two.Query().Get(name))
		}
	}
	got := []string{}
	for name := range q {
		got = append(got, name)
	}
	if slices.Sort(got); len(got) != 10 {
		t.Errorf("the address holds %v", got)
	}
}

// After the login one is where one wanted to go, in the language one had chosen.
func TestThen(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	leads := b.post("/login/cie?lang=de", url.Values{"then": {"/request?kind=residence"}})
	at := b.get(b.pick(away(leads), url.Values{"fiscal_code": {maria}})).Header.Get("Location")
	if at != "/request?kind=residence&lang=de" {
		t.Errorf("led to %q", at)
	}
}

// Whom the register does not know is told so in the language he had chosen.
func TestUnmatchedInHisLanguage(t *testing.T) {
	t.Parallel()
	b := newPortal(t).browser(t)
	leads := b.post("/login/cie?lang=de", nil)
	page := b.get(b.pick(away(leads), url.Values{"fiscal_code": {nobody}}))
	if page.StatusCode != http.StatusForbidden || page.Header.Get("Content-Language") != "de" || b.who() != "" {
		t.Errorf("%d in %q", page.StatusCode, page.Header.Get("Content-Language"))
	}
}

// A browser that brings the answer twice is logged in, and not told that it failed.
func TestAnswerTwice(t *testing.T) {
	t.Parallel()
	b := newPortal(t).browser(t)
	answer := b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {maria}})
	for range 2 {
		if at := b.get(answer).Header.Get("Location"); at != "/me" || b.who() != "Rossi Maria "+maria {
			t.Errorf("led to %q as %q", at, b.who())
		}
	}
}

func TestThenRefuses(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, good := range []string{"/me", "/request", "/request?kind=residence&for=0190a1b2", "/me/certificates/0190a1b2-0000-7000-8000-000000000001", "/me/sessions"} {
		if got := p.room.then(good); got != good {
			t.Errorf("then(%q) = %q", good, got)
		}
	}
	for _, bad := range []string{
		"", "me", "//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `/me\..\..`, "https://evil.example", "https:/me", "https:me", "http:///me", "javascript:alert(1)", "data:text/html,x",
		"/%2fevil.example", "/%5cevil.example", "/me%2f..%2f..", "/me/../logout", "/me//x", "/./me", "/me#x", "/me\n", "/\t/evil.example", "/me\x00", "/me ", " /me", "/mé", "//me@evil.example/", "@evil.example", "/me?x=\\",
		p.URL + "/me", "//" + strings.TrimPrefix(p.URL, "http://") + "/me", "/me/remarks", "/logout", "/login", "/login/callback?code=x", "/login/cie", "/nowhere", "/me/" + strings.Repeat("a", 600), "/me?" + strings.Repeat("a", 600),
	} {
		if got := p.room.then(bad); got != "" {
			t.Errorf("then(%q) = %q", bad, got)
		}
		b := p.browser(t)
		if seen := b.get("/login?then=" + url.QueryEscape(bad)); strings.Contains(string(seen.Body), "evil.example") {
			t.Errorf("the page has taken over %q", bad)
		}
	}
}

// Whatever is asked for, a browser stays with us.
func FuzzThen(f *testing.F) {
	for _, seed := range []string{"/me", "//evil.example", `/\evil.example`, "/me?x=//evil.example", "/%2f%2fevil.example", "/\t/evil.example"} {
		f.Add(seed)
	}
	mux := chi.NewRouter()
	mux.Get("/*", func(http.ResponseWriter, *http.Request) {})
	r := &Room{routes: mux}
	base, _ := url.Parse("https://sportello.example/login")
	f.Fuzz(func(t *testing.T, wanted string) {
		got := r.then(wanted)
		if got == "" {
			return
		}
		at, err := base.Parse(got)
		if err != nil || at.Host != base.Host || at.Scheme != base.Scheme || strings.ContainsAny(got, "\\\t\r\n") || strings.HasPrefix(got, "//") {
			t.Errorf("then(%q) = %q", wanted, got)
		}
	})
}

func TestDevice(t *testing.T) {
	t.Parallel()
	for userAgent, want := range map[string]string{
		"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                                    "Firefox, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36":                                   "Chrome, Linux",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36":        "Samsung Internet, Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                      "Safari, macOS",
		"curl/8.0":                        "",
		"":                                "",
		"<script>alert(1)</script> Linux": "Linux",
	} {
		if got := device(userAgent); got != want {
			t.Errorf("device(%q) = %q, want %q", userAgent, got, want)
		}
	}
}
