package page

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// room is one with a page "one" that says a word and asks with every part.
func room(prefix string) fstest.MapFS {
	m := fstest.MapFS{"pages/" + prefix + ".html": {Data: []byte(`{{define "title"}}{{.T "` + prefix + `.title"}}{{end}}{{define "main"}}{{template "summary" .}}{{template "crumbs" (.Crumbs "service" "/")}}<h1>{{.T "` + prefix + `.title"}}</h1>
<form method="post">{{template "input" (.Input "` + prefix + `.name" "name" .Body "maxlength" "24")}}{{template "birth" (.Birth "` + prefix + `.name" "born" "1" "" "1980")}}
{{template "radios" (.Radios "` + prefix + `.name" "one" (.Options) "a")}}{{template "checks" (.Checks "` + prefix + `.name" "some" (.Options) (.Some))}}{{template "select" (.Select "` + prefix + `.name" "sel" (.Options) "b")}}</form>
{{template "callout" (.Callout "careful" "Title" "Text")}}<p id="n">{{.N "` + prefix + `.n" 2}}</p>{{end}}`)}}
	for _, l := range certificates.Languages {
		m["words/"+string(l)+".json"] = &fstest.MapFile{Data: []byte(`{"` + prefix + `.title": "Title", "` + prefix + `.name": "Name", "` + prefix + `.name.hint": "Hint", "` + prefix + `.wrong": "{{.What}} is wrong",
"` + prefix + `.n": {"one": "{{.Count}} thing", "two": "{{.Count}} things", "few": "{{.Count}} things", "many": "{{.Count}} things", "other": "{{.Count}} things"}}`)}
	}
	return m
}

// Options and Some are for the page of the test.
func (p *Page) Options() []Option {
	return []Option{{Value: "a", Label: "A", Hint: "of a"}, {Value: "b", Label: "B"}}
}
func (p *Page) Some() []string { return []string{"b"} }

func kit(t testing.TB, rooms ...fs.FS) *Kit {
	t.Helper()
	k, err := New(Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: certificates.NewCatalogue(), Limits: web.NewLimiter(web.Limits{}),
		PublicURL: "https://sportello.example", Clock: time.Now, Rooms: rooms,
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Two rooms cannot have a page or a word under one name, and no language lacks one.
func TestRoomsThatDoNotFit(t *testing.T) {
	t.Parallel()
	lacking := room("x")
	lacking["words/sl.json"] = &fstest.MapFile{Data: []byte(`{"x.title": "Title"}`)}
	words := room("x")
	words["pages/y.html"] = words["pages/x.html"]
	delete(words, "pages/x.html")
	broken := room("x")
	broken["pages/x.html"] = &fstest.MapFile{Data: []byte("{{")}
	for name, rooms := range map[string][]fs.FS{"the same room twice": {room("x"), room("x")}, "a word missing": {lacking}, "the same words": {room("x"), words}, "a broken page": {broken}} {
		if _, err := New(Config{PublicURL: "https://x.example", Rooms: rooms}); err == nil {
			t.Errorf("%s: a kit", name)
		}
	}
	if _, err := New(Config{PublicURL: "nowhere"}); err == nil {
		t.Error("a kit without a public address")
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	k := kit(t, room("x"))
	s := pagetest.Site{T: t, Handler: k.Around(k.Handle(func(w http.ResponseWriter, r *http.Request) error {
		p := k.Page(r, "x", `"><script>`)
		p.Wrong("name", "x.wrong", "What", "<b>")
		return k.Show(w, 422, p)
	}))}
	page := s.Get("/there?lang=de")
	if faults := page.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	if v, _ := pagetest.Attr(page.One("input#name"), "value"); v != `"><script>` {
		t.Errorf("the value is %q", v)
	}
	if page.Text("#name-fault") != "<b> is wrong" || page.Text(".summary a[href='#name']") != "<b> is wrong" {
		t.Error(page.Text("main"))
	}
	if d, _ := pagetest.Attr(page.One("input#name"), "aria-describedby"); d != "name-hint name-fault" {
		t.Errorf("described by %q", d)
	}
	if len(page.All("input[type=radio][checked]")) != 1 || len(page.All("input[type=checkbox][checked]")) != 1 || len(page.All("option[selected]")) != 1 {
		t.Error("chosen is not what is shown")
	}
	if page.Text("#n") != "2 things" || page.Header.Get("Cache-Control") != "no-store" {
		t.Error(page.Text("#n"), page.Header)
	}
	if href, _ := pagetest.Attr(page.One("a.brand"), "href"); href != "/?lang=de" {
		t.Errorf("leads to %s", href)
	}
}

// What somebody has written into a text is no part of the text, also where it looks like one:
// it must not break the page for whoever comes there. An argument that is missing does.
func TestArgumentsAreText(t *testing.T) {
	t.Parallel()
	p := kit(t, room("x")).Page(httptest.NewRequest("GET", "/", nil), "x", nil)
	for _, what := range []string{"<no value>", "{{.Name}}", "{{template \"x\"}}", "%s%n", "\xff", ""} {
		if got, err := p.T("x.wrong", "What", what); err != nil || got != what+" is wrong" {
			t.Errorf("%q: %q, %v", what, got, err)
		}
	}
	if got, err := p.T("x.wrong", "Other", "x"); err == nil {
		t.Errorf("without its argument: %q", got)
	}
	if got, err := p.T("x.n", "Other", "x"); err == nil {
		t.Errorf("without its number: %q", got)
	}
}

// A form that another site sends is not looked at.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	k, asked := kit(t), 0
	s := pagetest.Site{T: t, Handler: k.Around(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))}
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
	} {
		if page := s.Post("/x", url.Values{}, header...); page.StatusCode != 403 || len(page.All("h1")) != 1 {
			t.Errorf("%v: %d", header, page.StatusCode)
		}
	}
	if asked > 0 {
		t.Errorf("%d were let through", asked)
	}
	for _, header := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", "https://sportello.example"}} {
		s.Post("/x", url.Values{}, header...)
	}
	if asked != 3 {
		t.Errorf("of our own, %d were let through", asked)
	}
}

