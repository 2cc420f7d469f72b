package signing

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// What is wrong with a seal. Verify also returns ErrExpired, ErrNotYetValid,
// ErrKeyUsage, ErrAuthority, ErrKey and ErrChain, above B-B ErrTimestamp, ErrRevocation
// and ErrRevoked, Check also ErrForeign and ErrLevel.
var (
	ErrUnsealed  = errors.New("signing: the file has no seal")
	ErrForm      = errors.New("signing: the seal is not of the form that we write")
	ErrCoverage  = errors.New("signing: neither the seal nor an update of ours covers the whole file")
	ErrAltered   = errors.New("signing: the file is not what was sealed")
	ErrSignature = errors.New("signing: the seal's signature is wrong")
	ErrForeign   = errors.New("signing: the seal is not by the configured certificate")
)

// VerifyOptions says what Verify trusts.
type VerifyOptions struct {
	Roots *x509.CertPool // required; the system's roots are never used
	// StampRoots is for the certificates of time-stamp authorities; Roots if nil. They
	// are told from others by their key usage.
	StampRoots *x509.CertPool
	At         time.Time // what counts as the present; required, zero is long ago
}

// Seal is a valid seal.
type Seal struct {
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // the certificate's issuer first, a root last
	SubFilter   string
	Level       Level
	// Since is the time at which the certificate was verified: that of the first time
	// stamp that holds (the best-signature-time of ETSI EN 319 102-1), without any the
	// present.
	Since time.Time
	// Until is the time up to which the file can be verified as it is. It is to be
	// renewed before: Sealer.Raise.
	Until  time.Time
	Stamps []Stamp // the oldest first
}

// Verify checks, from the bytes alone, that file is a document as this package seals
// it, at any level, closed by a certificate that led to a root when the first time
// stamp shows it to have existed, and not changed since but by our own updates. It is
// for our own documents: one seal, over every byte, in exactly the form that Sealer
// writes; a valid PAdES signature of another maker is refused. The file may come from
// anybody: time and memory are bounded by its size.
//
// At B-LT and above the material in the file must prove that no certificate was revoked
// in time; below, and for the last time stamp, revocation is not looked at.
//
// It does not say that the bytes are the very ones that were issued, since to every
// ECDSA signature there is a second one, and updates can be cut off; that is for a
// stored digest to say.
func Verify(file []byte, o VerifyOptions) (*Seal, error) {
	d, err := open(file)
	if err != nil {
		return nil, err
	}
	seal, _, err := d.verify(o)
	return seal, err
}

// verify also returns the uses of keys that the file has no material about yet.
func (d *document) verify(o VerifyOptions) (*Seal, []subject, error) {
	stamps, since, err := d.verifyStamps(o.stampRoots(), o.At)
	if err != nil {
		return nil, nil, err
	}
	certificates, err := d.parseCertificates()
	if err != nil {
		return nil, nil, err
	}
	own := certificates[0]
	chain, err := trusted(own, certificates[1:], o.Roots, since)
	if err != nil {
		return nil, nil, err
	}
	s, err := d.scheme(own)
	if err != nil {
		return nil, nil, err
	}
	// The key is used only now: it is known to be a sealer's.
	if err := d.matches(newEnvelope(members(own, chain), s), own.PublicKey, d.digest(s)); err != nil {
		return nil, nil, err
	}
	pending, err := d.verifyMaterial(own, chain, stamps, since)
	if err != nil {
		return nil, nil, err
	}
	return &Seal{
		Certificate: own, Chain: chain, SubFilter: SubFilter, Level: d.level(),
		Since: since, Until: until(own, chain, stamps), Stamps: stamps,
	}, pending, nil
}

func (o VerifyOptions) stampRoots() *x509.CertPool {
	if o.StampRoots != nil {
		return o.StampRoots
	}
	return o.Roots
}

// until is when the first of the certificates runs out that count from now on: those of
// the last time stamp or, without one that holds, of the seal.
func until(own *x509.Certificate, chain []*x509.Certificate, stamps []Stamp) time.Time {
	if n := len(stamps); n > 0 && stamps[n-1].Fault == nil {
		own, chain = stamps[n-1].Certificate, stamps[n-1].Chain
	}
	end := own.NotAfter
	for _, c := range chain {
		if c.NotAfter.Before(end) {
			end = c.NotAfter
		}
	}
	return end
}

func trusted(c *x509.Certificate, issuers []*x509.Certificate, roots *x509.CertPool, at time.Time) ([]*x509.Certificate, error) {
	if err := errors.Join(validAt(c, at), purpose(c)); err != nil {
		return nil, err
	}
	chain, err := chainOf(c, issuers, roots, at, x509.ExtKeyUsageAny)
	if err != nil { // which may quote a stranger's certificate
		return nil, ErrChain
	}
	return chain, nil
}

// scheme is the way in which d says that the key of c signed.
func (d *signedData) scheme(c *x509.Certificate) (*scheme, error) {
	schemes, err := schemesOf(c.PublicKey)
	if err != nil {
		return nil, err
	}
	for _, s := range schemes {
		if bytes.Equal(s.signatureID, d.signatureID) {
			return s, nil
		}
	}
	return nil, fmt.Errorf("%w: the signature algorithm does not go with the key", ErrForm)
}

// digest is the hash of all bytes of the file outside the hole.
func (h Hole) digest(file []byte, s *scheme) []byte {
	return s.digest(file[:h.Start], file[h.End:])
}
