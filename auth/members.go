package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// members are the members of a JSON object by their exact names, values unread.
// Decoding into a struct would not do: encoding/json takes the last of two equal
// names, and "ISS" for "iss".
type members map[string]json.RawMessage

var (
	errEncoding  = errors.New("not base64url")
	errJSON      = errors.New("not a JSON object")
	errDuplicate = errors.New("duplicate member")
)

// readMembers reads exactly one object and refuses a second member of the same
// name, however it is spelt (RFC 7515 section 4, RFC 7519 section 4). encoding/json
// says what JSON is; what is left is to find where the members begin and end.
func readMembers(b []byte) (members, error) {
	if !utf8.Valid(b) || !json.Valid(b) {
		return nil, errJSON
	}
	s := scanner{b}
	if !s.skip('{') {
		return nil, errJSON
	}
	m := make(members, 16)
	for !s.skip('}') {
		var name string
		stringInto(s.value(), &name)
		s.skip(':')
		if m.has(name) {
			return nil, errDuplicate
		}
		m[name] = s.value()
		s.skip(',')
	}
	return m, nil
}

func (m members) has(name string) bool {
	_, ok := m[name]
	return ok
}

// text is a member that is a string; ok is false if it is missing or anything
// else.
func (m members) text(name string) (s string, ok bool) {
	ok = stringInto(m[name], &s)
	return s, ok
}

// texts is a member that is an array of strings.
func (m members) texts(name string) ([]string, bool) {
	var raw []json.RawMessage
	if err := json.Unmarshal(m[name], &raw); err != nil || raw == nil {
		return nil, false
	}
	list := make([]string, len(raw))
	for i := range raw {
		if !stringInto(raw[i], &list[i]) {
			return nil, false
		}
	}
	return list, true
}

// stringInto tells a string from null, which encoding/json takes for an empty one.
func stringInto(raw json.RawMessage, s *string) bool {
	if len(raw) == 0 || raw[0] != '"' {
		return false
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		*s = string(raw[1 : len(raw)-1])
		return true
	}
	return json.Unmarshal(raw, s) == nil
}

// identifier is a member that is a string of 1 to 255 printable ASCII characters:
// what sub (OpenID Connect Core section 2) and client_id (RFC 6749 appendix A.1)
// may be, and what is safe in a log, a header and a database.
func (m members) identifier(name string) (string, bool) {
	s, ok := m.text(name)
	if !ok || s == "" || len(s) > 255 {
		return "", false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return "", false
		}
	}
	return s, true
}

// date is a member that is a NumericDate (RFC 7519 section 2) from 1970 to 9999,
// rounded down to the second.
func (m members) date(name string) (time.Time, bool) {
	const year10000 = 253402300800
	f, err := strconv.ParseFloat(string(m[name]), 64) // refuses strings, null and what is missing
	if err != nil || f < 0 || f >= year10000 {
		return time.Time{}, false
	}
	return time.Unix(int64(math.Floor(f)), 0), true
}
