package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// role is somebody who uses the portal, with what he came to.
type role struct {
	name    string
	enter   func(*testing.T) *visitor // anew, where nobody else of the tests has his session
	starts  []string
	secrets []string // that nobody else but the office must be shown
	officer bool
	other   *visitor
	*crawl
}

// The two citizens of these tests, by names that they share with nobody.
const (
	withFamily = "Hofer"
	alone      = "Roccabruna"
)

// linked is the address of the check, in the file of a certificate.
var linked = regexp.MustCompile(`/v/([0-9A-HJKMNP-TV-Z]+)[#)]`)

// roles is who uses the portal, each with something to come to.
func roles(t *testing.T) []*role {
	t.Helper()
	nobody := &role{name: "nobody", enter: newVisitor, starts: []string{"/", "/login/failed?why=declined", "/login/ended"}}
	family := &role{name: "citizen with a family", starts: []string{"/me", "/request"}, secrets: []string{withFamily, code(t, withFamily), "Kovač"}}
	single := &role{name: "citizen alone", starts: []string{"/me", "/request"}, secrets: []string{alone, code(t, alone)}}
	counter := &role{name: "registrar", starts: []string{"/office", "/me/sessions"}, officer: true}
	admin := &role{name: "administrator", starts: []string{"/office", "/office/decisions", "/office/roles", "/me/sessions"}, officer: true}
	family.enter = func(t *testing.T) *visitor { return citizen(t, withFamily) }
	single.enter = func(t *testing.T) *visitor { return citizen(t, alone) }
	counter.enter = func(t *testing.T) *visitor { return officer(t, registrar) }
	admin.enter = func(t *testing.T) *visitor { return officer(t, secondAdm) }
	onMandate := &role{name: "lawyer", starts: []string{"/me", "/request"}, secrets: []string{"Olivari", lawyerFromElsewhere, mandatedAbout, anyCase}}
	onMandate.enter = func(t *testing.T) *visitor { return lawyer(t, lawyerFromElsewhere) }
	all := []*role{nobody, family, single, onMandate, counter, admin}
	for _, r := range all {
		r.crawl = newCrawl(r.enter(t))
		if r.officer {
			r.spare, r.barred = othersToo, citizens
		}
	}
	onMandate.barred = func(path string) bool { return resident(path) || strings.HasPrefix(path, "/login/failed") }
	for _, r := range []*role{family, single} {
		verify := r.certified(r.wanted(), "exempt", "exemption", "107")
		nobody.starts = append(nobody.starts, verify, verify+"/report")
		r.paid()
		r.draft()
		r.remark()
		r.secrets = append(r.secrets, strings.TrimPrefix(verify, "/v/"))
	}
	onMandate.commissioned()
	changes(t, alone, func(p *registry.Person) { p.Residence.Address.Number = "999" })
	family.other = family.enter(t) // a second session, to be ended
	admin.appoints()
	nobody.starts = append(nobody.starts, "/v/00000000000000000000000000")
	counter.withdraws(family)
	counter.looksFor(alone)
	return all
}

// citizens reports whether an address is for citizens alone; pages for everybody link there.
func citizens(path string) bool {
	return strings.HasPrefix(path, "/me") && !strings.HasPrefix(path, "/me/sessions") || strings.HasPrefix(path, "/request")
}

// othersToo reports whether a form would do something to whom other tests work with: the
// officers are shared, and so are their sessions.
func othersToo(s sending) bool {
	path := s.action.Path
	if strings.HasPrefix(path, "/me/sessions") || s.values.Get("confirm") != "" {
		return true
	}
	if strings.HasPrefix(path, "/office/people/") {
		return !strings.Contains(s.page.Text("main"), alone)
	}
	touches := strings.HasPrefix(path, "/office/remarks/") || s.values.Get("do") != "" || strings.HasPrefix(path, "/office/roles/") && path != "/office/roles/new"
	return touches && (s.full || s.values.Get("do") != "") && !strings.Contains(s.page.Text("main"), anyText)
}