// A form is what stands in its body, under its media type alone; of a field that comes twice the
// first counts, and what no text can be is not made one.
func TestReadForm(t *testing.T) {
	t.Parallel()
	k := kit(t)
	read := func(path, mediaType, body string) (int, url.Values) {
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.Header.Set("Content-Type", mediaType)
		r.Header.Set("X-HTTP-Method-Override", "GET")
		w := httptest.NewRecorder()
		k.Around(k.Handle(func(w http.ResponseWriter, r *http.Request) error { return k.ReadForm(w, r) })).ServeHTTP(w, r)
		return w.Code, r.PostForm
	}
	part := "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n"
	for mediaType, body := range map[string]string{
		"multipart/form-data; boundary=x": part, "multipart/mixed; boundary=x": part, "text/plain": "a=1", "application/json": `{"a":1}`, "": "a=1",
		FormType + "+x": "a=1", "text/plain, " + FormType: "a=1",
	} {
		if status, form := read("/", mediaType, body); status != http.StatusUnsupportedMediaType || form.Has("a") {
			t.Errorf("%q: %d %v", mediaType, status, form)
		}
	}
	for _, body := range []string{"a=%", "a=%zz", "a=1;b=2"} {
		if status, _ := read("/", FormType, body); status != http.StatusBadRequest {
			t.Errorf("%q: %d", body, status)
		}
	}
	if status, _ := read("/", FormType, "a="+strings.Repeat("x", int(k.Limits.Body))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too long: %d", status)
	}
	r := httptest.NewRequest("POST", "/?a=address&b=address", strings.NewReader("a=1&a=2&c=%ff%00"))
	r.Header.Set("Content-Type", FormType+"; charset=utf-8")
	if err := k.ReadForm(httptest.NewRecorder(), r); err != nil || r.PostForm.Get("a") != "1" || r.PostForm.Has("b") || r.PostForm.Get("c") != "\xff\x00" {
		t.Errorf("%v, %v", r.PostForm, err)
	}
}

