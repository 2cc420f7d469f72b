package inspect

import (
	"errors"
	"strings"

	"github.com/sportello/sportello/inspect/pdf"
)

// page is what could be read of a page.
type page struct {
	dict    pdf.Dict
	text    strings.Builder
	symbols []*modules
	links   []string
	unread  bool // there is content that is not understood
}

const maxPages = 200

// pages reads the pages of the document as it stands at the end. That it is what was
// sealed is for others to say.
func (c *inspection) pages() ([]*page, error) {
	last := len(c.file.Revisions) - 1
	var all []*page
	seen := map[int]bool{}
	var walk func(o pdf.Object, depth int) error
	walk = func(o pdf.Object, depth int) error {
		const deepest = 16
		ref, is := o.(pdf.Ref)
		if !is || seen[ref.Number] || depth > deepest {
			return nil
		}
		seen[ref.Number] = true
		d := pdf.DictOf(c.file.Resolve(last, ref))
		kids, node := c.file.Resolve(last, d["Kids"]).(pdf.Array)
		if !node {
			if len(all) == maxPages {
				return pdf.ErrLimit
			}
			p, err := c.readPage(d)
			all = append(all, p)
			return err
		}
		for _, k := range kids {
			if err := walk(k, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	err := walk(c.root(last)["Pages"], 0)
	return all, err
}

func (c *inspection) readPage(d pdf.Dict) (*page, error) {
	p := &page{dict: d}
	c.readLinks(p)
	content, err := c.contentOf(d)
	if err != nil || content == nil {
		p.unread = true
		return p, err
	}
	in := &interpreter{inspection: c, page: p, resources: pdf.DictOf(c.resolve(d["Resources"])), fonts: map[pdf.Name]*font{}}
	err = c.file.Operations(content, in.do)
	if errors.Is(err, pdf.ErrFilter) {
		p.unread, err = true, nil
	}
	return p, err
}

// resolve follows a reference in the document as it stands at the end.
func (c *inspection) resolve(o pdf.Object) pdf.Object {
	return c.file.Resolve(len(c.file.Revisions)-1, o)
}

// contentOf is the decoded content of a page, nil if it is in a form that is not
// read.
func (c *inspection) contentOf(d pdf.Dict) ([]byte, error) {
	o := c.resolve(d["Contents"])
	row, several := o.(pdf.Array)
	if !several {
		row = pdf.Array{o}
	}
	content := []byte{}
	const most = 64
	if len(row) > most {
		return nil, pdf.ErrLimit
	}
	for _, o := range row {
		s, is := c.resolve(o).(*pdf.Stream)
		if !is {
			return nil, nil
		}
		part, err := c.decode(s)
		if err != nil || part == nil {
			return nil, err
		}
		content = append(append(content, part...), '\n')
	}
	return content, nil
}

// readLinks finds the addresses that the page's links lead to.
func (c *inspection) readLinks(p *page) {
	row, _ := c.resolve(p.dict["Annots"]).(pdf.Array)
	for _, o := range row {
		a := pdf.DictOf(c.resolve(o))
		if a["Subtype"] != pdf.Name("Link") {
			continue
		}
		action := pdf.DictOf(c.resolve(a["A"]))
		if uri, is := c.resolve(action["URI"]).(pdf.String); is && action["S"] == pdf.Name("URI") {
			p.links = append(p.links, string(uri.Value))
		}
	}
}
