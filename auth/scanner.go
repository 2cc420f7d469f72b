package auth

import "bytes"

// scanner walks over text that is known to be one valid JSON value.
type scanner struct{ rest []byte }

// skip passes over c, if it is next, and over the blanks around it.
func (s *scanner) skip(c byte) bool {
	s.rest = bytes.TrimLeft(s.rest, " \t\r\n")
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = bytes.TrimLeft(s.rest[1:], " \t\r\n")
	return true
}

// value passes over the value that is next and returns it.
func (s *scanner) value() []byte {
	n := extent(s.rest)
	v := s.rest[:n:n]
	s.rest = s.rest[n:]
	return v
}

// extent is the length of the value that b begins with.
func extent(b []byte) int {
	switch b[0] {
	case '"':
		return quoted(b)
	case '{', '[':
		return nested(b)
	}
	if n := bytes.IndexAny(b, ",]} \t\r\n"); n > 0 {
		return n // a number, true, false or null
	}
	return len(b)
}

// nested is the length of the object or array that b begins with.
func nested(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += quoted(b[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

// quoted is the length of the string that b begins with.
func quoted(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
