package templates

import (
	"math"
	"strconv"
)

// document sets a whole document: the letterhead, what is certified, the notes, and
// the check at the foot of the last page. The notes stay with the check.
func (s *setter) document(d *document, st *stationery) error {
	s.reset(d)
	s.begin("Document", "")
	s.turn()
	foot := s.measure(func() { s.set(d.check) })
	s.closing = foot + s.measure(func() { s.set(d.notes) })
	st.set(s)
	s.set(d.body)
	s.room(s.closing)
	s.set(d.notes)
	s.y = s.foot + foot
	s.set(d.check)
	s.end()
	s.footers(&st.wording.Page.Of)
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
	if s.doc.watermark != "" {
		s.watermark()
	}
	if s.doc.band != "" {
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
	s.place(s.doc.watermark, &watermarkStyle, 0, 0.5, -watermarkStyle.middle())
	s.draw("Q\n")
	s.page().ink = ""
	s.unmark()
}

// band says across the head of the page what the document is not. It is read once,
// before anything else.
func (s *setter) band(page int) {
	const height, y = 7 * mm, sheetHeight - 13*mm
	s.bar(alarm, frameLeft, y, frameWidth, height)
	if page > 0 {
		s.artifact()
	} else {
		s.begin("P", "")
		defer s.end()
		s.mark()
	}
	s.place(s.doc.band, &bandStyle, sheetWidth/2, 0.5, y+height/2-bandStyle.middle())
	s.unmark()
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
func (s *setter) footers(of *phrase) {
	const y = 11 * mm
	all := s.pages
	for i := range all {
		s.pages = all[:i+1] // the last page is the one that is written on
		s.artifact()
		s.place(s.doc.footer, &footerStyle, frameLeft, 0, y)
		s.place(of.fill("", strconv.Itoa(i+1), strconv.Itoa(len(all))), &footerStyle, frameLeft+frameWidth, 1, y)
		s.unmark()
	}
}
