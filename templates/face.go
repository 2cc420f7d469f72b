package templates

import (
	"math"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"

	"github.com/sportello/sportello/registry"
)

// The faces that a page is set in.
const (
	regular = iota
	bold
	faceCount
)

// scripts is the characters that each face is cut into slices for. A document
// carries only the slices that it uses, and most use the first alone. What is not
// here is refused: control and bidirectional characters, and combining marks, which
// would have to be placed on their letters.
var scripts = [...][][2]rune{
	{{0x20, 0x7E}, {0xA0, 0xAC}, {0xAE, 0xFF}, {0x2010, 0x2015}, {0x2018, 0x201E}, {0x2020, 0x2022}, {0x2026, 0x2026}, {0x2030, 0x2030}, {0x2032, 0x2033}, {0x2039, 0x203A}, {0x20AC, 0x20AC}},
	{{0x100, 0x17F}, {0x218, 0x21B}}, // the Latin of Central Europe, Romanian too
	{{0x18F, 0x18F}, {0x1C4, 0x217}, {0x21C, 0x233}, {0x259, 0x259}, {0x2B9, 0x2BC}},                                 // Azerbaijani, Sami
	{{0x180, 0x18E}, {0x190, 0x19F}, {0x1A2, 0x1AE}, {0x1B1, 0x1C3}, {0x234, 0x258}, {0x25A, 0x2B8}, {0x2BD, 0x2FF}}, // African
	{{0x1A0, 0x1A1}, {0x1AF, 0x1B0}, {0x1EA0, 0x1EFF}},                                                               // Vietnamese
	{{0x1E00, 0x1E9F}},                 // the rest of Latin
	{{0x370, 0x3FF}},                   // Greek
	{{0x1F00, 0x1FFF}},                 // and with all its accents
	{{0x400, 0x45F}, {0x2116, 0x2116}}, // Cyrillic
	{{0x460, 0x52F}},                   // the rest of it
}

const (
	common      = 0 // the script that every document has in both faces: its labels are set in it
	scriptCount = len(scripts)
	fontCount   = faceCount * scriptCount
)

// glyph is one character as set in type. The zero glyph is none.
type glyph struct {
	font  uint8  // face and script
	id    uint16 // in the font's slice
	width int16  // in thousandths of the size
	kern  int16  // to the next glyph, in the same
	blank bool
	joint bool // a word that is too long may be broken after it

	language uint8 // which of languages, 0 for that of the document
}

// languages is those in which a part of a document may be, if it is in another than
// the document.
var languages = [...]registry.Language{"", registry.Italian, registry.German, registry.Slovene, registry.French, registry.English}

// face is a typeface made ready: its glyphs by character, its kerning among the
// characters of ASCII, its slices as PDF objects.
type face struct {
	pages  [0x2200 >> 8]*[256]glyph
	kern   [128][128]int16
	slices [scriptCount]piece
}

// fonts is every face. It does not change once made.
type fonts [faceCount]*face

func loadFonts() (*fonts, error) {
	var f fonts
	for i, source := range [faceCount]struct {
		name string
		file []byte
	}{
		regular: {"LiberationSans", liberationsansregular.TTF},
		bold:    {"LiberationSans-Bold", liberationsansbold.TTF},
	} {
		t, err := readTypeface(source.name, source.file)
		if err != nil {
			return nil, err
		}
		f[i] = makeFace(t, i)
	}
	return &f, nil
}

func makeFace(t *typeface, index int) *face {
	f := &face{}
	for i, ranges := range scripts {
		font := index*scriptCount + i
		s := slice{typeface: t, font: font}
		for _, r := range ranges {
			for c := r[0]; c <= r[1]; c++ {
				if id := t.glyphs[drawn(c)]; id != 0 {
					f.add(c, glyph{font: uint8(font), id: s.add(c, id), width: int16(t.scaled(t.advance(id))), blank: c == ' ', joint: c == '-' || c == '/'})
				}
			}
		}
		f.slices[i] = s.objects()
	}
	f.readKerning(t)
	return f
}

// drawn is the character that lends its shape: the apostrophe of registers and
// laws is drawn as one, and still copied as the character that it is.
func drawn(c rune) rune {
	if c == '\'' {
		return '\u2019'
	}
	return c
}

func (f *face) add(c rune, g glyph) {
	page := &f.pages[c>>8]
	if *page == nil {
		*page = new([256]glyph)
	}
	(*page)[c&0xFF] = g
}

// glyph is the glyph of a character, the zero glyph if there is none.
func (f *face) glyph(c rune) glyph {
	if page := int(c >> 8); page < len(f.pages) && f.pages[page] != nil {
		return f.pages[page][c&0xFF]
	}
	return glyph{}
}

// kerned is how much closer two characters stand than their widths say.
func (f *face) kerned(left, right rune) int16 {
	if int(left) < len(f.kern) && int(right) < len(f.kern) {
		return f.kern[left][right]
	}
	return 0
}

func (f *face) readKerning(t *typeface) {
	characters := map[uint16]rune{}
	for c := range rune(len(f.kern)) {
		characters[t.glyphs[drawn(c)]] = c
	}
	t.kerning(func(left, right uint16, by int) {
		l, known := characters[left]
		r, both := characters[right]
		if known && both {
			f.kern[l][r] = int16(t.scaled(by))
		}
	})
}

// scaled turns a figure of the font's grid into thousandths of the size, the unit
// of widths in a PDF.
func (t *typeface) scaled(v int) int { return int(math.Round(float64(v) * 1000 / float64(t.grid))) }
