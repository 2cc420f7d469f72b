package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// Config is whom to believe, and how keys are had.
type Config struct {
	Providers []Provider
	Audience  string // our identifier, which a token's aud must contain

	// Fetch gets a provider's key set. It must bound size and time, follow no
	// redirect to another host, and keep to the context.
	Fetch func(ctx context.Context, url string) ([]byte, error)
	Clock func() time.Time
	Log   *slog.Logger // nil for no log
}

// Provider is one identity provider.
type Provider struct {
	Issuer     string   // exactly as its tokens' iss
	JWKS       string   // address of its key set: https, or http on this machine
	Algorithms []string // of RS256, PS256 and ES256; all three if none is named
	Assurances []string // the acr values that are enough for a citizen; DefaultAssurances if none is named
	Citizens   bool     // may speak for citizens
	Machines   bool     // may speak for machine clients
	Lawyer     Role     // how it says that a citizen is a lawyer; zero if it is not trusted to

	MaxLifetime time.Duration // of a token, from iat to exp; an hour if zero
}

// Role is a claim and the value by which a provider says that a citizen has a
// professional role (in the Italian federation, an attribute that a qualified attribute
// authority vouches for). The claim is a text or an array of texts.
type Role struct{ Claim, Value string }

// DefaultAssurances are the levels at which a login equals an identity document
// (art. 64 c.2-duodecies CAD): SPID and CIE levels 2 and 3, eIDAS substantial and
// high.
var DefaultAssurances = []string{
	"https://www.spid.gov.it/SpidL2",
	"https://www.spid.gov.it/SpidL3",
	"http://eidas.europa.eu/LoA/substantial",
	"http://eidas.europa.eu/LoA/high",
}

const defaultLifetime = time.Hour

// Checker checks tokens. It is safe for concurrent use.
type Checker struct {
	audience string
	clock    func() time.Time
	issuers  map[string]*issuer
}

// issuer is a provider, ready for use.
type issuer struct {
	Provider
	keys    *keyring
	vouched vouched
}

// New makes a checker. All that is wrong with the configuration is reported
// together. Keys are fetched when the first token needs them.
func New(c Config) (*Checker, error) {
	if err := c.faults(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	checker := &Checker{audience: c.Audience, clock: c.Clock, issuers: make(map[string]*issuer)}
	for _, p := range c.Providers {
		if len(p.Algorithms) == 0 {
			p.Algorithms = []string{"RS256", "PS256", "ES256"}
		}
		if len(p.Assurances) == 0 {
			p.Assurances = DefaultAssurances
		}
		if p.MaxLifetime == 0 {
			p.MaxLifetime = defaultLifetime
		}
		log := c.Log.With(slog.String("issuer", p.Issuer))
		checker.issuers[p.Issuer] = &issuer{Provider: p, keys: newKeyring(p.JWKS, c.Fetch, c.Clock, log)}
	}
	return checker, nil
}

func (c *Config) faults() error {
	var faults []error
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Errorf("auth: "+format, args...))
		}
	}
	fault(len(c.Providers) == 0, "no identity provider")
	fault(c.Audience == "", "no audience")
	fault(c.Fetch == nil, "no way to fetch keys")
	fault(c.Clock == nil, "no clock")
	seen := make(map[string]bool)
	for i, p := range c.Providers {
		name := fmt.Sprintf("provider %d (%s)", i+1, p.Issuer)
		fault(p.Issuer == "", "%s: no issuer", name)
		fault(p.Issuer != "" && seen[p.Issuer], "%s: named twice", name)
		fault(!trustworthy(p.JWKS), "%s: the address of the key set must be https, or http on this machine", name)
		for _, a := range p.Algorithms {
			fault(methods[a] == nil, "%s: algorithm %q is not among RS256, PS256, ES256", name, a)
		}
		fault(slices.Contains(p.Assurances, ""), "%s: empty level of assurance", name)
		fault(!p.Citizens && !p.Machines, "%s: speaks neither for citizens nor for machines", name)
		fault((p.Lawyer.Claim == "") != (p.Lawyer.Value == ""), "%s: the role of lawyer has only one of claim and value", name)
		fault(p.Lawyer != Role{} && (!p.Citizens || reserved(p.Lawyer.Claim)), "%s: cannot say who is a lawyer by that claim", name)
		fault(p.MaxLifetime < 0, "%s: negative lifetime", name)
		seen[p.Issuer] = true
	}
	return errors.Join(faults...)
}

// reserved reports whether a claim means something else to us.
func reserved(claim string) bool {
	return slices.Contains([]string{
		"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "acr", "scope", "offices", "cnf",
		fiscalNumber, legacyFiscalNumber, officerClaim,
	}, claim)
}

// trustworthy reports whether keys that come from the address can be believed:
// those that came over an open line are anybody's.
func trustworthy(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
