package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
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
	kit, err := page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.NewJSONHandler(a, nil))}, Catalogue: catalogue, Offices: offices,
		Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example", Clock: func() time.Time { return a.now }, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Kit:          kit,
		Verification: &verification.Service{Store: a, Journal: a, Inspector: inspector, Offices: offices, Clock: func() time.Time { return a.now }},
		Lines: func(c *certificates.Content) []string {
			return []string{c.Subject.Surname + " " + c.Subject.Given, "nata a Valdemo (VD) il 9 ottobre 1985", "residente in Via <Roma> 1"}
		},
	}
}

// site is the pages as a browser without JavaScript has them.
type site struct{ pagetest.Site }

func (a *archive) site(t *testing.T) site { t.Helper(); return over(t, a.config(t)) }

func over(t *testing.T, c Config) site {
	t.Helper()
	return site{pagetest.Site{T: t, Handler: New(c)}}
}

// seen is an answer, parsed.
type seen = pagetest.Seen

// upload sends a file as a browser does; nil for a form in which none was chosen.
func (s site) upload(file []byte) seen { s.T.Helper(); return s.uploadIn("", file) }

// uploadIn does so in a language, "?lang=de".
func (s site) uploadIn(language string, file []byte) seen {
	s.T.Helper()
	name := "certificato.pdf"
	if file == nil {
		name = ""
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		s.T.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		s.T.Fatal(err)
	}
	if err := form.Close(); err != nil {
		s.T.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/verify/file"+language, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.Do(r)
}
