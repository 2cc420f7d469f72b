package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
)

// Bounds of a provider's key set.
const (
	maxKeySet = 256 << 10
	maxKeys   = 100
)

// key is a public key that signatures are checked with, and the algorithms that it
// may be used for.
type key struct {
	public     crypto.PublicKey
	algorithms []string
}

// jwk is what we read of a JSON Web Key (RFC 7517 section 4, RFC 7518 section 6).
// encoding/json is tolerant of names here; the document comes from the provider
// itself.
type jwk struct {
	Kty, Kid, Use, Alg, Crv string
	N, E, X, Y              string
	D                       json.RawMessage // of a private key
	Operations              []string        `json:"key_ops"`
}

// readKeySet reads a provider's keys (RFC 7517 section 5) by kid. Keys that cannot
// be used are left out, as the RFC asks: those not for signatures, not of an
// accepted kind and size, without a kid, symmetric, or given away with their
// private part. Two keys under one kid are both left out.
func readKeySet(b []byte) (map[string]key, error) {
	if len(b) > maxKeySet {
		return nil, errors.New("key set too large")
	}
	var set struct{ Keys []json.RawMessage }
	if json.Unmarshal(b, &set) != nil || set.Keys == nil {
		return nil, errors.New("not a key set")
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("key set of %d keys", len(set.Keys))
	}
	keys, ambiguous := make(map[string]key), make(map[string]bool)
	for _, raw := range set.Keys {
		var j jwk
		if json.Unmarshal(raw, &j) != nil {
			continue
		}
		if k, ok := j.key(); ok {
			_, ambiguous[j.Kid] = keys[j.Kid]
			keys[j.Kid] = k
		}
	}
	maps.DeleteFunc(keys, func(kid string, _ key) bool { return ambiguous[kid] })
	return keys, nil
}

// key is the public key, if it is one that tokens may be signed with.
func (j jwk) key() (k key, ok bool) {
	switch j.Kty {
	case "RSA":
		k.public, ok = j.rsa()
		k.algorithms = []string{"RS256", "PS256"}
	case "EC":
		k.public, ok = j.p256()
		k.algorithms = []string{"ES256"}
	}
	switch {
	case !ok || j.Kid == "" || j.D != nil:
		return key{}, false
	case j.Use != "" && j.Use != "sig":
		return key{}, false
	case j.Operations != nil && !slices.Contains(j.Operations, "verify"):
		return key{}, false
	case j.Alg == "":
		return k, true
	}
	ok = slices.Contains(k.algorithms, j.Alg)
	k.algorithms = []string{j.Alg}
	return k, ok
}

// rsa is a key of 2048 bits or more (RFC 7518 section 3.3); the upper bound is
// against keys made to be slow.
func (j jwk) rsa() (*rsa.PublicKey, bool) {
	n, errN := decode(j.N)
	e, errE := decode(j.E)
	if errN != nil || errE != nil {
		return nil, false
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	if bits := modulus.BitLen(); bits < 2048 || bits > 8192 || modulus.Bit(0) == 0 {
		return nil, false
	}
	if exponent.BitLen() > 31 || exponent.Bit(0) == 0 || exponent.Int64() < 3 {
		return nil, false
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}, true
}

// p256 is a point of the curve P-256, both coordinates at full length (RFC 7518
// section 6.2.1.2).
func (j jwk) p256() (*ecdsa.PublicKey, bool) {
	x, errX := decode(j.X)
	y, errY := decode(j.Y)
	if errX != nil || errY != nil || j.Crv != "P-256" || len(x) != 32 || len(y) != 32 {
		return nil, false
	}
	point := slices.Concat([]byte{4}, x, y) // SEC 1 section 2.3.3, uncompressed
	k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	return k, err == nil
}
