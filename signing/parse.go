package signing

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	maxCMS       = 64 << 10 // bytes, padding included
	maxIssuerRSA = 8192     // bits: a larger key costs seconds to verify with
)

// signedData is a CMS as read, not judged yet, and the parts of it that differ from
// one to the other. The slices share memory.
type signedData struct {
	der          []byte
	certificates []byte // the contents of certificates [0]
	signer       []byte // the element issuerAndSerialNumber of the SignerInfo
	attributes   []byte // the signed attributes, as SET
	signatureID  []byte // the element signatureAlgorithm
	signature    []byte
	stamp        []byte // the time stamp over the signature, nil without
}

// readCMS reads the contents of a seal's hole.
func readCMS(digits []byte) (*signedData, error) {
	der, err := readHole(digits)
	if err != nil {
		return nil, err
	}
	d := &signedData{der: der}
	if !d.split() {
		return nil, fmt.Errorf("%w: /Contents is not a CMS", ErrForm)
	}
	return d, nil
}

// readHole reads the contents of a hole: the lower-case hexadecimal of a CMS, padded
// with zeros.
func readHole(digits []byte) ([]byte, error) {
	if len(digits) > hex.EncodedLen(maxCMS) {
		return nil, fmt.Errorf("%w: /Contents is too long", ErrForm)
	}
	padded := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(padded, digits); err != nil || bytes.ContainsAny(digits, "ABCDEF") {
		return nil, fmt.Errorf("%w: /Contents is not lower-case hexadecimal", ErrForm)
	}
	input := cryptobyte.String(padded)
	var der cryptobyte.String
	if !input.ReadASN1Element(&der, tag.SEQUENCE) || len(bytes.Trim(input, "\x00")) > 0 {
		return nil, fmt.Errorf("%w: /Contents is not one DER element and zeros", ErrForm)
	}
	return der, nil
}

// split finds the parts. It steps over what is the same in every CMS of ours and
// over what may follow the first signer: matches compares the whole.
func (d *signedData) split() bool {
	in := cryptobyte.String(d.der)
	var attributes cryptobyte.String
	var unsigned, stamp, values cryptobyte.String
	var present bool
	ok := in.ReadASN1(&in, tag.SEQUENCE) && // ContentInfo
		in.SkipASN1(tag.OBJECT_IDENTIFIER) &&
		in.ReadASN1(&in, tagged(0)) &&
		in.ReadASN1(&in, tag.SEQUENCE) && // SignedData
		in.SkipASN1(tag.INTEGER) &&
		in.SkipASN1(tag.SET) &&
		in.SkipASN1(tag.SEQUENCE) &&
		in.ReadASN1((*cryptobyte.String)(&d.certificates), tagged(0)) &&
		in.ReadASN1(&in, tag.SET) &&
		in.ReadASN1(&in, tag.SEQUENCE) && // SignerInfo
		in.SkipASN1(tag.INTEGER) &&
		in.ReadASN1Element((*cryptobyte.String)(&d.signer), tag.SEQUENCE) &&
		in.SkipASN1(tag.SEQUENCE) &&
		in.ReadASN1Element(&attributes, tagged(0)) &&
		in.ReadASN1Element((*cryptobyte.String)(&d.signatureID), tag.SEQUENCE) &&
		in.ReadASN1((*cryptobyte.String)(&d.signature), tag.OCTET_STRING) &&
		in.ReadOptionalASN1(&unsigned, &present, tagged(1))
	if !ok {
		return false
	}
	d.attributes = retagged(attributes, tag.SET)
	return !present || unsigned.ReadASN1(&stamp, tag.SEQUENCE) && stamp.SkipASN1(tag.OBJECT_IDENTIFIER) &&
		stamp.ReadASN1(&values, tag.SET) && values.ReadASN1Element((*cryptobyte.String)(&d.stamp), tag.SEQUENCE)
}

// matches says whether d is what the holder of key, whose envelope is e, signs for a
// document with the digest. It must be so to the last byte: one signer, the signed
// attributes content-type, message-digest and signing-certificate-v2 and no other, a
// time stamp or no unsigned attribute, everything sorted. So there is nothing in a CMS that nobody has judged.
func (d *signedData) matches(e *envelope, key crypto.PublicKey, digest []byte) error {
	want := e.signedAttributes(digest)
	switch {
	case !bytes.Equal(d.der, e.assemble(d.attributes, d.signature, stamped(d.stamp))):
		return fmt.Errorf("%w: the CMS is not one signer's with sorted parts", ErrForm)
	case !bytes.Equal(d.attributes, want):
		if len(d.attributes) == len(want) && bytes.Equal(d.attributes, e.signedAttributes(d.attributes[e.digestAt:][:len(digest)])) {
			return ErrAltered
		}
		return fmt.Errorf("%w: the signed attributes are not content-type, message-digest and signing-certificate-v2", ErrForm)
	case !e.scheme.verify(key, e.scheme.digest(d.attributes), d.signature):
		return ErrSignature
	}
	return nil
}

// parseCertificates reads the certificates, the signer's first.
func (d *signedData) parseCertificates() ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for in := cryptobyte.String(d.certificates); !in.Empty(); {
		c, err := readCertificate(&in)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
		out = append(out, c)
	}
	own := slices.IndexFunc(out, func(c *x509.Certificate) bool { return bytes.Equal(issuerAndSerial(c), d.signer) })
	if own < 0 {
		return nil, fmt.Errorf("%w: the signer's certificate is missing", ErrForm)
	}
	out[0], out[own] = out[own], out[0]
	return out, nil
}
