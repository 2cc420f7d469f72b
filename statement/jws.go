package statement

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrToken says that a text is not a token of the kind that was asked for.
var ErrToken = errors.New("statement: not such a token")

// jws is a JSON Web Signature in compact form (RFC 7515 section 3.1), not verified.
type jws struct {
	key       KeyID
	payload   []byte
	signed    string
	signature []byte
}

type jwsHeader struct {
	Algorithm string          `json:"alg"`
	Key       string          `json:"kid"`
	Type      string          `json:"typ"`
	Critical  json.RawMessage `json:"crit,omitempty"`
}

const algorithm = "ES256"

// signToken signs claims as a JWT of the type.
func (k *Key) signToken(typ string, claims any) (string, error) {
	header, err := json.Marshal(jwsHeader{Algorithm: algorithm, Key: k.id.String(), Type: typ})
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := b64(header) + "." + b64(payload)
	signature, err := k.signer.Sign(nil, []byte(signed))
	if err != nil {
		return "", err
	}
	return signed + "." + b64(signature), nil
}

// parseToken takes a JWT of the type apart. What else the header says of keys (jwk,
// jku, x5u, x5c) is not looked at: a token does not choose what it is checked with.
func parseToken(typ, token string, longest int) (*jws, error) {
	parts := strings.Split(token, ".")
	if len(token) > longest || len(parts) != 3 {
		return nil, fmt.Errorf("%w: size or shape", ErrToken)
	}
	var raw [3][]byte
	for i, part := range parts {
		var err error
		if raw[i], err = unb64(part); err != nil {
			return nil, err
		}
	}
	var h jwsHeader
	if json.Unmarshal(raw[0], &h) != nil || h.Algorithm != algorithm || h.Type != typ || h.Critical != nil {
		return nil, fmt.Errorf("%w: header", ErrToken)
	}
	kid, err := unb64(h.Key)
	if err != nil || len(kid) != len(KeyID{}) {
		return nil, fmt.Errorf("%w: kid", ErrToken)
	}
	return &jws{KeyID(kid), raw[1], parts[0] + "." + parts[1], raw[2]}, nil
}

// unb64 is base64url in its one form. The decoder would pass over line ends.
func unb64(s string) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || strings.ContainsAny(s, "\r\n") {
		return nil, fmt.Errorf("%w: base64url", ErrToken)
	}
	return b, nil
}
