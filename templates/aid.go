package templates

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// aid tells a certificate again in a language that has no rank beside Italian, for
// whoever receives it: after all that is certified, in grey, under a heading that says
// so on every page. It is no part of what is certified.
type aid struct {
	heading  *pair
	told     []string
	language registry.Language
}

// newAid tells what the second document says, under the heading of the first and after what
// there is to say about it.
func newAid(heading *phrase, d *document, other *wording, about *phrase, e *document) *aid {
	a := &aid{language: other.language, told: []string{about.Text}, heading: &pair{
		&paragraph{style: &aidHeadStyle, text: heading.Text}, &paragraph{style: &aidHeadStyle, text: other.Aid.Heading.Text}, other.language,
	}}
	for i, b := range e.body {
		a.tell(d.body[i], b)
	}
	for i, b := range e.notes {
		a.tell(d.notes[i], b)
	}
	return a
}

// tell adds what a block says: facts in one line, of a table the headers and the rows
// that are not the same in Italian, who certifies about whom in one sentence.
func (a *aid) tell(italian, b block) {
	told := b.lines(nil)
	switch b := b.(type) {
	case *facts, *blanks:
		a.told = append(a.told, strings.Join(told, "; "))
		return
	case *table:
		told = append([]string{strings.Join(b.headers(), ", ") + ":"}, differing(told, italian.lines(nil))...)
	case *paragraph:
		if b.style == &groundsStyle || b.style == &certifiesStyle || b.style == &nameStyle {
			a.told[len(a.told)-1] += " " + told[0]
			return
		}
	}
	a.told = append(a.told, told...)
}

// differing is the lines that are not those of the other.
func differing(lines, others []string) (only []string) {
	for i, l := range lines {
		if l != others[i] {
			only = append(only, l)
		}
	}
	return only
}

func (t *table) headers() []string {
	heads := make([]string, len(t.heads))
	for i, h := range t.heads {
		heads[i] = h.text
	}
	return heads
}

// lines is nothing: what is told again is not stated.
func (*aid) lines(l []string) []string { return l }

func (*aid) beside(block, registry.Language) block { return nil }

func (a *aid) set(s *setter) {
	const before, indent, bar = 14, 12, 2.5
	s.skip(before)
	s.room(4 * aidHeadStyle.lead) // no heading at the foot of a page
	s.begin("Sect", "")
	s.indent(indent)
	top := s.y
	a.heading.columns(s)
	s.bar(pale, s.left-indent, s.y, bar, top-s.y)
	for _, text := range a.told {
		a.line(s, text, indent, bar)
	}
	s.indent(-indent)
	s.end()
}

// line sets one line of the aid beside its bar, under the heading again if it begins a
// page.
func (a *aid) line(s *setter, text string, indent, bar float64) {
	defer s.release(len(s.glyphs), len(s.lines))
	lines := s.wrap(text, &aidStyle, s.width)
	height := aidStyle.height(lines) + aidStyle.after
	if s.room(height) {
		s.artifact()
		s.place(a.heading.second.text, &aidHeadStyle, s.left, 0, s.y-aidHeadStyle.lead+aidHeadStyle.drop())
		s.unmark()
		s.y -= aidHeadStyle.lead
	}
	s.cell(aidStyle.role, foreign{language: a.language}.attributes(), lines, &aidStyle, s.left, s.y)
	s.y -= height
	s.bar(pale, s.left-indent, s.y, bar, height)
}
