package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// crawl is everything that a visitor comes to by links and forms, from where he begins.
type crawl struct {
	*visitor
	spare  func(sending) bool // forms that are not sent, for what they do to others
	barred func(string) bool  // addresses that are linked to for other roles

	seen  map[string]int    // how many addresses of a shape were opened
	found map[string]bool   // addresses that were opened, with their query
	sent  map[string]bool   // shapes of forms that were sent
	forms []sending         // that wait
	looks map[string]string // a page of each shape that was there
	posts map[string]call   // forms that are answered with a page, by shape
}

// perShape is how many addresses that differ only in identities are opened.
const perShape = 3

// shape is an address without its identities.
func shape(method string, u *url.URL) string {
	s := method + " " + route(method, u.Path)
	if q := slices.Sorted(maps.Keys(u.Query())); len(q) > 0 {
		s += "?" + strings.Join(q, "&")
	}
	return s
}

func newCrawl(v *visitor) *crawl {
	return &crawl{
		visitor: v, spare: func(sending) bool { return false }, barred: func(path string) bool { return strings.HasPrefix(path, "/login/failed") }, seen: map[string]int{}, found: map[string]bool{}, sent: map[string]bool{},
		looks: map[string]string{}, posts: map[string]call{},
	}
}

// from opens the addresses and all that they lead to. A form of each shape is sent as it
// stands, and filled in; those that end something come last.
func (c *crawl) from(starts ...string) {
	c.t.Helper()
	c.follow(starts)
	for len(c.forms) > 0 {
		i := slices.IndexFunc(c.forms, func(s sending) bool { return ending(s) == slices.Min(each(c.forms, ending)) })
		s := c.forms[i]
		c.forms = slices.Delete(c.forms, i, i+1)
		if strings.HasSuffix(s.action.Path, "/drop") { // the button stands on two pages, and what is gone is gone
			c.forms = slices.DeleteFunc(c.forms, func(o sending) bool { return o.action.Path == s.action.Path })
		}
		c.send(s)
	}
}

func each[T, V any](list []T, f func(T) V) (out []V) {
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

// ending is how much a form ends.
func ending(s sending) int {
	switch path := s.action.Path; {
	case path == "/logout":
		return 5
	case strings.HasPrefix(path, "/me/sessions/") && path != "/me/sessions/others/end":
		return 4
	case strings.HasPrefix(path, "/me/sessions/"):
		return 3
	case strings.HasSuffix(path, "/drop"), s.values.Get("do") == "withdraw":
		return 2
	case s.full:
		return 1
	}
	return 0
}

// follow opens addresses and what they link to.
func (c *crawl) follow(queue []string) {
	c.t.Helper()
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if c.open(path) {
			queue = append(queue, c.links()...)
		}
	}
}

// links notes the forms of the page and returns its links.
func (c *crawl) links() (to []string) {
	c.t.Helper()
	for _, a := range c.page.All("a[href]") {
		if path, ok := c.address(a); ok {
			to = append(to, path)
		}
	}
	for _, s := range sendings(c.page) {
		key := shape(s.method, s.action) + " " + strings.Join(slices.Sorted(maps.Keys(s.values)), "&") + s.values.Get("do")
		if s.full {
			key += " filled"
		}
		if s.action.Host == c.page.Request.URL.Host && pages(s.action.Path) && !c.sent[key] && !c.spare(s) {
			c.sent[key] = true
			c.forms = append(c.forms, s)
		}
	}
	return to
}

