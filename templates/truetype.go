package templates

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// typeface is one TrueType font file (ISO/IEC 14496-22), read once so that slices
// can be cut out of it. All figures are in units of the font's own grid.
type typeface struct {
	name      string // PostScript name
	tables    map[string][]byte
	glyphs    map[rune]uint16
	grid      int // units per em
	ascent    int
	descent   int // negative
	capHeight int
	box       [4]int
	weight    int
	metrics   int // glyphs that have an advance of their own
}

var errTypeface = errors.New("not a TrueType font that can be embedded")

// readTypeface reads the tables that a PDF needs. The fonts are pinned: one that
// is broken is found at start-up, at the latest by the bounds of a slice.
func readTypeface(name string, file []byte) (*typeface, error) {
	t := &typeface{name: name, tables: map[string][]byte{}}
	for i := range int(be16(file, 4)) {
		entry := file[12+16*i:]
		from, size := be32(entry, 8), be32(entry, 12)
		t.tables[string(entry[:4])] = file[from : from+size]
	}
	for _, tag := range []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "kern", "loca", "maxp"} {
		if t.tables[tag] == nil {
			return nil, fmt.Errorf("templates: %s: no table %q: %w", name, tag, errTypeface)
		}
	}
	head, hhea, os2 := t.tables["head"], t.tables["hhea"], t.tables["OS/2"]
	t.grid = int(be16(head, 18))
	for i := range t.box {
		t.box[i] = signed(head, 36+2*i)
	}
	t.ascent, t.descent = signed(hhea, 4), signed(hhea, 6)
	t.metrics = int(be16(hhea, 34))
	t.weight, t.capHeight = int(be16(os2, 4)), signed(os2, 88)
	return t, t.readCharacters()
}

// readCharacters reads the character map of the Unicode BMP (cmap format 4); the
// scripts that we print need no more.
func (t *typeface) readCharacters() error {
	cmap := t.tables["cmap"]
	for i := range int(be16(cmap, 2)) {
		record := cmap[4+8*i:]
		table := cmap[be32(record, 4):]
		if be16(record, 0) == 3 && be16(record, 2) == 1 && be16(table, 0) == 4 {
			t.glyphs = characters(table)
			return nil
		}
	}
	return fmt.Errorf("templates: %s: no character map of the Unicode BMP: %w", t.name, errTypeface)
}

func characters(table []byte) map[rune]uint16 {
	glyphs := map[rune]uint16{}
	n := int(be16(table, 6)) // twice the number of segments
	for s := 0; s < n; s += 2 {
		last, first := int(be16(table, 14+s)), int(be16(table, 16+n+s))
		delta, offset := be16(table, 16+2*n+s), int(be16(table, 16+3*n+s))
		for c := first; c <= last && c < 0xFFFF; c++ {
			g := uint16(c) + delta
			if offset != 0 {
				if g = be16(table, 16+3*n+s+offset+2*(c-first)); g != 0 {
					g += delta
				}
			}
			if g != 0 {
				glyphs[rune(c)] = g
			}
		}
	}
	return glyphs
}

// kerning calls pair for every two glyphs that stand closer, or further apart,
// than their advances say (kern table, format 0).
func (t *typeface) kerning(pair func(left, right uint16, by int)) {
	kern := t.tables["kern"]
	for at, n := 18, int(be16(kern, 10)); n > 0; at, n = at+6, n-1 {
		pair(be16(kern, at), be16(kern, at+2), signed(kern, at+4))
	}
}

// advance is the width of a glyph.
func (t *typeface) advance(glyph uint16) int {
	return int(be16(t.tables["hmtx"], 4*min(int(glyph), t.metrics-1)))
}

// bearing is the blank to the left of a glyph.
func (t *typeface) bearing(glyph uint16) uint16 {
	hmtx, g := t.tables["hmtx"], int(glyph)
	if g < t.metrics {
		return be16(hmtx, 4*g+2)
	}
	return be16(hmtx, 4*t.metrics+2*(g-t.metrics))
}

// outline is the description of a glyph, empty for a blank.
func (t *typeface) outline(glyph uint16) []byte {
	glyf, loca, g := t.tables["glyf"], t.tables["loca"], int(glyph)
	if be16(t.tables["head"], 50) == 0 {
		return glyf[2*int(be16(loca, 2*g)) : 2*int(be16(loca, 2*g+2))]
	}
	return glyf[be32(loca, 4*g):be32(loca, 4*g+4)]
}

func be16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func be32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
func signed(b []byte, at int) int  { return int(int16(be16(b, at))) }
