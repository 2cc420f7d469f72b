package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of the schemes
	_ "crypto/sha512"
	"errors"
	"math/big"
)

// ErrKey says that a key is of a kind or size that does not seal. Ed25519 and
// P-521 are sound, but the validators in use refuse them in a PDF.
var ErrKey = errors.New("signing: the key must be RSA of 2048, 3072 or 4096 bits, ECDSA P-256 or P-384")

// scheme is one way to sign: a hash and what is done with it. The identifiers are
// DER AlgorithmIdentifiers, as they stand in the CMS.
type scheme struct {
	hash        crypto.Hash
	hashID      []byte
	signatureID []byte
	options     crypto.SignerOpts
	verify      func(key crypto.PublicKey, digest, signature []byte) bool
}

var (
	pkcs1 = &scheme{
		hash:        crypto.SHA256,
		hashID:      sequence(oidSHA256),
		signatureID: sequence(oidRSAWithSHA256, null),
		options:     crypto.SHA256,
		verify: func(key crypto.PublicKey, digest, signature []byte) bool {
			return rsa.VerifyPKCS1v15(key.(*rsa.PublicKey), crypto.SHA256, digest, signature) == nil
		},
	}
	pss = &scheme{
		hash:        crypto.SHA256,
		hashID:      sequence(oidSHA256),
		signatureID: sequence(oidRSAPSS, pssParameters()),
		options:     pssOptions,
		verify: func(key crypto.PublicKey, digest, signature []byte) bool {
			return rsa.VerifyPSS(key.(*rsa.PublicKey), crypto.SHA256, digest, signature, pssOptions) == nil
		},
	}
	p256 = &scheme{crypto.SHA256, sequence(oidSHA256), sequence(oidECDSAWithSHA256), crypto.SHA256, verifyECDSA}
	p384 = &scheme{crypto.SHA384, sequence(oidSHA384), sequence(oidECDSAWithSHA384), crypto.SHA384, verifyECDSA}
)

var pssOptions = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}

// pssParameters is RSASSA-PSS-params for SHA-256, MGF1 with SHA-256 and a salt as
// long as the hash (RFC 4055 section 3.1; its hash identifiers have a NULL). The
// trailer field is the default and so left out.
func pssParameters() []byte {
	sha256 := sequence(oidSHA256, null)
	salt := integer(big.NewInt(int64(crypto.SHA256.Size())))
	return sequence(
		element(tagged(0), sha256),
		element(tagged(1), sequence(oidMGF1, sha256)),
		element(tagged(2), salt))
}

// schemesOf lists the ways in which a key signs, the usual one first. ErrKey if
// there is none.
func schemesOf(key crypto.PublicKey) ([]*scheme, error) {
	switch k := key.(type) {
	case *rsa.PublicKey:
		switch k.N.BitLen() {
		case 2048, 3072, 4096:
			return []*scheme{pkcs1, pss}, nil
		}
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256():
			return []*scheme{p256}, nil
		case elliptic.P384():
			return []*scheme{p384}, nil
		}
	}
	return nil, ErrKey
}

// longestSignature is the greatest length in bytes of a signature by key. An ECDSA
// signature is a SEQUENCE of two INTEGERs, each perhaps with a leading zero.
func longestSignature(key crypto.PublicKey) int {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return k.Size()
	case *ecdsa.PublicKey:
		const header = 2
		return header + 2*(header+1+(k.Curve.Params().BitSize+7)/8)
	}
	return 0
}

func verifyECDSA(key crypto.PublicKey, digest, signature []byte) bool {
	return ecdsa.VerifyASN1(key.(*ecdsa.PublicKey), digest, signature)
}

// digest is the hash of the parts as one.
func (s *scheme) digest(parts ...[]byte) []byte {
	return sum(s.hash, parts...)
}
