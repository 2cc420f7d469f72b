// Package provider is the identity provider of the demo office: a real OpenID
// provider (discovery, key set, code flow with PKCE, client credentials) that
// checks nobody's identity. Whoever comes picks one of the demo's people from a
// page that says so. Its access tokens are those that auth asks for: RFC 9068, with
// the claims of SPID and CIE.
//
// It exists so that the demo and the tests take the way that a real login takes,
// and can be replaced by any other provider by configuration. It keeps everything
// in memory, bounded, and forgets it within minutes.
package provider

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/sportello/sportello/auth"
)

// The clients that the provider knows.
const (
	PublicClient = "sportello-demo"        // no secret, PKCE; loopback redirects at any port
	OfficeClient = "sportello-demo-office" // the office's console: client credentials
	PortalClient = "sportello-demo-portal" // the pages: a secret, the code flow with PKCE
)

// LoopbackRedirect is the redirect address that the public client always has, at
// any port (RFC 8252 section 7.3). Login uses it.
const LoopbackRedirect = "http://127.0.0.1/sportello-demo"

// ErrUnknownPerson says that a fiscal code is none of the demo's people.
var ErrUnknownPerson = errors.New("provider: no such person in the demo")

// Options is everything that the provider is made from.
type Options struct {
	Issuer   string        // its absolute URL, without a slash at the end; "demo" is an element of its path
	Audience string        // of the access tokens: the API
	Key      crypto.Signer // signs the tokens: RSA of 2048 bits or more, or P-256

	People       []Person // who may be picked; the page shows the first of them, the others are typed
	Lawyers      []Person // who may be picked as lawyers besides; what they are elsewhere, the demo's office need not know
	RedirectURIs []string // of the public client, besides LoopbackRedirect

	Officers []Employee // who may be picked instead of People, for the pages of an office

	Portal       string // address of the pages, without a slash at the end: those of PortalClient
	PortalSecret string // of PortalClient; "" if there is none

	OfficeSecret string   // of the office's client; "" if there is none
	Offices      []string // cadastral codes of the offices in which it acts

	Clock  func() time.Time
	Random io.Reader    // safe for concurrent use
	Log    *slog.Logger // nil for no log; op writes its own to slog.Default
}

// Person is one of the demo's people.
type Person struct {
	FiscalCode string // in capital letters
	Name       string
	Situation  string // what is special about him or her, one line
}

// Employee is one of those who work at the demo office.
type Employee struct {
	ID, Name string
	Task     string // what he does, one line
	Scopes   []auth.Scope
}

// New makes the provider. The handler serves the paths below the issuer's: it wants
// to see whole paths, whatever it is mounted at. All that is wrong with the options
// is reported together.
func New(o Options) (http.Handler, error) {
	if err := o.faults(); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{
		o: o, clients: o.clients(),
		requests: newShelf[authorization](o.Clock, 10*time.Minute), codes: newShelf[grant](o.Clock, time.Minute),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /choose", s.showPeople)
	mux.Handle("POST /choose", http.NewCrossOriginProtection().Handler(http.HandlerFunc(s.choose)))
	mux.HandleFunc("GET /style.css", serveStyle)
	mux.Handle("/", op.RegisterServer(s, endpoints, op.WithServerCORSOptions(nil)))
	base, _ := url.Parse(o.Issuer) // faults has seen that it is one
	return http.StripPrefix(base.Path, guarded(http.MaxBytesHandler(mux, 64<<10))), nil
}

func (o *Options) faults() error {
	var faults []error
	fault := func(wrong bool, what string) {
		if wrong {
			faults = append(faults, errors.New("provider: "+what))
		}
	}
	u, err := url.Parse(o.Issuer)
	fault(err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(o.Issuer, "/"), "issuer is not an absolute URL without query and closing slash")
	// Its tokens say whatever one likes, so they must not be taken for another's.
	fault(err == nil && !slices.Contains(strings.Split(u.Path, "/"), "demo"), `issuer does not say that it is a demo: "demo" is no element of its path`)
	fault(o.Audience == "", "no audience")
	fault(algorithm(o.Key) == "", "the key is neither RSA of 2048 bits or more nor P-256")
	fault(o.Clock == nil, "no clock")
	fault(o.Random == nil, "no source of randomness")
	return errors.Join(faults...)
}

// algorithm is the JWS algorithm that goes with a key, "" if there is none.
func algorithm(k crypto.Signer) string {
	switch k := k.(type) {
	case *rsa.PrivateKey:
		if k.N.BitLen() >= 2048 {
			return "RS256"
		}
	case *ecdsa.PrivateKey:
		if k.Curve == elliptic.P256() {
			return "ES256"
		}
	}
	return ""
}

// person finds one of the demo's people by what somebody typed.
func (o *Options) person(typed string) (Person, error) { return among(o.People, typed) }

// lawyer finds one of the demo's lawyers.
func (o *Options) lawyer(code string) (Person, error) { return among(o.Lawyers, code) }

func among(people []Person, typed string) (Person, error) {
	code := strings.ToUpper(strings.TrimSpace(typed))
	i := slices.IndexFunc(people, func(p Person) bool { return p.FiscalCode == code })
	if i < 0 {
		return Person{}, ErrUnknownPerson
	}
	return people[i], nil
}

// officer finds one of the demo's officers.
func (o *Options) officer(id string) (Employee, error) {
	i := slices.IndexFunc(o.Officers, func(x Employee) bool { return x.ID == id })
	if i < 0 {
		return Employee{}, ErrUnknownPerson
	}
	return o.Officers[i], nil
}

// text draws 128 random bits as text.
func (o *Options) text() (string, error) { return randomText(o.Random, 16) }
