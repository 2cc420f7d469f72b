package pdf

import "bytes"

// hexString reads a string in angle brackets.
func (p *parser) hexString() (Object, error) {
	from := p.at
	end := bytes.IndexByte(p.data[from:], '>')
	if end < 0 {
		p.at = len(p.data)
		return nil, errSyntax
	}
	p.at = from + end + 1
	out := make([]byte, 0, end/2)
	half, high := false, byte(0)
	for _, c := range p.data[from+1 : from+end] {
		v := digits[c]
		switch {
		case classes[c] == whiteByte:
			continue
		case v < 0:
			return nil, errSyntax
		case half:
			out = append(out, high<<4|byte(v))
		default:
			high = byte(v)
		}
		half = !half
	}
	if half {
		out = append(out, high<<4)
	}
	return p.placed(out, from, true), nil
}

// digits is the value of every hexadecimal digit, -1 for other bytes.
var digits = func() (d [256]int8) {
	for c := range d {
		d[c] = -1
	}
	for i, c := range []byte("0123456789abcdef") {
		d[c] = int8(i)
	}
	for i, c := range []byte("ABCDEF") {
		d[c] = int8(10 + i)
	}
	return d
}()

func (p *parser) placed(value []byte, from int, hex bool) String {
	if p.inner {
		return String{Value: value, Hex: hex}
	}
	return String{value, from, p.at, hex}
}

// literal reads a string in parentheses.
func (p *parser) literal() (Object, error) {
	from, depth := p.at, 0
	var out []byte
	for p.at < len(p.data) {
		c := p.data[p.at]
		p.at++
		switch c {
		case '\\':
			out = p.escape(out)
			continue
		case '\r': // any end of line is a line feed
			if p.at < len(p.data) && p.data[p.at] == '\n' {
				p.at++
			}
			c = '\n'
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				return p.placed(out, from, false), nil
			}
		}
		out = append(out, c)
	}
	return nil, errSyntax
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// escape reads what follows a backslash.
func (p *parser) escape(out []byte) []byte {
	if p.at == len(p.data) {
		return out
	}
	c := p.data[p.at]
	p.at++
	switch {
	case c == '\n':
		return out
	case c == '\r':
		if p.at < len(p.data) && p.data[p.at] == '\n' {
			p.at++
		}
		return out
	case '0' <= c && c <= '7':
		v := int(c - '0')
		for n := 1; n < 3 && p.at < len(p.data) && '0' <= p.data[p.at] && p.data[p.at] <= '7'; n++ {
			v = 8*v + int(p.data[p.at]-'0')
			p.at++
		}
		return append(out, byte(v))
	}
	if e, known := escapes[c]; known {
		c = e
	}
	return append(out, c)
}
