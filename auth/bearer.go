package auth

import "strings"

// Bearer takes the token out of the value of an Authorization header field
// (RFC 6750 section 2.1). ErrMissing if there is none or it is of another scheme,
// ErrInvalid if what follows "Bearer" is not a token. A request with more than one
// such field is malformed, and the caller's to refuse.
func Bearer(header string) (string, error) {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", ErrMissing
	}
	token := strings.TrimLeft(rest, " ")
	if !b64token(token) {
		return "", invalid("authorization header")
	}
	return token, nil
}

// b64token is the production of that name: at least one character, "=" only at the
// end.
func b64token(s string) bool {
	s = strings.TrimRight(s, "=")
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("-._~+/", s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

func alphanumeric(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}
