package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
	"github.com/sportello/sportello/verification"
)

// archive holds one certificate, of a person whose name stands nowhere else.
type archive struct {
	mu          sync.Mutex
	certificate certificates.Certificate
	content     certificates.Content
	events      []audit.Event
	failing     error
	log         bytes.Buffer
	now         time.Time
	basis       registry.LegalBasis
}

const surname = "Quartermain"

var sealed = []byte("%PDF-1.7 sealed")

var (
	code  = certificates.Code{0: 7, 9: 80, 15: 200}
	never = certificates.Code{1: 1}
	rome  = time.FixedZone("Europe/Rome", 3600)
)

func newArchive() *archive {
	issued := registry.Date{Year: 2026, Month: 11, Day: 21}
	a := &archive{now: time.Date(2026, 11, 22, 9, 0, 0, 0, rome), basis: registry.BasisLocal}
	a.certificate = certificates.Certificate{
		ID: "c0000000-0000-7000-8000-000000000001", Office: "X900", Number: certificates.Number{Year: 2026, Serial: 123}, State: certificates.Issued,
		Kinds: []certificates.Kind{certificates.Household}, Subject: "a0000000-0000-4000-8000-000000000001", IssuedOn: issued, ValidTo: issued.AddMonths(3),
		Status: &statement.Status{List: 322, Index: 70123},
	}
	a.content = certificates.Content{
		Number: a.certificate.Number, Language: registry.Italian,
		Subject: certificates.Individual{Surname: surname, Given: "Anna", Born: registry.Date{Year: 1985, Month: 10, Day: 9}},
	}
	return a
}

func (a *archive) get(found bool) (*certificates.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failing != nil {
		return nil, a.failing
	}
	if !found {
		return nil, certificates.ErrNotFound
	}
	c := a.certificate
	return &c, nil
}

func (a *archive) ByCode(_ context.Context, h certificates.CodeHash) (*certificates.Certificate, error) {
	return a.get(h == code.Hash())
}

func (a *archive) ByDigest(_ context.Context, sum [32]byte) (*certificates.Certificate, error) {
	return a.get(sum == sha256.Sum256(sealed))
}

func (a *archive) Content(context.Context, certificates.ID) (*certificates.Content, []byte, error) {
	return &a.content, sealed, nil
}

func (a *archive) Record(_ context.Context, e ...audit.Event) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events = append(a.events, e...)
	return a.failing
}

func (a *archive) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.log.Write(p)
}

func (a *archive) config(t testing.TB) Config {
	t.Helper()
	catalogue := certificates.NewCatalogue()
	offices := map[registry.OfficeID]registry.Office{
		"X900": {ID: "X900", Name: "Comune di Valdemo", Contact: "anagrafe@valdemo.example", Basis: a.basis},
		"X901": {ID: "X901", Name: "Comune di Altrove", Basis: registry.BasisLocal},
	}
	inspector, err := inspect.New(inspect.Options{Clock: func() time.Time { return a.now }})
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Kit:          web.Kit{Log: slog.New(slog.NewJSONHandler(a, nil))},
		Verification: &verification.Service{Store: a, Journal: a, Inspector: inspector, Offices: offices, Clock: func() time.Time { return a.now }},
		Catalogue:    catalogue, Offices: offices, Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example",
		Lines: func(c *certificates.Content) []string {
			return []string{c.Subject.Surname + " " + c.Subject.Given, "nata a Valdemo (VD) il 9 ottobre 1985", "residente in Via <Roma> 1"}
		},
	}
}

// site is the pages as a browser without JavaScript has them.
type site struct {
	t *testing.T
	http.Handler
}

func (a *archive) site(t *testing.T) site { t.Helper(); return over(t, a.config(t)) }

func over(t *testing.T, c Config) site {
	t.Helper()
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return site{t, h}
}

// seen is an answer, parsed.
type seen struct {
	t *testing.T
	*http.Response
	body []byte
	root *html.Node
}

func (s site) get(path string, header ...string) seen {
	s.t.Helper()
	return s.do(httptest.NewRequest("GET", path, nil), header...)
}

func (s site) post(path string, form url.Values) seen {
	s.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	return s.do(r)
}

// upload sends a file as a browser does; nil for a form in which none was chosen.
func (s site) upload(file []byte) seen { s.t.Helper(); return s.uploadIn("", file) }

// uploadIn does so in a language, "?lang=de".
func (s site) uploadIn(language string, file []byte) seen {
	s.t.Helper()
	name := "certificato.pdf"
	if file == nil {
		name = ""
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		s.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/verify/file"+language, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r)
}

func (s site) do(r *http.Request, header ...string) seen {
	s.t.Helper()
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	answer := rec.Result()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	return seen{s.t, answer, body, root}
}

// attr is an attribute's value and whether it is there.
func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// all is the elements that a selector names: "tag", "#id", ".class" or
// "[attribute]", each also after a tag.
func (s seen) all(selector string) (found []*html.Node) {
	for n := range s.root.Descendants() {
		if n.Type == html.ElementNode && matches(n, selector) {
			found = append(found, n)
		}
	}
	return found
}

func matches(n *html.Node, selector string) bool {
	cut := strings.IndexAny(selector, "#.[")
	if cut < 0 {
		return n.Data == selector
	}
	tag, rest := selector[:cut], selector[cut+1:]
	if tag != "" && n.Data != tag {
		return false
	}
	switch selector[cut] {
	case '#':
		id, _ := attr(n, "id")
		return id == rest
	case '.':
		class, _ := attr(n, "class")
		return strings.Contains(" "+class+" ", " "+rest+" ")
	}
	_, ok := attr(n, strings.TrimSuffix(rest, "]"))
	return ok
}

// one is the only element that a selector names.
func (s seen) one(selector string) *html.Node {
	s.t.Helper()
	found := s.all(selector)
	if len(found) != 1 {
		s.t.Fatalf("%d elements %s in\n%s", len(found), selector, s.body)
	}
	return found[0]
}

// text is the words in an element, with single blanks.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (s seen) text(selector string) string {
	s.t.Helper()
	return text(s.one(selector))
}
