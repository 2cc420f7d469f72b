package registry

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// row is one row of a file with what is wrong about it.
type row struct {
	src       *source
	fields    []string // valid until the next row is read
	wrong     []*RowError
	household string
	unplaced  bool
}

// line is where the row starts, or where one of its fields does.
func (r *row) line(field int) int {
	l, _ := r.src.csv.FieldPos(field)
	return l
}

// fail notes what is wrong with a value, once for each column.
func (r *row) fail(column, reason string) {
	if slices.ContainsFunc(r.wrong, func(e *RowError) bool { return e.Column == column }) {
		return
	}
	r.wrong = append(r.wrong, &RowError{Line: r.line(r.src.index[column]), Column: column, Reason: reason})
}

// clean brings every field into the form that the register keeps, and reports
// whether there is any value.
func (r *row) clean() (found bool) {
	for i, s := range r.fields {
		value, reason := clean(s)
		if reason != "" {
			r.fail(r.src.columns[i], reason)
		}
		r.fields[i] = value
		found = found || value != "" || reason != ""
	}
	return found
}

// maxValue bounds a value, in bytes. The longest names and addresses have about
// a third of it.
const maxValue = 1000

// clean trims a value and composes its characters (NFC). What cannot be seen is
// refused: control characters, bidirectional overrides, joiners. "" with a reason
// if the value will not do.
func clean(s string) (value, reason string) {
	if len(s) > maxValue {
		return "", "longer than a thousand bytes"
	}
	if plain(s) {
		return strings.Trim(s, " "), ""
	}
	if !utf8.ValidString(s) {
		return "", "not UTF-8"
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			return "", "holds U+FFFD: a character was lost when the file was made"
		case !unicode.IsGraphic(r):
			return "", "holds a control character, a line break or another character that cannot be seen"
		}
	}
	return strings.Map(blank, s), ""
}

// plain reports whether s is printable ASCII, as nearly every value is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// blank turns every kind of blank, such as the no-break space, into the plain one.
func blank(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) {
		return ' '
	}
	return r
}

// text is the value of a column, "" if the file has no such column.
func (r *row) text(column string) string {
	if i, ok := r.src.index[column]; ok {
		return r.fields[i]
	}
	return ""
}

// needed is the value of a column that may not be empty.
func (r *row) needed(column string) string {
	s := r.text(column)
	if s == "" {
		r.fail(column, "empty, and must not be")
	}
	return s
}

// date is the value of a column as a day, which may be incomplete or missing.
func (r *row) date(column string) Date {
	s := r.text(column)
	if s == "" {
		return Date{}
	}
	d, err := ParseDate(s)
	if err != nil {
		r.fail(column, "not a date of the form YYYY-MM-DD (00 for an unknown day or month)")
	}
	return d
}

// wholeDay is the value of a column as a day of which nothing is unknown, or missing.
func (r *row) wholeDay(column string) Date {
	d := r.date(column)
	if !d.IsZero() && d.Day == 0 {
		r.fail(column, "an incomplete day")
	}
	return d
}

// flag is the value of a column that must say yes or no.
func (r *row) flag(column string) bool {
	switch strings.ToLower(r.needed(column)) {
	case "yes", "true", "1", "si", "sì":
		return true
	case "no", "false", "0":
	default:
		r.fail(column, "neither yes nor no")
	}
	return false
}

// holds is the value of a column that says yes or no; no if it has none.
func (r *row) holds(column string) bool { return r.text(column) != "" && r.flag(column) }

// code is the value of a column as a fiscal code; "" if it has none or it is another.
func (r *row) code(column string) FiscalCode {
	s := r.text(column)
	if s == "" {
		return ""
	}
	code, err := ParseFiscalCode(s)
	if err != nil {
		r.fail(column, "not a fiscal code: its length, a character or the check character is wrong")
	}
	return code
}

// whole is the value of a column as a whole number from low to high; 0 if there is
// none or it is another.
func (r *row) whole(column string, low, high int) int {
	s := r.text(column)
	if s == "" {
		return 0
	}
	if n := number(s); digits(s) && len(s) <= 4 && n >= low && n <= high {
		return n
	}
	r.fail(column, "not one of the numbers that the column takes")
	return 0
}

// oneOf is the value of a column that takes a few words. Without a value it is
// absent, and if absent is "" there must be one.
func oneOf[T ~string](r *row, column string, absent T, words ...T) T {
	s := r.text(column)
	if s == "" && absent != "" {
		return absent
	}
	if i := slices.Index(words, T(r.needed(column))); i >= 0 {
		return words[i]
	}
	r.fail(column, "not one of the words that the column takes")
	return ""
}

// has reports whether one of the columns has a value.
func (r *row) has(columns ...string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return r.text(c) != "" })
}
