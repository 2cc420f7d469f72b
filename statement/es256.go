package statement

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/veraison/go-cose"
)

// ErrKey says that a key is not one for ES256: ECDSA on P-256.
var ErrKey = errors.New("statement: the key must be ECDSA P-256")

// ErrSignature says that a signature is not by the key that it names.
var ErrSignature = errors.New("statement: wrong signature")

const (
	coordinate    = 32
	signatureSize = 2 * coordinate
)

// signer makes ES256 signatures (RFC 7518 section 3.4, RFC 9053 section 2.1).
type signer struct {
	key    crypto.Signer
	random io.Reader
}

// Sign returns r and s, 32 bytes each.
func (s signer) Sign(_ io.Reader, content []byte) ([]byte, error) {
	digest := sha256.Sum256(content)
	der, err := s.key.Sign(s.random, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("statement: using the key: %w", err)
	}
	var sig struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &sig)
	if err != nil || len(rest) > 0 || !fits(sig.R) || !fits(sig.S) { // a device may return anything
		return nil, errors.New("statement: the key gave something that is no ECDSA P-256 signature")
	}
	out := make([]byte, signatureSize)
	sig.R.FillBytes(out[:coordinate])
	sig.S.FillBytes(out[coordinate:])
	return out, nil
}

func fits(n *big.Int) bool { return n.Sign() > 0 && n.BitLen() <= 8*coordinate }

// Algorithm is the one of the COSE header.
func (signer) Algorithm() cose.Algorithm { return cose.AlgorithmES256 }

type verifier struct{ key *ecdsa.PublicKey }

// Verify returns ErrSignature unless sig is r and s, 32 bytes each, by the key.
func (v verifier) Verify(content, sig []byte) error {
	digest := sha256.Sum256(content)
	if len(sig) != signatureSize ||
		!ecdsa.Verify(v.key, digest[:], new(big.Int).SetBytes(sig[:coordinate]), new(big.Int).SetBytes(sig[coordinate:])) {
		return ErrSignature
	}
	return nil
}

// Algorithm is the one that the COSE header must name.
func (verifier) Algorithm() cose.Algorithm { return cose.AlgorithmES256 }

// point returns the coordinates of a key, ErrKey if it is not on P-256.
func point(key crypto.PublicKey) (x, y []byte, err error) {
	k, ok := key.(*ecdsa.PublicKey)
	if !ok || k == nil || k.Curve != elliptic.P256() {
		return nil, nil, ErrKey
	}
	b, err := k.Bytes()
	if err != nil {
		return nil, nil, ErrKey
	}
	return b[1 : 1+coordinate], b[1+coordinate:], nil
}

// KeyID names a key: the first eight bytes of its JWK thumbprint (RFC 7638, SHA-256).
type KeyID [8]byte

// String is the "kid" of JSON: base64url, eleven characters. In COSE it is the
// eight bytes.
func (id KeyID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

func keyID(x, y []byte) KeyID {
	h := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, b64(x), b64(y)))
	return KeyID(h[:len(KeyID{})])
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