// send sends a form and goes on from where it leads.
func (c *crawl) send(s sending) {
	c.t.Helper()
	r := s.request(c.visitor)
	c.page = s.page
	c.do(r)
	c.judge(s.method+" "+r.URL.Path, true)
	if !c.html() || !pages(c.path()) {
		return
	}
	if at := c.page.Request; at.Method == http.MethodGet {
		next := c.links() // also where enough of the shape were opened: others have left pages of it
		if c.page.StatusCode == http.StatusOK {
			next = append([]string{plain(at.URL)}, next...)
		}
		c.follow(next)
		return
	}
	c.posts[shape(s.method, s.action)+strings.Join(slices.Sorted(maps.Keys(s.values)), "&")+c.page.Status] = call{
		s.method, s.action.RequestURI(), route(s.method, s.action.Path), s.values.Encode(), r.Header.Get("Content-Type"),
	}
	next := c.links()
	if len(c.page.All("a[hreflang]")) > 0 { // the page is asked for in another language
		c.get(s.action.Path + "?lang=de")
		c.judge("GET "+s.action.Path+" in German", false)
	}
	c.follow(next)
}

// open opens an address unless it was, or enough of its shape were.
func (c *crawl) open(path string) bool {
	c.t.Helper()
	s := shape(http.MethodGet, parse(path))
	if c.found[path] || c.seen[s] >= perShape {
		return false
	}
	c.found[path] = true
	c.seen[s]++
	c.get(path)
	c.judge("GET "+path, false)
	if c.html() && c.page.StatusCode == http.StatusOK && c.page.Request.URL.RequestURI() == path {
		c.looks[s] = path
	}
	return c.html() && pages(c.path())
}

func (c *crawl) html() bool {
	return strings.HasPrefix(c.page.Header.Get("Content-Type"), "text/html")
}

// judge says what is wrong with an answer: it failed, its page is broken, or it leads
// nowhere. A form may be refused.
func (c *crawl) judge(how string, form bool) {
	c.t.Helper()
	status := c.page.StatusCode
	refused := form && (status == http.StatusUnprocessableEntity || status == http.StatusForbidden || status == http.StatusConflict)
	withdrawn := status == http.StatusConflict && strings.HasPrefix(c.path(), "/office/certificates/") && strings.HasSuffix(c.path(), "/file") // by another test meanwhile
	if barred := !form && status == http.StatusForbidden && c.barred(c.path()); status != http.StatusOK && !refused && !barred && !withdrawn {
		c.t.Errorf("%s, to %s: %d %.400s", how, c.page.Request.URL.Path, status, pagetest.Text(c.page.Root))
		return
	}
	if !c.html() || !pages(c.path()) {
		return
	}
	if route(c.page.Request.Method, c.path()) == "" {
		c.t.Errorf("%s is an address without a route", how)
	}
	for _, fault := range c.page.Faults() {
		if !strings.Contains(fault, "leads to "+demo.base+"/demo/") { // a provider's page
			c.t.Errorf("%s: %s", how, fault)
		}
	}
	if bytes.Contains(c.page.Body, []byte("<script>")) {
		c.t.Errorf("%s: what somebody has written is a script on the page", how)
	}
	if len(c.page.All("main h1")) != 1 || len(c.page.All("head title")) != 1 {
		c.t.Errorf("%s: %d h1, %d titles", how, len(c.page.All("main h1")), len(c.page.All("head title")))
	}
	if len(c.page.All("main a[href], main form")) == 0 {
		c.t.Errorf("%s is a dead end:\n%.400s", how, pagetest.Text(c.page.One("main")))
	}
}

// address is where a link leads within the service, whatever the language.
func (c *crawl) address(a *html.Node) (string, bool) {
	to, _ := pagetest.Attr(a, "href")
	u, err := c.page.Request.URL.Parse(to)
	if _, other := pagetest.Attr(a, "hreflang"); other || strings.HasPrefix(to, "#") || err != nil || u.Host != c.page.Request.URL.Host || !pages(u.Path) {
		return "", false
	}
	return plain(u), true
}

// plain is an address whatever the language, and the place on the page.
func plain(u *url.URL) string {
	at, q := *u, u.Query()
	if q.Has("lang") {
		q.Del("lang")
		at.RawQuery = q.Encode()
	}
	at.Fragment = ""
	return at.RequestURI()
}
