package templates

import (
	"slices"

	"rsc.io/qr/coding"
)

// plan is how symbols of a version and level are drawn up: what they have in common, and
// where the bits go in which they differ. It does what coding.Plan.Encode does without
// looking at every module each time.
type plan struct {
	version coding.Version
	level   coding.Level
	room    int // for bits of data
	blank   coding.Code
	bits    []int // of the bitmap, by the number of the bit of data and check bytes
}

func newPlan(v coding.Version, l coding.Level) (*plan, error) {
	c, err := coding.NewPlan(v, l, 0)
	if err != nil {
		return nil, err
	}
	size, stride := len(c.Pixel), (len(c.Pixel)+7)/8
	p := &plan{
		version: v, level: l, room: 8 * c.DataBytes,
		blank: coding.Code{Bitmap: make([]byte, size*stride), Size: size, Stride: stride},
		bits:  make([]int, 8*(c.DataBytes+c.CheckBytes)),
	}
	for y, row := range c.Pixel {
		for x, pixel := range row {
			at := 8*y*stride + x
			if role := pixel.Role(); role == coding.Data || role == coding.Check {
				p.bits[pixel.Offset()] = at
			}
			if pixel&coding.Black != 0 {
				p.blank.Bitmap[at/8] |= 0x80 >> (at % 8)
			}
		}
	}
	return p, nil
}

// encode draws up the symbol of parts that have been checked and have room.
func (p *plan) encode(parts []coding.Encoding) *coding.Code {
	var data coding.Bits
	for _, part := range parts {
		part.Encode(&data, p.version)
	}
	data.AddCheckBytes(p.version, p.level)
	code, bytes := p.blank, data.Bytes()
	code.Bitmap = slices.Clone(code.Bitmap)
	for i, at := range p.bits {
		bit := bytes[i/8] << (i % 8) & 0x80
		code.Bitmap[at/8] ^= bit >> (at % 8)
	}
	return &code
}
