package signing

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrMessage says that bytes are not a CMS that can be judged.
var ErrMessage = errors.New("signing: not a CMS of one signer in DER")

// Message is a CMS SignedData (RFC 5652 section 5) of anybody, with one signer and
// signed attributes, as read. It is not judged: Verify does that.
type Message struct {
	Type         asn1.ObjectIdentifier // of the content
	Content      []byte                // nil if it is elsewhere (a detached signature)
	Certificates []*x509.Certificate

	typeID      []byte // Type, encoded
	signer      []byte // the signer's identifier: issuerAndSerialNumber, or [0] subjectKeyIdentifier
	digestID    []byte // the name of the digest algorithm, encoded
	attributes  []byte // the signed attributes, as SET
	signatureID []byte // the element signatureAlgorithm
	signature   []byte
}

// ParseMessage reads a CMS of at most 64 KB; ErrMessage if it is none. It may come
// from anybody.
func ParseMessage(der []byte) (*Message, error) {
	if len(der) > maxCMS {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrMessage, maxCMS)
	}
	m := &Message{}
	var certificates, infos cryptobyte.String
	if !m.split(der, &certificates, &infos) || !m.splitSigner(infos) {
		return nil, ErrMessage
	}
	for !certificates.Empty() {
		c, err := readCertificate(&certificates)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMessage, err)
		}
		m.Certificates = append(m.Certificates, c)
	}
	return m, nil
}

func (m *Message) split(der []byte, certificates, infos *cryptobyte.String) bool {
	in := cryptobyte.String(der)
	var info, content, inner cryptobyte.String
	ok := in.ReadASN1(&info, tag.SEQUENCE) && in.Empty() && // ContentInfo
		readExactly(&info, oidSignedData) &&
		info.ReadASN1(&in, tagged(0)) && info.Empty() &&
		in.ReadASN1(&info, tag.SEQUENCE) && in.Empty() && // SignedData
		info.SkipASN1(tag.INTEGER) &&
		info.SkipASN1(tag.SET) &&
		info.ReadASN1(&content, tag.SEQUENCE) &&
		info.ReadOptionalASN1(certificates, nil, tagged(0)) &&
		info.SkipOptionalASN1(tagged(1)) && // revocation lists
		info.ReadASN1(infos, tag.SET) && info.Empty() &&
		content.ReadASN1Element((*cryptobyte.String)(&m.typeID), tag.OBJECT_IDENTIFIER)
	if !ok {
		return false
	}
	name := cryptobyte.String(m.typeID)
	if !name.ReadASN1ObjectIdentifier(&m.Type) || content.Empty() {
		return m.Type != nil
	}
	return content.ReadASN1(&inner, tagged(0)) && content.Empty() &&
		inner.ReadASN1Bytes(&m.Content, tag.OCTET_STRING) && inner.Empty()
}

func (m *Message) splitSigner(infos cryptobyte.String) bool {
	var in, digest, attributes cryptobyte.String
	ok := infos.ReadASN1(&in, tag.SEQUENCE) && infos.Empty() &&
		in.SkipASN1(tag.INTEGER) &&
		in.ReadAnyASN1Element((*cryptobyte.String)(&m.signer), new(tag.Tag)) &&
		in.ReadASN1(&digest, tag.SEQUENCE) &&
		digest.ReadASN1Element((*cryptobyte.String)(&m.digestID), tag.OBJECT_IDENTIFIER) &&
		in.ReadASN1Element(&attributes, tagged(0)) &&
		in.ReadASN1Element((*cryptobyte.String)(&m.signatureID), tag.SEQUENCE) &&
		in.ReadASN1Bytes(&m.signature, tag.OCTET_STRING) &&
		in.SkipOptionalASN1(tagged(1)) && in.Empty()
	if ok {
		m.attributes = retagged(attributes, tag.SET)
	}
	return ok
}

// Signer is the certificate, among those in the message, that the message says its
// signer has; nil if it is not there.
func (m *Message) Signer() *x509.Certificate {
	for _, c := range m.Certificates {
		byKey := element(tag.Tag(0).ContextSpecific(), c.SubjectKeyId)
		if bytes.Equal(m.signer, issuerAndSerial(c)) || len(c.SubjectKeyId) > 0 && bytes.Equal(m.signer, byKey) {
			return c
		}
	}
	return nil
}

// attribute is the value of the signed attribute of that name, an element in DER; nil
// unless the attribute is there once, with one value.
func (m *Message) attribute(name []byte) []byte {
	var set, attribute, values, found cryptobyte.String
	in := cryptobyte.String(m.attributes)
	if !in.ReadASN1(&set, tag.SET) {
		return nil
	}
	for !set.Empty() {
		if !set.ReadASN1(&attribute, tag.SEQUENCE) {
			return nil
		}
		if !readExactly(&attribute, name) {
			continue
		}
		if found != nil || !attribute.ReadASN1(&values, tag.SET) || !values.ReadAnyASN1Element(&found, new(tag.Tag)) || !values.Empty() {
			return nil
		}
	}
	return found
}

// Verify says whether the holder of c signed the content, which is given in parts. It
// does not judge c. ErrAltered if the content is another, ErrSignature if the
// signature is wrong or of a kind that proves nothing, ErrMessage if the attributes
// are incomplete.
func (m *Message) Verify(c *x509.Certificate, content ...[]byte) error {
	hash, known := hashes[string(m.digestID)]
	if !known {
		return fmt.Errorf("%w: unknown digest algorithm", ErrSignature)
	}
	if !bytes.Equal(m.attribute(oidContentType), m.typeID) {
		return fmt.Errorf("%w: content-type is not what it should be", ErrMessage)
	}
	if !bytes.Equal(m.attribute(oidMessageDigest), element(tag.OCTET_STRING, sum(hash, content...))) {
		return ErrAltered
	}
	if err := c.CheckSignature(signatureAlgorithm(m.signatureID, hash), m.attributes, m.signature); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// readCertificate takes the next certificate. An RSA key larger than any in use would
// cost seconds to verify with.
func readCertificate(in *cryptobyte.String) (*x509.Certificate, error) {
	var raw cryptobyte.String
	if !in.ReadASN1Element(&raw, tag.SEQUENCE) {
		return nil, errors.New("a certificate is none")
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil { // which may quote the certificate, and that may name a person
		return nil, errors.New("a certificate cannot be read")
	}
	if k, ok := c.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen() > maxIssuerRSA {
		return nil, fmt.Errorf("a certificate with a key of %d bits", k.N.BitLen())
	}
	return c, nil
}

// readExactly takes the next element if it is the given one.
func readExactly(in *cryptobyte.String, want []byte) bool {
	rest, ok := bytes.CutPrefix(*in, want)
	if ok {
		*in = rest
	}
	return ok
}
