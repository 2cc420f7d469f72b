package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// style is how a text is set: its structure type, its face, size and distance of
// lines, its colour, and the blanks around it. All measures are in points.
type style struct {
	role          string
	face          int
	size, lead    float64
	ink           string
	before, after float64
	keep          float64 // what must have room below it on the same page
}

// height is the height of lines.
func (st *style) height(lines []line) float64 { return st.lead * float64(len(lines)) }

// middle is how far above the baseline the middle of a line of text is.
func (st *style) middle() float64 {
	const share = 0.35 // of the size: half the height of a capital
	return share * st.size
}

// drop is how far above the lower edge of a line its baseline is.
func (st *style) drop() float64 { return st.lead/2 - st.middle() }

// line is a run of glyphs that stands on one line, without the blank at its end.
type line struct {
	from, to int // in setter.glyphs
	width    float64
}

// GlyphError names a character that no font has. It is a certificates.ErrGlyph.
type GlyphError struct{ Rune rune }

func (e *GlyphError) Error() string { return fmt.Sprintf("%v: U+%04X", certificates.ErrGlyph, e.Rune) }

// Unwrap lets errors.Is find certificates.ErrGlyph.
func (e *GlyphError) Unwrap() error { return certificates.ErrGlyph }

// shape appends the glyphs of a text, in Unicode normalisation form C: a letter
// and its accent are one character.
func (s *setter) shape(text string, face int) {
	const firstMark = 0x300 // below it every text is in form C
	if strings.IndexFunc(text, func(c rune) bool { return c >= firstMark }) >= 0 {
		text = norm.NFC.String(text)
	}
	f, glyphs, before := s.fonts[face], s.glyphs, rune(-1)
	for _, c := range text {
		g := f.glyph(c)
		if g.id == 0 {
			s.fail(&GlyphError{c}) // and nothing else of the text
			continue
		}
		if before >= 0 {
			glyphs[len(glyphs)-1].kern = f.kerned(before, c)
		}
		glyphs, before = append(glyphs, g), c
		s.used[g.font] = true
	}
	s.glyphs = glyphs
}

// shapeWith appends the glyphs of a text with words in another language, of which the
// last that follow a stroke are meant: "Bolzano/Bozen (BZ)".
func (s *setter) shapeWith(text string, face int, f foreign) {
	from := len(s.glyphs)
	s.shape(text, face)
	if f.language == "" || f.words == "" || s.err != nil {
		return
	}
	text, words := norm.NFC.String(text), norm.NFC.String(f.words)
	stroke := strings.LastIndex(text, "/"+words)
	if stroke < 0 {
		return
	}
	from += utf8.RuneCountInString(text[:stroke]) + 1
	s.speak(s.glyphs[from:from+utf8.RuneCountInString(words)], f.language)
}

// shapeIn appends the glyphs of a text that is in another language as a whole.
func (s *setter) shapeIn(text string, face int, l registry.Language) {
	from := len(s.glyphs)
	s.shape(text, face)
	s.speak(s.glyphs[from:], l)
}

// speak says in which language glyphs are to be read.
func (s *setter) speak(glyphs []glyph, l registry.Language) {
	of := uint8(max(0, slices.Index(languages[:], l)))
	for i := range glyphs {
		glyphs[i].language = of
	}
}

// split breaks the glyphs from the given one on into lines of at most a width: at
// blanks; behind a hyphen or stroke of a word that is wider than a line, or anywhere in
// it.
func (s *setter) split(from int, width, size float64) []line {
	first, limit := len(s.lines), int(width*1000/size)
	end := func(to, at int) {
		s.lines = append(s.lines, line{from, to, float64(at) * size / 1000})
	}
	at, blank, atBlank, joint, atJoint := 0, -1, 0, -1, 0
	for i := from; i < len(s.glyphs); i++ {
		g := s.glyphs[i]
		switch {
		case g.blank:
			blank, atBlank = i, at
		case at+int(g.width) > limit && blank >= from:
			end(blank, atBlank)
			from, i, at = blank+1, blank, 0
			continue
		case at+int(g.width) > limit && joint > from:
			end(joint, atJoint)
			from, i, at = joint, joint-1, 0
			continue
		case at+int(g.width) > limit && i > from:
			end(i, at)
			from, at = i, 0
		}
		at += int(g.width) + int(g.kern)
		if g.joint {
			joint, atJoint = i+1, at
		}
	}
	end(len(s.glyphs), at)
	return s.lines[first:]
}

