package templates

import (
	"errors"

	"github.com/sportello/sportello/registry"
)

// A certificate in two languages says everything in both, with equal rank: what is
// said in sentences stands side by side, Italian on the left; what is the same in both
// stands once. It is put into words twice and the two are laid together, so that
// neither can say what the other does not.

var errBeside = errors.New("templates: two languages do not say the same")

// besides lays blocks together with the same blocks in another language.
func besides(first, second []block, l registry.Language) ([]block, error) {
	if len(first) != len(second) {
		return nil, errBeside
	}
	both := make([]block, len(first))
	for i := range first {
		if both[i] = first[i].beside(second[i], l); both[i] == nil {
			return nil, errBeside
		}
	}
	return both, nil
}

// pair is a paragraph in two languages.
type pair struct {
	first, second *paragraph
	language      registry.Language // of the second
}

func (p *paragraph) beside(other block, l registry.Language) block {
	q, same := other.(*paragraph)
	switch {
	case !same || p.style.role != q.style.role:
		return nil
	case p.strong == q.strong && p.text == q.text:
		return p
	}
	return &pair{p, &paragraph{p.style, q.strong, q.text, q.foreign}, l}
}

func (f *facts) beside(other block, l registry.Language) block {
	g, same := other.(*facts)
	if !same || len(f.facts) != len(g.facts) {
		return nil
	}
	both := &facts{make([]fact, len(f.facts))}
	for i, x := range f.facts {
		y := g.facts[i]
		both.facts[i] = fact{x.label, x.value, unless(y.label, x.label), unless(y.value, x.value), l}
	}
	return both
}

func (t *table) beside(other block, l registry.Language) block {
	u, same := other.(*table)
	if !same || len(t.rows) != len(u.rows) {
		return nil
	}
	both := &table{heads: besideCells(t.heads, u.heads, l), shares: t.shares, rows: make([][]cell, len(t.rows))}
	for i := range t.rows {
		both.rows[i] = besideCells(t.rows[i], u.rows[i], l)
	}
	return both
}

func besideCells(first, second []cell, l registry.Language) []cell {
	both := make([]cell, len(first))
	for i, c := range first {
		both[i] = cell{c.text, c.foreign, unless(second[i].text, c.text), l}
	}
	return both
}

// unless is a text, or nothing if it says what the other does.
func unless(text, other string) string {
	if text == other {
		return ""
	}
	return text
}

func (n *note) beside(other block, l registry.Language) block {
	m, same := other.(*note)
	if !same {
		return nil
	}
	parts, err := besides(n.parts, m.parts, l)
	if err != nil {
		return nil
	}
	return &note{parts}
}

// What is in two languages already has no third.
func (*pair) beside(block, registry.Language) block { return nil }

func (p *pair) lines(l []string) []string { return p.second.lines(p.first.lines(l)) }

func (p *pair) set(s *setter) {
	if p.first.style.role == "H1" {
		p.stack(s)
	} else {
		p.columns(s)
	}
}

// narrow is a style for half the width: a little smaller, but to be read without a
// glass.
func (st *style) narrow() *style {
	const share, least = 0.92, 8 // points
	n := *st
	n.size = min(st.size, max(least, share*st.size))
	n.lead = n.size / st.size * st.lead
	return &n
}

// columns sets the two side by side, on one page. A heading is one element all the
// same: it would be one too many in a table of contents.
func (p *pair) columns(s *setter) {
	const between = 2 * gutter
	defer s.release(len(s.glyphs), len(s.lines))
	st, width := p.first.style.narrow(), (s.width-between)/2
	s.skip(st.before)
	left := p.first.wrap(s, st, width)
	from := len(s.glyphs)
	right := p.second.wrap(s, st, width)
	height := max(st.height(left), st.height(right))
	s.room(height + st.keep)
	if second := s.left + width + between; st.role == "H2" {
		s.speak(s.glyphs[from:], p.language)
		s.begin(st.role, "")
		s.mark()
		s.column(left, st, s.left, s.y)
		s.column(right, st, second, s.y)
		s.unmark()
		s.end()
	} else {
		s.cell(st.role, "", left, st, s.left, s.y)
		s.cell(st.role, foreign{language: p.language}.attributes(), right, st, second, s.y)
	}
	s.y -= height
	s.skip(st.after)
}

// stack sets a title with the second below the first, as one element.
func (p *pair) stack(s *setter) {
	defer s.release(len(s.glyphs), len(s.lines))
	st, first := &longTitleStyle, len(s.lines)
	s.skip(st.before)
	p.first.wrap(s, st, s.width)
	from := len(s.glyphs)
	p.second.wrap(s, st, s.width)
	s.speak(s.glyphs[from:], p.language)
	s.begin(st.role, "")
	s.flow(s.lines[first:], st)
	s.end()
	s.skip(st.after)
}
