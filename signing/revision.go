package signing

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// revision is what there is to know of a file of ours before it is updated (ISO 32000-1
// 7.5.6). It is a value: an update makes the next one out of it.
type revision struct {
	size          int // the first object number that is free
	table         int // offset of the last cross-reference table
	root, page    int // the catalog, and the page that the seal's field is on
	catalog, leaf pdfDict
	id            [2]string // the two halves of /ID, in hexadecimal digits
	fields        int       // signature fields so far
	material      [materialKinds][]int
}

var startxref = []byte("startxref\n")

// readRevision reads a file as templates writes it: one cross-reference table, the
// catalog, its form and the page as plain dictionaries. ErrForm if it is another.
func readRevision(body []byte) (*revision, error) {
	r := &revision{}
	table, ok := r.readTrailer(body)
	if !ok {
		return nil, fmt.Errorf("%w: the trailer cannot be read", ErrForm)
	}
	at := func(number int) pdfDict { return objectAt(body, table, number) }
	r.catalog = at(r.root)
	fields, ok := references(pdfDict(r.catalog.value("/AcroForm")).value("/Fields"))
	if !ok || len(fields) != 1 {
		return nil, fmt.Errorf("%w: the catalog has not one signature field", ErrForm)
	}
	r.fields = 1
	if r.page, ok = reference(at(fields[0]).value("/P")); !ok {
		return nil, fmt.Errorf("%w: the signature field is on no page", ErrForm)
	}
	r.leaf = at(r.page)
	if _, ok := references(r.leaf.value("/Annots")); !ok {
		return nil, fmt.Errorf("%w: the page of the signature field has no list of annotations", ErrForm)
	}
	return r, nil
}

// readTrailer finds the table and what the trailer says, and returns the table's
// entries.
func (r *revision) readTrailer(body []byte) (entries []byte, ok bool) {
	at := bytes.LastIndex(body, startxref)
	if at < 0 {
		return nil, false
	}
	offset, ok := strings.CutSuffix(string(body[at+len(startxref):]), "\n%%EOF\n")
	r.table, _ = strconv.Atoi(offset)
	if !ok || r.table <= 0 || r.table > at || len(offset) != len(strconv.Itoa(r.table)) {
		return nil, false
	}
	entries, ok = bytes.CutPrefix(body[r.table:at], []byte("xref\n0 "))
	size, entries, found := bytes.Cut(entries, []byte("\n"))
	if !ok || !found {
		return nil, false
	}
	r.size, _ = strconv.Atoi(string(size))
	if r.size <= 0 || r.size > len(entries)/entryLength {
		return nil, false
	}
	text, ok := bytes.CutPrefix(entries[r.size*entryLength:], []byte("trailer\n"))
	trailer, readable := readDict(text)
	if !ok || !readable || trailer.value("/Size") != string(size) || trailer.value("/Prev") != "" {
		return nil, false
	}
	r.root, ok = reference(trailer.value("/Root"))
	return entries, ok && r.readID(trailer.value("/ID"))
}

func (r *revision) readID(value string) bool {
	halves := strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune("[]<>"+whitespace, c) })
	if len(halves) != len(r.id) {
		return false
	}
	r.id = [2]string(halves)
	return true
}

const entryLength = len("0000000000 00000 n \n")

// objectAt is the dictionary that an object is, "" if it is none.
func objectAt(body, entries []byte, number int) pdfDict {
	if number >= len(entries)/entryLength {
		return ""
	}
	at, err := strconv.Atoi(string(entries[number*entryLength:][:10]))
	if err != nil || at < 0 || at > len(body) {
		return ""
	}
	text, ok := bytes.CutPrefix(body[at:], fmt.Appendf(nil, "%d 0 obj\n", number))
	if !ok {
		return ""
	}
	d, _ := readDict(text)
	return d
}
