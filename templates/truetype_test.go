package templates

import (
	"fmt"
	"slices"
	"testing"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Every glyph of every slice has the outline and the width that it has in the whole
// font, as another reader of fonts sees both.
func TestSlicesDrawWhatTheFontDraws(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{"regular": liberationsansregular.TTF, "bold": liberationsansbold.TTF} {
		whole := parse(t, file)
		typeface, err := readTypeface(name, file)
		if err != nil {
			t.Fatal(err)
		}
		for i, ranges := range scripts {
			t.Run(fmt.Sprint(name, " ", i), func(t *testing.T) {
				t.Parallel()
				var glyphs []uint16
				var characters []rune
				for _, r := range ranges {
					for c := r[0]; c <= r[1]; c++ {
						if g := typeface.glyphs[c]; g != 0 {
							characters, glyphs = append(characters, c), append(glyphs, g)
						}
					}
				}
				cut := typeface.cut(glyphs)
				if sum := checkSum(cut); sum != 0xB1B0AFBA {
					t.Errorf("checksum of the file is %X", sum)
				}
				part := parse(t, withCharacters(cut))
				for i, c := range characters {
					index, err := whole.GlyphIndex(nil, c)
					if err != nil || uint16(index) != glyphs[i] {
						t.Fatalf("U+%04X: glyph %d, want %d", c, glyphs[i], index)
					}
					want, wantWidth := outline(t, whole, index)
					if got, width := outline(t, part, sfnt.GlyphIndex(i+1)); width != wantWidth || !slices.Equal(got, want) {
						t.Errorf("U+%04X is drawn otherwise: %v, want %v", c, got, want)
					}
				}
			})
		}
	}
}

func parse(t testing.TB, file []byte) *sfnt.Font {
	t.Helper()
	f, err := sfnt.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func outline(t testing.TB, f *sfnt.Font, g sfnt.GlyphIndex) ([]sfnt.Segment, fixed.Int26_6) {
	t.Helper()
	var b sfnt.Buffer
	em := fixed.I(int(f.UnitsPerEm()))
	segments, err := f.LoadGlyph(&b, g, em, nil)
	if err != nil {
		t.Fatal(err)
	}
	advance, err := f.GlyphAdvance(&b, g, em, font.HintingNone)
	if err != nil {
		t.Fatal(err)
	}
	return segments, advance
}

// withCharacters adds the tables that a PDF does without and the other reader asks
// for.
func withCharacters(cut []byte) []byte {
	tables := map[string][]byte{
		"cmap": {0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12, 0, 4, 0, 24, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 1, 0, 0},
		"name": {0, 0, 0, 0, 0, 6},
		"post": append([]byte{0, 3, 0, 0}, make([]byte, 28)...),
		"OS/2": make([]byte, 96),
	}
	for i := range int(be16(cut, 4)) {
		entry := cut[12+16*i:]
		tables[string(entry[:4])] = cut[be32(entry, 8) : be32(entry, 8)+be32(entry, 12)]
	}
	return assemble(tables)
}

func TestFontsThatCannotBeEmbedded(t *testing.T) {
	t.Parallel()
	whole := liberationsansregular.TTF
	for _, tag := range []string{"cmap", "glyf", "kern", "maxp"} {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			tables := map[string][]byte{}
			for i := range int(be16(whole, 4)) {
				entry := whole[12+16*i:]
				if name := string(entry[:4]); name != tag {
					tables[name] = append([]byte(nil), whole[be32(entry, 8):be32(entry, 8)+be32(entry, 12)]...)
				}
			}
			if _, err := readTypeface("Liberation", assemble(tables)); err == nil {
				t.Errorf("a font without %s was read", tag)
			}
		})
	}
}

func TestKerning(t *testing.T) {
	t.Parallel()
	f := sampleTypesetter(t).fonts[regular]
	whole := parse(t, liberationsansregular.TTF)
	kern := func(left, right rune) int16 {
		l, _ := whole.GlyphIndex(nil, left)
		r, _ := whole.GlyphIndex(nil, right)
		k, err := whole.Kern(nil, l, r, fixed.I(1000), font.HintingNone)
		if err != nil {
			return 0
		}
		return int16(k.Round())
	}
	for _, pair := range []string{"AV", "To", "LT", "Ya", "ab", "11"} {
		left, right := rune(pair[0]), rune(pair[1])
		if got, want := f.kerned(left, right), kern(left, right); got != want {
			t.Errorf("%s stands %d closer, want %d", pair, got, want)
		}
	}
	if f.kerned('A', 'V') >= 0 {
		t.Error("A and V do not stand closer")
	}
}
