package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"time"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// What is wrong with a time stamp.
var (
	ErrToken   = errors.New("cms: not a time-stamp token")
	ErrImprint = errors.New("cms: the time stamp is of something else")
	ErrPurpose = errors.New("cms: the certificate is not one of a time-stamp authority")
)

// Token is a time-stamp token (RFC 3161 section 2.4.2) as read. Nothing of it is
// proven before Verify.
type Token struct {
	Signed  *SignedData
	Time    time.Time
	Policy  asn1.ObjectIdentifier
	hash    crypto.Hash
	imprint []byte
}

// ParseToken reads a token. ErrToken for what is none.
func ParseToken(der []byte) (*Token, error) {
	d, err := Parse(der)
	if err != nil || !d.ContentType.Equal(OIDTSTInfo) || d.Content == nil || len(d.Signers) != 1 {
		return nil, ErrToken
	}
	t := &Token{Signed: d}
	in := cryptobyte.String(d.Content)
	var info, imprint cryptobyte.String
	var version int
	var hash algorithm
	var ok bool
	if !in.ReadASN1(&info, tag.SEQUENCE) || !in.Empty() || !info.ReadASN1Integer(&version) || version != 1 ||
		!info.ReadASN1ObjectIdentifier(&t.Policy) || !info.ReadASN1(&imprint, tag.SEQUENCE) ||
		!readAlgorithm(&imprint, &hash) || !imprint.ReadASN1Bytes(&t.imprint, tag.OCTET_STRING) ||
		!info.SkipASN1(tag.INTEGER) || !readTime(&info, &t.Time) {
		return nil, ErrToken
	}
	if t.hash, ok = hashOf(hash.id); !ok {
		return nil, ErrToken
	}
	return t, nil
}

// readTime reads a GeneralizedTime that may have a fraction of a second.
func readTime(in *cryptobyte.String, t *time.Time) bool {
	var text []byte
	if !in.ReadASN1Bytes(&text, tag.GeneralizedTime) {
		return false
	}
	var err error
	*t, err = time.Parse("20060102150405Z", string(text)) // takes a fraction as well
	return err == nil
}

// Verify says whether the token is a good stamp of the parts as one, and by which
// certificate; whether that is to be trusted is not said. Errors: ErrImprint,
// ErrPurpose, and those of Signer.Verify.
func (t *Token) Verify(parts ...[]byte) (*x509.Certificate, error) {
	sum := t.hash.New()
	for _, p := range parts {
		sum.Write(p)
	}
	if !bytes.Equal(sum.Sum(nil), t.imprint) {
		return nil, ErrImprint
	}
	s := t.Signed.Signers[0]
	c, err := s.Certificate(t.Signed.Certificates)
	if err != nil {
		return nil, err
	}
	if len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(c.UnknownExtKeyUsage) > 0 {
		return nil, ErrPurpose
	}
	h, err := s.Hash()
	if err != nil {
		return nil, err
	}
	content := h.New()
	content.Write(t.Signed.Content)
	return c, s.Verify(c, OIDTSTInfo, content.Sum(nil))
}