// wrap shapes a text and breaks it into lines.
func (s *setter) wrap(text string, st *style, width float64) []line {
	from := len(s.glyphs)
	s.shape(text, st.face)
	return s.split(from, width, st.size)
}

// show draws a line with its baseline from x, y, what is in another language as an
// element of its own. The blank at which it was broken is drawn too: without it the
// last word would be read as one with the next.
func (s *setter) show(l line, size, x, y float64) {
	if s.measuring() {
		return
	}
	if l.to < len(s.glyphs) && s.glyphs[l.to].blank {
		l.to++
	}
	for l.from < l.to {
		part, width := s.inOneLanguage(l)
		if spoken := languages[s.glyphs[part.from].language]; spoken == "" {
			s.glyphRun(part, size, x, y)
		} else {
			s.unmark()
			s.begin("Span", foreign{language: spoken}.attributes())
			s.mark()
			s.glyphRun(part, size, x, y)
			s.unmark()
			s.end()
			s.mark()
		}
		x += width * size / 1000
		l.from = part.to
	}
}

// inOneLanguage is how a line begins, up to where the language changes, and how wide
// that is in thousandths of the size.
func (s *setter) inOneLanguage(l line) (part line, width float64) {
	part = line{from: l.from, to: l.from}
	for part.to < l.to && s.glyphs[part.to].language == s.glyphs[l.from].language {
		width += float64(s.glyphs[part.to].width) + float64(s.glyphs[part.to].kern)
		part.to++
	}
	return part, width
}

// glyphRun draws the glyphs of a line from x, y.
func (s *setter) glyphRun(l line, size, x, y float64) {
	p := s.page()
	b := append(appendNumbers(append(p.content, "BT\n"...), x, y), "Td\n"...)
	for l.from < l.to {
		b = strconv.AppendInt(append(b, "/F"...), int64(s.glyphs[l.from].font), 10)
		b = append(appendNumber(append(b, ' '), size), " Tf[("...)
		b = s.appendRun(b, &l)
		b = append(b, ")]TJ\n"...)
	}
	b = append(b, "ET\n"...)
	p.content = b
}

// appendRun writes the glyphs that stand in one font, with their kerning, and takes
// them off the line.
func (s *setter) appendRun(b []byte, l *line) []byte {
	font := s.glyphs[l.from].font
	for ; l.from < l.to && s.glyphs[l.from].font == font; l.from++ {
		g := s.glyphs[l.from]
		b = appendByte(appendByte(b, byte(g.id>>8)), byte(g.id))
		if g.kern != 0 {
			b = append(strconv.AppendInt(append(b, ')'), -int64(g.kern), 10), '(')
		}
	}
	return b
}

// flow sets lines one below the other in the column, over as many pages as they
// take, as content of the open element.
func (s *setter) flow(lines []line, st *style) {
	s.mark()
	for _, l := range lines {
		if s.y-st.lead < s.foot-hair {
			s.unmark()
			s.turn()
			s.mark()
		}
		s.y -= st.lead
		s.ink(st.ink)
		s.show(l, st.size, s.left, s.y+st.drop())
	}
	s.unmark()
}

// column draws lines from top downwards.
func (s *setter) column(lines []line, st *style, left, top float64) {
	s.ink(st.ink)
	for i, l := range lines {
		s.show(l, st.size, left, top-float64(i+1)*st.lead+st.drop())
	}
}

// cell draws lines from top downwards as an element of their own.
func (s *setter) cell(role, attributes string, lines []line, st *style, left, top float64) {
	s.begin(role, attributes)
	s.mark()
	s.column(lines, st, left, top)
	s.unmark()
	s.end()
}

// place draws a single line with its baseline at y, so that the share of its width
// lies to the left of x.
func (s *setter) place(text string, st *style, x, share, y float64) {
	defer s.release(len(s.glyphs), len(s.lines))
	l := s.wrap(text, st, 2*sheetHeight)[0]
	s.ink(st.ink)
	s.show(l, st.size, x-share*l.width, y)
}
