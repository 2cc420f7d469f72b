package signing

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// What is wrong with a seal. Verify also returns ErrExpired, ErrNotYetValid,
// ErrKeyUsage, ErrAuthority, ErrKey and ErrChain, Check also ErrForeign.
var (
	ErrUnsealed  = errors.New("signing: the file has no seal")
	ErrForm      = errors.New("signing: the seal is not of the form that we write")
	ErrCoverage  = errors.New("signing: the seal does not cover the whole file")
	ErrAltered   = errors.New("signing: the file is not what was sealed")
	ErrSignature = errors.New("signing: the seal's signature is wrong")
	ErrForeign   = errors.New("signing: the seal is not by the configured certificate")
)

// VerifyOptions says what Verify trusts.
type VerifyOptions struct {
	Roots *x509.CertPool // required; the system's roots are never used
	At    time.Time      // when the certificates must be valid; required, zero is long ago
}

// Seal is a valid seal.
type Seal struct {
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // the certificate's issuer first, a root last
	SubFilter   string
}

// Verify checks, from the bytes alone, that file is a document as this package
// seals it, closed by a certificate that leads to a root, and not changed since. It
// is for our own documents: one seal, over every byte, in exactly the form that
// Sealer writes; a valid PAdES signature of another maker is refused. The file may
// come from anybody: time and memory are bounded by its size.
//
// It does not say that the bytes are the very ones that were issued, since to every
// ECDSA signature there is a second one; that is for a stored digest to say.
func Verify(file []byte, o VerifyOptions) (*Seal, error) {
	hole, d, err := open(file)
	if err != nil {
		return nil, err
	}
	certificates, err := d.parseCertificates()
	if err != nil {
		return nil, err
	}
	own := certificates[0]
	chain, err := o.trust(own, certificates[1:])
	if err != nil {
		return nil, err
	}
	s, err := d.scheme(own)
	if err != nil {
		return nil, err
	}
	// The key is used only now: it is known to be a sealer's.
	if err := d.matches(newEnvelope(members(own, chain), s), own.PublicKey, hole.digest(file, s)); err != nil {
		return nil, err
	}
	return &Seal{Certificate: own, Chain: chain, SubFilter: SubFilter}, nil
}

// open finds the seal of a file and reads its CMS.
func open(file []byte) (Hole, *signedData, error) {
	hole, err := locate(file)
	if err != nil {
		return Hole{}, nil, err
	}
	d, err := readCMS(file[hole.Start+1 : hole.End-1])
	return hole, d, err
}

func (o VerifyOptions) trust(c *x509.Certificate, issuers []*x509.Certificate) ([]*x509.Certificate, error) {
	if err := errors.Join(validAt(c, o.At), purpose(c)); err != nil {
		return nil, err
	}
	chain, err := chainOf(c, issuers, o.Roots, o.At)
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
