package cms

import (
	"crypto"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// signatures is the algorithms that are accepted, with the hash that they imply; 0
// for the signer's own.
var signatures = []struct {
	id   asn1.ObjectIdentifier
	hash crypto.Hash
}{
	{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, 0}, // RSA
	{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, crypto.SHA256},
	{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}, crypto.SHA384},
	{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}, crypto.SHA512},
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}, crypto.SHA256}, // ECDSA
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}, crypto.SHA384},
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}, crypto.SHA512},
}

var (
	oidPSS  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidMGF1 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}
)

// scheme is the hash over the signed attributes, and whether the padding is PSS. The
// hash must be the one over the content (RFC 5652 section 11.2 leaves no other for
// message-digest to be safe).
func (s *Signer) scheme() (h crypto.Hash, pss bool, err error) {
	own, err := s.Hash()
	if err != nil {
		return 0, false, err
	}
	if s.signature.id.Equal(oidPSS) {
		if h, ok := pssHash(s.signature.parameters); ok && h == own {
			return h, true, nil
		}
		return 0, false, ErrAlgorithm
	}
	for _, a := range signatures {
		if a.id.Equal(s.signature.id) && (a.hash == 0 || a.hash == own) {
			return own, false, nil
		}
	}
	return 0, false, ErrAlgorithm
}

// pssHash reads RSASSA-PSS-params (RFC 4055 section 3.1) with the same hash for
// message and mask.
func pssHash(parameters []byte) (crypto.Hash, bool) {
	in := cryptobyte.String(parameters)
	var list, hash, mask, maskOf cryptobyte.String
	var a, m, of algorithm
	if !in.ReadASN1(&list, tag.SEQUENCE) || !list.ReadASN1(&hash, tagged(0)) || !readAlgorithm(&hash, &a) ||
		!list.ReadASN1(&mask, tagged(1)) || !readAlgorithm(&mask, &m) || !m.id.Equal(oidMGF1) {
		return 0, false
	}
	maskOf = m.parameters
	if !readAlgorithm(&maskOf, &of) || !of.id.Equal(a.id) {
		return 0, false
	}
	return hashOf(a.id)
}
