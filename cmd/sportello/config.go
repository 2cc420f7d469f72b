package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
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
	LogFormat string `env:"SPORTELLO_LOG_FORMAT" enum:"json,text" default:"json" help:"json or text."`
	LogLevel  string `env:"SPORTELLO_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"debug, info, warn or error."`
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
	TokenLifetime   time.Duration `env:"SPORTELLO_TOKEN_LIFETIME" default:"1h" help:"Longest lifetime of a token."`

	SealKeyFile      string `env:"SPORTELLO_SEAL_KEY_FILE" placeholder:"PATH" help:"Private key of the seal, PEM."`
	SealChainFile    string `env:"SPORTELLO_SEAL_CHAIN_FILE" placeholder:"PATH" help:"Certificate of the seal and its issuers, PEM."`
	SealPKCS12File   string `env:"SPORTELLO_SEAL_PKCS12_FILE" placeholder:"PATH" help:"Key and chain in one PKCS#12 file, instead of the two PEM files."`
	SealPasswordFile string `env:"SPORTELLO_SEAL_PASSWORD_FILE" placeholder:"PATH" help:"File that holds the password of the PKCS#12 file."`
	SealRootsFile    string `env:"SPORTELLO_SEAL_ROOTS_FILE" placeholder:"PATH" help:"Root certificates that the seal must lead to, PEM."`
	SealPSS          bool   `env:"SPORTELLO_SEAL_PSS" help:"Seal with RSASSA-PSS instead of PKCS#1 v1.5."`

	Validity map[string]int `env:"SPORTELLO_VALIDITY" placeholder:"KIND=MONTHS" help:"Validity of certificate kinds in months, where it is not three."`

	CallsPerAddress  int   `env:"SPORTELLO_CALLS_PER_ADDRESS" default:"600" help:"Calls with a token from one address in a minute."`
	VerifyPerCode    int   `env:"SPORTELLO_VERIFY_PER_CODE" default:"60" help:"Checks of one code in a minute."`
	VerifyPerAddress int   `env:"SPORTELLO_VERIFY_PER_ADDRESS" default:"120" help:"Checks from one address in a minute."`
	VerifyInAll      int   `env:"SPORTELLO_VERIFY_IN_ALL" default:"60000" help:"Checks in a minute, in all."`
	OpenPerCode      int   `env:"SPORTELLO_OPEN_PER_CODE" default:"5" help:"Wrong tries to open the content of one certificate in an hour."`
	UploadLimit      int64 `env:"SPORTELLO_UPLOAD_LIMIT" default:"20000000" help:"Largest file that is checked, in bytes."`
}

// faults is everything that is wrong with a configuration.
type faults []string

// Error joins the faults.
func (f faults) Error() string { return strings.Join(f, "; ") }

func (f *faults) add(name, format string, args ...any) {
	*f = append(*f, name+": "+fmt.Sprintf(format, args...))
}

// material is what a faultless configuration yields.
type material struct {
	databaseURL string
	publicURL   *url.URL
	zone        *time.Location
	proxies     []netip.Prefix
	identity    *signing.Identity
	roots       *x509.CertPool
	catalogue   *certificates.Catalogue
	providers   []auth.Provider
	instance    string
}

// load checks everything that can be checked without the network and reads the
// files. Its error is of type faults.
func (c *config) load(now time.Time) (*material, error) {
	var f faults
	m := &material{
		databaseURL: c.databaseURL(&f),
		publicURL:   absolute(&f, "SPORTELLO_PUBLIC_URL", c.PublicURL),
		proxies:     c.networks(&f),
		providers:   c.providers(&f),
		instance:    c.instance(),
	}
	listener(&f, "SPORTELLO_LISTEN", c.Listen)
	if c.MetricsListen != "" {
		listener(&f, "SPORTELLO_METRICS_LISTEN", c.MetricsListen)
	}
	var err error
	if m.zone, err = time.LoadLocation(c.TimeZone); err != nil {
		f.add("SPORTELLO_TIME_ZONE", "%v", err)
	}
	if m.catalogue, err = certificates.NewCatalogue(c.Validity); err != nil {
		f.add("SPORTELLO_VALIDITY", "%v", err)
	}
	c.seal(&f, m, now)
	for name, n := range map[string]int{
		"SPORTELLO_CALLS_PER_ADDRESS": c.CallsPerAddress, "SPORTELLO_VERIFY_PER_CODE": c.VerifyPerCode, "SPORTELLO_VERIFY_PER_ADDRESS": c.VerifyPerAddress,
		"SPORTELLO_VERIFY_IN_ALL": c.VerifyInAll, "SPORTELLO_OPEN_PER_CODE": c.OpenPerCode, "SPORTELLO_UPLOAD_LIMIT": int(c.UploadLimit),
	} {
		if n <= 0 {
			f.add(name, "must be above zero")
		}
	}
	if len(f) > 0 {
		return nil, f
	}
	return m, nil
}