// begins begins a request, and says who will receive the certificate.
func (r *role) begins(receiver string) (draft string) {
	r.t.Helper()
	r.get("/request")
	r.visitor.send("main form[action='/request']", nil)
	r.want(200)
	draft = strings.TrimSuffix(r.path(), "/who")
	person, _ := pagetest.Attr(r.page.All("input[name=person]")[0], "value")
	r.visitor.send("main form", url.Values{"person": {person}})
	r.visitor.send("main form", url.Values{"receiver": {receiver}})
	r.want(200)
	return draft
}

// wanted is a draft in which everything has been answered but the duty.
func (r *role) wanted() string {
	r.t.Helper()
	draft := r.begins("private")
	r.visitor.send("main form", url.Values{"kind": {"residence"}})
	r.want(200)
	return draft
}

// certified goes on to the certificate; what it returns is the address at which it is checked.
func (r *role) certified(draft, how string, more ...string) string {
	r.t.Helper()
	values := url.Values{"how": {how}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	r.get(draft + "/duty")
	r.visitor.send("main form", values)
	r.want(200)
	r.get(draft + "/summary")
	r.visitor.send("main form", nil)
	r.want(200)
	file := r.get(draft + "/file")
	found := linked.FindSubmatch(file.Body)
	if found == nil {
		r.t.Fatalf("no address in the certificate: %d %.80s", file.StatusCode, file.Body)
	}
	return "/v/" + string(found[1])
}

// paid leaves a certificate that was paid for, and one that is still to be.
func (r *role) paid() {
	r.t.Helper()
	for _, pays := range []bool{true, false} {
		draft := r.wanted()
		r.get(draft + "/duty")
		r.visitor.send("main form", url.Values{"how": {"online"}})
		r.get(draft + "/summary")
		r.visitor.send("main form", url.Values{"email": {"prova@example.org"}})
		r.want(200)
		if !pays {
			continue
		}
		to, _ := pagetest.Attr(r.page.One("main a.btn-primary"), "href")
		r.get(strings.TrimPrefix(to, demo.base))
		r.visitor.send("main form", nil, "decision=pay")
		back, _ := pagetest.Attr(r.page.One("main a"), "href")
		r.get(strings.TrimPrefix(back, demo.base))
		r.want(200)
	}
}

// draft leaves one that waits for the duty, and one that a public body would receive.
func (r *role) draft() {
	r.t.Helper()
	r.wanted()
	r.begins("public")
}

// mandatedAbout is whom the lawyer asks about, by a name that these tests share with nobody.
const mandatedAbout = "Verdi Maria"

// commissioned leaves a certificate that was had on a mandate, and a draft about another one.
func (r *role) commissioned() {
	r.t.Helper()
	draft := r.mandated(mandatedAbout)
	r.visitor.send("main form", url.Values{"kind": {"residence"}})
	r.want(200)
	r.get(draft + "/duty")
	r.visitor.send("main form", nil)
	r.get(draft + "/summary")
	r.visitor.send("main form", nil)
	r.want(200)
	r.mandated(mandatedAbout)
}

// remark leaves one with the office.
func (r *role) remark() {
	r.t.Helper()
	form := post(r.visitor, http.MethodPost, "/me/remarks", []byte(url.Values{
		"about": {"birth"}, "key": {rand26(r.name)}, "wrong": {anyText}, "right": {anyText}, "reach": {anyText},
	}.Encode()), "application/x-www-form-urlencoded")
	r.do(form)
	r.want(200, "Prova")
}

func rand26(s string) string { return strings.Repeat("k", 10) + strings.ReplaceAll(s, " ", "-") }

// withdraws withdraws the newest certificate of a citizen.
func (r *role) withdraws(of *role) {
	r.t.Helper()
	of.get("/me/certificates")
	to, _ := pagetest.Attr(of.page.All("main a[href^='/me/certificates/']")[0], "href")
	at := strings.Replace(strings.TrimSuffix(to, "/file"), "/me/", "/office/", 1) + "/withdrawal"
	r.get(at)
	r.visitor.send("main form", url.Values{"reason": {anyText}})
	r.visitor.send("main form", nil, "confirm=yes")
	r.want(200)
}

// looksFor searches, and begins the crawl at who was found.
func (r *role) looksFor(name string) {
	r.t.Helper()
	r.get("/office/search")
	r.visitor.send("main form", url.Values{"purpose": {"Richiesta allo sportello"}, "code": {code(r.t, name)}})
	r.want(200, name)
	to, _ := pagetest.Attr(r.page.One("#found a"), "href")
	r.starts = append([]string{to}, r.starts...)
}

// appoints gives somebody a right.
func (r *role) appoints() {
	r.t.Helper()
	r.get("/office/roles/new")
	r.visitor.send("main form", url.Values{"subject": {"prova.impiegata"}, "name": {"Prova Impiegata"}, "scope": {"certificates:read"}, "reason": {anyText}})
	r.want(200)
}

// notReached is the routes that nobody comes to in these tests, and why.
var notReached = map[string]string{
	"GET /verify-worker.js":   "a script",
	"GET /assets/{release}/*": "files",
}

// Every role comes to every page that is there for it, and to no page that is broken or
// leads nowhere; nobody else is let in there.
func TestRoles(t *testing.T) {
	t.Parallel()
	all := roles(t)
	for _, r := range all {
		t.Run("crawl as "+r.name, func(t *testing.T) {
			r.on(t)
			r.from(r.starts...)
			r.otherwise()
			t.Logf("%d addresses of %d shapes, %d forms", len(r.found), len(r.seen), len(r.sent))
		})
	}
	t.Run("every route", func(t *testing.T) { everyRoute(t, all) })
	t.Run("others", func(t *testing.T) { refusals(t, all) })
	t.Run("forms from elsewhere", func(t *testing.T) { foreignForms(t, all) })
	t.Run("odd requests", func(t *testing.T) { odd(t, all) })
	for i, r := range all {
		t.Run("look as "+r.name, func(t *testing.T) {
			t.Parallel()
			look(t, r, all[:i])
		})
	}
}

// otherwise asks for the addresses of the forms that were sent, as who loads a page anew that
// came of one: he is led on, where there still is something.
func (r *role) otherwise() {
	v := r.enter(r.t)
	reached := map[string]bool{}
	for _, c := range r.tap.calls {
		reached[c.method+c.route] = true
	}
	for _, c := range slices.Clone(r.tap.calls) {
		path := parse(c.path).Path
		to := route(http.MethodGet, path)
		if c.method != http.MethodPost || to == "" || reached[http.MethodGet+to] {
			continue
		}
		reached[http.MethodGet+to] = true
		if page := v.get(path); page.StatusCode != http.StatusOK && page.StatusCode != http.StatusNotFound {
			r.t.Errorf("%s, asked for without its form: %d", c.path, page.StatusCode)
		}
	}
	r.tap.calls = append(r.tap.calls, v.tap.calls...)
}

// on lets what comes be told to a test.
func (r *role) on(t *testing.T) { r.t, r.tap.t = t, t }

// calls is what the roles have asked for, each once.
func calls(all []*role) map[*role][]call {
	out := map[*role][]call{}
	for _, r := range all {
		seen := map[string]bool{}
		for _, c := range r.tap.calls {
			if key := c.method + c.path + c.form; c.route != "" && !seen[key] {
				seen[key] = true
				out[r] = append(out[r], c)
			}
		}
	}
	return out
}

func everyRoute(t *testing.T, all []*role) {
	reached := map[string]bool{}
	for _, list := range calls(all) {
		for _, c := range list {
			reached[c.method+" "+c.route] = true
		}
	}
	err := chi.Walk(routes(), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if at := method + " " + pattern; method != http.MethodHead && reached[at] == (notReached[at] != "") {
			t.Errorf("%s: reached is %v, but %q", at, reached[at], notReached[at])
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for at := range notReached {
		method, pattern, _ := strings.Cut(at, " ")
		if route(method, pattern) == "" && !slices.Contains([]string{"GET /assets/{release}/*"}, at) {
			t.Errorf("%s is no route", at)
		}
	}
}
