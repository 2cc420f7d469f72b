package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
)

// visitor is somebody with a browser without scripts.
type visitor struct {
	t    *testing.T
	base string
	*http.Client
}

func newVisitor(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, &http.Client{Jar: jar}}
}

// ask sends a request, with a form if there is one, follows redirects and returns the page
// that comes in the end.
func (v *visitor) ask(address string, form url.Values) (page string, at *url.URL, status int) {
	v.t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r, err := http.NewRequestWithContext(v.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(text), answer.Request.URL, answer.StatusCode
}

var leading = regexp.MustCompile(`http-equiv="refresh" content="0;url=([^"]+)"`)

// login goes through the whole login at a provider of the demo.
func (v *visitor) login(provider string, who url.Values) *url.URL {
	v.t.Helper()
	page, _, _ := v.ask(v.base+"/login/"+provider, url.Values{})
	m := leading.FindStringSubmatch(page)
	if m == nil {
		v.t.Fatalf("no way to the provider in\n%s", page)
	}
	_, at, _ := v.ask(html.UnescapeString(m[1]), nil)
	who.Set("request", at.Query().Get("request"))
	at.RawQuery = ""
	_, at, _ = v.ask(at.String(), who)
	return at
}

// The demo's lawyers can be found: one in no record, the other in one of somebody of age.
func TestDemoLawyers(t *testing.T) {
	t.Parallel()
	here := map[string]bool{}
	for _, l := range lawyers() {
		if _, err := registry.ParseFiscalCode(l.FiscalCode); err != nil || !strings.Contains(l.Situation, "mandato") || !strings.Contains(l.Situation, "mandate") {
			t.Errorf("%+v: %v", l, err)
		}
		here[l.FiscalCode] = false
	}
	for e := range people.Entries(2000) {
		if _, is := here[string(e.Person.FiscalCode)]; is {
			here[string(e.Person.FiscalCode)] = e.Person.Certifiability == registry.FullyCertifiable
		}
	}
	if here[lawyers()[0].FiscalCode] || !here[lawyers()[1].FiscalCode] {
		t.Errorf("who lives here: %v", here)
	}
}

// The demo as it is started lets one log in as a citizen and as those who work at the office.
func TestDemoLogin(t *testing.T) {
	t.Parallel()
	env, listen, _ := place(t)
	start(t, env, "/login?then=/office", "demo", "--people", "50")
	base := "http://" + listen
	for _, x := range []struct {
		provider string
		who      url.Values
		name, to string
	}{
		{"demo", url.Values{"fiscal_code": {string(people.DefaultCitizen)}}, "accesso dimostrativo", "/me"},
		{"demo", url.Values{"lawyer": {lawyers()[0].FiscalCode}}, "accesso dimostrativo", "/me"},
		{"demo", url.Values{"lawyer": {lawyers()[1].FiscalCode}}, "accesso dimostrativo", "/me"},
		{"office", url.Values{"officer": {"nadia.vidal"}}, "ufficio dimostrativo", "/office"},
		{"office", url.Values{"officer": {"aldo.serra"}}, "ufficio dimostrativo", "/office"},
		{"office", url.Values{"officer": {"ilse.kofler"}}, "ufficio dimostrativo", "/office"},
	} {
		v := newVisitor(t, base)
		if page, _, status := v.ask(base+"/login?lang=it", nil); status != http.StatusOK || !strings.Contains(page, "Entra con l&#39;"+x.name) {
			t.Errorf("the login page, %d:\n%s", status, page)
		}
		if at := v.login(x.provider, x.who); at.Path != x.to {
			t.Errorf("%v is led to %s", x.who, at)
		}
		page, _, status := v.ask(base+"/me/sessions?lang=it", nil)
		if status != http.StatusOK || !strings.Contains(page, x.name) || !strings.Contains(page, "/logout") {
			t.Errorf("%v, %d:\n%s", x.who, status, page)
		}
		page, _, _ = v.ask(base+"/logout", url.Values{})
		m := leading.FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no way out in\n%s", page)
		}
		if _, at, status := v.ask(html.UnescapeString(m[1]), nil); at.Path != "/login/ended" || status != http.StatusOK {
			t.Errorf("the logout leads to %s", at)
		}
		if _, at, _ := v.ask(base+"/me/sessions", nil); at.Path != "/login" {
			t.Errorf("after the logout: %s", at)
		}
	}
}
