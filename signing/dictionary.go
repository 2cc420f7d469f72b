package signing

import (
	"bytes"
	"fmt"
	"strconv"
)

// SubFilter is the form of every seal: PAdES baseline (ETSI EN 319 142-1 6.3).
const SubFilter = "ETSI.CAdES.detached"

const (
	byteRange = "/ByteRange"

	maxDictionary = 4 << 10 // bytes of a signature dictionary before its /ByteRange, and of a string in it
	maxEntries    = 16
	maxByteRange  = 64 // bytes of the array
)

// locate finds the hole of the first seal that a file has, and the end of what it
// covers: of all of it but the hole. It reads the signature dictionary (ISO 32000-1
// 12.8.1) in the form in which templates writes it and no other: names, strings,
// integers and arrays of integers, each key once, without escapes, references, nesting
// or comments, /ByteRange near the beginning, and no second one. ErrUnsealed if there
// is none, ErrCoverage if the seal leaves out anything but the hole, otherwise ErrForm.
func locate(file []byte) (hole Hole, end int, err error) {
	at := bytes.Index(file, []byte(byteRange))
	if at < 0 {
		return Hole{}, 0, ErrUnsealed
	}
	from := max(0, at-maxDictionary)
	object := bytes.LastIndex(file[from:at], []byte(" obj"))
	if object < 0 {
		return Hole{}, 0, fmt.Errorf("%w: /ByteRange is not in an object", ErrForm)
	}
	s := scanner{file, from + object + len(" obj")}
	d, ok := s.dictionary()
	if !ok || string(s.token()) != "endobj" {
		return Hole{}, 0, fmt.Errorf("%w: unexpected syntax in the signature dictionary", ErrForm)
	}
	if hole, end, err = d.hole(len(file)); err != nil {
		return Hole{}, 0, err
	}
	if bytes.Contains(file[at+len(byteRange):end], []byte(byteRange)) {
		return Hole{}, 0, fmt.Errorf("%w: more than one /ByteRange", ErrForm)
	}
	return hole, end, nil
}

// dictionary is the entries of a dictionary in their order.
type dictionary []entry

type entry struct {
	key, value []byte
	at         int // offset of value in the file
}

// get is the entry with the key, or an empty one.
func (d dictionary) get(key string) entry {
	for _, e := range d {
		if string(e.key) == key {
			return e
		}
	}
	return entry{}
}

// baseline is what the dictionary of a baseline signature says.
var baseline = [...]struct{ key, value string }{
	{"/Type", "/Sig"}, {"/Filter", "/Adobe.PPKLite"}, {"/SubFilter", "/" + SubFilter},
}

// hole is where /Contents is, and the end of what is covered, if d is the dictionary of
// a baseline signature in a file of size bytes.
func (d dictionary) hole(size int) (hole Hole, end int, err error) {
	for _, b := range baseline {
		if string(d.get(b.key).value) != b.value {
			return Hole{}, 0, fmt.Errorf("%w: %s is not %s", ErrForm, b.key, b.value)
		}
	}
	if !bytes.HasPrefix(d.get("/M").value, []byte("(D:")) {
		return Hole{}, 0, fmt.Errorf("%w: /M is not a date", ErrForm)
	}
	if d.get("/Cert").key != nil {
		return Hole{}, 0, fmt.Errorf("%w: a baseline signature has no /Cert", ErrForm)
	}
	contents := d.get("/Contents")
	hole = Hole{contents.at, contents.at + len(contents.value)}
	if !bytes.HasPrefix(contents.value, []byte("<")) {
		return Hole{}, 0, fmt.Errorf("%w: /Contents is not a hexadecimal string", ErrForm)
	}
	end, ok := coverage(d.get(byteRange).value, hole, size)
	if !ok {
		return Hole{}, 0, ErrCoverage
	}
	return hole, end, nil
}

// coverage is the end of what the array [0 Start End n] covers beside the hole.
func coverage(array []byte, hole Hole, size int) (end int, ok bool) {
	if len(array) > maxByteRange {
		return 0, false
	}
	numbers := bytes.Fields(bytes.Trim(array, "[]"))
	want := [...]int{0, hole.Start, hole.End}
	if len(numbers) != len(want)+1 {
		return 0, false
	}
	for i := range want {
		if v, err := strconv.Atoi(string(numbers[i])); err != nil || v != want[i] {
			return 0, false
		}
	}
	n, err := strconv.Atoi(string(numbers[len(want)]))
	return hole.End + n, err == nil && n >= 0 && n <= size-hole.End
}

// scanner reads PDF tokens (ISO 32000-1 7.2) one after the other.
type scanner struct {
	file []byte
	at   int
}

// dictionary reads the dictionary that is next.
func (s *scanner) dictionary() (dictionary, bool) {
	if string(s.token()) != "<<" {
		return nil, false
	}
	d := make(dictionary, 0, maxEntries)
	for len(d) < maxEntries {
		key := s.token()
		if string(key) == ">>" {
			return d, true
		}
		value := s.token()
		if !plainName(key) || d.get(string(key)).key != nil || !plainValue(value) {
			return nil, false
		}
		d = append(d, entry{key, value, s.at - len(value)})
	}
	return nil, false
}

func plainName(token []byte) bool {
	return bytes.HasPrefix(token, []byte("/")) && !bytes.Contains(token, []byte("#"))
}

func plainValue(token []byte) bool {
	if len(token) == 0 {
		return false
	}
	switch token[0] {
	case '/', '(', '<':
		return string(token) != "<<"
	}
	return len(bytes.Trim(token, "[]0123456789"+whitespace)) == 0
}

const (
	whitespace = "\x00\t\n\f\r "
	delimiters = "()<>[]{}/%"
)

// token is the next name, number, word, bracket of a dictionary, or whole string or
// array; nil where there is none.
func (s *scanner) token() []byte {
	rest := bytes.TrimLeft(s.file[s.at:], whitespace)
	n := tokenLength(rest)
	s.at = len(s.file) - len(rest) + n
	return rest[:n]
}

func tokenLength(rest []byte) int {
	switch {
	case len(rest) == 0:
		return 0
	case bytes.HasPrefix(rest, []byte("<<")), bytes.HasPrefix(rest, []byte(">>")):
		return 2
	case rest[0] == '<':
		return bytes.IndexByte(rest, '>') + 1
	case rest[0] == '[':
		return bytes.IndexByte(rest, ']') + 1
	case rest[0] == '(':
		return literalLength(rest)
	}
	return bytes.IndexAny(rest[1:], whitespace+delimiters) + 1
}

// literalLength is the length of a string in parentheses, which may be nested or
// escaped; 0 if it does not end within maxDictionary.
func literalLength(rest []byte) int {
	depth := 0
	for i := 0; i < min(len(rest), maxDictionary); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}
