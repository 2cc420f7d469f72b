package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
	"github.com/sportello/sportello/templates"
)

// printing is a world with the real typesetter and signed statements. It keeps what was
// last printed.
type printing struct {
	*world
	press   *templates.Typesetter
	stater  *certificates.Stater
	content certificates.Content
	mark    certificates.Mark
	file    []byte
}

func (p *printing) Lay(c *certificates.Content, m certificates.Mark, at time.Time) (*signing.Sheet, error) {
	if _, err := p.world.Lay(c, m, at); err != nil {
		return nil, err
	}
	sheet, err := p.press.Lay(c, m, at)
	if err == nil {
		p.content, p.mark, p.file = *c, m, sheet.Unsealed()
	}
	return sheet, err
}

func (p *printing) Proof(c *certificates.Content) ([]byte, error) { return p.press.Proof(c) }

func (p *printing) Facts(c *certificates.Content) []certificates.Fact { return p.press.Facts(c) }

// stated is what the symbol of the last page says by itself.
func (p *printing) stated(t *testing.T) *statement.Statement {
	t.Helper()
	keys, err := statement.NewKeySet(p.stater.Issuer, p.now, p.now.AddDate(0, 1, 0), statement.IssuerKey{Public: p.stater.Key.Public(), From: p.now})
	if err != nil {
		t.Fatal(err)
	}
	_, digits, _ := strings.Cut(p.mark.URL, "#")
	v := statement.VerifyDigits(digits, keys, nil, p.now)
	if v.State != statement.Valid {
		t.Fatalf("the symbol is %s: %v", v.State, v.Reasons)
	}
	return v.Statement
}

var words = sync.OnceValues(func() (*templates.Typesetter, error) {
	return templates.New(nil, templates.Options{Hole: 64})
})

// languages is those that a certificate can be printed in.
func languages(t *testing.T) (all []registry.Language) {
	t.Helper()
	w, err := words()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French, registry.English} {
		if w.WordingVersion(l) != "" {
			all = append(all, l)
		}
	}
	return all
}

// printer is the printing of a world, and the API over it.
func printer(t *testing.T, w *world) (*printing, Config) {
	t.Helper()
	config := w.config(t)
	office := config.Desk.Offices[valdemo]
	office.Basis = registry.BasisLocal
	for _, l := range languages(t) {
		if l != registry.English {
			office.Languages = append(office.Languages, l)
		}
	}
	press, err := templates.New([]registry.Office{office}, templates.Options{Hole: 64})
	if err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := statement.NewKey(private, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &printing{world: w, press: press, stater: &certificates.Stater{Key: signer, Issuer: "https://sportello.example"}}
	config.Desk.Offices[valdemo], config.Desk.Typesetter, config.Desk.Stater, config.Lines = office, p, p.stater, press.Lines
	return p, config
}

// tool runs a program of poppler; without it the test fails, because what it checks would
// go unchecked.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: apt-get install poppler-utils", name)
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}
