package certificates

// SmallNumber is the largest number that is not published: who knows one of so few people
// would learn something of the others.
const SmallNumber = 4

// Cells is a row of numbers of which the total is the sum.
type Cells struct {
	Stamped, Exempt int
	HideParts       bool // both numbers are left out
	HideTotal       bool // so is their sum; then HideParts is true too
}

// Total is the sum.
func (c *Cells) Total() int { return c.Stamped + c.Exempt }

func small(n int) bool { return n > 0 && n <= SmallNumber }

// Suppress takes small numbers out of a table in such a way that they cannot be found
// again, even by who knows the sum of each column: that of all certificates of a month
// stands in the tables by other dimensions. What is small goes (primary); where that can
// be told from what is left, rows go that are not small (secondary), the smallest first.
// Afterwards no small number can be told from a larger one. Zeros are nobody's, and stay
// where they give nothing away.
//
// With two columns and the sums known, the range of a number is known exactly: a part is
// between what the other column cannot hold and what its own column has left out; a total
// is at most what all hidden totals come to. The loop ends when every small number may as
// well be larger than SmallNumber, or when there is nothing more to leave out: then nothing
// of the table is left, and who knows its sum knows no more than that.
func Suppress(rows []*Cells) {
	for _, r := range rows {
		r.HideTotal = small(r.Total())
		r.HideParts = r.HideTotal || small(r.Stamped) || small(r.Exempt)
	}
	for {
		switch {
		case totalsTell(rows):
			if !hideSmallest(rows, func(r *Cells) *bool { return &r.HideTotal }, (*Cells).Total) {
				return
			}
		case columnTells(rows, func(r *Cells) int { return r.Stamped }):
			if !hideSmallest(rows, func(r *Cells) *bool { return &r.HideParts }, func(r *Cells) int { return r.Stamped }) {
				return
			}
		case columnTells(rows, func(r *Cells) int { return r.Exempt }):
			if !hideSmallest(rows, func(r *Cells) *bool { return &r.HideParts }, func(r *Cells) int { return r.Exempt }) {
				return
			}
		default:
			return
		}
	}
}

// totalsTell reports whether a small total follows from the sum of those hidden.
func totalsTell(rows []*Cells) bool {
	hidden, n := 0, 0
	for _, r := range rows {
		if r.HideTotal {
			hidden, n = hidden+r.Total(), n+1
		}
	}
	return n == 1 || n > 1 && hidden <= SmallNumber
}

// columnTells reports whether a small part follows from the sum of those hidden in its
// column.
func columnTells(rows []*Cells, of func(*Cells) int) bool {
	hidden, n, tiny := 0, 0, false
	for _, r := range rows {
		if r.HideParts {
			hidden, n, tiny = hidden+of(r), n+1, tiny || small(of(r))
		}
	}
	return tiny && (n == 1 || hidden <= SmallNumber)
}

// hideSmallest hides the row that still shows a number greater than zero with the smallest
// of them; one of zero where there is no other. It reports false if none is left.
func hideSmallest(rows []*Cells, flag func(*Cells) *bool, of func(*Cells) int) bool {
	var best *Cells
	for _, r := range rows {
		if *flag(r) {
			continue
		}
		if best == nil || of(r) > 0 && (of(best) == 0 || of(r) < of(best)) {
			best = r
		}
	}
	if best == nil {
		return false
	}
	*flag(best) = true
	best.HideParts = true
	return true
}
