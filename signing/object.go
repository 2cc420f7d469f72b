package signing

import (
	"bytes"
	"fmt"
	"strconv"
)

// maxNesting is how deep dictionaries and arrays may lie in one another.
const maxNesting = 8

// pdfDict is the text of a dictionary (ISO 32000-1 7.3.7), from << to >>, as templates
// writes it: without comments and without indirect keys.
type pdfDict string

// readDict is the dictionary that text begins with.
func readDict(text []byte) (pdfDict, bool) {
	if !bytes.HasPrefix(text, []byte("<<")) {
		return "", false
	}
	n := valueLength(text, maxNesting)
	return pdfDict(text[:n]), n > 0
}

// span is where the value of a key is, without the space around it; ok is false if the
// dictionary does not have the key or cannot be read.
func (d pdfDict) span(key string) (from, to int, ok bool) {
	text := []byte(d)
	if !bytes.HasPrefix(text, []byte("<<")) {
		return 0, 0, false
	}
	for at := len("<<"); ; {
		at += leading(text[at:])
		n := tokenLength(text[at:])
		if n == 0 || text[at] != '/' {
			return 0, 0, false
		}
		name := string(text[at : at+n])
		from = at + n + leading(text[at+n:])
		if n = valueLength(text[from:], maxNesting); n == 0 {
			return 0, 0, false
		}
		if at = from + n; name == key {
			return from, at, true
		}
	}
}

// value is the text of the key's value, "" if there is none.
func (d pdfDict) value(key string) string {
	from, to, _ := d.span(key)
	return string(d[from:to])
}

// with is the dictionary with another value for the key.
func (d pdfDict) with(key, value string) pdfDict {
	if from, to, ok := d.span(key); ok {
		return d[:from] + pdfDict(value) + d[to:]
	}
	return d[:len(d)-len(">>")] + pdfDict(key+" "+value) + ">>"
}

// reference is the number of the object that a value, such as "12 0 R", refers to.
func reference(value string) (int, bool) {
	fields := bytes.Fields([]byte(value))
	if len(fields) != 3 || string(fields[1]) != "0" || string(fields[2]) != "R" {
		return 0, false
	}
	n, err := strconv.Atoi(string(fields[0]))
	return n, err == nil && n > 0
}

// references is the objects that an array, such as "[12 0 R 13 0 R]", refers to.
func references(array string) (out []int, ok bool) {
	if len(array) < 2 || array[0] != '[' || array[len(array)-1] != ']' {
		return nil, false
	}
	fields := bytes.Fields([]byte(array[1 : len(array)-1]))
	for ; len(fields) >= 3; fields = fields[3:] {
		n, ok := reference(string(bytes.Join(fields[:3], []byte(" "))))
		if !ok {
			return nil, false
		}
		out = append(out, n)
	}
	return out, len(fields) == 0
}

// arrayOf is the array of references to the objects.
func arrayOf(objects []int) string {
	out := []byte("[")
	for i, n := range objects {
		if i > 0 {
			out = append(out, ' ')
		}
		out = fmt.Appendf(out, "%d 0 R", n)
	}
	return string(append(out, ']'))
}

// valueLength is the length of the value that text begins with, 0 if it does not end or
// is nested too deep.
func valueLength(text []byte, depth int) int {
	switch {
	case bytes.HasPrefix(text, []byte("<<")):
		return compoundLength(text, "<<", ">>", depth)
	case bytes.HasPrefix(text, []byte("[")):
		return compoundLength(text, "[", "]", depth)
	}
	n := tokenLength(text)
	if n > 0 && text[0] >= '0' && text[0] <= '9' {
		return n + restOfReference(text[n:])
	}
	if n > 0 && bytes.IndexByte([]byte(")>]{}%"), text[0]) >= 0 {
		return 0
	}
	return n
}

// compoundLength steps over what a dictionary or array holds: names, values and the
// parts of references are all values of their own here.
func compoundLength(text []byte, begin, end string, depth int) int {
	if depth == 0 {
		return 0
	}
	for at := len(begin); ; {
		at += leading(text[at:])
		if bytes.HasPrefix(text[at:], []byte(end)) {
			return at + len(end)
		}
		n := valueLength(text[at:], depth-1)
		if n == 0 {
			return 0
		}
		at += n
	}
}

// restOfReference is the length of " 0 R", which makes a number a reference.
func restOfReference(text []byte) int {
	const rest = " 0 R"
	if bytes.HasPrefix(text, []byte(rest)) {
		return len(rest)
	}
	return 0
}

func leading(text []byte) int { return len(text) - len(bytes.TrimLeft(text, whitespace)) }
