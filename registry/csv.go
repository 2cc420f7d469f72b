package registry

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// ErrUnreadable says that nothing of a file was read beyond the place that the
// error names: it is no text in UTF-8, its header will not do, a quote is never
// closed, or reading it broke off.
var ErrUnreadable = errors.New("registry: the rest of the file cannot be read")

func unreadable(err error) error { return fmt.Errorf("%w: %w", ErrUnreadable, err) }

// layout is the columns of a file. Others are an error, unless it is open.
type layout struct {
	required, optional []string
	open               bool
}

// readRows reads a CSV file (RFC 4180) in UTF-8, with or without byte order mark,
// separated by commas or semicolons, whose first row names the columns in any
// order. It yields what read makes of each row; a row about which read complains
// yields its complaints instead. Rows without any value are passed over.
func readRows[T any](file io.Reader, pick func(header []string) layout, read func(*row) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		src, wrong := open(file, pick)
		for _, err := range wrong {
			if !yield(none, unreadable(err)) {
				return
			}
		}
		if len(wrong) > 0 {
			return
		}
		for {
			r, err := src.next()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(none, unreadable(err))
				}
				return
			}
			v := none
			if len(r.fields) > 0 {
				v = read(r)
			}
			if !deliver(r, v, yield) {
				return
			}
		}
	}
}

func deliver[T any](r *row, v T, yield func(T, error) bool) bool {
	if len(r.wrong) == 0 {
		return yield(v, nil)
	}
	var none T
	for _, e := range r.wrong {
		e.Household, e.Unplaced = r.household, r.unplaced
		if !yield(none, e) {
			return false
		}
	}
	return true
}

// source is a CSV file that is being read.
type source struct {
	csv     *csv.Reader
	in      *bounded
	columns []string
	index   map[string]int // of a column in the fields of a row
}

// maxRow bounds a row, in bytes: a quote that is never closed must not draw the
// whole file into memory.
const maxRow = 1 << 20

// bounded gives up when more than left bytes are drawn before left is renewed.
type bounded struct {
	r    io.Reader
	left int
}

var errLongRow = errors.New("a row is longer than a million bytes, or a quote is never closed")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}

// open reads the header and says what is wrong with it.
func open(file io.Reader, pick func([]string) layout) (*source, []error) {
	in := &bounded{file, maxRow}
	text := bufio.NewReaderSize(in, 64<<10)
	start, _ := text.Peek(4 << 10) // an error comes back from the reading below
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, []error{&RowError{Line: 1, Reason: "the file is UTF-16, not UTF-8"}}
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = text.Discard(3) // they are in the buffer
	}
	src := &source{csv: csv.NewReader(text), in: in, index: map[string]int{}}
	src.csv.ReuseRecord = true
	src.csv.TrimLeadingSpace = true
	if header, _, _ := bytes.Cut(start, []byte("\n")); bytes.IndexByte(header, ';') >= 0 {
		src.csv.Comma = ';'
	}
	header, err := src.csv.Read()
	var bad *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, []error{&RowError{Line: 1, Reason: "the file is empty"}}
	case errors.As(err, &bad):
		return nil, []error{parseError(bad)}
	case errors.Is(err, errLongRow):
		return nil, []error{&RowError{Line: 1, Reason: errLongRow.Error()}}
	case err != nil:
		return nil, []error{err}
	}
	return src, src.check(header, pick)
}

// check reads the names of the columns.
func (src *source) check(header []string, pick func([]string) layout) (wrong []error) {
	var unclean []error
	fail := func(column, reason string) {
		wrong = append(wrong, &RowError{Line: 1, Column: column, Reason: reason})
	}
	for i, name := range header {
		name, reason := clean(name)
		_, twice := src.index[name]
		switch {
		case reason != "":
			unclean = append(unclean, &RowError{Line: 1, Reason: fmt.Sprintf("the name of column %d: %s", i+1, reason)})
		case twice:
			fail(name, "the column stands twice")
		default:
			src.columns, src.index[name] = append(src.columns, name), i
		}
	}
	want := pick(src.columns)
	known := func(name string) bool {
		return slices.Contains(want.required, name) || slices.Contains(want.optional, name)
	}
	if !slices.ContainsFunc(src.columns, known) { // nothing may be quoted from it: it is data
		return []error{&RowError{Line: 1, Reason: "the first row does not name the columns"}}
	}
	if unclean != nil { // where lines end in another way it goes on with data: nothing of it may be quoted
		return unclean
	}
	for _, name := range want.required {
		if _, ok := src.index[name]; !ok {
			fail(name, "the column is missing")
		}
	}
	for _, name := range src.columns {
		if !want.open && !known(name) {
			fail(name, "unknown column")
		}
	}
	return wrong
}

// next returns the next row with any value in it, its fields cleaned. A row that
// could not be taken apart has no fields and says why. The error is io.EOF at the
// end, or what makes going on pointless.
func (src *source) next() (*row, error) {
	for {
		src.in.left = maxRow
		fields, err := src.csv.Read()
		var bad *csv.ParseError
		switch {
		case err == nil:
		case errors.Is(err, errLongRow) && len(fields) > 0:
			line, _ := src.csv.FieldPos(0)
			return nil, &RowError{Line: line, Reason: errLongRow.Error()}
		case !errors.As(err, &bad):
			return nil, err
		case bad.Line > bad.StartLine, strings.Contains(strings.Join(fields, ""), "\n"): // it may have swallowed rows
			return nil, parseError(bad)
		default:
			return &row{wrong: []*RowError{parseError(bad)}, unplaced: true}, nil
		}
		if r := (&row{src: src, fields: fields}); r.clean() {
			return r, nil
		}
	}
}

// parseError is what the CSV reader found, without what it found there.
func parseError(bad *csv.ParseError) *RowError {
	reason := "a quote is not closed, or text follows a closed one"
	switch {
	case errors.Is(bad, csv.ErrFieldCount):
		reason = "the row has more or fewer fields than the header"
	case errors.Is(bad, csv.ErrBareQuote):
		reason = "a quote stands within a value that is not quoted"
	}
	return &RowError{Line: bad.StartLine, Reason: reason}
}
