package verification

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/trust"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

const site = "https://anagrafe.comune.valdemo.example/v/"

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, rome) }

// press is what makes sealed certificates: ours, or another office's.
type press struct {
	typesetter *templates.Typesetter
	sealer     *signing.Sealer
	keys       *keys.Material
}

func newPress() (*press, error) {
	dir, err := os.MkdirTemp("", "verification-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	p := &press{}
	if p.keys, err = keys.Ensure(dir+"/keys", keys.Options{URLs: trust.At("http://trust.example").URLs, Random: rand.Reader, Now: noon()}); err != nil {
		return nil, err
	}
	if p.sealer, err = signing.NewSealer(p.keys.Identity, signing.Options{Roots: p.keys.Roots, Random: rand.Reader, Clock: noon}); err != nil {
		return nil, err
	}
	p.typesetter, err = templates.New([]registry.Office{{
		ID: "X900", Name: "Comune di Valdemo", Province: "Provincia di Esempio", Department: "Servizi demografici",
		Address: "Piazza del Municipio 1, 00010 Valdemo (VD)", Basis: registry.BasisLocal, Languages: []registry.Language{registry.Italian, registry.German},
	}}, templates.Options{Hole: p.sealer.Reserve()})
	return p, err
}

var (
	ours   = sync.OnceValues(newPress)
	theirs = sync.OnceValues(newPress)
)

func pressed(t testing.TB, of func() (*press, error)) *press {
	t.Helper()
	p, err := of()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// contentOf is what a certificate states in which everything that is printed occurs.
func contentOf(kind certificates.Kind) *certificates.Content {
	d := func(y, m, d int) registry.Date { return registry.Date{Year: y, Month: time.Month(m), Day: d} }
	valdemo := certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"}
	c := &certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: "X900", Name: "Comune di Valdemo"},
		Basis: registry.BasisLocal, Kinds: []certificates.Kind{kind}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: right.Number, IssuedOn: d(2026, 11, 21), Validity: 3, ValidTo: d(2027, 2, 21), Extracted: noon(),
		Subject: certificates.Individual{Surname: "Quartermain-D'Àngelo", Given: "Anna Zoë", Sex: registry.Female, Born: right.Birth, Place: valdemo},
	}
	switch kind {
	case certificates.Residence, certificates.Household:
		c.Residence = &certificates.AddressContent{Street: "Via Zibellino", Number: "12/B", PostalCode: "00010", Municipality: "Valdemo", Province: "VD"}
	case certificates.CivilStatus:
		c.CivilStatus = &certificates.CivilStatusContent{Code: registry.Married, Partner: "Đorđević Živko", On: d(2010, 6, 5), Place: "Valdemo"}
	case certificates.Citizenship:
		c.Citizenship = registry.ItalianState
	}
	if kind == certificates.Household {
		other := certificates.Individual{Surname: "Đorđević", Given: "Živko", Sex: registry.Male, Born: registry.Date{Year: 1950, Month: 3}, Place: valdemo}
		c.Household = []certificates.MemberContent{{Individual: c.Subject}, {Individual: other}}
	}
	c.Alive = kind == certificates.Life
	return c
}

// seal prints and seals a content under a code.
func (p *press) seal(t testing.TB, c *certificates.Content, address string) []byte {
	t.Helper()
	sheet, err := p.typesetter.Lay(c, certificates.Mark{Code: code, URL: address}, noon())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := p.sealer.Seal(t.Context(), sheet)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// raised is a file to which somebody has added proof of its time.
func (p *press) raised(t testing.TB, file []byte, level signing.Level) []byte {
	t.Helper()
	services, err := trust.New(p.keys, trust.Options{Clock: noon, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	transport := func(ctx context.Context, c signing.Call) (int, []byte, error) {
		r := httptest.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(c.Body))
		r.Header.Set("Content-Type", c.ContentType)
		rec := httptest.NewRecorder()
		services.ServeHTTP(rec, r)
		return rec.Code, rec.Body.Bytes(), nil
	}
	o := signing.Options{Roots: p.keys.Roots, Random: rand.Reader, Clock: noon, Level: level}
	stamper, err1 := signing.NewStamper(signing.StamperOptions{
		Roots: p.keys.Roots, Transport: transport, Random: rand.Reader, Clock: noon, Authorities: []signing.Authority{{URL: trust.At("http://trust.example").TimeStamp}},
	})
	revocation, err2 := signing.NewRevocation(signing.RevocationOptions{Transport: transport, Clock: noon})
	o.Stamper, o.Revocation = stamper, revocation
	sealer, err3 := signing.NewSealer(p.keys.Identity, o)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	out, err := sealer.Raise(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// newOffice is an archive with an inspector that knows our seal, and the file of its
// certificate.
func newOffice(t testing.TB) (*archive, []byte) {
	t.Helper()
	p := pressed(t, ours)
	a := newArchive()
	a.sealed = p.seal(t, contentOf(certificates.Residence), site+code.Compact())
	a.inspector = newInspector(t, p)
	return a, a.sealed
}

func newInspector(t testing.TB, p *press) *inspect.Inspector {
	t.Helper()
	i, err := inspect.New(inspect.Options{
		Seals: map[inspect.Fingerprint]bool{sha256.Sum256(p.keys.Identity.Certificate.Raw): true},
		Roots: p.keys.Roots, Stamps: p.keys.Roots, Facts: Facts, Clock: noon, Timeout: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// updated is a file with an update behind it that writes one object anew.
func updated(t testing.TB, file []byte, object int, text string) []byte {
	t.Helper()
	start := bytes.LastIndex(file, []byte("startxref"))
	trailer := bytes.LastIndex(file[:start], []byte("trailer"))
	before := 0
	if _, err := fmt.Sscanf(string(file[start:]), "startxref\n%d", &before); err != nil || trailer < 0 {
		t.Fatalf("no trailer: %v", err)
	}
	out := append(bytes.Clone(file), '\n')
	at := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", object, text)
	xref := len(out)
	dict := bytes.TrimSuffix(bytes.TrimSpace(file[trailer+len("trailer"):start]), []byte(">>"))
	return fmt.Appendf(out, "xref\n%d 1\n%010d 00000 n \ntrailer\n%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", object, at, dict, before, xref)
}
