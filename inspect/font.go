package inspect

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/sportello/sportello/inspect/pdf"
)

// font is a font of two-byte codes with what its codes stand for (ISO 32000-1 9.10.3).
// A nil font decodes nothing.
type font struct{ ranges []codes }

// codes is a row of codes that stand for a row of characters.
type codes struct {
	first, last int
	text        []rune // of the first; the last rune counts on
}

// readFont reads a font, nil if it is of a kind that is not read.
func (c *inspection) readFont(d pdf.Dict) (*font, error) {
	s, is := c.resolve(d["ToUnicode"]).(*pdf.Stream)
	if !is || d["Subtype"] != pdf.Name("Type0") || d["Encoding"] != pdf.Name("Identity-H") {
		return nil, nil
	}
	data, err := c.decode(s)
	if err != nil || data == nil {
		return nil, err
	}
	f := &font{}
	err = c.file.Operations(data, f.do)
	if errors.Is(err, pdf.ErrFilter) || err == nil && !f.sorted() {
		return nil, nil
	}
	return f, err
}

// do takes the mappings out of a CMap.
func (f *font) do(o pdf.Operation) error {
	width := map[string]int{"endbfrange": 3, "endbfchar": 2}[o.Operator]
	if width == 0 {
		return nil
	}
	if len(o.Operands)%width != 0 {
		return pdf.ErrFilter
	}
	for row := o.Operands; len(row) > 0; row = row[width:] {
		first, ok := code(row[0])
		last, also := code(row[width-2])
		text, is := row[width-1].(pdf.String)
		if !ok || !also || !is || last < first {
			return pdf.ErrFilter
		}
		if len(text.Value) > longestText || len(text.Value) < 2 {
			return pdf.ErrFilter
		}
		f.ranges = append(f.ranges, codes{first, last, utf16Of(text.Value)})
	}
	return nil
}

// longestText is how many bytes one code may stand for: ligatures are short.
const longestText = 16

// sorted puts the ranges in order and reports whether none lies upon another.
func (f *font) sorted() bool {
	slices.SortFunc(f.ranges, func(a, b codes) int { return a.first - b.first })
	for i := 1; i < len(f.ranges); i++ {
		if f.ranges[i].first <= f.ranges[i-1].last {
			return false
		}
	}
	return true
}

func code(o pdf.Object) (int, bool) {
	s, is := o.(pdf.String)
	if !is || len(s.Value) != 2 {
		return 0, false
	}
	return int(s.Value[0])<<8 | int(s.Value[1]), true
}

func utf16Of(b []byte) []rune {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return utf16.Decode(units)
}

// decode is the text of codes; false if one of them stands for nothing.
func (f *font) decode(b []byte) (string, bool) {
	if f == nil || len(b)%2 != 0 {
		return "", false
	}
	var out strings.Builder
	ok := true
	for ; len(b) > 0; b = b[2:] {
		ok = f.decodeOne(&out, int(b[0])<<8|int(b[1])) && ok
	}
	return out.String(), ok
}

func (f *font) decodeOne(out *strings.Builder, code int) bool {
	i, _ := slices.BinarySearchFunc(f.ranges, code, func(r codes, code int) int { return r.last - code })
	if i == len(f.ranges) || f.ranges[i].first > code {
		return false
	}
	r := f.ranges[i]
	last := len(r.text) - 1
	out.WriteString(string(r.text[:last]))
	out.WriteRune(r.text[last] + rune(code-r.first))
	return true
}
