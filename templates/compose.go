package templates

import (
	"errors"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// document is what a certificate says, block by block, before it is set.
type document struct {
	name      string // the title in the metadata
	issuer    string
	footers   []footer
	band      []string // across the head of every page
	watermark []string // behind the text of every page

	body  []block
	notes []block // kept together with the check
	aid   []block // after the notes, if the certificate is told again in another language
	check []block // at the foot of the last page

	second    registry.Language // that it is in beside Italian, or ""
	addressed bool              // the address has been given
	own       bool              // a person's own: without a letterhead
}

// footer is one line at the foot of every page.
type footer struct {
	text string
	of   *phrase // which page of how many
}

// Faults of the program, not of a request: the rules let through only what can be
// stated.
var (
	errKinds   = errors.New("templates: no wording for this kind")
	errUse     = errors.New("templates: no wording for this use")
	errContent = errors.New("templates: the content lacks what the certificate states")
)

// compose puts a content into words. A preview has no number yet. Several kinds make a
// combined certificate (certificato contestuale, art. 40 c.3 d.P.R. 445/2000): what is
// the same of all stands once, what each states under a heading of its own.
func (w *wording) compose(c *certificates.Content, preview bool) (*document, error) {
	parts := make([]kind, len(c.Kinds))
	for i, k := range c.Kinds {
		if parts[i] = w.kinds[k]; parts[i].state == nil {
			return nil, errKinds
		}
	}
	d := &document{issuer: c.Office.Name, body: make([]block, 0, 16)}
	if len(parts) == 0 {
		return nil, errKinds
	}
	title, short := w.titleOf(parts)
	w.title(d, c, short, preview)
	w.open(d, c, title, preview)
	for _, p := range parts {
		if len(parts) > 1 {
			d.add(&partStyle, p.Heading.Text)
		}
		if err := p.state(d, c); err != nil {
			return nil, err
		}
	}
	return d, w.remark(d, c)
}

// longTitle is how long a title is that does not stand on one line in large letters.
const longTitle = 44

// titleOf is the title above a certificate, and the one at its foot.
func (w *wording) titleOf(parts []kind) (title, short string) {
	if len(parts) == 1 {
		return parts[0].Title.Text, parts[0].Title.Text
	}
	names := make([]string, len(parts)-1)
	for i := range names {
		names[i] = parts[i].Of.Text
	}
	and, last := &w.Combined.And, parts[len(parts)-1].Of.Text
	if strings.HasPrefix(last, "e") {
		and = &w.Combined.AndBeforeE
	}
	of := strings.Join(names, ", ") + " " + and.Text + " " + last
	return w.Combined.Title.fill("", of), w.Combined.Short.Text
}

// title is what the document is called, and what it says beside its text: whose it
// is, what it is not.
func (w *wording) title(d *document, c *certificates.Content, title string, preview bool) {
	p, number, foot := &w.Page, c.Number.String(), title
	if preview {
		d.watermark = []string{p.Preview.Text}
		d.name = p.NamePreview.fill("", title, d.issuer)
	} else {
		foot = p.Footer.fill("", title, number)
		d.name = p.Name.fill("", title, number, d.issuer)
	}
	if c.Basis == registry.BasisDemo {
		d.band, d.name, foot = []string{p.Demo.Text}, p.MarkDemo.fill("", d.name), p.MarkDemo.fill("", foot)
	}
	d.footers = []footer{{foot, &p.Of}}
}

// open is how every certificate begins: title, number and dates, who certifies, and
// about whom. The birth is part of that unless it is the very thing to be stated.
func (w *wording) open(d *document, c *certificates.Content, title string, preview bool) {
	h, number, valid := &w.Head, c.Number.String(), w.Head.Unlimited.Text
	if preview {
		number = h.NumberOnIssue.Text
	}
	if !c.ValidTo.IsZero() {
		valid = w.date(c.ValidTo)
	}
	by, style := w.authority(c.Kinds), &titleStyle
	if len(title) > longTitle {
		style = &longTitleStyle
	}
	d.add(style, title)
	d.facts(fact{label: h.Number.Text, value: number}, fact{label: h.Issued.Text, value: w.date(c.IssuedOn)}, fact{label: h.Valid.Text, value: valid})
	d.add(&authorityStyle, by.Authority.Text)
	d.add(&groundsStyle, by.Grounds.Text)
	strong, rest := w.name(&c.Subject)
	d.body = append(d.body, &paragraph{style: &certifiesStyle, strong: h.Certifies.Text, text: h.That.Text}, &paragraph{style: &nameStyle, strong: strong, text: rest})
	if len(c.Kinds) > 1 || c.Kinds[0] != certificates.Birth {
		d.addWith(&bornStyle, w.born(&c.Subject), w.secondName(&c.Subject.Place))
	}
}

// authority is who certifies kinds: the registry for its own, the electoral office for
// the political rights and the electoral roll.
func (w *wording) authority(kinds []certificates.Kind) *authority {
	electoral := 0
	for _, k := range kinds {
		if k == certificates.PoliticalRights || k == certificates.ElectoralRoll {
			electoral++
		}
	}
	switch electoral {
	case 0:
		return &w.Head.Registry
	case len(kinds):
		return &w.Head.Electoral
	}
	return &w.Head.Both
}

func (d *document) add(style *style, text string) { d.addWith(style, text, foreign{}) }

// addWith adds a paragraph with words in another language.
func (d *document) addWith(style *style, text string, f foreign) {
	d.body = append(d.body, &paragraph{style: style, text: text, foreign: f})
}

// facts adds those facts that have a value.
func (d *document) facts(all ...fact) {
	known := make([]fact, 0, len(all))
	for _, f := range all {
		if f.value != "" {
			known = append(known, f)
		}
	}
	if len(known) > 0 {
		d.body = append(d.body, &facts{known})
	}
}
