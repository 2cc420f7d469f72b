package templates

import (
	"errors"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// document is what a certificate says, block by block, before it is set.
type document struct {
	name      string // the title in the metadata
	issuer    string
	footer    string
	band      string // across the head of every page, or ""
	watermark string // behind the text of every page, or ""

	body  []block
	notes []block // kept together with the check
	check []block // at the foot of the last page
}

// Faults of the program, not of a request: the rules let through only what can be
// stated.
var (
	errKinds   = errors.New("templates: no wording for this kind, or for several at once")
	errUse     = errors.New("templates: no wording for this use")
	errContent = errors.New("templates: the content lacks what the certificate states")
)

// compose puts a content into words. A preview has no number yet.
func (w *wording) compose(c *certificates.Content, preview bool) (*document, error) {
	if len(c.Kinds) != 1 {
		return nil, errKinds
	}
	title, state := w.kind(c.Kinds[0])
	if title == nil {
		return nil, errKinds
	}
	d := &document{issuer: c.Office.Name, body: make([]block, 0, 16)}
	w.title(d, c, title.Text, preview)
	w.open(d, c, title.Text, preview)
	if err := state(d, c); err != nil {
		return nil, err
	}
	return d, w.remark(d, c)
}

// kind is the title of a kind of certificate and what states its content; nil for
// one that cannot be printed.
func (w *wording) kind(k certificates.Kind) (title *phrase, state func(*document, *certificates.Content) error) {
	switch k {
	case certificates.Birth:
		return &w.Birth.Title, w.birth
	case certificates.Citizenship:
		return &w.Citizenship.Title, w.citizenship
	case certificates.Life:
		return &w.Life.Title, w.life
	case certificates.Residence:
		return &w.Residence.Title, w.residence
	case certificates.CivilStatus:
		return &w.CivilStatus.Title, w.civilStatus
	case certificates.Household:
		return &w.Household.Title, w.household
	}
	return nil, nil
}

// title is what the document is called, and what it says beside its text: whose it
// is, what it is not.
func (w *wording) title(d *document, c *certificates.Content, title string, preview bool) {
	p, number := &w.Page, c.Number.String()
	if preview {
		d.footer, d.watermark = title, p.Preview.Text
		d.name = p.NamePreview.fill("", title, d.issuer)
	} else {
		d.footer = p.Footer.fill("", title, number)
		d.name = p.Name.fill("", title, number, d.issuer)
	}
	if c.Basis == registry.BasisDemo {
		d.band, d.name, d.footer = p.Demo.Text, p.MarkDemo.fill("", d.name), p.MarkDemo.fill("", d.footer)
	}
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
	d.add(&titleStyle, title)
	d.facts(fact{h.Number.Text, number}, fact{h.Issued.Text, w.date(c.IssuedOn)}, fact{h.Valid.Text, valid})
	d.add(&authorityStyle, h.Authority.Text)
	d.add(&groundsStyle, h.Grounds.Text)
	strong, rest := w.name(&c.Subject)
	d.body = append(d.body, &paragraph{style: &certifiesStyle, strong: h.Certifies.Text, text: h.That.Text}, &paragraph{style: &nameStyle, strong: strong, text: rest})
	if c.Kinds[0] != certificates.Birth {
		d.addWith(&bornStyle, w.born(&c.Subject), w.secondName(&c.Subject.Place))
	}
}

// remark is what the law wants on every certificate: what it is for and how long it
// is valid.
func (w *wording) remark(d *document, c *certificates.Content) error {
	n := &w.Notes
	var use string
	switch c.Use {
	case certificates.PrivateUse:
		use = n.Private.Text
	case certificates.AbroadUse:
		use = n.Abroad.Text
	default:
		return errUse
	}
	valid := n.Unlimited.Text
	const threeMonths = 3 // art. 33 c.3 d.P.R. 223/1989
	switch {
	case c.Validity == threeMonths:
		valid = n.ThreeMonths.fill("", w.date(c.ValidTo))
	case c.Validity > 0:
		valid = n.Until.fill("", w.date(c.ValidTo))
	}
	d.notes = []block{&note{use, valid}}
	return nil
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
