package pdf

import (
	"encoding/hex"
	"errors"
	"strconv"
)

// errSyntax says that what is read is not an object.
var errSyntax = errors.New("pdf: syntax")

// parser reads objects one after the other (ISO 32000-1 7.2 and 7.3).
type parser struct {
	*work
	data    []byte
	at      int
	number  int  // of the object that is read, for findings
	inner   bool // not in the file itself but in what a stream holds
	content bool // in the content of a page, where there are no references
}

// Character classes (ISO 32000-1 tables 1 and 2).
const (
	regularByte = iota
	whiteByte
	delimiterByte
)

var classes = func() (c [256]byte) {
	for _, b := range []byte("\x00\t\n\f\r ") {
		c[b] = whiteByte
	}
	for _, b := range []byte("()<>[]{}/%") {
		c[b] = delimiterByte
	}
	return c
}()

// skip steps over blanks and comments.
func (p *parser) skip() {
	for p.at < len(p.data) {
		switch c := p.data[p.at]; {
		case classes[c] == whiteByte:
			p.at++
		case c == '%':
			for p.at < len(p.data) && p.data[p.at] != '\n' && p.data[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

// word reads the regular characters that are next.
func (p *parser) word() []byte {
	from := p.at
	for p.at < len(p.data) && classes[p.data[p.at]] == regularByte {
		p.at++
	}
	return p.data[from:p.at]
}

// keyword steps over blanks and the keyword, if it is next.
func (p *parser) keyword(k string) bool {
	from := p.at
	p.skip()
	if string(p.word()) == k {
		return true
	}
	p.at = from
	return false
}

// whole reads an unsigned whole number that is next, as in "12 0 obj".
func (p *parser) whole() (int, bool) {
	from := p.at
	p.skip()
	if n, ok := wholeOf(p.word()); ok {
		return n, true
	}
	p.at = from
	return 0, false
}

// wholeOf is the value of up to ten digits.
func wholeOf(digits []byte) (n int, ok bool) {
	const longest = 10
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, 0 < len(digits) && len(digits) <= longest
}

// numeral turns a word into a number. One that a machine word of 32 bits does not
// hold is refused: readers differ in what they make of it.
func numeral(word []byte) (Object, error) {
	const longest = 24
	if len(word) == 0 || len(word) > longest {
		return nil, errSyntax
	}
	point := false
	for i, c := range word {
		switch {
		case c == '.' && !point:
			point = true
		case (c == '+' || c == '-') && i == 0, '0' <= c && c <= '9':
		default:
			return nil, errSyntax
		}
	}
	if point {
		return realOf(word)
	}
	n, err := strconv.ParseInt(string(word), 10, 32)
	if err != nil {
		return nil, errSyntax
	}
	return int(n), nil
}

func realOf(word []byte) (Object, error) {
	v, err := strconv.ParseFloat(string(word), 64)
	if err != nil {
		return nil, errSyntax
	}
	return v, nil
}

func (p *parser) name() (Name, error) {
	p.at++ // the solidus
	word := p.word()
	const longest = 127 // ISO 32000-1 annex C
	if len(word) > 3*longest {
		return "", errSyntax
	}
	for i, c := range word {
		if c == '#' {
			return unescaped(word, i)
		}
	}
	return Name(word), nil
}

func unescaped(word []byte, from int) (Name, error) {
	out := append([]byte(nil), word[:from]...)
	for i := from; i < len(word); i++ {
		c := word[i]
		if c == '#' {
			if i+2 >= len(word) {
				return "", errSyntax
			}
			var b [1]byte
			if _, err := hex.Decode(b[:], word[i+1:i+3]); err != nil || b[0] == 0 {
				return "", errSyntax
			}
			c, i = b[0], i+2
		}
		out = append(out, c)
	}
	return Name(out), nil
}
