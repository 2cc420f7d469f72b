package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// assertionLife is how long a client assertion may be used.
const assertionLife = time.Minute

// ErrKeyKind says that a key is none that a client may sign with.
var ErrKeyKind = errors.New("auth: the key is neither RSA of 2048 bits or more nor P-256")

// Client is us at a provider, where we prove who we are with a key: private_key_jwt,
// OpenID Connect Core section 9, RFC 7523 sections 2.2 and 3.
type Client struct {
	ID     string
	Key    crypto.Signer // RSA of 2048 bits or more, or P-256
	KeyID  string        // under which the provider knows it
	Clock  func() time.Time
	Random io.Reader
}

// KeyKind is the JWS algorithm that goes with a key: RS256 or ES256. Error: ErrKeyKind.
func KeyKind(public crypto.PublicKey) (string, error) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() >= 2048 {
			return "RS256", nil
		}
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			return "ES256", nil
		}
	}
	return "", ErrKeyKind
}

// Assertion says who we are to the audience, which is the provider's token endpoint or
// its issuer. It is good for a minute, and once.
func (c Client) Assertion(audience string) (string, error) {
	algorithm, err := KeyKind(c.Key.Public())
	if err != nil {
		return "", err
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(c.Random, id); err != nil {
		return "", fmt.Errorf("auth: naming an assertion: %w", err)
	}
	now := c.Clock()
	t := jwt.NewWithClaims(methods[algorithm], jwt.MapClaims{
		"iss": c.ID, "sub": c.ID, "aud": audience, "jti": hex.EncodeToString(id), "iat": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	t.Header["kid"] = c.KeyID
	signed, err := t.SignedString(c.Key)
	if err != nil {
		return "", errors.New("auth: signing an assertion failed")
	}
	return signed, nil
}
