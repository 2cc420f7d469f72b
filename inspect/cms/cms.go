package cms

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrForm says that the bytes are no SignedData in DER, or larger than is read.
var ErrForm = errors.New("cms: not a CMS SignedData")

// The bounds of what is read.
const (
	maxSize         = 256 << 10
	maxCertificates = 32
	maxSigners      = 8
	maxAttributes   = 32
	maxRSA          = 8192 // bits: a larger key costs seconds to verify with
)

// SignedData is a CMS as read (RFC 5652 section 5.1). The slices share memory.
type SignedData struct {
	ContentType  asn1.ObjectIdentifier
	Content      []byte // of the eContent; nil if detached
	Certificates []*x509.Certificate
	Signers      []*Signer
	CRLs         bool // revocation lists are included; they are not read
}

// Signer is a SignerInfo (RFC 5652 section 5.3).
type Signer struct {
	Version    int
	Signature  []byte
	Signed     []Attribute
	Unsigned   []Attribute
	digest     algorithm
	signature  algorithm
	issuer     []byte // with serial, or
	serial     *big.Int
	keyID      []byte // a subject key identifier
	attributes []byte // the signed attributes as SET, nil if there are none
}

// Attribute is one attribute with its values, each a whole DER element.
type Attribute struct {
	Type   asn1.ObjectIdentifier
	Values [][]byte
}

// algorithm is an AlgorithmIdentifier; parameters is a whole element or nil.
type algorithm struct {
	id         asn1.ObjectIdentifier
	parameters []byte
}

var oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

// tagged is the context-specific tag [n] of a constructed element.
func tagged(n uint8) tag.Tag { return tag.Tag(n).ContextSpecific().Constructed() }

// Parse reads a ContentInfo with a SignedData in it and nothing behind it. ErrForm
// for everything else.
func Parse(der []byte) (*SignedData, error) {
	in := cryptobyte.String(der)
	var info, body cryptobyte.String
	var kind asn1.ObjectIdentifier
	ok := len(der) <= maxSize && in.ReadASN1(&info, tag.SEQUENCE) && in.Empty() &&
		info.ReadASN1ObjectIdentifier(&kind) && kind.Equal(oidSignedData) &&
		info.ReadASN1(&body, tagged(0)) && info.Empty() &&
		body.ReadASN1(&info, tag.SEQUENCE) && body.Empty()
	d := &SignedData{}
	if !ok || !d.read(info) {
		return nil, ErrForm
	}
	return d, nil
}

func (d *SignedData) read(in cryptobyte.String) bool {
	var version int
	var content, inner, certificates, signers cryptobyte.String
	var encapsulated, included bool
	if !in.ReadASN1Integer(&version) || !in.SkipASN1(tag.SET) || !in.ReadASN1(&content, tag.SEQUENCE) ||
		!content.ReadASN1ObjectIdentifier(&d.ContentType) || !content.ReadOptionalASN1(&inner, &encapsulated, tagged(0)) || !content.Empty() {
		return false
	}
	if encapsulated {
		d.Content = []byte{}
		if !inner.ReadASN1Bytes(&d.Content, tag.OCTET_STRING) || !inner.Empty() {
			return false
		}
	}
	return in.ReadOptionalASN1(&certificates, &included, tagged(0)) && d.readCertificates(certificates) &&
		d.skipCRLs(&in) &&
		in.ReadASN1(&signers, tag.SET) && in.Empty() && d.readSigners(signers)
}

func (d *SignedData) skipCRLs(in *cryptobyte.String) bool {
	d.CRLs = in.PeekASN1Tag(tagged(1))
	return in.SkipOptionalASN1(tagged(1))
}

func (d *SignedData) readCertificates(in cryptobyte.String) bool {
	for !in.Empty() {
		var raw cryptobyte.String
		if len(d.Certificates) == maxCertificates || !in.ReadASN1Element(&raw, tag.SEQUENCE) {
			return false
		}
		c, err := ParseCertificate(raw)
		if err != nil {
			return false
		}
		d.Certificates = append(d.Certificates, c)
	}
	return true
}

// ParseCertificate is x509.ParseCertificate without keys that are dear to verify
// with, and without what its errors quote.
func ParseCertificate(der []byte) (*x509.Certificate, error) {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, ErrForm
	}
	if k, ok := c.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen() > maxRSA {
		return nil, ErrForm
	}
	return c, nil
}

func (d *SignedData) readSigners(in cryptobyte.String) bool {
	for !in.Empty() {
		var info cryptobyte.String
		s := &Signer{}
		if len(d.Signers) == maxSigners || !in.ReadASN1(&info, tag.SEQUENCE) || !s.read(info) {
			return false
		}
		d.Signers = append(d.Signers, s)
	}
	return true
}

func (s *Signer) read(in cryptobyte.String) bool {
	if !in.ReadASN1Integer(&s.Version) || !s.readIdentifier(&in) || !readAlgorithm(&in, &s.digest) {
		return false
	}
	if in.PeekASN1Tag(tagged(0)) {
		var element, set cryptobyte.String
		if !in.ReadASN1Element(&element, tagged(0)) {
			return false
		}
		s.attributes = bytes.Clone(element)
		s.attributes[0] = byte(tag.SET) // as which they are signed: RFC 5652 section 5.4
		if !element.ReadASN1(&set, tagged(0)) || !readAttributes(set, &s.Signed) {
			return false
		}
	}
	if !readAlgorithm(&in, &s.signature) || !in.ReadASN1Bytes(&s.Signature, tag.OCTET_STRING) {
		return false
	}
	var set cryptobyte.String
	var present bool
	return in.ReadOptionalASN1(&set, &present, tagged(1)) && in.Empty() && readAttributes(set, &s.Unsigned)
}

func (s *Signer) readIdentifier(in *cryptobyte.String) bool {
	keyID := tag.Tag(0).ContextSpecific()
	if in.PeekASN1Tag(keyID) {
		return in.ReadASN1Bytes(&s.keyID, keyID)
	}
	var name, issuer cryptobyte.String
	s.serial = new(big.Int)
	ok := in.ReadASN1(&name, tag.SEQUENCE) && name.ReadASN1Element(&issuer, tag.SEQUENCE) && name.ReadASN1Integer(s.serial) && name.Empty()
	s.issuer = issuer
	return ok
}

func readAlgorithm(in *cryptobyte.String, a *algorithm) bool {
	var id cryptobyte.String
	if !in.ReadASN1(&id, tag.SEQUENCE) || !id.ReadASN1ObjectIdentifier(&a.id) {
		return false
	}
	a.parameters = id
	return true
}

func readAttributes(in cryptobyte.String, out *[]Attribute) bool {
	for !in.Empty() {
		var a Attribute
		var attribute, values cryptobyte.String
		if len(*out) == maxAttributes || !in.ReadASN1(&attribute, tag.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&a.Type) ||
			!attribute.ReadASN1(&values, tag.SET) || !attribute.Empty() {
			return false
		}
		for !values.Empty() {
			var value cryptobyte.String
			var of tag.Tag
			if !values.ReadAnyASN1Element(&value, &of) {
				return false
			}
			a.Values = append(a.Values, value)
		}
		*out = append(*out, a)
	}
	return true
}
