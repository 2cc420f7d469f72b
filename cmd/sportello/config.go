package main

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// database is how to reach PostgreSQL (15 or newer). The password may stand in the
// URL, but belongs in a file.
type database struct {
	DatabaseURL          string `env:"SPORTELLO_DATABASE_URL" placeholder:"URL" help:"PostgreSQL, as postgres://user@host/name."`
	DatabasePasswordFile string `env:"SPORTELLO_DATABASE_PASSWORD_FILE" placeholder:"PATH" help:"File that holds the database password."`
}

// logging is where the log goes: standard error, one record a line.
type logging struct {
	LogFormat string `env:"SPORTELLO_LOG_FORMAT" default:"json" help:"json or text."`
	LogLevel  string `env:"SPORTELLO_LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
}

// config is the whole configuration of a serving process. Every field is a flag
// and an environment variable; secrets are given by the path of a file. All
// faults are reported together, by check-config and at start-up.
type config struct {
	database
	logging

	Listen        string   `env:"SPORTELLO_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API and the pages are served."`
	MetricsListen string   `env:"SPORTELLO_METRICS_LISTEN" default:"127.0.0.1:9464" placeholder:"HOST:PORT" help:"Private listener for Prometheus metrics; empty for none."`
	PublicURL     string   `env:"SPORTELLO_PUBLIC_URL" placeholder:"URL" help:"Address under which people reach the service; it is printed on certificates."`
	TrustedProxy  []string `env:"SPORTELLO_TRUSTED_PROXY" placeholder:"CIDR" help:"Networks of the proxies whose X-Forwarded-For is believed."`
	Instance      string   `env:"SPORTELLO_INSTANCE" placeholder:"NAME" help:"Name of this process among those that share the database; host name and listener if empty."`
	TimeZone      string   `env:"SPORTELLO_TIME_ZONE" default:"Europe/Rome" help:"Time zone of the offices."`

	Issuer          string        `env:"SPORTELLO_ISSUER" placeholder:"URL" help:"OpenID provider whose access tokens citizens bring."`
	OfficeIssuer    string        `env:"SPORTELLO_OFFICE_ISSUER" placeholder:"URL" help:"Provider of the offices' tokens; the citizens' one if empty."`
	Audience        string        `env:"SPORTELLO_AUDIENCE" placeholder:"URI" help:"What tokens must name as audience; the public address if empty."`
	TokenAlgorithms []string      `env:"SPORTELLO_TOKEN_ALGORITHMS" default:"RS256,PS256,ES256" help:"Signature algorithms of tokens, out of RS256, PS256 and ES256."`
	Assurance       []string      `env:"SPORTELLO_ASSURANCE" placeholder:"ACR" help:"Accepted levels of assurance of citizens' logins; SpidL2 and eIDAS substantial and above if empty."`
	LawyerClaim     string        `env:"SPORTELLO_LAWYER_CLAIM" placeholder:"NAME" help:"Claim by which the citizens' provider says that somebody is a lawyer; nobody is one if empty."`
	LawyerValue     string        `env:"SPORTELLO_LAWYER_VALUE" placeholder:"TEXT" help:"What that claim holds for a lawyer."`
	TokenLifetime   time.Duration `type:"setting" env:"SPORTELLO_TOKEN_LIFETIME" default:"1h" help:"Longest lifetime of a token."`

	SealKeyFile      string `env:"SPORTELLO_SEAL_KEY_FILE" placeholder:"PATH" help:"Private key of the seal, PEM."`
	SealChainFile    string `env:"SPORTELLO_SEAL_CHAIN_FILE" placeholder:"PATH" help:"Certificate of the seal and its issuers, PEM."`
	SealPKCS12File   string `env:"SPORTELLO_SEAL_PKCS12_FILE" placeholder:"PATH" help:"Key and chain in one PKCS#12 file, instead of the two PEM files."`
	SealPasswordFile string `env:"SPORTELLO_SEAL_PASSWORD_FILE" placeholder:"PATH" help:"File that holds the password of the PKCS#12 file."`
	SealRootsFile    string `env:"SPORTELLO_SEAL_ROOTS_FILE" placeholder:"PATH" help:"Root certificates that the seal must lead to, PEM."`
	SealPastFile     string `env:"SPORTELLO_SEAL_PAST_FILE" placeholder:"PATH" help:"Certificates that sealed before, PEM, so that files of theirs are known as ours."`
	SealPSS          bool   `type:"setting" env:"SPORTELLO_SEAL_PSS" help:"Seal with RSASSA-PSS instead of PKCS#1 v1.5."`
	sealKey
	longTerm

	loggingIn

	OfficesFile string `env:"SPORTELLO_OFFICES_FILE" placeholder:"PATH" help:"What the offices have decided: kinds, validity, fees, letterhead (docs/offices.md)."`
	paying

	CallsPerAddress   int   `type:"setting" env:"SPORTELLO_CALLS_PER_ADDRESS" default:"600" help:"Calls with a token from one address in a minute."`
	PagesPerPerson    int   `type:"setting" env:"SPORTELLO_PAGES_PER_PERSON" default:"300" help:"Pages and files for one person who is logged in, in a minute."`
	SearchesPerMinute int   `type:"setting" env:"SPORTELLO_SEARCHES_PER_MINUTE" default:"30" help:"Searches for persons by one officer or lawyer in a minute."`
	VerifyPerCode     int   `type:"setting" env:"SPORTELLO_VERIFY_PER_CODE" default:"60" help:"Checks of one code in a minute."`
	VerifyPerAddress  int   `type:"setting" env:"SPORTELLO_VERIFY_PER_ADDRESS" default:"120" help:"Checks from one address in a minute."`
	VerifyInAll       int   `type:"setting" env:"SPORTELLO_VERIFY_IN_ALL" default:"60000" help:"Checks in a minute, in all."`
	OpenPerCode       int   `type:"setting" env:"SPORTELLO_OPEN_PER_CODE" default:"5" help:"Wrong tries to open the content of one certificate in an hour."`
	UploadLimit       int64 `type:"setting" env:"SPORTELLO_UPLOAD_LIMIT" default:"20000000" help:"Largest file that is checked, in bytes."`
}

// material is what a faultless configuration yields.
type material struct {
	databaseURL string
	publicURL   *url.URL
	zone        *time.Location
	proxies     []netip.Prefix
	identity    *signing.Identity
	device      io.Closer // that holds the identity's key, or nil
	roots       *x509.CertPool
	past        []*x509.Certificate // of earlier seals
	catalogue   *certificates.Catalogue
	offices     map[registry.OfficeID]officefile.Office
	providers   []auth.Provider
	instance    string
	lasting
	till
	logins []login.Provider
}

// load checks everything that can be checked without the network and reads the
// files. Its error is of type faults; unread is those that were found before.
func (c *config) load(now time.Time, unread faults) (*material, error) {
	f := slices.Clone(unread)
	m := &material{
		databaseURL: c.databaseURL(&f),
		publicURL:   c.publicURL(&f),
		proxies:     c.networks(&f),
		providers:   c.providers(&f),
		instance:    c.instance(),
	}
	listener(&f, "SPORTELLO_LISTEN", c.Listen)
	if collector := os.Getenv(collectorVariable); collector != "" {
		absolute(&f, collectorVariable, collector)
	}
	if c.MetricsListen != "" {
		listener(&f, "SPORTELLO_METRICS_LISTEN", c.MetricsListen)
	}
	var err error
	if m.zone, err = time.LoadLocation(c.TimeZone); err != nil {
		f.add("SPORTELLO_TIME_ZONE", "%v", err)
	}
	m.catalogue = certificates.NewCatalogue()
	m.offices = c.offices(&f, m.catalogue)
	c.seal(&f, m, now)
	m.lasting = c.longTerm.load(&f)
	m.till = c.paying.load(&f, m.publicURL)
	m.logins = c.loggingIn.load(&f)
	c.tokens(&f)
	c.limits(&f)
	c.checkLog(&f)
	if len(f) > 0 {
		_ = m.closeKey() // the faults are what counts
		return nil, f
	}
	return m, nil
}

// publicURL is what paths are added to, on paper as well.
func (c *config) publicURL(f *faults) *url.URL {
	u := absolute(f, "SPORTELLO_PUBLIC_URL", c.PublicURL)
	if u != nil && (u.User != nil || u.RawQuery != "" || u.Fragment != "") {
		f.add("SPORTELLO_PUBLIC_URL", "holds more than a scheme, a host and a path")
	}
	return u
}

// offices is what the offices have decided, as far as that can be told without the
// register.
func (c *config) offices(f *faults, catalogue *certificates.Catalogue) map[registry.OfficeID]officefile.Office {
	if c.OfficesFile == "" {
		return nil
	}
	file := readFile(f, "SPORTELLO_OFFICES_FILE", c.OfficesFile)
	offices, wrong := officefile.Read(bytes.NewReader(file), catalogue)
	for _, w := range wrong {
		f.add("SPORTELLO_OFFICES_FILE", "%v", w)
	}
	return offices
}

func (c *config) tokens(f *faults) {
	for _, a := range c.TokenAlgorithms {
		if !slices.Contains([]string{"RS256", "PS256", "ES256"}, a) {
			f.add("SPORTELLO_TOKEN_ALGORITHMS", "%q is not among RS256, PS256 and ES256", a)
		}
	}
	if slices.Contains(c.Assurance, "") {
		f.add("SPORTELLO_ASSURANCE", "holds an empty level")
	}
	if (c.LawyerClaim == "") != (c.LawyerValue == "") {
		f.add("SPORTELLO_LAWYER_CLAIM", "and SPORTELLO_LAWYER_VALUE are set together or not at all")
	}
}

// limits are above zero. One that could not be read is zero, and has been told.
func (c *config) limits(f *faults) {
	for name, n := range map[string]int64{
		"SPORTELLO_CALLS_PER_ADDRESS": int64(c.CallsPerAddress), "SPORTELLO_VERIFY_PER_CODE": int64(c.VerifyPerCode), "SPORTELLO_SEARCHES_PER_MINUTE": int64(c.SearchesPerMinute),
		"SPORTELLO_PAGES_PER_PERSON": int64(c.PagesPerPerson), "SPORTELLO_VERIFY_PER_ADDRESS": int64(c.VerifyPerAddress), "SPORTELLO_VERIFY_IN_ALL": int64(c.VerifyInAll),
		"SPORTELLO_OPEN_PER_CODE": int64(c.OpenPerCode), "SPORTELLO_UPLOAD_LIMIT": c.UploadLimit, "SPORTELLO_TOKEN_LIFETIME": int64(c.TokenLifetime),
	} {
		if n <= 0 && !f.about(name) {
			f.add(name, "must be above zero")
		}
	}
}

func (l logging) checkLog(f *faults) {
	if l.LogFormat != "json" && l.LogFormat != "text" {
		f.add("SPORTELLO_LOG_FORMAT", "is neither json nor text")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, l.LogLevel) {
		f.add("SPORTELLO_LOG_LEVEL", "is not debug, info, warn or error")
	}
}

func (d *database) databaseURL(f *faults) string {
	u := absolute(f, "SPORTELLO_DATABASE_URL", d.DatabaseURL, "postgres", "postgresql")
	if u == nil {
		return ""
	}
	if _, err := pgconn.ParseConfig(d.DatabaseURL); err != nil { // the error quotes the address, its cause does not
		f.add("SPORTELLO_DATABASE_URL", "cannot be used: %v", errors.Unwrap(err))
	}
	if d.DatabasePasswordFile == "" {
		return d.DatabaseURL
	}
	password := readFile(f, "SPORTELLO_DATABASE_PASSWORD_FILE", d.DatabasePasswordFile)
	u.User = url.UserPassword(u.User.Username(), strings.TrimRight(string(password), "\r\n"))
	return u.String()
}

func (c *config) networks(f *faults) (out []netip.Prefix) {
	for _, s := range c.TrustedProxy {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			f.add("SPORTELLO_TRUSTED_PROXY", "%q is not a network such as 10.0.0.0/8", s)
			continue
		}
		out = append(out, p)
	}
	return out
}

// providers is who may vouch for citizens and for offices. Keys are found through
// the provider's discovery document, at the first token.
func (c *config) providers(f *faults) []auth.Provider {
	citizens := auth.Provider{
		Issuer: c.Issuer, JWKS: discovery(c.Issuer), Algorithms: c.TokenAlgorithms, Assurances: c.Assurance,
		Citizens: true, Machines: c.OfficeIssuer == "" || c.OfficeIssuer == c.Issuer, MaxLifetime: c.TokenLifetime,
		Lawyer: auth.Role{Claim: c.LawyerClaim, Value: c.LawyerValue},
	}
	checkIssuer(f, "SPORTELLO_ISSUER", c.Issuer)
	if citizens.Machines {
		return []auth.Provider{citizens}
	}
	checkIssuer(f, "SPORTELLO_OFFICE_ISSUER", c.OfficeIssuer)
	offices := citizens
	offices.Issuer, offices.JWKS, offices.Citizens, offices.Machines = c.OfficeIssuer, discovery(c.OfficeIssuer), false, true
	offices.Lawyer = auth.Role{}
	return []auth.Provider{citizens, offices}
}

// checkIssuer wants TLS but on the machine itself: keys that came in the clear
// vouch for nobody.
func checkIssuer(f *faults, name, issuer string) {
	u := absolute(f, name, issuer)
	if u != nil && u.Scheme != "https" && !loopback(u) {
		f.add(name, "must begin with https://")
	}
}

func loopback(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || (err == nil && ip.IsLoopback())
}

func (c *config) instance() string {
	if c.Instance != "" {
		return c.Instance
	}
	host, err := os.Hostname()
	if err != nil {
		host = "sportello"
	}
	return host + " " + c.Listen
}

// seal reads the key and its certificates and checks that they can seal now.
func (c *config) seal(f *faults, m *material, now time.Time) {
	if m.roots = x509.NewCertPool(); c.SealRootsFile == "" {
		f.add("SPORTELLO_SEAL_ROOTS_FILE", "is not set")
	} else if pem := readFile(f, "SPORTELLO_SEAL_ROOTS_FILE", c.SealRootsFile); pem != nil && !m.roots.AppendCertsFromPEM(pem) {
		f.add("SPORTELLO_SEAL_ROOTS_FILE", "holds no certificate")
	}
	m.past = c.past(f)
	name, id := c.identity(f)
	if id == nil {
		return
	}
	m.identity = id
	m.device, _ = id.Key.(io.Closer)
	for _, e := range flatten(id.Check(now, m.roots)) {
		f.add(name, "%v", e)
	}
	c.qualified(f, id.Certificate)
}

// past is the certificates that sealed before.
func (c *config) past(f *faults) []*x509.Certificate {
	const name = "SPORTELLO_SEAL_PAST_FILE"
	if c.SealPastFile == "" {
		return nil
	}
	text := readFile(f, name, c.SealPastFile)
	if text == nil {
		return nil
	}
	all, err := certificatesIn(text)
	if err != nil {
		f.add(name, "%v", err)
	}
	return all
}

// logger writes to standard error.
func (l logging) logger(t terminal) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.LogLevel)); err != nil {
		level = slog.LevelInfo // load has checked it
	}
	o := &slog.HandlerOptions{Level: level}
	if l.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(t.err, o))
	}
	return slog.New(slog.NewJSONHandler(t.err, o))
}

type checkConfigCommand struct{ config }

// Run prints every fault, or that there is none.
func (c *checkConfigCommand) Run(t terminal, unread *faults) error {
	m, err := c.load(time.Now(), *unread)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "the configuration has no fault")
	return errors.Join(err, m.closeKey())
}
