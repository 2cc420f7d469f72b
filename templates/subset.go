package templates

import (
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
)

// cut makes a TrueType font of the given glyphs alone: .notdef, the glyphs in
// their order, then the parts that composed glyphs need. The instructions for
// coarse pixels are left out: they are more than half of the font and serve
// neither paper nor the screens of today.
func (t *typeface) cut(glyphs []uint16) []byte {
	kept := append([]uint16{0}, glyphs...)
	place := map[uint16]uint16{}
	for i, g := range slices.Backward(kept) {
		place[g] = uint16(i)
	}
	part := func(g uint16) uint16 {
		if _, known := place[g]; !known {
			place[g] = uint16(len(kept))
			kept = append(kept, g)
		}
		return place[g]
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(kept); i++ { // kept grows as parts turn up
		loca = binary.BigEndian.AppendUint16(loca, uint16(len(glyf)/2))
		glyf = append(glyf, bare(slices.Clone(t.outline(kept[i])), part)...)
		glyf = append(glyf, make([]byte, len(glyf)&1)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(t.advance(kept[i])))
		hmtx = binary.BigEndian.AppendUint16(hmtx, t.bearing(kept[i]))
	}
	count := uint16(len(kept))
	return assemble(map[string][]byte{
		"glyf": glyf,
		"head": with(t.tables["head"], 50, 0), // loca in halves of 16 bits: a slice is small
		"hhea": with(t.tables["hhea"], 34, count),
		"hmtx": hmtx,
		"loca": binary.BigEndian.AppendUint16(loca, uint16(len(glyf)/2)),
		"maxp": with(t.tables["maxp"], 4, count),
	})
}

// with is a copy of a table with one figure replaced.
func with(table []byte, at int, v uint16) []byte {
	table = slices.Clone(table)
	binary.BigEndian.PutUint16(table[at:], v)
	return table
}

// bare takes the instructions out of an outline, in place, and renumbers the
// parts of a composed one.
func bare(outline []byte, part func(uint16) uint16) []byte {
	if len(outline) == 0 {
		return nil
	}
	contours := signed(outline, 0)
	if contours < 0 {
		return bareComposed(outline, part)
	}
	at := 10 + 2*contours
	coordinates := outline[at+2+int(be16(outline, at)):]
	binary.BigEndian.PutUint16(outline[at:], 0)
	return append(outline[:at+2], coordinates...)
}

// Flags of a part of a composed glyph.
const (
	partInWords      = 1 << 0
	partScaled       = 1 << 3
	partMore         = 1 << 5
	partScaledTwice  = 1 << 6
	partTransformed  = 1 << 7
	partInstructions = 1 << 8
)

func bareComposed(outline []byte, part func(uint16) uint16) []byte {
	for at := 10; ; {
		flags := be16(outline, at)
		binary.BigEndian.PutUint16(outline[at:], flags&^partInstructions)
		binary.BigEndian.PutUint16(outline[at+2:], part(be16(outline, at+2)))
		at += 6
		if flags&partInWords != 0 {
			at += 2
		}
		switch {
		case flags&partScaled != 0:
			at += 2
		case flags&partScaledTwice != 0:
			at += 4
		case flags&partTransformed != 0:
			at += 8
		}
		if flags&partMore == 0 {
			return outline[:at]
		}
	}
}

// assemble writes tables as a font file, in the order of their tags.
func assemble(tables map[string][]byte) []byte {
	const checkSumAdjustment = 8 // in head
	clear(tables["head"][checkSumAdjustment : checkSumAdjustment+4])
	n := len(tables)
	power := bits.Len(uint(n)) - 1
	b := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << power, power, 16*n - 16<<power} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	var data []byte
	head := 0
	for _, tag := range slices.Sorted(maps.Keys(tables)) {
		table := tables[tag]
		at := 12 + 16*n + len(data)
		if tag == "head" {
			head = at
		}
		b = append(b, tag...)
		b = binary.BigEndian.AppendUint32(b, checkSum(table))
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		b = binary.BigEndian.AppendUint32(b, uint32(len(table)))
		data = append(data, table...)
		data = append(data, make([]byte, -len(data)&3)...)
	}
	b = append(b, data...)
	binary.BigEndian.PutUint32(b[head+checkSumAdjustment:], 0xB1B0AFBA-checkSum(b))
	return b
}

func checkSum(table []byte) (sum uint32) {
	for len(table) >= 4 {
		sum, table = sum+be32(table, 0), table[4:]
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + be32(rest[:], 0)
}
