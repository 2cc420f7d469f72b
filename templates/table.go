package templates

const (
	maxColumns  = 5
	factColumns = 3
	factGap     = 6.0  // above and below facts, in points
	gutter      = 10.0 // between columns
	padding     = 3.5  // above and below the text of a row
)

func (f *facts) set(s *setter) {
	s.skip(factGap)
	s.begin("L", "")
	for rest := f.facts; len(rest) > 0; {
		n := min(factColumns, len(rest))
		s.facts(rest[:n])
		rest = rest[n:]
	}
	s.end()
	s.skip(valueStyle.after - factGap)
}

// facts sets facts side by side, each label above its value, the values in one line.
func (s *setter) facts(row []fact) {
	defer s.release(len(s.glyphs), len(s.lines))
	width := s.width / factColumns
	var labels, values [factColumns][]line
	top, height := 0.0, 0.0
	for i, x := range row {
		labels[i] = x.wrapLabel(s, width-gutter)
		values[i] = s.wrapBoth(cell{text: x.value, second: x.secondValue, language: x.language}, &valueStyle, width-gutter)
		top, height = max(top, labelStyle.height(labels[i])), max(height, valueStyle.height(values[i]))
	}
	s.room(top + height)
	for i := range row {
		left := s.left + float64(i)*width
		s.begin("LI", "")
		s.cell("Lbl", "", labels[i], &labelStyle, left, s.y)
		s.cell("LBody", "", values[i], &valueStyle, left, s.y-top)
		s.end()
	}
	s.y -= top + height + factGap
}

// wrapLabel breaks a label into lines, in both languages behind one another.
func (x *fact) wrapLabel(s *setter, width float64) []line {
	from := len(s.glyphs)
	s.shape(x.label, labelStyle.face)
	if x.secondLabel != "" {
		s.shape(" / ", labelStyle.face)
		s.shapeIn(x.secondLabel, labelStyle.face, x.language)
	}
	return s.split(from, width, labelStyle.size)
}

// wrapBoth breaks a cell into lines, those of the second language below.
func (s *setter) wrapBoth(c cell, st *style, width float64) []line {
	from, first := len(s.glyphs), len(s.lines)
	s.shapeWith(c.text, st.face, c.foreign)
	s.split(from, width, st.size)
	if c.second != "" {
		from = len(s.glyphs)
		s.shapeIn(c.second, st.face, c.language)
		s.split(from, width, st.size)
	}
	return s.lines[first:]
}

func (t *table) set(s *setter) {
	s.begin("Table", "")
	s.begin("THead", "")
	s.room(2 * (headStyle.lead + cellStyle.lead + 2*padding)) // no header without rows
	t.head(s, true)
	s.end()
	s.begin("TBody", "")
	for i, row := range t.rows {
		if i > 0 && i == len(t.rows)-2 {
			t.keep(s, t.rows[i:])
		}
		t.row(s, row)
	}
	s.end()
	s.end()
}

// keep takes the last rows to the next page if what must follow them has no room
// on this one, so that the page with the seal shows a part of what is certified.
func (t *table) keep(s *setter, rows [][]cell) {
	height := s.measure(func() {
		for _, row := range rows {
			t.row(s, row)
		}
	})
	if s.y-height-s.closing < s.foot {
		s.turn()
		t.head(s, false)
	}
}

// row sets one row, under the header again if it begins a page.
func (t *table) row(s *setter, row []cell) {
	defer s.release(len(s.glyphs), len(s.lines))
	cells, height := t.wrap(s, row, &cellStyle)
	if s.room(height) {
		t.head(s, false)
		s.room(height)
	}
	s.begin("TR", "")
	left := s.left
	for i, lines := range cells[:len(row)] {
		s.cell("TD", "", lines, &cellStyle, left, s.y-padding)
		left += t.shares[i] * s.width
	}
	s.end()
	s.y -= height
	s.bar(pale, s.left, s.y, s.width, 0.5)
}

// head sets the header: tagged once, an artifact where it is repeated.
func (t *table) head(s *setter, tagged bool) {
	defer s.release(len(s.glyphs), len(s.lines))
	from := len(s.glyphs)
	cells, height := t.wrap(s, t.heads, &headStyle)
	left := s.left
	if tagged {
		s.begin("TR", "")
	} else {
		s.speak(s.glyphs[from:], "") // an artifact is not read
	}
	for i, lines := range cells[:len(t.heads)] {
		if tagged {
			s.cell("TH", "/A<</O/Table/Scope/Column>>", lines, &headStyle, left, s.y-padding)
		} else {
			s.artifact()
			s.column(lines, &headStyle, left, s.y-padding)
			s.unmark()
		}
		left += t.shares[i] * s.width
	}
	if tagged {
		s.end()
	}
	s.y -= height
	s.bar(accent, s.left, s.y, s.width, 1)
}

// wrap breaks the texts of a row into the lines of their columns.
func (t *table) wrap(s *setter, row []cell, st *style) (cells [maxColumns][]line, height float64) {
	for i, c := range row {
		cells[i] = s.wrapBoth(c, st, t.shares[i]*s.width-gutter)
		height = max(height, st.height(cells[i])+2*padding)
	}
	return cells, height
}
