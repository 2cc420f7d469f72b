package certificates

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	// errLost says that a text was not Unicode, or had lost a character before.
	errLost   = fmt.Errorf("%w: U+%04X", ErrGlyph, utf8.RuneError)
	errNumber = errors.New("certificates: a number of the content is beyond what JSON can hold")
)

// canonical brings JSON, which must be valid, into the form of RFC 8785.
func canonical(data []byte) ([]byte, error) {
	c := canonicalizer{in: data, out: make([]byte, 0, len(data)), members: make([]member, 0, 32)}
	c.value()
	if c.err == nil && bytes.ContainsRune(c.out, utf8.RuneError) {
		c.err = errLost
	}
	return c.out, c.err
}

// canonicalizer goes through JSON that is known to be valid; at is how far it has come.
type canonicalizer struct {
	in, out []byte
	at      int
	members []member // of the objects that are open
	scratch []byte
	err     error
}

// next takes n bytes off the input.
func (c *canonicalizer) next(n int) (token []byte) {
	token = c.in[c.at : c.at+n]
	c.at += n
	return token
}

// peek is the next byte that is no blank.
func (c *canonicalizer) peek() byte {
	for c.in[c.at] <= ' ' {
		c.at++
	}
	return c.in[c.at]
}

func (c *canonicalizer) value() {
	switch c.peek() {
	case '{':
		c.object()
	case '[':
		c.array()
	case '"':
		c.out = appendString(c.out, c.text())
	case 't', 'n':
		c.out = append(c.out, c.next(len("true"))...)
	case 'f':
		c.out = append(c.out, c.next(len("false"))...)
	default:
		c.number()
	}
}

func (c *canonicalizer) array() {
	c.out = append(c.out, c.next(1)...)
	for c.peek() != ']' {
		if c.in[c.at] == ',' {
			c.out = append(c.out, c.next(1)...)
		}
		c.value()
	}
	c.out = append(c.out, c.next(1)...)
}

// member is a name of an object, and where in the output it stands with its value.
type member struct {
	name     []byte
	from, to int
}

// object writes its members one behind the other and then puts them in order.
func (c *canonicalizer) object() {
	start, first := len(c.out), len(c.members)
	for c.next(1); c.peek() != '}'; {
		if c.in[c.at] == ',' {
			c.next(1)
			c.peek()
		}
		m := member{name: c.text(), from: len(c.out)}
		c.out = append(appendString(c.out, m.name), ':')
		c.peek()
		c.next(len(":"))
		c.value()
		m.to = len(c.out)
		c.members = append(c.members, m)
	}
	c.next(1)
	members := c.members[first:]
	c.members = c.members[:first]
	slices.SortStableFunc(members, func(x, y member) int { return compareUTF16(x.name, y.name) })
	c.scratch = append(c.scratch[:0], c.out[start:]...)
	c.out = append(c.out[:start], '{')
	for i, m := range members {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		c.out = append(c.out, c.scratch[m.from-start:m.to-start]...)
	}
	c.out = append(c.out, '}')
}

// compareUTF16 orders names by their UTF-16 code units (RFC 8785 3.2.3). That is the
// order of their bytes in UTF-8, but that what takes two units (lead byte F0 and up)
// comes before U+E000 to U+FFFF (lead bytes EE and EF).
func compareUTF16(x, y []byte) int {
	const twoUnits, behind = 0xF0, 0xEE
	for i := range min(len(x), len(y)) {
		switch a, b := x[i], y[i]; {
		case a == b:
		case min(a, b) >= behind && (a >= twoUnits) != (b >= twoUnits):
			return cmp.Compare(b, a)
		default:
			return cmp.Compare(a, b)
		}
	}
	return cmp.Compare(len(x), len(y))
}

// text takes a string off the input and resolves its escapes.
func (c *canonicalizer) text() []byte {
	rest, end := c.in[c.at:], 1
	for ; rest[end] != '"'; end++ {
		if rest[end] == '\\' {
			end++
		}
	}
	quoted := c.next(end + 1)
	if bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted) {
		return quoted[1:end]
	}
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		c.err = err
	}
	return []byte(s)
}

// appendString escapes what JSON forbids and nothing else (RFC 8785 3.2.2.2).
func appendString(b, s []byte) []byte {
	const special, letters = "\b\t\n\f\r\"\\", "btnfr\"\\"
	b = append(b, '"')
	for _, c := range s {
		if c >= ' ' && c != '"' && c != '\\' {
			b = append(b, c)
		} else if short := strings.IndexByte(special, c); short >= 0 {
			b = append(b, '\\', letters[short])
		} else {
			b = fmt.Appendf(b, `\u%04x`, c)
		}
	}
	return append(b, '"')
}

// number writes a number as ECMAScript does (RFC 8785 3.2.2.3), which is how
// encoding/json writes a float64, but for the sign of zero.
func (c *canonicalizer) number() {
	const digits, exact = "0123456789", 15 // so many of them a float64 holds
	rest := c.in[c.at:]
	token := c.next(len(rest) - len(bytes.TrimLeft(rest, digits+"+-.eE")))
	if len(token) <= exact && len(bytes.TrimLeft(token, digits)) == 0 {
		c.out = append(c.out, token...)
		return
	}
	f, err := strconv.ParseFloat(string(token), 64)
	if err != nil {
		c.err = errNumber
		return
	}
	if f == 0 {
		c.out = append(c.out, '0')
		return
	}
	text, err := json.Marshal(f)
	if err != nil {
		c.err = err
	}
	c.out = append(c.out, text...)
}
