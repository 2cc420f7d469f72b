package templates

import (
	"bytes"
	"errors"
	"math"
	"strconv"

	"github.com/klauspost/compress/zlib"
)

// The sheet is A4, in points from its lower left corner; the frame is where the
// text goes.
const (
	mm          = 72 / 25.4
	sheetWidth  = 210 * mm
	sheetHeight = 297 * mm
	frameLeft   = 25 * mm
	frameWidth  = sheetWidth - 2*frameLeft
	frameTop    = sheetHeight - 18*mm
	frameFoot   = 20 * mm
)

var errTooLong = errors.New("templates: a text is longer than a page")

// setter sets one document in type. It holds the pages, of which the last is being
// filled, and the place on it where the next line goes. It is used again for the
// next document, so that its buffers need not grow anew.
type setter struct {
	fonts *fonts
	doc   *document
	err   error // the first thing that could not be set

	pages []page
	tree  tree
	used  [fontCount]bool // the fonts that the pages are set in

	left, width float64 // the column
	top, foot   float64 // of the page
	y           float64 // where the next line goes, its upper edge
	closing     float64 // the height of what stands at the end

	glyphs []glyph
	lines  []line

	link   [4]float64 // where the address of the check is, on the last page
	out    file
	xmp    []byte
	packed bytes.Buffer
	quick  *zlib.Writer // for documents of a single page
	zip    *zlib.Writer // for the others
}

// page is one page: its content and, by the number of each marked content in it,
// the structure element that the content belongs to.
type page struct {
	content []byte
	marked  []int
	ink     string // the colour that is set
}

func newSetter(f *fonts) (*setter, error) {
	s := &setter{fonts: f}
	var err error
	// Every certificate is compressed anew. One of a single page, which is the usual one, is
	// not searched for repetitions: that takes an eighth of the whole time off and adds 4
	// to 7 KB, which a household of several pages has not to spare.
	if s.quick, err = zlib.NewWriterLevel(&s.packed, zlib.HuffmanOnly); err != nil {
		return nil, err
	}
	s.zip, err = zlib.NewWriterLevel(&s.packed, zlib.BestSpeed)
	return s, err
}

func (s *setter) reset(d *document) {
	s.doc, s.err = d, nil
	s.pages, s.used = s.pages[:0], [fontCount]bool{}
	s.tree.reset()
	s.left, s.width, s.foot = frameLeft, frameWidth, frameFoot
}

func (s *setter) page() *page { return &s.pages[len(s.pages)-1] }

// fail keeps the first error; what follows is set all the same, and thrown away.
func (s *setter) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// turn begins a new page.
func (s *setter) turn() {
	n := len(s.pages)
	if n < cap(s.pages) { // with the buffers of an earlier document
		s.pages = s.pages[:n+1]
		p := &s.pages[n]
		p.content, p.marked, p.ink = p.content[:0], p.marked[:0], ""
	} else {
		s.pages = append(s.pages, page{})
	}
	s.y = frameTop
	s.background(n)
	s.top = s.y
}

// room makes sure that so much height is left and reports whether it had to turn
// the page for that.
func (s *setter) room(height float64) bool {
	const rounding = 1e-6 // what was measured to fit may miss by that when it is set
	if s.y-height >= s.foot-rounding {
		return false
	}
	s.turn()
	if s.y-height < s.foot-rounding {
		s.fail(errTooLong)
	}
	return true
}

// skip leaves a blank, but none at the top of a page.
func (s *setter) skip(height float64) {
	if s.y < s.top {
		s.y -= height
	}
}

// indent moves the left edge of the column.
func (s *setter) indent(by float64) { s.left, s.width = s.left+by, s.width-by }

// release gives back the glyphs and lines that a block has set.
func (s *setter) release(glyphs, lines int) {
	s.glyphs, s.lines = s.glyphs[:glyphs], s.lines[:lines]
}

// begin opens an element of the structure within the one that is open; end closes
// it. Attributes are entries of its dictionary.
func (s *setter) begin(role, attributes string) { s.tree.begin(role, attributes) }
func (s *setter) end()                          { s.tree.end() }

// annotation gives the open element an annotation of the page.
func (s *setter) annotation(object int) { s.tree.add(annotationKid, len(s.pages)-1, object) }

// mark begins content that belongs to the open element; unmark ends it.
func (s *setter) mark() {
	p, of := s.page(), s.tree.current()
	s.tree.add(contentKid, len(s.pages)-1, len(p.marked))
	p.content = append(append(p.content, '/'), s.tree.elements[of].role...)
	p.content = strconv.AppendInt(append(p.content, "<</MCID "...), int64(len(p.marked)), 10)
	p.content = append(p.content, ">>BDC\n"...)
	p.marked = append(p.marked, of)
}

func (s *setter) unmark() { s.draw("EMC\n") }

// artifact begins content that is no part of the certificate: rules, repeated
// headers, page numbers (ISO 32000-1 14.8.2.2). unmark ends it.
func (s *setter) artifact() { s.draw("/Artifact BMC\n") }

// draw writes operators as they are.
func (s *setter) draw(operators string) {
	p := s.page()
	p.content = append(p.content, operators...)
}

// ink sets the colour of what follows.
func (s *setter) ink(colour string) {
	if p := s.page(); p.ink != colour {
		p.ink = colour
		s.draw(colour)
	}
}

// bar fills a rectangle, as an artifact.
func (s *setter) bar(colour string, x, y, width, height float64) {
	s.artifact()
	s.ink(colour)
	p := s.page()
	p.content = append(appendNumbers(p.content, x, y, width, height), "re f\n"...)
	s.unmark()
}

// measuring reports whether what is set will be taken away again.
func (s *setter) measuring() bool { return math.IsInf(s.foot, -1) }

// measure is the height of what set sets: it is set where no page begins or ends,
// and taken away again.
func (s *setter) measure(set func()) float64 {
	p, y, top, foot := s.page(), s.y, s.top, s.foot
	content, marked, elements, kids := len(p.content), len(p.marked), len(s.tree.elements), len(s.tree.kids)
	s.top, s.foot = math.Inf(1), math.Inf(-1)
	set()
	height := y - s.y
	p.content, p.marked, p.ink = p.content[:content], p.marked[:marked], ""
	s.tree.elements, s.tree.kids = s.tree.elements[:elements], s.tree.kids[:kids]
	s.y, s.top, s.foot = y, top, foot
	return height
}
