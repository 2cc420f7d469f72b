package templates

import (
	"math"
	"strconv"
)

// mostClosing is how high what stands at the end may be to be kept on one page.
const mostClosing = 0.8 * (frameTop - frameFoot)

// ownTop is where the text of a document without a letterhead begins below the top of its
// page, so that its title keeps the blank above it.
const ownTop = 1

// document sets a whole document: the letterhead, what is certified, the notes, and
// the check at the foot of the last page. The notes stay with the check, unless the
// certificate is told again at length between them.
func (s *setter) document(d *document, st *stationery) error {
	s.reset(d)
	s.begin("Document", "")
	s.turn()
	foot, notes := s.measure(func() { s.set(d.check) }), s.measure(func() { s.set(d.notes) })
	s.closing = foot + notes + s.measure(func() { s.set(d.aid) })
	if s.closing > mostClosing {
		s.closing = notes // the rest goes on behind page breaks
	}
	if d.own {
		s.y -= ownTop
	} else {
		st.set(s)
	}
	s.set(d.body)
	s.room(s.closing)
	s.set(d.notes)
	s.set(d.aid)
	s.room(foot)
	s.y = s.foot + foot
	s.set(d.check)
	s.end()
	s.footers()
	return s.err
}

func (s *setter) set(blocks []block) {
	for _, b := range blocks {
		b.set(s)
	}
}

// background is what a page shows before anything is set on it: the word across a
// preview, the band of a demo, and, from the second page on, whose it is.
func (s *setter) background(page int) {
	if len(s.doc.watermark) > 0 {
		s.watermark()
	}
	if len(s.doc.band) > 0 {
		s.band(page)
	}
	if page > 0 {
		s.head()
	}
}

// watermark writes along the diagonal, under the text.
func (s *setter) watermark() {
	sin, cos := math.Sincos(math.Atan2(sheetHeight, sheetWidth))
	s.artifact()
	p := s.page()
	p.content = appendNumbers(append(p.content, "q "...), cos, sin, -sin, cos, sheetWidth/2, sheetHeight/2)
	s.draw("cm\n")
	for i, text := range s.doc.watermark {
		s.place(text, &watermarkStyle, 0, 0.5, -watermarkStyle.middle()-float64(i)*watermarkStyle.lead)
	}
	s.draw("Q\n")
	s.page().ink = ""
	s.unmark()
}

// band says across the head of the page what the document is not. It is read once,
// before anything else.
func (s *setter) band(page int) {
	const line, y = 7 * mm, sheetHeight - 13*mm
	more := bandStyle.lead * float64(len(s.doc.band)-1)
	s.bar(alarm, frameLeft, y-more, frameWidth, line+more)
	for i, text := range s.doc.band {
		if page > 0 {
			s.artifact()
		} else {
			s.begin("P", foreign{language: s.doc.languageOf(i)}.attributes())
			s.mark()
		}
		s.place(text, &bandStyle, sheetWidth/2, 0.5, y+line/2-bandStyle.middle()-float64(i)*bandStyle.lead)
		s.unmark()
		if page == 0 {
			s.end()
		}
	}
}

// head is the head of every page but the first.
func (s *setter) head() {
	s.y -= headerStyle.lead
	s.artifact()
	s.place(s.doc.issuer, &headerStyle, s.left, 0, s.y+headerStyle.drop())
	s.unmark()
	s.bar(accent, s.left, s.y, s.width, 0.5)
	s.y -= headerStyle.after
}

// footers writes the foot of the pages, now that it is known how many there are.
func (s *setter) footers() {
	const y = 11 * mm
	all := s.pages
	for i := range all {
		s.pages = all[:i+1] // the last page is the one that is written on
		for j, f := range s.doc.footers {
			y := y + footerStyle.lead*float64(len(s.doc.footers)-1-j)
			s.artifact()
			s.place(f.text, &footerStyle, frameLeft, 0, y)
			s.place(f.of.fill("", strconv.Itoa(i+1), strconv.Itoa(len(all))), &footerStyle, frameLeft+frameWidth, 1, y)
			s.unmark()
		}
	}
}
