package templates

import (
	"errors"
	"strings"

	"rsc.io/qr/coding"
)

// Measures of a symbol (ISO/IEC 18004): a quiet zone of four modules all around,
// modules of half a millimetre, and never smaller than what a telephone reads at
// arm's length.
const (
	quietZone   = 4
	leastModule = 0.5 * mm
	leastSide   = 32 * mm // with the quiet zone
)

// symbol is a QR symbol to be drawn; side is its length with the quiet zone.
type symbol struct {
	code *coding.Code
	side float64
}

func (q *symbol) module() float64 { return q.side / float64(q.code.Size+2*quietZone) }
func (q *symbol) quiet() float64  { return quietZone * q.module() }

// As long as the symbol stays small it carries error correction Q, which survives
// the loss of a quarter of it; then M.
const (
	largestQ = 8
	largestM = 20
)

// symbols draws up QR symbols from plans that are made once, in the order in which
// they are tried. It is safe for concurrent use.
type symbols []*coding.Plan

var errAddress = errors.New("templates: the address is no ASCII text that fits into a QR symbol")

func newSymbols() (symbols, error) {
	var plans symbols
	for _, try := range []struct {
		level   coding.Level
		largest coding.Version
	}{{coding.Q, largestQ}, {coding.M, largestM}} {
		for v := coding.Version(1); v <= try.largest; v++ {
			p, err := coding.NewPlan(v, try.level, 0)
			if err != nil {
				return nil, err
			}
			plans = append(plans, p)
		}
	}
	return plans, nil
}

// encode draws up the symbol of an address. Its end in capitals and digits, which is
// the code, takes little more than half the room of other text.
func (s symbols) encode(address string) (*symbol, error) {
	if strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return nil, errAddress
	}
	head := strings.TrimRight(address, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	parts := []coding.Encoding{coding.String(head), coding.Alpha(address[len(head):])}
	for _, plan := range s {
		bits := 0
		for _, p := range parts {
			bits += p.Bits(plan.Version)
		}
		if bits > 8*plan.DataBytes {
			continue
		}
		code, err := plan.Encode(parts...)
		if err != nil {
			return nil, err
		}
		return &symbol{code, max(leastSide, leastModule*float64(code.Size+2*quietZone))}, nil
	}
	return nil, errAddress
}
