package templates

import (
	"bytes"
	"fmt"
)

// slice is the part of a typeface that sets one script: a font of its own in the
// document, of type 0 with two-byte codes that are its glyph numbers (ISO 32000-1
// 9.7).
type slice struct {
	typeface   *typeface
	font       int
	characters []rune
	glyphs     []uint16
}

// add takes a character with its glyph and returns the glyph's number within the
// slice.
func (s *slice) add(c rune, glyph uint16) uint16 {
	s.characters, s.glyphs = append(s.characters, c), append(s.glyphs, glyph)
	return uint16(len(s.glyphs))
}

// The objects of a font.
const (
	fontDict = iota
	fontDescendant
	fontDescriptor
	fontFile
	fontToUnicode
	fontObjects
)

// objectOf is the number of a font's object, the same in every document.
func objectOf(font, which int) int { return firstFontObject + fontObjects*font + which }

// objects is the font as it goes into every document that uses it.
func (s *slice) objects() piece {
	t, n := s.typeface, func(which int) int { return objectOf(s.font, which) }
	name := fmt.Sprintf("SPRTL%c+%s", 'A'+s.font, t.name) // the tag of a subset: six capitals
	var f file
	f.object(n(fontDict), "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, n(fontDescendant), n(fontToUnicode))
	f.object(n(fontDescendant), "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[1 %d]>>",
		name, n(fontDescriptor), s.widths())
	f.object(n(fontDescriptor), "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
		name, t.scaled(t.box[0]), t.scaled(t.box[1]), t.scaled(t.box[2]), t.scaled(t.box[3]),
		t.scaled(t.ascent), t.scaled(t.descent), t.scaled(t.capHeight), t.weight/5, n(fontFile))
	ttf := t.cut(s.glyphs)
	f.stream(n(fontFile), fmt.Sprintf("/Filter/FlateDecode/Length1 %d", len(ttf)), deflate(ttf))
	f.stream(n(fontToUnicode), "/Filter/FlateDecode", deflate(s.toUnicode()))
	return f.cut()
}

func (s *slice) widths() []int {
	widths := make([]int, len(s.glyphs))
	for i, g := range s.glyphs {
		widths[i] = s.typeface.scaled(s.typeface.advance(g))
	}
	return widths
}

// toUnicode maps the glyph numbers back to characters, so that text can be copied,
// searched and read aloud (ISO 32000-1 9.10.3).
func (s *slice) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 0; from < len(s.characters); {
		to := from + 1 // a range counts in its last byte only
		for to < len(s.characters) && s.characters[to] == s.characters[to-1]+1 && s.characters[to]&0xFF != 0 && (to+1)&0xFF != 0 {
			to++
		}
		fmt.Fprintf(&b, "1 beginbfrange<%04X><%04X><%04X>endbfrange\n", from+1, to, s.characters[from])
		from = to
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end")
	return b.Bytes()
}
