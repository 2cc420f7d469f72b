package inspect

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sportello/sportello/inspect/cms"
)

func element(t tag.Tag, contents ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(t, func(b *cryptobyte.Builder) {
		for _, c := range contents {
			b.AddBytes(c)
		}
	})
	return b.BytesOrPanic()
}

func sequence(contents ...[]byte) []byte { return element(tag.SEQUENCE, contents...) }
func octets(b []byte) []byte             { return element(tag.OCTET_STRING, b) }
func context0(n uint8) tag.Tag           { return tag.Tag(n).ContextSpecific().Constructed() }

func oid(id asn1.ObjectIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(id)
	return b.BytesOrPanic()
}

func integer(n *big.Int) []byte {
	var b cryptobyte.Builder
	b.AddASN1BigInt(n)
	return b.BytesOrPanic()
}

func attribute(id asn1.ObjectIdentifier, value []byte) []byte {
	return sequence(oid(id), element(tag.SET, value))
}

var (
	sha256ID = sequence(oid(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}))
	ecdsaID  = sequence(oid(asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}))
)

// blueprint is a CMS by one signer, with everything that a forger may choose.
type blueprint struct {
	signer       *holder
	kind         asn1.ObjectIdentifier
	content      []byte // within the CMS; nil for a detached signature
	digest       []byte
	attributes   [][]byte // beside content-type and message-digest
	bare         bool     // no signed attributes at all
	unsigned     []byte   // attributes
	stamp        func(signature []byte) []byte
	certificates [][]byte
	signers      int
}

// essFor is signing-certificate-v2 for a certificate.
func essFor(h *holder) []byte {
	sum := sha256.Sum256(h.certificate.Raw)
	return attribute(cms.OIDSigningCertificateV2, sequence(sequence(sequence(octets(sum[:])))))
}

// build signs and writes the CMS.
func (b blueprint) build(t testing.TB) []byte {
	t.Helper()
	attributes := [][]byte{attribute(cms.OIDContentType, oid(b.kind)), attribute(cms.OIDMessageDigest, octets(b.digest))}
	signed := element(tag.SET, append(attributes, b.attributes...)...)
	sum := sha256.Sum256(signed)
	stated := slices.Clone(signed)
	stated[0] = byte(context0(0))
	if b.bare {
		sum, stated = [32]byte(b.digest), nil
	}
	signature, err := ecdsa.SignASN1(rand.Reader, b.signer.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	c := b.signer.certificate
	var unsigned []byte
	if b.stamp != nil {
		b.unsigned = attribute(cms.OIDTimeStampToken, b.stamp(signature))
	}
	if b.unsigned != nil {
		unsigned = element(context0(1), b.unsigned)
	}
	info := sequence(integer(big.NewInt(1)), sequence(c.RawIssuer, integer(c.SerialNumber)), sha256ID, stated, ecdsaID, octets(signature), unsigned)
	infos := slices.Repeat([][]byte{info}, max(1, b.signers))
	encapsulated := oid(b.kind)
	if b.content != nil {
		encapsulated = append(encapsulated, element(context0(0), octets(b.content))...)
	}
	return sequence(oid(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}), element(context0(0), sequence(
		integer(big.NewInt(1)), element(tag.SET, sha256ID), sequence(encapsulated), element(context0(0), b.certificates...), element(tag.SET, infos...))))
}

// stampToken is a time-stamp token by an authority over a message.
func stampToken(t testing.TB, a *authority, at time.Time, message ...[]byte) []byte {
	t.Helper()
	h := sha256.New()
	for _, m := range message {
		h.Write(m)
	}
	content := sequence(
		integer(big.NewInt(1)), oid(asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}), sequence(sha256ID, octets(h.Sum(nil))),
		integer(big.NewInt(7)), element(tag.GeneralizedTime, []byte(at.UTC().Format("20060102150405Z"))))
	sum := sha256.Sum256(content)
	return blueprint{
		signer: a.stamp, kind: cms.OIDTSTInfo, content: content, digest: sum[:], attributes: [][]byte{essFor(a.stamp)},
		certificates: [][]byte{a.stamp.certificate.Raw, a.issuing.certificate.Raw},
	}.build(t)
}
