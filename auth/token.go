package auth

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

const maxToken = 8 << 10

// token is a JWS in compact form (RFC 7515 section 3.1), taken apart. Nothing of
// it is verified.
type token struct {
	header, claims members
	signed         string // what the signature is over
	signature      []byte
}

func parse(s string) (t token, err error) {
	if len(s) > maxToken {
		return t, invalid("size")
	}
	header, rest, _ := strings.Cut(s, ".")
	claims, signature, ok := strings.Cut(rest, ".")
	if !ok || strings.Contains(signature, ".") { // five parts are a JWE
		return t, invalid("number of parts")
	}
	t.signed = s[:len(header)+1+len(claims)]
	if t.header, err = object(header); err != nil {
		return t, invalid("header: " + err.Error())
	}
	if t.claims, err = object(claims); err != nil {
		return t, invalid("claims: " + err.Error())
	}
	if t.signature, err = decode(signature); err != nil {
		return t, invalid("signature: " + err.Error())
	}
	return t, nil
}

func object(part string) (members, error) {
	b, err := decode(part)
	if err != nil {
		return nil, err
	}
	return readMembers(b)
}

// decode reads base64url without padding, in the one form that there is of every
// text: no unused bits set, no line breaks (which encoding/base64 passes over).
func decode(part string) ([]byte, error) {
	if strings.ContainsAny(part, "\r\n") {
		return nil, errEncoding
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, errEncoding
	}
	return b, nil
}

// methods are the signature algorithms that a provider may use. PS256 is
// golang-jwt's without its tolerance for salts of any length (RFC 7518 section
// 3.5).
var methods = map[string]jwt.SigningMethod{
	"RS256": jwt.SigningMethodRS256,
	"ES256": jwt.SigningMethodES256,
	"PS256": &jwt.SigningMethodRSAPSS{
		SigningMethodRSA: &jwt.SigningMethodRSA{Name: "PS256", Hash: crypto.SHA256},
		Options:          &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash},
	},
}
