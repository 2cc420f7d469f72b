package signing

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// What can be wrong with a certificate's revocation state.
var (
	ErrRevoked    = errors.New("signing: the certificate is revoked")
	ErrRevocation = errors.New("signing: the revocation state is not proven")
)

// evidence is what an issuer says about one certificate: an OCSP response or a
// revocation list. Who says it has been verified; whether it is timely has not.
type evidence struct {
	der     []byte
	kind    int       // ocspKind or listKind
	revoked time.Time // since when; zero if it is not
	from    time.Time // the time whose state it is
	until   time.Time // when there will be news
}

// newsAfter is when news are expected of an issuer that says that there are always some
// (RFC 6960 4.2.2.1).
const newsAfter = time.Hour

// What is longer is not worth embedding in every file, and, from a stranger, may hold a
// key that takes long to verify with.
const (
	maxOCSP = 16 << 10
	maxCRL  = 1 << 20
)

// readEvidence reads either kind; ErrRevocation if it says nothing about c.
func readEvidence(der []byte, kind int, c, issuer *x509.Certificate) (e *evidence, err error) {
	switch {
	case kind == listKind && len(der) <= maxCRL:
		e, err = readCRL(der, c, issuer)
	case kind == ocspKind && len(der) <= maxOCSP:
		e, err = readOCSP(der, c, issuer)
	default:
		err = fmt.Errorf("%d bytes", len(der))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRevocation, err)
	}
	return e, nil
}

// subject is a use of a certificate's key that is to be shown to have been good.
type subject struct {
	certificate, issuer *x509.Certificate
	used                time.Time // the state must be of that time or later
	proven              time.Time // when it is sure to have been done: a later revocation does not matter
}

// subjects is the use of c and of all above it but the root, which nobody can revoke.
// chain is its issuers, a root last.
func subjects(c *x509.Certificate, chain []*x509.Certificate, used, proven time.Time) (out []subject) {
	for _, issuer := range chain {
		out = append(out, subject{c, issuer, used, proven})
		c = issuer
	}
	return out
}

// supports says whether e proves that the use was good. ErrRevoked if the certificate
// was revoked by then, ErrRevocation if there were news since.
func (e *evidence) supports(s subject) error {
	if !e.revoked.IsZero() && !e.revoked.After(s.proven) {
		return fmt.Errorf("%w since %s", ErrRevoked, e.revoked.UTC().Format(time.RFC3339))
	}
	if e.until.Before(s.used) {
		return fmt.Errorf("%w: news were due at %s", ErrRevocation, e.until.UTC().Format(time.RFC3339))
	}
	return nil
}