// A form that was opened as somebody is not taken from somebody else, who has logged in at the
// same computer meanwhile.
func TestFormOfSomebodyElse(t *testing.T) {
	t.Parallel()
	m := room("x")
	m["pages/x.html"] = &fstest.MapFile{Data: []byte(`{{define "title"}}X{{end}}{{define "main"}}<form method="post">{{template "whose" $}}</form>{{end}}`)}
	k, taken := kit(t, m), 0
	h := k.Around(k.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if r.Method == http.MethodGet {
			return k.Show(w, 200, k.Page(r, "x", nil))
		}
		if err := k.ReadForm(w, r); err != nil {
			return err
		}
		taken++
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	as := func(p auth.Principal, person registry.PersonID) pagetest.Site {
		by := certificates.Requester{Principal: &p}
		if person != "" {
			by.Person = &registry.Person{ID: person}
		}
		return pagetest.Site{T: t, Handler: h, Context: With(t.Context(), &Visitor{By: by})}
	}
	anna, again := as(auth.Principal{Issuer: "i", Subject: "s"}, "anna"), as(auth.Principal{Issuer: "another", Subject: "t"}, "anna")
	whose, _ := pagetest.Attr(anna.Get("/").One("input[name=whose]"), "value")
	form := url.Values{"whose": {whose}}
	for name, s := range map[string]pagetest.Site{
		"another citizen": as(auth.Principal{Issuer: "i", Subject: "s"}, "bruno"), "a lawyer": as(auth.Principal{Issuer: "i", Subject: "s"}, ""),
		"an officer": as(auth.Principal{Issuer: "i", Subject: "s", Officer: "o"}, ""),
	} {
		if page := s.Post("/", form); page.StatusCode != http.StatusConflict || !strings.Contains(page.Text("main"), "un'altra persona") {
			t.Errorf("%s: %d", name, page.StatusCode)
		}
	}
	if taken > 0 {
		t.Errorf("%d forms were taken", taken)
	}
	for name, s := range map[string]pagetest.Site{"the same": anna, "the same, through another provider": again, "nobody": {T: t, Handler: h}} {
		if page := s.Post("/", form); page.StatusCode != http.StatusNoContent {
			t.Errorf("%s: %d", name, page.StatusCode)
		}
	}
	if strings.Contains(whose, "anna") || len(whose) != 32 {
		t.Errorf("it is %q", whose)
	}
}

// What was asked for is asked for again after the login; a form that was sent is not.
func TestLoginThen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ method, path, want string }{
		{"GET", "/request?kind=residence&lang=de", "/login?then=%2Frequest%3Fkind%3Dresidence"},
		{"HEAD", "/request?kind=residence", "/login?then=%2Frequest%3Fkind%3Dresidence"},
		{"POST", "/request?kind=residence", "/login?then=%2Frequest"},
		{"GET", "/me?lang=de", "/login?then=%2Fme"},
		{"GET", "/me?a=%26then%3D%2F%2Fevil.example;b", "/login?then=%2Fme"},
		{"GET", "/me?" + strings.Repeat("%22", 10_000), "/login?then=%2Fme"},
		{"GET", "/me/" + strings.Repeat("a", MaxThen), "/login"},
	} {
		if got := LoginThen(httptest.NewRequest(tt.method, tt.path, nil)); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.method, tt.path, got, tt.want)
		}
	}
}

// The guards let in whom they are for, send nobody to log in, and refuse the others.
func TestGuards(t *testing.T) {
	t.Parallel()
	k := kit(t)
	citizen := &auth.Principal{FiscalCode: "RSSMRA90A01H501W"}
	officer := &auth.Principal{Officer: "o", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{"X900"}}
	admin := &auth.Principal{Officer: "a", Scopes: []auth.Scope{auth.ManageOffice}, Offices: []string{"X900"}}
	nowhere := &auth.Principal{Officer: "n", Scopes: []auth.Scope{auth.ManageOffice}}
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	for name, x := range map[string]struct {
		guard http.Handler
		want  map[*auth.Principal]int
	}{
		"citizens": {k.Citizens(ok), map[*auth.Principal]int{nil: 303, citizen: 204, officer: 403, admin: 403, nowhere: 403}},
		"readers":  {k.Officers(auth.ReadCertificates)(ok), map[*auth.Principal]int{nil: 303, citizen: 403, officer: 204, admin: 403, nowhere: 403}},
		"admins":   {k.Officers(auth.ManageOffice)(ok), map[*auth.Principal]int{nil: 303, citizen: 403, officer: 403, admin: 204, nowhere: 403}},
		"staff":    {k.Staff(ok), map[*auth.Principal]int{nil: 303, citizen: 403, officer: 204, admin: 204, nowhere: 204}},
	} {
		for p, want := range x.want {
			r := httptest.NewRequest("GET", "/me/data?lang=fr&x=1", nil)
			if p != nil {
				r = r.WithContext(With(r.Context(), &Visitor{By: certificates.Requester{Principal: p}}))
			}
			w := httptest.NewRecorder()
			x.guard.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s, %+v: %d, want %d", name, p, w.Code, want)
			}
			if to := w.Header().Get("Location"); want == 303 && to != "/login?then=%2Fme%2Fdata%3Fx%3D1&lang=fr" {
				t.Errorf("%s: sent to %s", name, to)
			}
		}
	}
}

