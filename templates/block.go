package templates

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// block is one part of a certificate, in the order in which it is read. The set is
// closed: paragraph, facts, table, note, and the check at the foot.
type block interface {
	// set sets the block in the setter's column.
	set(*setter)
	// lines appends what the block states, line by line.
	lines([]string) []string
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

type fact struct{ label, value string }

// table is rows under headers; each column has its share of the width.
type table struct {
	heads  []cell
	shares []float64
	rows   [][]cell
}

// cell is what one column of a row holds.
type cell struct {
	text    string
	foreign foreign
}

// note is what the law has a certificate say about itself, beside a bar.
type note struct{ use, validity string }

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

func (n *note) lines(l []string) []string { return append(l, n.use, n.validity) }

// join puts a blank between two texts if both are there.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func (p *paragraph) set(s *setter) {
	defer s.release(len(s.glyphs), len(s.lines))
	st, from := p.style, len(s.glyphs)
	s.skip(st.before)
	if p.strong != "" {
		s.shape(p.strong, bold)
		s.shape(" ", st.face)
	}
	s.shapeWith(p.text, st.face, p.foreign)
	s.begin(st.role, p.foreign.attributes())
	s.flow(s.split(from, s.width, st.size), st)
	s.end()
	s.skip(st.after)
}

func (n *note) set(s *setter) {
	const before, indent, bar = 16, 12, 2.5
	s.skip(before)
	top := s.y
	s.indent(indent)
	(&paragraph{style: &useStyle, text: n.use}).set(s)
	(&paragraph{style: &validityStyle, text: n.validity}).set(s)
	s.indent(-indent)
	s.bar(accent, s.left, s.y, bar, top-s.y)
}
