package inspect

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sportello/sportello/inspect/pdf"
)

// compare says whether what the pages show, what their links and their QR symbol lead
// to and what the attachment holds are the same.
func (c *inspection) compare() error {
	out := &c.report.Content
	pages, err := c.pages()
	if err != nil {
		return err
	}
	out.Pages = len(pages)
	t := &told{}
	for _, p := range pages {
		t.add(p)
		out.Text = append(out.Text, p.text.String())
	}
	if out.Attachment, out.Data, err = c.attachment(); err != nil {
		return err
	}
	c.weigh(t)
	return nil
}

// told is what all pages together say.
type told struct {
	text    strings.Builder
	links   []string
	symbols []*modules
	unread  bool
}

func (t *told) add(p *page) {
	t.text.WriteString(p.text.String())
	t.links = append(t.links, p.links...)
	t.symbols = append(t.symbols, p.symbols...)
	t.unread = t.unread || p.unread
}

func (c *inspection) weigh(t *told) {
	out := &c.report.Content
	differs := func(code Code, no bool) {
		if no {
			out.Differences = append(out.Differences, code)
		}
	}
	if t.unread {
		out.Unread = append(out.Unread, TextUnread)
	}
	compared := c.weighSymbols(t, differs)
	text := squeezed(t.text.String())
	if len(t.links) > 0 && !t.unread {
		compared = true
		differs(AddressDiffers, !slices.ContainsFunc(t.links, func(l string) bool { return strings.Contains(text, squeezed(lastPart(l))) }))
	}
	if c.options.Facts != nil && out.Data != nil && !t.unread {
		facts, err := c.options.Facts(out.Data)
		if err != nil {
			out.Unread = append(out.Unread, AttachmentUnread)
		} else {
			compared = true
			differs(TextDiffers, slices.ContainsFunc(facts, func(f string) bool { return !strings.Contains(text, squeezed(f)) }))
		}
	}
	switch {
	case len(out.Differences) > 0:
		out.Consistent = No
	case compared && len(out.Unread) == 0:
		out.Consistent = Yes
	}
}

// weighSymbols compares every QR symbol with the links. A symbol may carry more
// behind the address, in its fragment, which no link and no server sees.
func (c *inspection) weighSymbols(t *told, differs func(Code, bool)) (compared bool) {
	out := &c.report.Content
	for _, m := range t.symbols {
		address, err := m.text()
		if err != nil {
			out.Unread = append(out.Unread, SymbolUnread)
			continue
		}
		compared = true
		out.Address = address
		differs(SymbolDiffers, !slices.ContainsFunc(t.links, func(l string) bool { return sameAddress(l, address) }))
	}
	return compared
}

// sameAddress compares two addresses; what one of them has behind its # must be the
// same if the other has such a part too.
func sameAddress(a, b string) bool {
	return a == b || bare(a) == bare(b) && (a == bare(a) || b == bare(b))
}

// bare is an address without its fragment.
func bare(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return address
}

// lastPart is the last part of an address's path, which is the code.
func lastPart(address string) string {
	address = strings.TrimRight(bare(address), "/")
	return address[strings.LastIndexByte(address, '/')+1:]
}

// squeezed is a text without what setting it in lines adds or takes away.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, s)
}

// attachment is the data that travel with the page (ISO 19005-3 6.8): the one file
// that the catalog's /AF calls its data; nil if there is none, or several.
func (c *inspection) attachment() (name string, data []byte, err error) {
	last := len(c.file.Revisions) - 1
	row, _ := c.resolve(c.root(last)["AF"]).(pdf.Array)
	var found *pdf.Stream
	for _, o := range row {
		spec := pdf.DictOf(c.resolve(o))
		if spec["AFRelationship"] != pdf.Name("Data") {
			continue
		}
		s, is := c.resolve(pdf.DictOf(c.resolve(spec["EF"]))["F"]).(*pdf.Stream)
		if !is || found != nil {
			c.report.Content.Unread = append(c.report.Content.Unread, AttachmentUnread)
			return "", nil, nil
		}
		found = s
		if title, is := c.resolve(spec["UF"]).(pdf.String); is {
			name = textOf(title.Value)
		}
	}
	if found == nil {
		return "", nil, nil
	}
	if data, err = c.decode(found); data == nil && err == nil {
		c.report.Content.Unread = append(c.report.Content.Unread, AttachmentUnread)
	}
	return name, data, err
}
