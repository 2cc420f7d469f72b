// Package trust is the demo's trust services, on real protocols: an OCSP responder
// (RFC 6960), the revocation lists and certificates of the demo's root and issuing
// authority (RFC 5280), and a time-stamp authority (RFC 3161). With them the seal's
// whole ladder, from B-B to B-LTA, runs on one machine.
//
// They vouch for nothing: the keys are those of package keys, made by whoever runs
// the demo. How the seal is revoked for trying that out is said there; the answers
// here follow at once.
//
// Tests make the services misbehave by Options, and late, silent or mute by a handler
// around this one.
package trust

import (
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/sportello/sportello/internal/demo/keys"
)

// The paths of the services below the address of the whole.
const (
	ocspPath       = "/ocsp"
	timeStampPath  = "/tsa"
	rootPath       = "/root.cer"
	rootCRLPath    = "/root.crl"
	issuingPath    = "/issuing.cer"
	issuingCRLPath = "/issuing.crl"
)

// URLs is where the services answer: those that the demo's certificates name, and
// the time-stamp authority, which none names and a configuration must.
type URLs struct {
	keys.URLs
	TimeStamp string
}

// At is the URLs of services below base, which has no slash at the end.
func At(base string) URLs {
	return URLs{
		URLs: keys.URLs{
			Root:    keys.Services{Certificate: base + rootPath, CRL: base + rootCRLPath},
			Issuing: keys.Services{Certificate: base + issuingPath, CRL: base + issuingCRLPath, OCSP: base + ocspPath},
		},
		TimeStamp: base + timeStampPath,
	}
}

// Options is what the services need. The demo sets the first three only; the others
// are for tests.
type Options struct {
	Clock  func() time.Time
	Random io.Reader    // safe for concurrent use
	Log    *slog.Logger // nil for no log

	// Revoked says since when one of the demo's certificates is revoked; nil for what
	// the keys say. With an error the services say that they cannot tell.
	Revoked func(*x509.Certificate) (since time.Time, revoked bool, err error)
	// Spoil changes a time stamp before it is signed; its serial number is drawn
	// after that.
	Spoil func(*timestamp.Timestamp)
}

// New makes the services' handler. It wants to see paths without what it is mounted
// at (http.StripPrefix) and is safe for concurrent use.
func New(m *keys.Material, o Options) (http.Handler, error) {
	if o.Clock == nil || o.Random == nil {
		return nil, errors.New("trust: no clock or no source of randomness")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Revoked == nil {
		o.Revoked = m.Revoked
	}
	issued := []*x509.Certificate{m.Identity.Certificate, m.TimeStamp.Certificate, m.Responder.Certificate}
	status := &responder{Options: o, issuer: m.IssuingAuthority.Certificate, issued: issued, by: m.Responder}
	stamps := &authority{Options: o, by: m.TimeStamp, above: m.IssuingAuthority.Certificate}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+ocspPath, status.post)
	mux.HandleFunc("GET "+ocspPath, status.get) // else it would be a redirect
	mux.HandleFunc("GET "+ocspPath+"/{request...}", status.get)
	mux.HandleFunc("POST "+timeStampPath, stamps.post)
	mux.Handle("GET "+rootPath, certificate(m.RootAuthority.Certificate))
	mux.Handle("GET "+issuingPath, certificate(m.IssuingAuthority.Certificate))
	mux.Handle("GET "+rootCRLPath, &list{Options: o, by: m.RootAuthority, issued: []*x509.Certificate{m.IssuingAuthority.Certificate}})
	mux.Handle("GET "+issuingCRLPath, &list{Options: o, by: m.IssuingAuthority, issued: issued})
	return guarded(mux), nil
}
