package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes that are accepted
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// What is wrong with a signature.
var (
	ErrAlgorithm   = errors.New("cms: the signature is of a kind that is not accepted")
	ErrSigner      = errors.New("cms: the signer's certificate is missing")
	ErrCertificate = errors.New("cms: the signed attribute names another certificate than the signer's")
	ErrAttributes  = errors.New("cms: the signed attributes are incomplete or twofold")
	ErrDigest      = errors.New("cms: the content is not what was signed")
	ErrSignature   = errors.New("cms: the signature is wrong")
)

// The types of attributes (RFC 5652 section 11, RFC 5035, RFC 3161 appendix A).
var (
	OIDContentType          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	OIDMessageDigest        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	OIDSigningTime          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	OIDSigningCertificate   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	OIDSigningCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	OIDTimeStampToken       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}

	OIDData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	OIDTSTInfo = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
)

// hashes is those that are accepted: SHA-1 is not.
var hashes = []struct {
	id   asn1.ObjectIdentifier
	hash crypto.Hash
}{
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}, crypto.SHA256},
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}, crypto.SHA384},
	{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}, crypto.SHA512},
}

func hashOf(id asn1.ObjectIdentifier) (crypto.Hash, bool) {
	for _, h := range hashes {
		if h.id.Equal(id) {
			return h.hash, true
		}
	}
	return 0, false
}

// Hash is the hash that the signer used for the content. ErrAlgorithm if it is not
// accepted.
func (s *Signer) Hash() (crypto.Hash, error) {
	h, ok := hashOf(s.digest.id)
	if !ok {
		return 0, ErrAlgorithm
	}
	return h, nil
}

// Certificate is the signer's among those given. ErrSigner if it is not there.
func (s *Signer) Certificate(among []*x509.Certificate) (*x509.Certificate, error) {
	for _, c := range among {
		if s.serial != nil && bytes.Equal(c.RawIssuer, s.issuer) && c.SerialNumber.Cmp(s.serial) == 0 ||
			s.keyID != nil && bytes.Equal(c.SubjectKeyId, s.keyID) {
			return c, nil
		}
	}
	return nil, ErrSigner
}

// Attribute is the only value of the only signed attribute of a type, nil if there
// is none. ErrAttributes if there are several.
func (s *Signer) Attribute(kind asn1.ObjectIdentifier) ([]byte, error) {
	var found []byte
	for _, a := range s.Signed {
		if !a.Type.Equal(kind) {
			continue
		}
		if found != nil || len(a.Values) != 1 {
			return nil, ErrAttributes
		}
		found = a.Values[0]
	}
	return found, nil
}

// Verify says whether the holder of c signed a content of a type with a digest. It
// does not say whether c is to be trusted. Errors are those above.
func (s *Signer) Verify(c *x509.Certificate, contentType asn1.ObjectIdentifier, digest []byte) error {
	kind, err := s.Attribute(OIDContentType)
	if err != nil {
		return err
	}
	claimed, err := s.Attribute(OIDMessageDigest)
	if err != nil {
		return err
	}
	if kind == nil || claimed == nil {
		return ErrAttributes
	}
	var of asn1.ObjectIdentifier
	in := cryptobyte.String(kind)
	if !in.ReadASN1ObjectIdentifier(&of) || !of.Equal(contentType) {
		return ErrAttributes
	}
	if err := s.names(c); err != nil {
		return err
	}
	var value []byte
	in = cryptobyte.String(claimed)
	if !in.ReadASN1Bytes(&value, tag.OCTET_STRING) || !bytes.Equal(value, digest) {
		return ErrDigest
	}
	return s.verifyKey(c.PublicKey)
}

// names checks signing-certificate-v2 (RFC 5035 section 3), if there is one: it binds
// the signature to one certificate, so that no other can be put in its place.
func (s *Signer) names(c *x509.Certificate) error {
	value, err := s.Attribute(OIDSigningCertificateV2)
	if err != nil || value == nil {
		return err
	}
	in := cryptobyte.String(value)
	var list, id cryptobyte.String
	var hash cryptobyte.String
	if !in.ReadASN1(&list, tag.SEQUENCE) || !list.ReadASN1(&list, tag.SEQUENCE) || !list.ReadASN1(&id, tag.SEQUENCE) {
		return ErrAttributes
	}
	h := crypto.SHA256
	if id.PeekASN1Tag(tag.SEQUENCE) {
		var a algorithm
		var ok bool
		if !readAlgorithm(&id, &a) {
			return ErrAttributes
		}
		if h, ok = hashOf(a.id); !ok {
			return ErrAlgorithm
		}
	}
	if !id.ReadASN1(&hash, tag.OCTET_STRING) {
		return ErrAttributes
	}
	sum := h.New()
	sum.Write(c.Raw)
	if !bytes.Equal(hash, sum.Sum(nil)) {
		return ErrCertificate
	}
	return nil
}

// verifyKey checks the signature over the signed attributes.
func (s *Signer) verifyKey(key crypto.PublicKey) error {
	h, pss, err := s.scheme()
	if err != nil {
		return err
	}
	sum := h.New()
	sum.Write(s.attributes)
	digest := sum.Sum(nil)
	switch k := key.(type) {
	case *rsa.PublicKey:
		return s.verifyRSA(k, h, pss, digest)
	case *ecdsa.PublicKey:
		if ecdsa.VerifyASN1(k, digest, s.Signature) {
			return nil
		}
		return ErrSignature
	}
	return ErrAlgorithm
}

func (s *Signer) verifyRSA(key *rsa.PublicKey, h crypto.Hash, pss bool, digest []byte) error {
	verify := rsa.VerifyPKCS1v15
	if pss {
		verify = func(key *rsa.PublicKey, h crypto.Hash, digest, signature []byte) error {
			return rsa.VerifyPSS(key, h, digest, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto, Hash: h})
		}
	}
	if verify(key, h, digest, s.Signature) != nil {
		return ErrSignature
	}
	return nil
}
