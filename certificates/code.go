package certificates

import (
	"crypto/sha256"
	"errors"
	"io"
	"strings"
)

// Code is the verification code of a certificate: 128 random bits, printed on the
// paper and in its QR symbol, and stored nowhere but as its hash. Who knows it
// holds the certificate.
type Code [16]byte

// CodeHash is the SHA-256 of a code, under which it is stored and looked up.
type CodeHash [32]byte

// ErrCode says that a text cannot be a verification code: wrong length, a
// character outside the alphabet, or check characters that do not fit, which
// means a typing mistake.
var ErrCode = errors.New("certificates: not a verification code")

// The alphabet is Crockford's base 32: digits and capital letters without the
// look-alikes I, L, O and U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeDigits  = 26 // 130 bits for 128
	checkDigits = 2
	groupDigits = 4
)

// NewCode draws a code from random.
func NewCode(random io.Reader) (c Code, err error) {
	_, err = io.ReadFull(random, c[:])
	return c, err
}

// Hash is the form in which the code is stored.
func (c Code) Hash() CodeHash { return sha256.Sum256(c[:]) }

// Compact is the code as addresses carry it: 28 characters, two of them for
// checking.
func (c Code) Compact() string {
	out := make([]byte, 0, codeDigits+checkDigits)
	var bits, n uint
	for _, b := range c {
		bits, n = bits<<8|uint(b), n+8
		for n >= 5 {
			n -= 5
			out = append(out, alphabet[bits>>n&31])
		}
	}
	out = append(out, alphabet[bits<<(5-n)&31]) // 128 bits leave 3, filled with zeros
	k := c.check()
	return string(append(out, alphabet[k[0]], alphabet[k[1]]))
}

// String is the printed form: seven groups of four.
func (c Code) String() string {
	s := c.Compact()
	groups := make([]string, 0, len(s)/groupDigits)
	for ; s != ""; s = s[groupDigits:] {
		groups = append(groups, s[:groupDigits])
	}
	return strings.Join(groups, "-")
}

func (c Code) check() [checkDigits]byte {
	h := sha256.Sum256(append([]byte("sportello code check"), c[:]...))
	return [checkDigits]byte{h[0] & 31, h[1] & 31}
}

// ParseCode reads a code as someone types it: capitals or not, with or without
// the groups, O for 0, I and L for 1.
func ParseCode(s string) (Code, error) {
	digits := make([]byte, 0, codeDigits+checkDigits)
	for _, r := range s {
		if r == '-' || r == ' ' {
			continue
		}
		d := digit(r)
		if d < 0 || len(digits) == cap(digits) {
			return Code{}, ErrCode
		}
		digits = append(digits, byte(d))
	}
	if len(digits) != codeDigits+checkDigits {
		return Code{}, ErrCode
	}
	var c Code
	var bits, n uint
	i := 0
	for _, d := range digits[:codeDigits] {
		bits, n = bits<<5|uint(d), n+5
		if n >= 8 && i < len(c) {
			n -= 8
			c[i], i = byte(bits>>n), i+1
		}
	}
	if bits&3 != 0 || c.check() != [checkDigits]byte(digits[codeDigits:]) {
		return Code{}, ErrCode
	}
	return c, nil
}

func digit(r rune) int {
	switch r {
	case 'O', 'o':
		r = '0'
	case 'I', 'i', 'L', 'l':
		r = '1'
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	return strings.IndexRune(alphabet, r)
}
