package statement

import (
	"encoding/json"
	"fmt"
	"time"
)

// KeySetType is the "typ" of a signed key set and, after "application/", its media
// type (OpenID Federation 1.0).
const KeySetType = "jwk-set+jwt"

// maxKeySetToken and skew bound what is read.
const (
	maxKeySetToken = 64 << 10
	skew           = 10 * time.Minute
)

// keySetClaims is a JWK Set (RFC 7517 section 5) with the claims of a JWT beside its
// "keys".
type keySetClaims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
	Keys     []jwk  `json:"keys"`
}

// Sign returns the set as a token (JWS in compact form) for publication. The key must
// be in the set and in use at IssuedAt: ErrUnknownKey, ErrCompromised, ErrNotInForce.
func (ks *KeySet) Sign(k *Key) (string, error) {
	own := ks.byID[k.id]
	if own == nil {
		return "", ErrUnknownKey
	}
	if err := ks.trust(own, ks.IssuedAt, ks.IssuedAt); err != nil {
		return "", err
	}
	claims := keySetClaims{Issuer: ks.Issuer, Subject: ks.Issuer, IssuedAt: ks.IssuedAt.Unix(), Expires: ks.Expires.Unix()}
	for i := range ks.Keys {
		j, err := jwkOf(&ks.Keys[i])
		if err != nil {
			return "", err
		}
		claims.Keys = append(claims.Keys, j)
	}
	return k.signToken(KeySetType, claims)
}

// ParseKeySet reads a set that was fetched over TLS from the issuer's
// /statement-keys, which is what makes it trustworthy; that it is signed by one of
// its own keys shows that it is whole. Errors: ErrToken, ErrIssuer, ErrSignature,
// ErrUnknownKey, ErrCompromised, ErrNotInForce, ErrExpired, ErrFuture.
func ParseKeySet(token, issuer string, now time.Time) (*KeySet, error) {
	t, ks, err := readKeySet(token, issuer, now)
	if err != nil {
		return nil, err
	}
	return ks, ks.verifyToken(t, ks.IssuedAt, now)
}

// Renew reads a later set of the same issuer, from wherever it comes: it must be
// signed by a key that this one trusts. Errors as of ParseKeySet, ErrExpired also if
// this set has expired, ErrOlder if it is later than the other.
func (ks *KeySet) Renew(token string, now time.Time) (*KeySet, error) {
	t, later, err := readKeySet(token, ks.Issuer, now)
	if err != nil {
		return nil, err
	}
	if later.IssuedAt.Before(ks.IssuedAt) {
		return nil, ErrOlder
	}
	// The newer set may say of the key that signed it what this one cannot know.
	if err := ks.verifyToken(t, later.IssuedAt, now); err != nil {
		return nil, err
	}
	return later, later.verifyToken(t, later.IssuedAt, now)
}

func readKeySet(token, issuer string, now time.Time) (*jws, *KeySet, error) {
	t, err := parseToken(KeySetType, token, maxKeySetToken)
	if err != nil {
		return nil, nil, err
	}
	var c keySetClaims
	if json.Unmarshal(t.payload, &c) != nil || c.IssuedAt <= 0 || c.Expires <= 0 || len(c.Keys) > MaxKeys {
		return nil, nil, fmt.Errorf("%w: claims", ErrToken)
	}
	if c.Issuer != issuer || c.Subject != issuer {
		return nil, nil, ErrIssuer
	}
	keys := make([]IssuerKey, len(c.Keys))
	for i, j := range c.Keys {
		if keys[i], err = j.key(); err != nil {
			return nil, nil, err
		}
	}
	ks, err := NewKeySet(c.Issuer, time.Unix(c.IssuedAt, 0), time.Unix(c.Expires, 0), keys...)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if ks.IssuedAt.After(now.Add(skew)) {
		return nil, nil, ErrFuture
	}
	return t, ks, nil
}
