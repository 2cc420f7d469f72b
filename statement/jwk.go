package statement

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"fmt"
	"time"
)

// jwk is a JSON Web Key (RFC 7517, RFC 7518 section 6.2) with the members that OpenID
// Federation 1.0 gives the keys of its history: nbf, exp and revoked.
type jwk struct {
	Type      string      `json:"kty"`
	Curve     string      `json:"crv"`
	X         string      `json:"x"`
	Y         string      `json:"y"`
	ID        string      `json:"kid"`
	Use       string      `json:"use"`
	Algorithm string      `json:"alg"`
	From      int64       `json:"nbf"`
	Until     int64       `json:"exp,omitempty"`
	Revoked   *revocation `json:"revoked,omitempty"`
}

type revocation struct {
	At     int64  `json:"revoked_at"`
	Reason string `json:"reason,omitempty"`
}

const compromised = "compromised"

func jwkOf(k *IssuerKey) (jwk, error) {
	x, y, err := point(k.Public)
	if err != nil {
		return jwk{}, err
	}
	j := jwk{
		Type: "EC", Curve: "P-256", X: b64(x), Y: b64(y), ID: keyID(x, y).String(),
		Use: "sig", Algorithm: algorithm, From: k.From.Unix(),
	}
	if !k.Until.IsZero() {
		j.Until = k.Until.Unix()
	}
	if !k.CompromisedAt.IsZero() {
		j.Revoked = &revocation{k.CompromisedAt.Unix(), compromised}
	}
	return j, nil
}

// key takes any revocation for the worst. The name of a key must be its thumbprint,
// so that none can stand under another's.
func (j jwk) key() (k IssuerKey, err error) {
	fault := fmt.Errorf("%w: key", ErrToken)
	x, errX := unb64(j.X)
	y, errY := unb64(j.Y)
	if errX != nil || errY != nil || len(x) != coordinate || len(y) != coordinate {
		return k, fault
	}
	want := jwk{"EC", "P-256", j.X, j.Y, keyID(x, y).String(), "sig", algorithm, j.From, j.Until, j.Revoked}
	if j != want || j.From <= 0 || j.Until < 0 || j.Revoked != nil && j.Revoked.At <= 0 {
		return k, fault
	}
	if k.Public, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...)); err != nil {
		return k, fault
	}
	k.From = time.Unix(j.From, 0)
	if j.Until != 0 {
		k.Until = time.Unix(j.Until, 0)
	}
	if j.Revoked != nil {
		k.CompromisedAt = time.Unix(j.Revoked.At, 0)
	}
	return k, nil
}
