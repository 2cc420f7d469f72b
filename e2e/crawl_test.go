package e2e

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// crawl is everything that a visitor comes to by links and forms, from where he begins.
type crawl struct {
	*visitor
	seen  map[string]int  // how often an address of a shape was opened
	found map[string]bool // addresses that were opened, with their query
	sent  map[string]bool // shapes of forms that were sent
}

// perShape is how many addresses that differ only in identities are opened.
const perShape = 3

var identity = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-Z]{28}|\d+`)

// shape is an address without its identities.
func shape(u *url.URL) string {
	q := u.Query()
	q.Del("lang")
	return identity.ReplaceAllString(u.Path, "*") + "?" + strings.Join(slices.Sorted(maps.Keys(q)), "&")
}

func newCrawl(v *visitor) *crawl {
	return &crawl{visitor: v, seen: map[string]int{}, found: map[string]bool{}, sent: map[string]bool{}}
}

// from opens the addresses and all that they lead to. A form is sent once as it stands,
// those that end the login last.
func (c *crawl) from(starts ...string) {
	c.t.Helper()
	queue, last := starts, []func(){}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if !c.open(path) {
			continue
		}
		page := c.page
		for _, a := range page.All("a[href]") {
			if next, ok := c.address(page, a, "href"); ok {
				queue = append(queue, next)
			}
		}
		for _, form := range page.All("form") {
			action, ok := c.address(page, form, "action")
			if !ok || c.sent[shape(parse(action))] {
				continue
			}
			c.sent[shape(parse(action))] = true
			send := func() {
				c.page = page
				c.send(form)
			}
			if strings.HasPrefix(action, "/logout") || strings.Contains(action, "/sessions") {
				last = append(last, send)
				continue
			}
			send()
			c.judge("POST " + action)
			queue = append(queue, c.page.Request.URL.RequestURI())
		}
	}
	for _, send := range last {
		send()
		c.judge("ending the login")
	}
}

// send sends a form with what it holds, and its first button.
func (c *crawl) send(form *html.Node) {
	c.t.Helper()
	c.visitor.submit(form, standing(form))
}

// open opens an address unless it was, or enough of its shape were.
func (c *crawl) open(path string) bool {
	c.t.Helper()
	u := parse(path)
	if s := shape(u); c.found[path] || c.seen[s] >= perShape {
		return false
	}
	c.found[path] = true
	c.seen[shape(u)]++
	c.get(path)
	c.judge("GET " + path)
	return strings.HasPrefix(c.page.Header.Get("Content-Type"), "text/html")
}

func parse(path string) *url.URL {
	u, err := url.Parse(path)
	if err != nil {
		return &url.URL{Path: "/unreadable"}
	}
	return u
}

// judge says what is wrong with an answer: it failed, its page is broken, or it leads
// nowhere.
func (c *crawl) judge(how string) {
	c.t.Helper()
	status := c.page.StatusCode
	if status >= 500 || strings.HasPrefix(how, "GET") && status != http.StatusOK {
		c.t.Errorf("%s, from %s: %d %s", how, c.page.Request.URL.Path, status, first(pagetest.Text(c.page.Root), 300))
		return
	}
	if !strings.HasPrefix(c.page.Header.Get("Content-Type"), "text/html") || strings.HasPrefix(c.path(), "/demo/") || strings.HasPrefix(c.path(), "/docs") {
		return
	}
	for _, fault := range c.page.Faults() {
		c.t.Errorf("%s: %s", how, fault)
	}
	if len(c.page.All("main h1")) != 1 || len(c.page.All("title")) != 1 {
		c.t.Errorf("%s: %d h1, %d titles", how, len(c.page.All("main h1")), len(c.page.All("title")))
	}
	if len(c.page.All("main a[href], main form")) == 0 {
		c.t.Errorf("%s is a dead end:\n%s", how, pagetest.Text(c.page.One("main")))
	}
	if got := c.page.Header.Get("Cache-Control"); got != "no-store" {
		c.t.Errorf("%s: Cache-Control %q", how, got)
	}
	for _, header := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"} {
		if c.page.Header.Get(header) == "" {
			c.t.Errorf("%s: no %s", how, header)
		}
	}
}

func first(s string, n int) string { return s[:min(n, len(s))] }

// address is where an element leads within the service.
func (c *crawl) address(page pagetest.Seen, n *html.Node, attribute string) (string, bool) {
	to, _ := pagetest.Attr(n, attribute)
	u, err := page.Request.URL.Parse(to)
	if err != nil || u.Host != page.Request.URL.Host || u.Scheme != "http" || strings.HasPrefix(u.Path, "/assets/") || strings.HasPrefix(u.Path, "/docs") || strings.HasPrefix(u.Path, "/demo/") {
		return "", false
	}
	u.Fragment = ""
	return u.RequestURI(), true
}
