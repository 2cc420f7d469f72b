package signing

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Identity is who seals: a key, the seal certificate (certificato di sigillo
// elettronico, art. 38 Reg. UE 910/2014) and the issuers above it, in any order
// and without need for the root. The key may be in a file or a device.
type Identity struct {
	Key         crypto.Signer
	Certificate *x509.Certificate
	Chain       []*x509.Certificate
}

// The faults of an identity.
var (
	ErrMismatch    = errors.New("signing: the key does not belong to the certificate")
	ErrNotYetValid = errors.New("signing: the certificate is not valid yet")
	ErrExpired     = errors.New("signing: the certificate has expired")
	ErrKeyUsage    = errors.New("signing: the certificate's key usage names neither digitalSignature nor nonRepudiation")
	ErrAuthority   = errors.New("signing: the certificate is that of a certification authority")
	ErrWeak        = errors.New("signing: the certificate is itself signed with a weak algorithm")
	ErrChain       = errors.New("signing: the certificate does not lead to a root that is trusted")
)

// Check says whether the identity can seal at the given time. All faults come
// together, joined, one a line; each is errors.Is one of the sentinels above or
// ErrKey.
func (id *Identity) Check(now time.Time, roots *x509.CertPool) error {
	c := id.Certificate
	_, keyFault := schemesOf(id.Key.Public())
	faults := []error{keyFault, validAt(c, now), purpose(c)}
	if !belongs(id.Key, c) {
		faults = append(faults, ErrMismatch)
	}
	for _, link := range members(c, id.Chain) {
		faults = append(faults, weak(link))
	}
	// The certificate's own dates have been judged; the others' are the chain's.
	if _, err := chainOf(c, id.Chain, roots, within(c, now), x509.ExtKeyUsageAny); err != nil {
		faults = append(faults, fmt.Errorf("%w: %w", ErrChain, err))
	}
	return errors.Join(faults...)
}

func belongs(key crypto.Signer, c *x509.Certificate) bool {
	public, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(key.Public())
}

// members is what goes into the CMS: the certificate and its issuers but not the
// root, which who verifies must have from elsewhere.
func members(c *x509.Certificate, chain []*x509.Certificate) []*x509.Certificate {
	out := []*x509.Certificate{c}
	for _, issuer := range chain {
		if !bytes.Equal(issuer.RawSubject, issuer.RawIssuer) {
			out = append(out, issuer)
		}
	}
	return out
}

func validAt(c *x509.Certificate, now time.Time) error {
	if now.Before(c.NotBefore) {
		return fmt.Errorf("%w: it will be from %s", ErrNotYetValid, c.NotBefore.Format(time.RFC3339))
	}
	if now.After(c.NotAfter) {
		return fmt.Errorf("%w: it was valid until %s", ErrExpired, c.NotAfter.Format(time.RFC3339))
	}
	return nil
}

// purpose is what ETSI EN 319 412-2 4.3.2 asks of a certificate that signs.
func purpose(c *x509.Certificate) error {
	var faults []error
	if c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		faults = append(faults, ErrKeyUsage)
	}
	if c.IsCA || c.KeyUsage&x509.KeyUsageCertSign != 0 {
		faults = append(faults, ErrAuthority)
	}
	return errors.Join(faults...)
}

var weakAlgorithms = []x509.SignatureAlgorithm{
	x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.DSAWithSHA256, x509.ECDSAWithSHA1,
}

func weak(c *x509.Certificate) error {
	if slices.Contains(weakAlgorithms, c.SignatureAlgorithm) {
		return fmt.Errorf("%w: %q, %s", ErrWeak, c.Subject.CommonName, c.SignatureAlgorithm)
	}
	return nil
}

// chainOf finds the issuers of c from its own up to a root, all valid at the time and
// for the usage.
func chainOf(c *x509.Certificate, issuers []*x509.Certificate, roots *x509.CertPool, at time.Time, usage x509.ExtKeyUsage) ([]*x509.Certificate, error) {
	if roots == nil { // x509 would take the system's
		return nil, errors.New("there are no roots")
	}
	pool := x509.NewCertPool()
	for _, i := range issuers {
		pool.AddCert(i)
	}
	chains, err := c.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage},
	})
	if err != nil {
		return nil, err
	}
	return chains[0][1:], nil
}

// within is the time nearest to now at which c is valid.
func within(c *x509.Certificate, now time.Time) time.Time {
	if now.Before(c.NotBefore) {
		return c.NotBefore
	}
	if now.After(c.NotAfter) {
		return c.NotAfter
	}
	return now
}
