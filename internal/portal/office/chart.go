package office

import (
	"strconv"

	"github.com/sportello/sportello/internal/portal/page"
)

// chart is bars as they are drawn. The table beside it says the same in figures.
type chart struct {
	Width, Height int
	Title, Says   string
	Bars          []bar
	Base          int // y of the line on which bars stand; 0 for those that lie
}

// bar is one of them, with its words and where these stand.
type bar struct {
	X, Y, Width, Height int
	Label, Value        string
	LabelX, LabelY      int
	ValueX, ValueY      int
}

// The measure of the charts, in units of the drawing.
const (
	wide     = 360 // a phone's, so that the words can be read there
	high     = 160 // of the highest of the bars that stand
	figure   = 28  // of a figure above a bar that stands; where less is, only the highest has one
	room     = 40  // at the end of the longest, for its figure
	thick    = 16
	apart    = 46 // from one bar to the next, with its words above it
	letters  = 44 // of a label that fit
	writing  = 20 // height of a line of words
	sidewise = 10 // of the whole, left and right
)

// draw makes the chart of a table; none for one without figures.
func (t *sums) draw(p *page.Page) {
	most := sum{}
	for _, row := range t.Rows {
		if row.Total() > most.Total() {
			most = row
		}
	}
	if most.Total() == 0 {
		return
	}
	t.Chart = &chart{
		Title: p.Say("office.statistics." + t.Name),
		Says:  p.Say("office.statistics.chart", "Label", most.Label, "Most", most.Total()),
	}
	if t.Upright {
		t.Chart.stand(t.Rows, most.Total())
	} else {
		t.Chart.lie(t.Rows, most.Total())
	}
}

// stand draws bars side by side.
func (c *chart) stand(rows []sum, most int) {
	c.Width, c.Base = wide, writing+high
	c.Height = c.Base + writing + 5
	slot := (wide - 2*sidewise) / len(rows)
	for i, row := range rows {
		h := row.Total() * high / most
		b := bar{X: sidewise + i*slot + slot/6, Y: c.Base - h, Width: slot - slot/3, Height: h, Label: row.Short}
		b.LabelX, b.LabelY = sidewise+i*slot+slot/2, c.Base+writing
		if row.Total() == most || row.Total() > 0 && slot >= figure {
			b.Value, b.ValueX, b.ValueY = strconv.Itoa(row.Total()), b.LabelX, b.Y-4
		}
		c.Bars = append(c.Bars, b)
	}
}

// lie draws bars one below the other.
func (c *chart) lie(rows []sum, most int) {
	c.Width, c.Height = wide, apart*len(rows)+thick
	for i, row := range rows {
		y := i * apart
		w := max(row.Total()*(wide-room)/most, 1)
		c.Bars = append(c.Bars, bar{
			Y: y + writing, Width: w, Height: thick, Label: cut(row.Label), LabelY: y + writing - 5,
			Value: strconv.Itoa(row.Total()), ValueX: w + 5, ValueY: y + writing + thick - 2,
		})
	}
}

// cut is so much of a label as fits above a bar.
func cut(s string) string {
	r := []rune(s)
	if len(r) <= letters {
		return s
	}
	return string(r[:letters-1]) + "…"
}
