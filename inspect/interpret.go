package inspect

import (
	"math"

	"github.com/sportello/sportello/inspect/pdf"
)

// interpreter reads the content of a page as templates writes it (ISO 32000-1 annex
// A): text in fonts that say which characters their codes are, and QR symbols that are
// drawn as rectangles. Whatever else draws makes the page one that is not read.
type interpreter struct {
	*inspection
	page      *page
	resources pdf.Dict
	fonts     map[pdf.Name]*font
	font      *font
	scale     float64 // of a coordinate system in which a symbol may be drawn, or 0
	boxes     []box   // of the path that is being made
	odd       bool    // the path has something else than boxes
}

// box is a rectangle on a grid: one line high.
type box struct{ x, y, width int }

func (in *interpreter) do(o pdf.Operation) error {
	switch o.Operator {
	case "Tf":
		return in.setFont(o.Operands)
	case "Tj", "TJ":
		in.show(o.Operands)
	case "ET":
		in.page.text.WriteByte('\n')
	case "re":
		in.rectangle(o.Operands)
	case "cm":
		in.scale = scaleOf(o.Operands)
	case "f", "F", "f*":
		in.fill()
	case "q", "Q", "n":
		in.scale, in.boxes, in.odd = 0, in.boxes[:0], false
	case "Do":
		in.draw(o.Operands)
	case "S", "s", "m", "l", "c", "v", "y", "h", "W", "W*", "w", "J", "j", "M", "d":
		in.odd = true
	case "BT", "Tm", "Td", "BDC", "BMC", "EMC", "g", "rg", "G", "RG", "i", "ri":
	default: // text out of sight, shadings, states with transparency, ...
		in.page.unread = true
	}
	return nil
}

// draw takes images as they are, which show no text that is read, and nothing else.
func (in *interpreter) draw(operands []pdf.Object) {
	name, _ := operand(operands, 0).(pdf.Name)
	objects := pdf.DictOf(in.resolve(in.resources["XObject"]))
	if pdf.DictOf(in.resolve(objects[name]))["Subtype"] != pdf.Name("Image") {
		in.page.unread = true
	}
}

func operand(operands []pdf.Object, i int) pdf.Object {
	if i < len(operands) {
		return operands[i]
	}
	return nil
}

func (in *interpreter) setFont(operands []pdf.Object) error {
	name, _ := operand(operands, 0).(pdf.Name)
	if f, known := in.fonts[name]; known {
		in.font = f
		return nil
	}
	f, err := in.readFont(pdf.DictOf(in.resolve(pdf.DictOf(in.resolve(in.resources["Font"]))[name])))
	in.fonts[name], in.font = f, f
	return err
}

// maxText is how many bytes of text are read from a page.
const maxText = 1 << 20

// show adds the characters of a string, or of an array of strings with distances
// between them.
func (in *interpreter) show(operands []pdf.Object) {
	row, is := operand(operands, 0).(pdf.Array)
	if !is {
		row = pdf.Array(operands)
	}
	for _, o := range row {
		s, is := o.(pdf.String)
		if !is {
			continue
		}
		text, ok := in.font.decode(s.Value)
		if !ok || in.page.text.Len() > maxText {
			in.page.unread = true
			return
		}
		in.page.text.WriteString(text)
	}
}

// maxBoxes is more than the largest symbol has.
const maxBoxes = 177 * 177

func (in *interpreter) rectangle(operands []pdf.Object) {
	var v [4]int
	for i := range v {
		n, whole := onGrid(operand(operands, i))
		v[i], in.odd = n, in.odd || !whole
	}
	if v[3] != 1 || v[2] < 1 || len(in.boxes) == maxBoxes {
		in.odd = true
		return
	}
	in.boxes = append(in.boxes, box{v[0], v[1], v[2]})
}

// onGrid is the whole number that a coordinate is or almost is: a module may be drawn
// a little short, so that printers do not blacken its neighbour.
func onGrid(o pdf.Object) (int, bool) {
	const tolerated = 0.05
	switch v := o.(type) {
	case int:
		return v, true
	case float64:
		whole := math.Round(v)
		return int(whole), math.Abs(v) < 1e6 && math.Abs(v-whole) <= tolerated
	}
	return 0, false
}

// maxSymbols is how many symbols of a page are read.
const maxSymbols = 4

// fill ends a path. One of boxes alone, in a scaled coordinate system, is a symbol.
func (in *interpreter) fill() {
	const few = 40 // rules and backgrounds are fewer
	if in.scale > 0 && len(in.boxes) > few {
		if m := modulesOf(in.boxes); m != nil && !in.odd && len(in.page.symbols) < maxSymbols {
			in.page.symbols = append(in.page.symbols, m)
		} else {
			in.page.unread = true
		}
	}
	in.boxes, in.odd = in.boxes[:0], false
}

// scaleOf is the factor of a transformation that neither turns nor distorts, or 0.
func scaleOf(operands []pdf.Object) float64 {
	var v [4]float64
	for i := range v {
		switch n := operand(operands, i).(type) {
		case int:
			v[i] = float64(n)
		case float64:
			v[i] = n
		}
	}
	if v[1] != 0 || v[2] != 0 || v[0] <= 0 || math.Abs(v[0]-v[3]) > 1e-6 {
		return 0
	}
	return v[0]
}
