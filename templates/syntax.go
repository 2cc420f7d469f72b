package templates

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"
)

// What follows appends PDF syntax (ISO 32000-1 7.3) to a buffer.

// appendNumber writes a number with at most two decimals.
func appendNumber(b []byte, v float64) []byte {
	n := int64(v*100 + 0.5)
	if v < 0 {
		b, n = append(b, '-'), int64(-v*100+0.5)
	}
	b = strconv.AppendInt(b, n/100, 10)
	switch n %= 100; {
	case n == 0:
		return b
	case n%10 == 0:
		return append(b, '.', byte('0'+n/10))
	}
	return append(b, '.', byte('0'+n/10), byte('0'+n%10))
}

// appendNumbers writes numbers, each with a blank behind it.
func appendNumbers(b []byte, vs ...float64) []byte {
	for _, v := range vs {
		b = append(appendNumber(b, v), ' ')
	}
	return b
}

// appendRef writes a reference to an object, with a blank before it.
func appendRef(b []byte, object int) []byte {
	b = strconv.AppendInt(append(b, ' '), int64(object), 10)
	return append(b, " 0 R"...)
}

// appendByte writes one byte of a literal string, between parentheses that the
// caller sets.
func appendByte(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // would be read as a line feed
		return append(b, '\\', 'r')
	}
	return append(b, c)
}

// appendText writes a text string: ASCII as a literal, anything else in UTF-16
// (ISO 32000-1 7.9.2.2).
func appendText(b []byte, s string) []byte {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
		b = append(b, '(')
		for i := range len(s) {
			b = appendByte(b, s[i])
		}
		return append(b, ')')
	}
	b = append(b, "<FEFF"...)
	for _, unit := range utf16.Encode([]rune(s)) {
		b = hex.AppendEncode(b, []byte{byte(unit >> 8), byte(unit)})
	}
	return append(b, '>')
}

// figureAttributes is what a screen reader, and a viewer that sets the text anew,
// want to know of a picture: what it shows and where.
func figureAttributes(alt string, x, y, width, height float64) string {
	b := make([]byte, 0, 160+4*len(alt))
	b = append(appendText(append(b, "/Alt"...), alt), "/A<</O/Layout/Placement/Block/BBox["...)
	return string(append(appendNumbers(b, x, y, x+width, y+height), "]>>"...))
}