func (d *database) databaseURL(f *faults) string {
	u := absolute(f, "SPORTELLO_DATABASE_URL", d.DatabaseURL, "postgres", "postgresql")
	if u == nil || d.DatabasePasswordFile == "" {
		return d.DatabaseURL
	}
	password := readFile(f, "SPORTELLO_DATABASE_PASSWORD_FILE", d.DatabasePasswordFile)
	u.User = url.UserPassword(u.User.Username(), strings.TrimRight(string(password), "\r\n"))
	return u.String()
}

// absolute parses an address; without schemes named it is http or https.
func absolute(f *faults, name, s string, schemes ...string) *url.URL {
	if s == "" {
		f.add(name, "is not set")
		return nil
	}
	if schemes == nil {
		schemes = []string{"https", "http"}
	}
	u, err := url.Parse(s)
	if err != nil { // the error repeats the address, which may hold a password
		f.add(name, "is not an address")
		return nil
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme && u.Host != "" {
			return u
		}
	}
	f.add(name, "is not an address that begins with %s://", schemes[0])
	return nil
}

func listener(f *faults, name, s string) {
	if _, _, err := net.SplitHostPort(s); err != nil {
		f.add(name, "is not of the form host:port")
	}
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
		Issuer: c.Issuer, JWKS: c.Issuer + discoveryPath, Algorithms: c.TokenAlgorithms, Assurances: c.Assurance,
		Citizens: true, Machines: c.OfficeIssuer == "" || c.OfficeIssuer == c.Issuer, MaxLifetime: c.TokenLifetime,
	}
	checkIssuer(f, "SPORTELLO_ISSUER", c.Issuer)
	if citizens.Machines {
		return []auth.Provider{citizens}
	}
	checkIssuer(f, "SPORTELLO_OFFICE_ISSUER", c.OfficeIssuer)
	offices := citizens
	offices.Issuer, offices.JWKS, offices.Citizens, offices.Machines = c.OfficeIssuer, c.OfficeIssuer+discoveryPath, false, true
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
	name := "SPORTELLO_SEAL_KEY_FILE"
	var err error
	switch {
	case c.SealPKCS12File != "" && c.SealKeyFile+c.SealChainFile != "":
		f.add("SPORTELLO_SEAL_PKCS12_FILE", "is set together with PEM files; give one of the two")
		return
	case c.SealPKCS12File != "":
		name = "SPORTELLO_SEAL_PKCS12_FILE"
		data := readFile(f, name, c.SealPKCS12File)
		password := readFile(f, "SPORTELLO_SEAL_PASSWORD_FILE", c.SealPasswordFile)
		if data == nil || password == nil {
			return
		}
		m.identity, err = signing.LoadPKCS12(data, strings.TrimRight(string(password), "\r\n"))
	default:
		key := readFile(f, name, c.SealKeyFile)
		chain := readFile(f, "SPORTELLO_SEAL_CHAIN_FILE", c.SealChainFile)
		if key == nil || chain == nil {
			return
		}
		m.identity, err = signing.LoadPEM(key, chain)
	}
	if err == nil {
		err = m.identity.Check(now, m.roots)
	}
	for _, e := range flatten(err) {
		f.add(name, "%v", e)
	}
}

func flatten(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func readFile(f *faults, name, path string) []byte {
	if path == "" {
		f.add(name, "is not set")
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		f.add(name, "%s: %v", path, err)
		return nil
	}
	return b
}

// logger writes to standard error.
func (l logging) logger(t terminal) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.LogLevel)); err != nil {
		level = slog.LevelInfo // kong has checked it
	}
	o := &slog.HandlerOptions{Level: level}
	if l.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(t.err, o))
	}
	return slog.New(slog.NewJSONHandler(t.err, o))
}

type checkConfigCommand struct{ config }

// Run prints every fault, or that there is none.
func (c *checkConfigCommand) Run(t terminal) error {
	if _, err := c.load(time.Now()); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, "the configuration has no fault")
	return err
}
