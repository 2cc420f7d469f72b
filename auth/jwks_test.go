package auth

import (
	"math/big"
	"slices"
	"strings"
	"testing"
)

func TestReadKeySetLeavesOut(t *testing.T) {
	t.Parallel()
	rsaKey := func(more jsonObject) jsonObject { return publicJWK("k", &keys().rsa.PublicKey, more) }
	ecKey := func(more jsonObject) jsonObject { return publicJWK("k", &keys().ec.PublicKey, more) }
	for name, j := range map[string]jsonObject{
		"for encryption":      rsaKey(jsonObject{"use": "enc"}),
		"not for verifying":   rsaKey(jsonObject{"key_ops": []string{"encrypt"}}),
		"for no operation":    rsaKey(jsonObject{"key_ops": []string{}}),
		"alg for encryption":  rsaKey(jsonObject{"alg": "RSA-OAEP"}),
		"alg of a longer sum": rsaKey(jsonObject{"alg": "RS512"}),
		"alg of another kind": rsaKey(jsonObject{"alg": "ES256"}),
		"alg symmetric":       rsaKey(jsonObject{"alg": "HS256"}),
		"no kid":              rsaKey(jsonObject{"kid": ""}),
		"kid a number":        rsaKey(jsonObject{"kid": 1}),
		"private":             rsaKey(jsonObject{"d": "AQAB"}),
		"symmetric":           {"kid": "k", "kty": "oct", "k": "c2VjcmV0"},
		"symmetric with a d":  {"kid": "k", "kty": "OKP", "crv": "Ed25519", "x": "AA"},
		"RSA 1024":            publicJWK("k", &keys().small.PublicKey),
		"RSA huge":            rsaKey(jsonObject{"n": strings.Repeat("_", 2000)}),
		"RSA even":            rsaKey(jsonObject{"n": b64(new(big.Int).Lsh(big.NewInt(1), 2047).Bytes())}),
		"RSA exponent 1":      rsaKey(jsonObject{"e": "AQ"}),
		"RSA exponent even":   rsaKey(jsonObject{"e": "BA"}),
		"RSA exponent huge":   rsaKey(jsonObject{"e": "_____w"}),
		"RSA no exponent":     rsaKey(jsonObject{"e": ""}),
		"RSA padded":          rsaKey(jsonObject{"e": "AQAB===="}),
		"P-384":               publicJWK("k", &keys().p384.PublicKey),
		"P-384 as P-256":      publicJWK("k", &keys().p384.PublicKey, jsonObject{"crv": "P-256"}),
		"secp256k1":           ecKey(jsonObject{"crv": "secp256k1"}),
		"off the curve":       ecKey(jsonObject{"x": b64(make([]byte, 32))}),
		"at infinity":         ecKey(jsonObject{"x": "", "y": ""}),
		"short coordinate":    ecKey(jsonObject{"y": "AQAB"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readKeySet(keySetJSON(j, publicJWK("good", &keys().ec.PublicKey)))
			if err != nil || len(got) != 1 || got["good"].public == nil {
				t.Errorf("readKeySet = %v, %v, want the good key only", got, err)
			}
		})
	}
}

func TestReadKeySetLeavesOutAmbiguousKeys(t *testing.T) {
	t.Parallel()
	k := publicJWK("twice", &keys().rsa.PublicKey)
	got, err := readKeySet(keySetJSON(k, publicJWK("once", &keys().ec.PublicKey), publicJWK("twice", &keys().foreign.PublicKey), k))
	if err != nil || len(got) != 1 {
		t.Errorf("readKeySet = %v, %v, want one key", got, err)
	}
}

func TestReadKeySet(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key  jsonObject
		want []string
	}{
		"RSA":                 {publicJWK("k", &keys().rsa.PublicKey), []string{"RS256", "PS256"}},
		"RSA for one":         {publicJWK("k", &keys().rsa.PublicKey, jsonObject{"alg": "PS256"}), []string{"PS256"}},
		"P-256":               {publicJWK("k", &keys().ec.PublicKey), []string{"ES256"}},
		"without use":         {publicJWK("k", &keys().ec.PublicKey, jsonObject{"use": ""}), []string{"ES256"}},
		"by operation":        {publicJWK("k", &keys().ec.PublicKey, jsonObject{"key_ops": []string{"verify"}}), []string{"ES256"}},
		"with more to ignore": {publicJWK("k", &keys().ec.PublicKey, jsonObject{"x5c": []string{"MIIB"}, "x5u": "http://127.0.0.1/"}), []string{"ES256"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readKeySet(keySetJSON(test.key))
			if err != nil || !slices.Equal(got["k"].algorithms, test.want) {
				t.Errorf("readKeySet = %v, %v, want a key for %v", got, err, test.want)
			}
		})
	}
}
