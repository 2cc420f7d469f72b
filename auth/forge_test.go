package auth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	issuerA  = "https://login.example.it"
	issuerB  = "https://other.example.it"
	keysA    = "https://login.example.it/keys"
	keysB    = "https://other.example.it/keys"
	audience = "https://sportello.example.it"
	code     = "RSSMRA80A01H501U"
)

var today = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// vault holds the private keys of everyone in the tests.
type vault struct {
	rsa, foreign, small *rsa.PrivateKey
	ec, p384            *ecdsa.PrivateKey
}

var keys = sync.OnceValue(func() vault {
	return vault{
		rsa: must(rsa.GenerateKey(rand.Reader, 2048)), foreign: must(rsa.GenerateKey(rand.Reader, 2048)),
		small: must(rsa.GenerateKey(rand.Reader, 1024)),
		ec:    must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), p384: must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)),
	}
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// jsonObject is a JSON object to be.
type jsonObject = map[string]any

func publicJWK(kid string, k crypto.PublicKey, more ...jsonObject) jsonObject {
	j := jsonObject{"kid": kid, "use": "sig"}
	switch k := k.(type) {
	case *rsa.PublicKey:
		j["kty"], j["n"], j["e"] = "RSA", b64(k.N.Bytes()), "AQAB"
	case *ecdsa.PublicKey:
		point := must(k.Bytes())[1:]
		j["kty"], j["crv"] = "EC", k.Params().Name
		j["x"], j["y"] = b64(point[:len(point)/2]), b64(point[len(point)/2:])
	}
	for _, m := range more {
		maps.Copy(j, m)
	}
	return j
}

func keySetJSON(keys ...jsonObject) []byte { return must(json.Marshal(jsonObject{"keys": keys})) }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// provided is what the two providers serve.
var provided = sync.OnceValue(func() map[string][]byte {
	k := keys()
	return map[string][]byte{
		keysA: keySetJSON(
			publicJWK("rsa", &k.rsa.PublicKey), publicJWK("rs256", &k.rsa.PublicKey, jsonObject{"alg": "RS256"}),
			publicJWK("ec", &k.ec.PublicKey), publicJWK("small", &k.small.PublicKey), publicJWK("p384", &k.p384.PublicKey, jsonObject{"alg": "ES256"}),
			publicJWK("../../rsa", &k.foreign.PublicKey, jsonObject{"use": "enc"}), jsonObject{"kid": "secret", "kty": "oct", "k": "c2VjcmV0"},
		),
		keysB: keySetJSON(publicJWK("rsa", &k.foreign.PublicKey), publicJWK("foreign", &k.foreign.PublicKey)),
	}
})

// network answers fetches and remembers what was asked for.
type network struct {
	mu    sync.Mutex
	asked []string
}

func (n *network) fetch(_ context.Context, url string) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, url)
	return provided()[url], nil
}

func (n *network) config() Config {
	return Config{
		Audience: audience, Fetch: n.fetch, Clock: func() time.Time { return today },
		Providers: []Provider{
			{Issuer: issuerA, JWKS: keysA, Citizens: true, Machines: true},
			{Issuer: issuerB, JWKS: keysB, Citizens: true},
		},
	}
}

// forge makes tokens. As newForge leaves it, it makes a citizen's good one.
type forge struct {
	header, claims jsonObject
	rawHeader      string // instead of header
	rawClaims      string // instead of claims
	sign           func(signed string) []byte
}

func newForge() *forge {
	return &forge{
		header: jsonObject{"typ": "at+jwt", "alg": "RS256", "kid": "rsa"},
		claims: jsonObject{
			"iss": issuerA, "aud": audience, "sub": "pairwise-1", "client_id": "portal", "jti": "id-1",
			"iat": today.Unix() - 10, "exp": today.Unix() + 600,
			"acr": "https://www.spid.gov.it/SpidL2", fiscalNumber: "TINIT-" + code,
		},
		sign: with("RS256", keys().rsa),
	}
}

// machine turns the forge to a machine's token.
func (f *forge) machine() {
	delete(f.claims, fiscalNumber)
	delete(f.claims, "acr")
	f.claims["sub"] = f.claims["client_id"]
	f.claims["scope"], f.claims["offices"] = "certificates:read", []string{"H501"}
}

// es256 has the token signed with the elliptic key.
func (f *forge) es256() {
	f.header["alg"], f.header["kid"], f.sign = "ES256", "ec", with("ES256", keys().ec)
}

func (f *forge) token() string {
	if f.rawHeader == "" {
		f.rawHeader = string(must(json.Marshal(f.header)))
	}
	if f.rawClaims == "" {
		f.rawClaims = string(must(json.Marshal(f.claims)))
	}
	signed := b64([]byte(f.rawHeader)) + "." + b64([]byte(f.rawClaims))
	return signed + "." + b64(f.sign(signed))
}

// with signs by golang-jwt, whatever the key was meant for.
func with(alg string, key any) func(string) []byte {
	return func(signed string) []byte { return must(jwt.GetSigningMethod(alg).Sign(signed, key)) }
}

// extend adds raw members to a JSON object, duplicates included.
func extend(o jsonObject, members string) string {
	return strings.TrimSuffix(string(must(json.Marshal(o))), "}") + "," + members + "}"
}
