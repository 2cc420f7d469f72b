package templates

import (
	"strconv"
	"strings"

	"github.com/sportello/sportello/registry"
)

// check is the mark (contrassegno, art. 23 c.2-bis CAD) by which a certificate is
// checked, on paper too: a QR symbol, the code and the address that it holds, and
// what there is to say of the seal.
type check struct {
	wording *wording
	symbol  *symbol
	code    string
	address string // with the signed statement behind its #, if there is one
	data    []byte // what travels with the page

	heading, how, seal      block
	codeLabel, addressLabel fact
}

// printed is the address as a person types it: without the statement, which only
// the symbol and the link hold.
func (c *check) printed() string {
	page, _, _ := strings.Cut(c.address, "#")
	return page
}

// lines is nothing: the check leads to the certificate and states nothing in it.
func (c *check) lines(l []string) []string { return l }

func (*check) beside(block, registry.Language) block { return nil }

func (c *check) set(s *setter) {
	const gap = 16
	side, quiet := c.symbol.side, c.symbol.quiet()
	s.bar(accent, s.left, s.y, s.width, 0.5)
	s.y -= gap
	// The quiet zone reaches into the blank margins, so that the black stands on
	// the grid.
	foot := s.y + quiet - side
	indent := side - 2*quiet + gap
	s.indent(indent)
	c.heading.set(s)
	c.how.set(s)
	if !s.measuring() {
		c.picture(s, s.left-indent-quiet, foot)
	}
	s.begin("L", "")
	c.item(s, &c.codeLabel, c.code, &codeStyle, false)
	c.item(s, &c.addressLabel, c.printed(), &linkStyle, true)
	s.end()
	c.seal.set(s)
	s.indent(-indent)
	s.y = min(s.y, foot+quiet)
	s.begin("Form", "")
	s.annotation(fieldObject)
	s.end()
}

// item is a label above a value, which may be a link.
func (c *check) item(s *setter, label *fact, value string, st *style, link bool) {
	defer s.release(len(s.glyphs), len(s.lines))
	s.begin("LI", "")
	s.cell("Lbl", "", label.wrapLabel(s, s.width), &labelStyle, s.left, s.y)
	s.y -= labelStyle.lead
	lines := s.wrap(value, st, s.width)
	if link {
		s.begin("LBody", "")
		s.begin("Link", "")
		s.mark()
		s.column(lines, st, s.left, s.y)
		s.unmark()
		s.annotation(linkObject)
		s.end()
		s.end()
		s.link = [4]float64{s.left, s.y - st.height(lines), s.left + lines[0].width, s.y}
	} else {
		s.cell("LBody", "", lines, st, s.left, s.y)
	}
	s.end()
	s.y -= st.height(lines) + st.after
}

// picture draws the symbol with the lower left corner of its quiet zone at x, y, or
// less than a dot from there, as one path.
func (c *check) picture(s *setter, x, y float64) {
	q := c.symbol
	x, y = snap(x, y)
	s.begin("Figure", figureAttributes(c.wording.Check.Picture.fill("", c.printed()), x, y, q.side, q.side))
	s.mark()
	p := s.page()
	p.content = append(p.content, "q 0 g "...)
	b, short := p.content, 0.01*q.module()
	for _, v := range [...]float64{q.module(), 0, 0, q.module(), x + q.quiet() + short, y + q.quiet() + short} {
		b = append(strconv.AppendFloat(b, v, 'f', 4, 64), ' ')
	}
	p.content = append(q.appendRuns(append(b, "cm\n"...)), "f Q\n"...)
	s.unmark()
	s.end()
}
