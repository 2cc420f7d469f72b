package templates

import "github.com/sportello/sportello/registry"

// blanks is what is left to be written by hand: a line below each label, two to a row.
type blanks struct{ labels []fact }

const (
	blankColumns = 2
	writing      = 26.0 // room for a hand, in points
)

func (b *blanks) lines(l []string) []string {
	for _, x := range b.labels {
		l = append(l, x.label)
	}
	return l
}

func (b *blanks) beside(other block, l registry.Language) block {
	c, same := other.(*blanks)
	if !same || len(b.labels) != len(c.labels) {
		return nil
	}
	both := &blanks{make([]fact, len(b.labels))}
	for i, x := range b.labels {
		both.labels[i] = fact{label: x.label, secondLabel: unless(c.labels[i].label, x.label), language: l}
	}
	return both
}

func (b *blanks) set(s *setter) {
	s.skip(factGap)
	for rest := b.labels; len(rest) > 0; {
		n := min(blankColumns, len(rest))
		s.blanks(rest[:n])
		rest = rest[n:]
	}
	s.skip(factGap)
}

// blanks sets labels side by side, the lines below them at one height.
func (s *setter) blanks(row []fact) {
	defer s.release(len(s.glyphs), len(s.lines))
	width := s.width / blankColumns
	var labels [blankColumns][]line
	height := 0.0
	for i := range row {
		labels[i] = row[i].wrapLabel(s, width-gutter)
		height = max(height, labelStyle.height(labels[i]))
	}
	s.room(height + writing)
	for i := range row {
		left := s.left + float64(i)*width
		s.cell("P", "", labels[i], &labelStyle, left, s.y)
		s.bar(black, left, s.y-height-writing+factGap, width-gutter, 0.5)
	}
	s.y -= height + writing
}