// What one person asks for who is logged in is bounded, wherever he sits and through whichever
// session; nobody else is stopped by it.
func TestPagesAreLimited(t *testing.T) {
	t.Parallel()
	k := kit(t)
	k.Limits = web.NewLimiter(web.Limits{Pages: web.Rate{Requests: 2, Per: time.Hour}})
	asked := 0
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ })
	citizens, staff := k.Around(k.Citizens(ok)), k.Around(k.Staff(ok))
	get := func(h http.Handler, p auth.Principal, person registry.PersonID, session, from string) int {
		v := &Visitor{By: certificates.Requester{Principal: &p}, Session: session}
		if person != "" {
			v.By.Person = &registry.Person{ID: person}
		}
		r := httptest.NewRequest("GET", "/me", nil)
		r.RemoteAddr = from + ":1"
		return pagetest.Site{T: t, Handler: h, Context: With(t.Context(), v)}.Do(r).StatusCode
	}
	for i, want := range []int{200, 200, 429, 429} {
		if got := get(citizens, auth.Principal{FiscalCode: "x"}, "anna", string(rune('a'+i)), "192.0.2."+string(rune('1'+i))); got != want {
			t.Errorf("%d: %d, want %d", i, got, want)
		}
	}
	if got := get(citizens, auth.Principal{FiscalCode: "x"}, "bruno", "a", "192.0.2.1"); got != 200 || asked != 3 {
		t.Errorf("somebody else: %d, %d were let in", got, asked)
	}
	for _, want := range []int{200, 200, 429} {
		if got := get(staff, auth.Principal{Issuer: "i", Subject: "s", Officer: "o"}, "", "a", "192.0.2.1"); got != want {
			t.Errorf("an officer: %d, want %d", got, want)
		}
	}
}

// What fails is told as a page, without what a bearer token would be asked for.
func TestFail(t *testing.T) {
	t.Parallel()
	k := kit(t)
	s := pagetest.Site{T: t, Handler: k.Around(k.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if strings.Contains(r.URL.Path, "missing") {
			return auth.ErrMissing
		}
		w.Header().Set("Retry-After", "3600")
		return web.ErrTooMany
	}))}
	page := s.Get("/missing")
	if page.StatusCode != 401 || page.Header.Get("WWW-Authenticate") != "" || len(page.All("main a")) == 0 {
		t.Errorf("%d %v", page.StatusCode, page.Header)
	}
	if page = s.Get("/many"); page.StatusCode != 429 || !strings.Contains(page.Text("main"), "Riprova fra 60 minuti.") {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
}

// Who is sent to an office is told where it is to be reached today.
func TestContactOfToday(t *testing.T) {
	t.Parallel()
	contact := "tel. 1"
	k, err := New(Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: certificates.NewCatalogue(), Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example", Clock: time.Now,
		Today: func() map[registry.OfficeID]registry.Office {
			return map[registry.OfficeID]registry.Office{"X900": {Contact: contact}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := pagetest.Site{T: t, Handler: k.Around(k.Handle(func(http.ResponseWriter, *http.Request) error { return certificates.ErrGlyph }))}
	for _, contact = range []string{"tel. 1", "tel. 2"} {
		if says := s.Get("/").Text("main"); !strings.Contains(says, contact) {
			t.Errorf("%q is not in %q", contact, says)
		}
	}
}
