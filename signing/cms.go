package signing

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"math/big"
	"slices"

	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// version1 is the version of a SignedData with X.509 certificates and content of
// type data, and of a SignerInfo that names its signer by issuer and serial number
// (RFC 5652 sections 5.1 and 5.3).
var version1 = integer(big.NewInt(1))

// envelope is what the SignedData (RFC 5652 section 5) of a signer says about every
// document: all but the digest of the document and the signature.
type envelope struct {
	scheme       *scheme
	certificates []byte // the element certificates [0]
	signer       []byte // of the SignerInfo: version, sid, digestAlgorithm
	attributes   []byte // the signed attributes, with a digest of zeros
	digestAt     int    // where in attributes the digest goes
}

// newEnvelope is the envelope of the first certificate's holder.
func newEnvelope(certificates []*x509.Certificate, s *scheme) *envelope {
	raw := make([][]byte, len(certificates))
	for i, c := range certificates {
		raw[i] = c.Raw
	}
	own := certificates[0]
	e := &envelope{
		scheme:       s,
		certificates: setOf(tagged(0), raw...),
		signer:       slices.Concat(version1, issuerAndSerial(own), s.hashID),
	}
	digest := attribute(oidMessageDigest, element(tag.OCTET_STRING, make([]byte, s.hash.Size())))
	e.attributes = setOf(tag.SET,
		attribute(oidContentType, oidData),
		digest,
		attribute(oidSigningCertificateV2, signingCertificate(own, s)))
	e.digestAt = bytes.Index(e.attributes, digest) + len(digest) - s.hash.Size()
	return e
}

func attribute(name, value []byte) []byte { return sequence(name, element(tag.SET, value)) }

func issuerAndSerial(c *x509.Certificate) []byte {
	return sequence(c.RawIssuer, integer(c.SerialNumber))
}

// signingCertificate is SigningCertificateV2 (RFC 5035 section 3) with one
// ESSCertIDv2. SHA-256 is its default hash and so, in DER, not named.
func signingCertificate(c *x509.Certificate, s *scheme) []byte {
	var hashID []byte
	if s.hash != crypto.SHA256 {
		hashID = s.hashID
	}
	directoryName := element(tagged(4), c.RawIssuer)
	return sequence(sequence(sequence(
		hashID,
		element(tag.OCTET_STRING, s.digest(c.Raw)),
		sequence(sequence(directoryName), integer(c.SerialNumber)))))
}

// signedAttributes is what the signature is over: the attributes as a SET OF with
// the digest of the document in its place (RFC 5652 section 5.4).
func (e *envelope) signedAttributes(digest []byte) []byte {
	out := bytes.Clone(e.attributes)
	copy(out[e.digestAt:], digest)
	return out
}

// assemble is the CMS: the ContentInfo with the SignedData, in DER, without the
// content (a detached signature). unsigned is the unsigned attributes, nil for none.
func (e *envelope) assemble(signedAttributes, signature, unsigned []byte) []byte {
	signerInfo := sequence(
		e.signer,
		retagged(signedAttributes, tagged(0)),
		e.scheme.signatureID,
		element(tag.OCTET_STRING, signature),
		unsigned)
	return sequence(oidSignedData, element(tagged(0), sequence(
		version1,
		element(tag.SET, e.scheme.hashID),
		sequence(oidData),
		e.certificates,
		element(tag.SET, signerInfo))))
}

// stamped is the unsigned attributes [1]: a signature time stamp (ETSI EN 319 122-1
// 5.3) and no other. nil without a token.
func stamped(token []byte) []byte {
	if token == nil {
		return nil
	}
	return element(tagged(1), attribute(oidSignatureTimeStamp, token))
}

// size is the greatest length in bytes of what assemble makes, with a signature and a
// token of at most the given lengths, without token if that is 0.
func (e *envelope) size(signature, token int) int {
	var unsigned []byte
	if token > 0 {
		unsigned = stamped(make([]byte, token))
	}
	return len(e.assemble(e.attributes, make([]byte, signature), unsigned))
}

// retagged is the element under another tag: signed attributes are a SET where they
// are hashed and [0] where they stand.
func retagged(e []byte, t tag.Tag) []byte {
	out := bytes.Clone(e)
	out[0] = byte(t)
	return out
}
