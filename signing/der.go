package signing

import (
	"bytes"
	"encoding/asn1"
	"math/big"
	"math/bits"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// The object identifiers of RFC 5652, 2634, 5035, 3161, 5754, 4055 and 5758, encoded.
var (
	oidData                 = oid(1, 2, 840, 113549, 1, 7, 1)
	oidSignedData           = oid(1, 2, 840, 113549, 1, 7, 2)
	oidContentType          = oid(1, 2, 840, 113549, 1, 9, 3)
	oidMessageDigest        = oid(1, 2, 840, 113549, 1, 9, 4)
	oidSigningCertificateV2 = oid(1, 2, 840, 113549, 1, 9, 16, 2, 47)
	oidSigningCertificate   = oid(1, 2, 840, 113549, 1, 9, 16, 2, 12)
	oidSignatureTimeStamp   = oid(1, 2, 840, 113549, 1, 9, 16, 2, 14)
	oidTSTInfo              = oid(1, 2, 840, 113549, 1, 9, 16, 1, 4)
	oidSHA256               = oid(2, 16, 840, 1, 101, 3, 4, 2, 1)
	oidSHA384               = oid(2, 16, 840, 1, 101, 3, 4, 2, 2)
	oidRSAWithSHA256        = oid(1, 2, 840, 113549, 1, 1, 11)
	oidRSAPSS               = oid(1, 2, 840, 113549, 1, 1, 10)
	oidMGF1                 = oid(1, 2, 840, 113549, 1, 1, 8)
	oidECDSAWithSHA256      = oid(1, 2, 840, 10045, 4, 3, 2)
	oidECDSAWithSHA384      = oid(1, 2, 840, 10045, 4, 3, 3)
)

var null = element(tag.NULL)

// element is a DER element with the given encodings in it. It cannot fail for
// anything under 4 GB.
func element(t tag.Tag, contents ...[]byte) []byte {
	n := 0
	for _, c := range contents {
		n += len(c)
	}
	const header = 6
	out := appendLength(append(make([]byte, 0, header+n), byte(t)), n)
	for _, c := range contents {
		out = append(out, c...)
	}
	return out
}

// appendLength writes the length of an element (X.690 10.1).
func appendLength(b []byte, n int) []byte {
	if n < 0x80 {
		return append(b, byte(n))
	}
	size := (bits.Len(uint(n)) + 7) / 8
	b = append(b, 0x80|byte(size))
	for shift := 8 * (size - 1); shift >= 0; shift -= 8 {
		b = append(b, byte(n>>shift))
	}
	return b
}

func sequence(contents ...[]byte) []byte { return element(tag.SEQUENCE, contents...) }

// setOf is a SET OF under tag t. DER wants it sorted by encoding (X.690 11.6), and
// a set has no member twice.
func setOf(t tag.Tag, members ...[]byte) []byte {
	slices.SortFunc(members, bytes.Compare)
	return element(t, slices.CompactFunc(members, bytes.Equal)...)
}

func oid(arcs ...int) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier(arcs))
	return b.BytesOrPanic()
}

func integer(n *big.Int) []byte {
	var b cryptobyte.Builder
	b.AddASN1BigInt(n)
	return b.BytesOrPanic()
}

// tagged is the context-specific tag [n] of a constructed element.
func tagged(n uint8) tag.Tag { return tag.Tag(n).ContextSpecific().Constructed() }
