package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
)

// Where the demo's providers of identities answer.
const (
	citizensPath = "/demo/login"
	officersPath = "/demo/office"
)

// staff is who works at the demo's office: one at the counter, two who decide together, and
// one whom nobody has given a right yet.
func staff() []provider.Employee {
	counter := []auth.Scope{auth.ReadCertificates, auth.IssueCertificates, auth.WithdrawCertificates}
	both := append([]auth.Scope{auth.ManageOffice}, counter...)
	return []provider.Employee{
		{ID: "nadia.vidal", Name: "Nadia Vidal", Task: "Ufficiale d'anagrafe: legge, emette e ritira certificati / Registrar: reads, issues and withdraws certificates", Scopes: counter},
		{ID: "aldo.serra", Name: "Aldo Serra", Task: "Amministra l'ufficio, insieme a una seconda persona / Administers the office, together with a second person", Scopes: both},
		{ID: "ilse.kofler", Name: "Ilse Kofler", Task: "Amministra l'ufficio, insieme a una seconda persona / Administers the office, together with a second person", Scopes: both},
		{ID: "dario.conci", Name: "Dario Conci", Task: "Appena arrivato: un amministratore deve ancora dargli un diritto / New here: an administrator has yet to give him a right"},
	}
}

// loggingIn is how people log in to the demo's pages: the file of a real installation, with
// the demo's providers in it.
func (p *demoPlace) loggingIn() (loggingIn, error) {
	if _, err := p.portalSecret(); err != nil {
		return loggingIn{}, err
	}
	path := filepath.Join(p.Data, "login.yaml")
	file := fmt.Sprintf(`providers:
  demo:
    for: citizens
    issuer: %[1]q
    client-id: %[2]s
    secret-file: %[3]q
    scopes: [profile]
    name: {it: "l'accesso dimostrativo", de: Probeanmeldung, sl: poskusna prijava, fr: l'accès d'essai, en: the demo login}
    lawyer: {claim: %[7]q, value: %[8]s}
  office:
    for: officers
    issuer: %[4]q
    client-id: %[2]s
    secret-file: %[3]q
    scopes: [profile]
    name: {it: "l'ufficio dimostrativo", de: Probeamt, sl: poskusni urad, fr: le bureau d'essai, en: the demo office}
    claims: {scopes: %[5]s, offices: %[6]s}
`, p.base()+citizensPath, provider.PortalClient, p.portalSecretPath(), p.base()+officersPath, provider.RolesClaim, provider.OfficesClaim, provider.RoleClaim, provider.LawyerRole)
	err := os.WriteFile(path, []byte(file), 0o644) //nolint:gosec // it holds no secret, only where it is
	return loggingIn{LoginFile: path, SessionIdle: 30 * time.Minute, SessionLifetime: 8 * time.Hour}, err
}

func (p *demoPlace) portalSecretPath() string { return filepath.Join(p.Data, "portal-secret") }

// portalSecret is what the pages prove themselves with at the demo's providers.
func (p *demoPlace) portalSecret() (string, error) {
	text, err := os.ReadFile(p.portalSecretPath())
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(rand.Text())
		err = os.WriteFile(p.portalSecretPath(), text, 0o600)
	}
	return string(text), err
}

// logins is the demo's providers: of the citizens' identities, and of the officers'.
func (c *demoCommand) logins(log *slog.Logger) (citizens, officers http.Handler, err error) {
	secret, err := c.portalSecret()
	if err != nil {
		return nil, nil, err
	}
	options, err := c.provider(c.everybody())
	if err != nil {
		return nil, nil, err
	}
	options.Log, options.Portal, options.PortalSecret, options.Lawyers = log, c.base(), secret, lawyers()
	if citizens, err = provider.New(options); err != nil {
		return nil, nil, err
	}
	options.Issuer, options.People, options.Lawyers, options.Officers, options.Offices = c.base()+officersPath, nil, nil, staff(), []string{string(people.Office().ID)}
	if options.Key, err = provider.EnsureKey(filepath.Join(c.Data, "office-login-key.pem")); err != nil {
		return nil, nil, err
	}
	officers, err = provider.New(options)
	return citizens, officers, err
}

// lawyers is who can be a lawyer in the demo: one who lives elsewhere, and one of the
// hand-made people. What they can be asked to show nobody checks.
func lawyers() []provider.Person {
	return []provider.Person{
		{FiscalCode: "LVRBRC79L52F205D", Name: "Beatrice Olivari", Situation: "Avvocata di Milano, non abita qui: chiede solo per altri, con un mandato / Lawyer from Milan, lives elsewhere: asks about others only, on a mandate"},
		{FiscalCode: "DLLNCL84P03X901Y", Name: "Niccolò Dell'Orto", Situation: "Avvocato, abita qui: chiede per sé e la famiglia, e per altri con un mandato / Lawyer, lives here: asks for himself and his family, and about others on a mandate"},
	}
}
