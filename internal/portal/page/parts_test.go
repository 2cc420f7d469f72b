package page

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// shown is a page whose main part is a template.
func shown(t *testing.T, address, main string, change func(*Page), header ...string) pagetest.Seen {
	t.Helper()
	r := fstest.MapFS{"pages/y.html": {Data: []byte(`{{define "title"}}Y{{end}}{{define "main"}}<h1>Y</h1>` + main + `{{end}}`)}}
	for _, l := range certificates.Languages {
		r["words/"+string(l)+".json"] = &fstest.MapFile{Data: []byte(`{"y.up": "Up"}`)}
	}
	k := kit(t, r)
	k.Offices = map[registry.OfficeID]registry.Office{"X900": {Name: "Comune di Valdemo"}}
	s := pagetest.Site{T: t, Handler: k.Around(k.Handle(func(w http.ResponseWriter, r *http.Request) error {
		p := k.Page(r, "y", nil)
		if change != nil {
			change(p)
		}
		return k.Show(w, http.StatusOK, p)
	}))}
	page := s.Get(address, header...)
	if faults := page.Faults(); page.StatusCode != http.StatusOK || len(faults) > 0 {
		t.Fatalf("%d %v\n%s", page.StatusCode, faults, page.Body)
	}
	return page
}

func TestParts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, main, selector, want string }{
		{"a state", `{{template "state" (.State "bad" "Withdrawn")}}`, ".state.bad", "Withdrawn"},
		{"a callout", `{{template "callout" (.Callout "note" "To know" "It is so.")}}`, ".callout.note", "To know It is so."},
		{"the way up", `{{template "crumbs" (.Crumbs "service" "/" "y.up" "/up")}}`, ".breadcrumb a[href='/up?lang=en']", "Up"},
		{"whose pages", "", ".administration", "Comune di Valdemo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := shown(t, "/y?lang=en", c.main, nil).Text(c.selector); got != c.want {
				t.Errorf("%q", got)
			}
		})
	}
	for name, main := range map[string]string{
		"nothing above": `{{template "crumbs" (.Crumbs)}}`,
	} {
		if page := shown(t, "/y", main, nil); len(page.All("a[rel=prev], .breadcrumb")) != 0 {
			t.Errorf("%s: %s", name, page.Text("main"))
		}
	}
}

// The ways that every page shows say on which of them it is; who is logged in sees his own.
func TestTabs(t *testing.T) {
	t.Parallel()
	citizen := &Visitor{Name: "Anna", By: certificates.Requester{Principal: &auth.Principal{FiscalCode: "RSSMRA90A01H501W"}}}
	officer := &Visitor{Name: "Bruno", By: certificates.Requester{Principal: &auth.Principal{Officer: "o"}}}
	for _, c := range []struct {
		address string
		visitor *Visitor
		current string
		links   string
	}{
		{"/", nil, "", "/login /service /verify /help"},
		{"/service", nil, "/service page", "/login /service /verify /help"},
		{"/request/1/who", citizen, "/service true", "/service /me /verify /help"},
		{"/me", citizen, "/me page", "/service /me /verify /help"},
		{"/men", citizen, "", "/service /me /verify /help"},
		{"/v/X", nil, "/verify true", "/login /service /verify /help"},
		{"/office/search", officer, "/office true", "/office /verify /help"},
	} {
		page := shown(t, c.address, "", func(p *Page) { p.Visitor = c.visitor })
		current, links := "", []string{}
		for _, a := range page.All(".it-header-navbar-wrapper a, a.login") {
			href, _ := pagetest.Attr(a, "href")
			links = append(links, href)
			if how, ok := pagetest.Attr(a, "aria-current"); ok {
				current += href + " " + how
			}
		}
		if current != c.current || strings.Join(links, " ") != c.links {
			t.Errorf("%s: %q of %q", c.address, current, links)
		}
		if logout := len(page.All("form[action='/logout']")); logout == 1 != (c.visitor != nil) {
			t.Errorf("%s: %d ways out", c.address, logout)
		}
	}
}

// Another language is another address of the same page, with what the page keeps of it and
// with nothing else.
func TestKeep(t *testing.T) {
	t.Parallel()
	page := shown(t, "/login?then=%2Fme%2Fdata&lang=it&more=%2F%2Fevil.example", "", func(p *Page) { p.Keep("then", "/me/data") })
	if href, _ := pagetest.Attr(page.One("a[hreflang=sl]"), "href"); href != "?lang=sl&then=%2Fme%2Fdata" {
		t.Errorf("leads to %s", href)
	}
	if strings.Contains(string(page.Body), "evil.example") {
		t.Error("the page takes over what its address says")
	}
}

// What the law wants at the foot of every page is there, under the names by which it is
// looked for.
func TestFoot(t *testing.T) {
	t.Parallel()
	page := shown(t, "/y?lang=it", "", nil)
	for element, words := range map[string]string{"faq": "domande frequenti", "report-inefficiency": "disservizio", "accessibility-link": "dichiarazione di accessibilità", "privacy-policy-link": "privacy"} {
		if got := page.Text("footer a[data-element=" + element + "]"); !strings.Contains(strings.ToLower(got), words) {
			t.Errorf("%s: %q", element, got)
		}
	}
}

// A page is packed for who takes that, unless it could hold what is somebody's.
func TestPacked(t *testing.T) {
	t.Parallel()
	visitor := &Visitor{Name: "Anna", By: certificates.Requester{Principal: &auth.Principal{FiscalCode: "RSSMRA90A01H501W"}}}
	k := kit(t)
	h := k.Around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.Fail(w, r, certificates.ErrNotFound) }))
	for _, c := range []struct {
		name, method, takes string
		visitor             *Visitor
		encoding, vary      string
	}{
		{"for nobody", "GET", "gzip", nil, "gzip", "Accept-Language, Accept-Encoding"},
		{"for nobody, not taken", "GET", "", nil, "", "Accept-Language, Accept-Encoding"},
		{"its head", "HEAD", "gzip", nil, "gzip", "Accept-Language, Accept-Encoding"},
		{"to a form", "POST", "gzip", nil, "", "Accept-Language"},
		{"for somebody", "GET", "gzip", visitor, "", "Accept-Language"},
	} {
		r := httptest.NewRequest(c.method, "/", nil)
		r.Header.Set("Accept-Encoding", c.takes)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(With(r.Context(), c.visitor)))
		encoding, vary := w.Header().Get("Content-Encoding"), strings.Join(w.Header().Values("Vary"), ", ")
		if w.Code != http.StatusNotFound || encoding != c.encoding || vary != c.vary {
			t.Errorf("%s: %d %q, Vary %q", c.name, w.Code, encoding, vary)
		}
	}
}
