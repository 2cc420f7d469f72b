package templates

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// block is one part of a certificate, in the order in which it is read. The set is
// closed: paragraph, facts, blanks, table, note, and the check at the foot.
type block interface {
	// set sets the block in the setter's column.
	set(*setter)
	// lines appends what the block states, line by line.
	lines([]string) []string
	// beside is the block with what it says in another language, said by another block
	// of the same make; nil if the two do not go together.
	beside(block, registry.Language) block
}

// paragraph is a text in one style; what is strong stands before it in bold.
type paragraph struct {
	style        *style
	strong, text string
	foreign      foreign
}

// foreign is what of a text is in another language than the document, such as the
// second name of a place: words that stand in it once, or all of it if there are no
// words. Without a language there is none.
type foreign struct {
	words    string
	language registry.Language
}

// attributes is what an element says that is in another language as a whole (ISO
// 32000-1 14.9.2).
func (f foreign) attributes() string {
	if f.language == "" || f.words != "" {
		return ""
	}
	return "/Lang(" + string(f.language) + ")"
}

// facts is values with labels, three to a row.
type facts struct{ facts []fact }

// fact is a value with its label. What differs in a second language stands with it.
type fact struct {
	label, value             string
	secondLabel, secondValue string
	language                 registry.Language
}

// table is rows under headers; each column has its share of the width.
type table struct {
	heads  []cell
	shares []float64
	rows   [][]cell
}

// cell is what one column of a row holds, and below it what differs in a second
// language.
type cell struct {
	text     string
	foreign  foreign
	second   string
	language registry.Language
}

func cells(texts ...string) []cell {
	row := make([]cell, len(texts))
	for i, t := range texts {
		row[i].text = t
	}
	return row
}

// note is what the law has a certificate say about itself, beside a bar.
type note struct{ parts []block }

func (p *paragraph) lines(l []string) []string { return append(l, join(p.strong, p.text)) }

func (f *facts) lines(l []string) []string {
	for _, x := range f.facts {
		l = append(l, x.label+": "+x.value)
	}
	return l
}

func (t *table) lines(l []string) []string {
	for _, row := range t.rows {
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = c.text
		}
		l = append(l, strings.Join(texts, ", "))
	}
	return l
}

func (n *note) lines(l []string) []string {
	for _, p := range n.parts {
		l = p.lines(l)
	}
	return l
}

// join puts a blank between two texts if both are there.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func (p *paragraph) set(s *setter) {
	defer s.release(len(s.glyphs), len(s.lines))
	s.skip(p.style.before)
	lines := p.wrap(s, p.style, s.width)
	if p.style.keep > 0 {
		s.room(p.style.height(lines) + p.style.keep)
	}
	s.begin(p.style.role, p.foreign.attributes())
	s.flow(lines, p.style)
	s.end()
	s.skip(p.style.after)
}

// wrap breaks the paragraph into lines, in a style that is much like its own.
func (p *paragraph) wrap(s *setter, st *style, width float64) []line {
	from := len(s.glyphs)
	if p.strong != "" {
		s.shape(p.strong, bold)
		s.shape(" ", st.face)
	}
	s.shapeWith(p.text, st.face, p.foreign)
	return s.split(from, width, st.size)
}

func (n *note) set(s *setter) {
	const before, indent, bar = 16, 12, 2.5
	s.skip(before)
	top := s.y
	s.indent(indent)
	s.set(n.parts)
	s.indent(-indent)
	s.bar(accent, s.left, s.y, bar, top-s.y)
}
