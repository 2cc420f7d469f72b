package signing

import (
	"bytes"
	"crypto"
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// What others may have signed with: the digests and signatures of RFC 5754, 4055 and
// 5758 that are not broken, by their encoded names.
var (
	hashes = map[string]crypto.Hash{
		string(oidSHA256): crypto.SHA256,
		string(oidSHA384): crypto.SHA384,
		string(oidSHA512): crypto.SHA512,
	}
	signatureAlgorithms = map[string]x509.SignatureAlgorithm{
		string(oidRSAWithSHA256):                 x509.SHA256WithRSA,
		string(oid(1, 2, 840, 113549, 1, 1, 12)): x509.SHA384WithRSA,
		string(oid(1, 2, 840, 113549, 1, 1, 13)): x509.SHA512WithRSA,
		string(oidECDSAWithSHA256):               x509.ECDSAWithSHA256,
		string(oidECDSAWithSHA384):               x509.ECDSAWithSHA384,
		string(oid(1, 2, 840, 10045, 4, 3, 4)):   x509.ECDSAWithSHA512,
	}
	rsaWith = map[crypto.Hash]x509.SignatureAlgorithm{
		crypto.SHA256: x509.SHA256WithRSA, crypto.SHA384: x509.SHA384WithRSA, crypto.SHA512: x509.SHA512WithRSA,
	}
)

var (
	oidSHA512        = oid(2, 16, 840, 1, 101, 3, 4, 2, 3)
	oidRSAEncryption = oid(1, 2, 840, 113549, 1, 1, 1)
)

// signatureAlgorithm reads an AlgorithmIdentifier; 0 for one that proves nothing. The
// bare name of RSA leaves the hash to the digest algorithm (RFC 3370 3.2). Of PSS only
// the parameters that we write ourselves are known.
func signatureAlgorithm(id []byte, digest crypto.Hash) x509.SignatureAlgorithm {
	if bytes.Equal(id, pss.signatureID) {
		return x509.SHA256WithRSAPSS
	}
	var inner, name cryptobyte.String
	in := cryptobyte.String(id)
	if !in.ReadASN1(&inner, tag.SEQUENCE) || !inner.ReadASN1Element(&name, tag.OBJECT_IDENTIFIER) {
		return x509.UnknownSignatureAlgorithm
	}
	if bytes.Equal(name, oidRSAEncryption) {
		return rsaWith[digest]
	}
	return signatureAlgorithms[string(name)]
}

// sum is the hash of the parts as one.
func sum(hash crypto.Hash, parts ...[]byte) []byte {
	h := hash.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
