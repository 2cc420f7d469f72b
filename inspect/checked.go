package inspect

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// checked remembers which signatures among certificates, lists and answers have been
// checked: each is asked for many times and dear.
type checked struct {
	issued  map[[2]Fingerprint]bool
	lists   map[*x509.RevocationList]*x509.Certificate
	answers map[signedAnswer]bool
	chains  map[wantedChain][]*x509.Certificate
	left    int // checks that may still be made
}

// maxChecks is far above what honest chains take. Beyond it nothing is issued by
// anybody: many certificates of one name would otherwise take seconds.
const maxChecks = 300

type signedAnswer struct {
	answer *answer
	about  Fingerprint
}

// wantedChain is the question that chainTo answers.
type wantedChain struct {
	leaf  Fingerprint
	roots *x509.CertPool
	at    time.Time
	usage x509.ExtKeyUsage
}

func newChecked() checked {
	return checked{map[[2]Fingerprint]bool{}, map[*x509.RevocationList]*x509.Certificate{}, map[signedAnswer]bool{}, map[wantedChain][]*x509.Certificate{}, maxChecks}
}

// may counts a check and reports whether it may be made.
func (k *checked) may() bool {
	k.left--
	return k.left >= 0
}

// isIssuedBy reports whether an authority issued c.
func (k *checked) isIssuedBy(c, by *x509.Certificate) bool {
	if !by.IsCA || !bytes.Equal(by.RawSubject, c.RawIssuer) {
		return false
	}
	key := [2]Fingerprint{fingerprint(c), fingerprint(by)}
	is, known := k.issued[key]
	if !known {
		is = k.may() && c.CheckSignatureFrom(by) == nil
		k.issued[key] = is
	}
	return is
}

// issuerOf is the issuer of c among others, nil if it is not there.
func (k *checked) issuerOf(c *x509.Certificate, among []*x509.Certificate) *x509.Certificate {
	for _, i := range among {
		if k.isIssuedBy(c, i) {
			return i
		}
	}
	return nil
}

// issuers is those of c among others, its own first, as far as there are any.
func (k *checked) issuers(c *x509.Certificate, among []*x509.Certificate) []*x509.Certificate {
	var chain []*x509.Certificate
	const longest = 6
	for len(chain) < longest && !selfIssued(c) {
		issuer := k.issuerOf(c, among)
		if issuer == nil {
			break
		}
		chain, c = append(chain, issuer), issuer
	}
	return chain
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// chainTo is the certificate and the issuers that lead to a root at a time; nil if
// none do.
func (k *checked) chainTo(roots *x509.CertPool, leaf *x509.Certificate, others []*x509.Certificate, at time.Time, usage x509.ExtKeyUsage) []*x509.Certificate {
	if roots == nil { // x509 would take the system's
		return nil
	}
	key := wantedChain{fingerprint(leaf), roots, at, usage}
	if chain, known := k.chains[key]; known {
		return chain
	}
	pool := x509.NewCertPool()
	for _, o := range others {
		pool.AddCert(o)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}})
	if err == nil {
		k.chains[key] = chains[0]
	}
	return k.chains[key]
}

// isSignedFor reports whether an answer about c is by its issuer, or by a responder
// whom the issuer has charged with answering (RFC 6960 section 4.2.2.2).
func (k *checked) isSignedFor(a *answer, c, issuer *x509.Certificate) bool {
	key := signedAnswer{a, fingerprint(c)}
	is, known := k.answers[key]
	if !known {
		r, err := ocsp.ParseResponseForCert(a.der, c, issuer)
		is = k.may() && err == nil && (r.Certificate == nil || r.Certificate.Equal(issuer) || slices.Contains(r.Certificate.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning))
		k.answers[key] = is
	}
	return is
}
