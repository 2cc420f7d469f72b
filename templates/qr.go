package templates

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"rsc.io/qr/coding"
)

// Measures of a symbol (ISO/IEC 18004). It has a quiet zone of four modules all
// around. Its modules are whole dots of a printer of 150 dpi, and so of one of 300 or
// 600, at least three of them: half a millimetre. A module that is no whole number
// of dots comes out wider here and narrower there, which costs more readers than the
// weaker error correction that makes a symbol smaller. qr_test.go has the figures.
const (
	quietZone   = 4
	dot         = 72 / 150.0 // in points
	leastDots   = 3
	desiredSide = 32 * mm // with the quiet zone: what a telephone reads at arm's length
)

// symbol is a QR symbol to be drawn; side is its length with the quiet zone.
type symbol struct {
	code *coding.Code
	side float64
}

func newSymbol(code *coding.Code) *symbol {
	modules := float64(code.Size + 2*quietZone)
	return &symbol{code, modules * dot * max(leastDots, math.Round(desiredSide/modules/dot))}
}

func (q *symbol) module() float64 { return q.side / float64(q.code.Size+2*quietZone) }
func (q *symbol) quiet() float64  { return quietZone * q.module() }

// appendRuns writes the path of the symbol, in modules from the lower left one: a
// rectangle for every run of dark modules.
func (q *symbol) appendRuns(b []byte) []byte {
	size := q.code.Size
	for y := range size {
		row, height := q.code.Bitmap[y*q.code.Stride:], places[size-1-y]
		for x := 0; x < size; x++ {
			from := x
			for x < size && row[x/8]<<(x%8)&0x80 != 0 {
				x++
			}
			if x > from {
				b = append(append(append(b, places[from]...), height...), runs[x-from]...)
			}
		}
	}
	return b
}

// places are the coordinates on the grid of modules, runs the rest of a rectangle by the
// number of its modules, as text. They fall short of the grid by a hundredth on each
// side, because printers blacken every dot that a path touches.
var places, runs = func() (places, runs [17 + 4*largestL + 1]string) {
	for i := range places {
		places[i], runs[i] = fmt.Sprintf("%d ", i), strings.TrimPrefix(fmt.Sprintf("%d.98 .98 re\n", i-1), "0")
	}
	return places, runs
}()

// As long as the symbol stays small it carries error correction Q, which survives
// the loss of a quarter of it; then M, an eighth; then L, a fifteenth. Of version 12
// on modules of three dots a symbol is 37 mm wide.
const (
	largestQ = 8
	largestM = 12
	largestL = 20
)

// symbols draws up QR symbols from plans that are made once, in the order in which
// they are tried. It is safe for concurrent use.
type symbols []*plan

var errAddress = errors.New("templates: the address is no ASCII text, with a number behind its #, that fits into a QR symbol")

func newSymbols() (symbols, error) {
	var plans symbols
	for _, try := range []struct {
		level   coding.Level
		largest coding.Version
	}{{coding.Q, largestQ}, {coding.M, largestM}, {coding.L, largestL}} {
		for v := coding.Version(1); v <= try.largest; v++ {
			p, err := newPlan(v, try.level)
			if err != nil {
				return nil, err
			}
			plans = append(plans, p)
		}
	}
	return plans, nil
}

// encode draws up the symbol of an address, each part in the mode that takes the
// least room: the code, which is its end in capitals and digits, and the digits
// behind the #, which are the signed statement.
func (s symbols) encode(address string) (*symbol, error) {
	if strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return nil, errAddress
	}
	page, statement, stated := strings.Cut(address, "#")
	head := strings.TrimRight(page, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	parts := []coding.Encoding{coding.String(head), coding.Alpha(page[len(head):])}
	if stated {
		parts = append(parts, coding.String("#"), coding.Num(statement))
	}
	for _, p := range parts {
		if p.Check() != nil {
			return nil, errAddress
		}
	}
	for _, plan := range s {
		bits := 0
		for _, p := range parts {
			bits += p.Bits(plan.version)
		}
		if bits <= plan.room {
			return newSymbol(plan.encode(parts)), nil
		}
	}
	return nil, errAddress
}

// snap moves the lower left corner of a picture by less than a dot, so that its dots
// are those of the printer, counted from the upper left corner of the sheet.
func snap(x, y float64) (float64, float64) {
	return math.Floor(x/dot) * dot, sheetHeight - math.Ceil((sheetHeight-y)/dot)*dot
}
