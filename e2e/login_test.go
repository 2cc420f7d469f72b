package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// The officers of the demo office, by the identity that its provider gives them.
const (
	registrar = "nadia.vidal"
	firstAdm  = "aldo.serra"
	secondAdm = "ilse.kofler"
)

// code is the fiscal code of one of the hand-made people of the demo, by a part of the
// name.
func code(t *testing.T, name string) string {
	t.Helper()
	for _, c := range people.Cases() {
		if strings.Contains(c.Name, name) {
			return string(c.FiscalCode)
		}
	}
	t.Fatalf("there is no %s in the demo", name)
	return ""
}

// citizen is a visitor who has logged in.
func citizen(t *testing.T, name string) *visitor {
	t.Helper()
	v := newVisitor(t)
	v.login("demo", "fiscal_code", code(t, name))
	return v
}

// officer is a visitor who has logged in for the office.
func officer(t *testing.T, id string) *visitor {
	t.Helper()
	v := newVisitor(t)
	v.login("office", "officer", id)
	return v
}

// login takes the way through the provider.
func (v *visitor) login(provider, field, value string) {
	v.t.Helper()
	v.identifies(provider, field, value)
	v.want(200)
}

// tries takes an officer's way through the provider, who may not be let in.
func (v *visitor) tries(id string) {
	v.t.Helper()
	v.identifies("office", "officer", id)
}

func (v *visitor) identifies(provider, field, value string) {
	v.t.Helper()
	v.get("/login")
	v.identify(provider, field, value)
}

// identify says who he is, from the page on which he chooses how.
func (v *visitor) identify(provider, field, value string) {
	v.t.Helper()
	v.send("form[action^='/login/"+provider+"']", nil)
	v.want(200)
	to, _ := pagetest.Attr(v.page.One("main a.btn"), "href")
	v.get(strings.TrimPrefix(to, demo.base))
	v.want(200)
	v.submit(v.page.All("form")[0], url.Values{"request": {v.hidden("request")}, field: {value}})
}

// hidden is the value of the first hidden field of a name.
func (v *visitor) hidden(name string) string {
	v.t.Helper()
	value, _ := pagetest.Attr(v.page.All("input[name='" + name + "']")[0], "value")
	return value
}

// browse is a browser in which nobody is logged in.
func browse(t *testing.T) *browsertest.Browser {
	t.Helper()
	return browsertest.New(t, demo.base)
}

// enter logs in with a browser, scripts or not: by a button of the provider's page.
func enter(b *browsertest.Browser, provider, value string) {
	b.T.Helper()
	enterBy(b, provider, "button[value='"+value+"']")
}

func enterBy(b *browsertest.Browser, provider, button string) {
	b.T.Helper()
	b.Open(demo.base + "/login?lang=it")
	b.Tap("form[action^='/login/" + provider + "'] button")
	b.Until("location.pathname.startsWith('/demo/') && document.readyState === 'complete'")
	b.Tap(button)
	b.Until("!location.pathname.startsWith('/demo/') && document.readyState === 'complete' && location.pathname !== '/login/callback'")
}
