package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// cookie is the session's secret of a visitor, "" if he has none.
func (v *visitor) cookie() string {
	for _, c := range v.client.Jar.Cookies(parse(demo.base)) {
		if c.Name == "sportello" {
			return c.Value
		}
	}
	return ""
}

// plant puts a session's secret into a visitor's browser.
func (v *visitor) plant(secret string) {
	v.client.Jar.SetCookies(parse(demo.base), []*http.Cookie{{Name: "sportello", Value: secret, Path: "/"}})
}

// in reports whether a visitor is logged in.
func (v *visitor) in() bool {
	v.t.Helper()
	v.get("/me/sessions")
	return v.path() == "/me/sessions" && v.page.StatusCode == http.StatusOK
}

// A secret that somebody else knows, because he planted it or had it before, is that of no
// session after a login.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	victim, attacker := newVisitor(t), newVisitor(t)
	const planted = "planted-planted-planted-planted-planted-pla"
	victim.plant(planted)
	victim.login("demo", "fiscal_code", code(t, "Fontana"))
	if victim.cookie() == planted || victim.cookie() == "" || !victim.in() {
		t.Errorf("the victim goes by %q", victim.cookie())
	}
	attacker.plant(planted)
	if attacker.in() {
		t.Error("the planted secret is that of a session")
	}
	again := newVisitor(t)
	former := citizen(t, "Fontana").cookie()
	again.plant(former)
	if !again.in() {
		t.Fatal("the session is none")
	}
	again.send("form[action='/logout']", nil)
	for name, secret := range map[string]string{"one that has ended": former, "none": "", "another's length": former + "a", "a shorter one": former[1:]} {
		attacker.plant(secret)
		if attacker.in() {
			t.Errorf("%s lets somebody in", name)
		}
		attacker.get("/me/certificates")
		if attacker.path() != "/login" {
			t.Errorf("%s comes to %s", name, attacker.path())
		}
	}
	if !victim.in() {
		t.Error("the other session of the same person has ended as well")
	}
}

// tricks are ways back after a login that lead elsewhere, in a browser at least.
var tricks = []string{
	"https://evil.example", "//evil.example", "///evil.example", "////evil.example/me", `/\evil.example`, `\\evil.example`, `/\/evil.example`, `\/evil.example`,
	"/%2f/evil.example", "/%5cevil.example", "/.//evil.example", "/..//evil.example", "/me/..//evil.example", "/me/../..//evil.example/", "/me//evil.example",
	"http:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "/\tevil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example",
	"/me\r\nLocation: https://evil.example", "/me\r\nSet-Cookie: a=b", "@evil.example", "/@evil.example", "//evil.example@127.0.0.1", "//127.0.0.1@evil.example",
	"/login?then=//evil.example", "/logout", "/me#//evil.example", "/ｅvil.example//", "/。evil", "//evil。example", "/me/\u2028/x", "/%09/evil.example", "/%0a/evil.example", "/;@evil.example",
	strings.Repeat("/me", 1000), "/request/../../evil", "/demo/login", "/docs/../me",
}

// After a login nobody is led anywhere but to a page of ours.
func TestOpenRedirect(t *testing.T) {
	t.Parallel()
	for _, then := range tricks {
		v := newVisitor(t)
		v.get("/login?then=" + url.QueryEscape(then))
		v.want(200)
		if value := v.hidden("then"); value != "" {
			t.Errorf("%q: the form keeps %q", then, value)
		}
		v.submit(v.page.One("form[action^='/login/demo']"), url.Values{"then": {then}}) // as if it had
		to, _ := pagetest.Attr(v.page.One("main a.btn"), "href")
		v.get(strings.TrimPrefix(to, demo.base))
		v.submit(v.page.All("form")[0], url.Values{"request": {v.hidden("request")}, "fiscal_code": {code(t, "Fontana")}})
		if v.path() != "/me" || v.page.Request.URL.Host != parse(demo.base).Host || v.page.Request.URL.RawQuery != "" {
			t.Errorf("%q leads to %s", then, v.page.Request.URL)
		}
	}
	v := citizen(t, "Fontana")
	for _, then := range tricks {
		if page := v.get("/login?then=" + url.QueryEscape(then)); page.Request.URL.RequestURI() != "/me" {
			t.Errorf("%q leads who is logged in to %s", then, page.Request.URL)
		}
	}
	good := newVisitor(t)
	good.get("/me/readers")
	if good.path() != "/login" || good.hidden("then") != "/me/readers" {
		t.Errorf("the way back is lost: %s", good.page.Request.URL)
	}
}

// A name in the register and the texts of an office are words on a page, never more.
func TestStoredScript(t *testing.T) {
	t.Parallel()
	const evil = `X"><script>alert(1)</script><b onmouseover='x'>`
	changes(t, "Warsame", func(p *registry.Person) { p.Name.Surname = evil })
	c := newCrawl(citizen(t, "Warsame"))
	c.from("/me", "/request")
	o := newCrawl(officer(t, registrar))
	o.spare = func(s sending) bool { return othersToo(s) || s.method == http.MethodPost }
	o.get("/office/search")
	o.visitor.send("main form", url.Values{"purpose": {"Richiesta allo sportello"}, "code": {code(t, "Warsame")}})
	o.want(200, evil)
	o.judge("searching", true)
	to, _ := pagetest.Attr(o.page.One("#found a"), "href")
	o.get(to)
	o.want(200, evil)
	o.judge("the person", false)
	if c.seen["GET /me/data"] == 0 || len(c.found) < 15 {
		t.Errorf("only %v was found", c.found)
	}
}
