package templates

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

//go:embed declaration/*.json
var declarationFiles embed.FS

// declarationWording is the fixed text of a self-declaration in one language, in files like
// those of wording. What it says of the facts themselves comes with them.
type declarationWording struct {
	Title, Law, Signer, AsParent, AsGuardian   phrase
	Aware, Declares, Following, FollowingMinor phrase
	Letter                                     phrase `holds:"name letter"`
	ByHand                                     phrase `holds:"label"`
	NameOf, Receiver, PlaceAndDate, Signature  phrase
	Filled                                     phrase `holds:"date"`
	How, Who, Privacy, Aid                     phrase
	Name                                       phrase `holds:"title person"`

	*wording `json:"-"`
}

// paper is what self-declarations in a language are set on: plain, since no office issues them.
type paper struct {
	*stationery
	first, second *declarationWording // second is nil for Italian alone
}

var _ certificates.Former = (*Typesetter)(nil)

// readDeclaration reads the wording in a language, beside that of certificates.
func readDeclaration(w *wording) (*declarationWording, error) {
	name := "declaration/" + string(w.language) + ".json"
	file, err := declarationFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	d := &declarationWording{}
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		return nil, fmt.Errorf("templates: %s: %w", name, err)
	}
	if err := compileAll(reflect.ValueOf(d).Elem(), ""); err != nil {
		return nil, fmt.Errorf("templates: %s: %w", name, err)
	}
	d.wording = w
	return d, nil
}

// addPapers makes the paper of every language.
func (t *Typesetter) addPapers() error {
	t.papers = map[registry.Language]*paper{}
	own := newPlain(t.wording[registry.Italian], t.fonts)
	italian, err := readDeclaration(t.wording[registry.Italian])
	if err != nil {
		return err
	}
	t.papers[registry.Italian] = &paper{stationery: own, first: italian}
	for language, w := range t.wording {
		if language == registry.Italian {
			continue
		}
		second, err := readDeclaration(w)
		if err != nil {
			return err
		}
		t.papers[language] = &paper{own.with(w), italian, second}
	}
	return nil
}

// Form sets a self-declaration: the page of a certificate without letterhead, number, mark and
// seal, tagged and archival as that is, with lines for what is written by hand. Errors:
// certificates.ErrGlyph, certificates.ErrLanguage, and faults of the program.
func (t *Typesetter) Form(c *certificates.Declaration) ([]byte, error) {
	p := t.papers[c.Language]
	if p == nil {
		return nil, certificates.ErrLanguage
	}
	d, err := p.compose(c)
	if err != nil {
		return nil, err
	}
	s, err := t.setter()
	if err != nil {
		return nil, err
	}
	defer t.setters.Put(s)
	if err := s.document(d, p.stationery); err != nil {
		return nil, err
	}
	if _, err := s.write(p.stationery, c.Made, nil, nil); err != nil {
		return nil, err
	}
	return slices.Concat(p.preview.b, s.out.b), nil
}

// compose puts a declaration into the words of the paper: Italian, with what stands beside it.
func (p *paper) compose(c *certificates.Declaration) (*document, error) {
	d, err := p.first.compose(c)
	if err != nil || p.second == nil {
		return d, err
	}
	again, err := p.second.compose(c)
	if err != nil {
		return nil, err
	}
	if p.second.language == registry.English {
		d.aid = []block{newAid(&p.first.wording.Aid.Heading, d, p.second.wording, &p.second.Aid, again)}
		return d, nil
	}
	return d, d.besides(again, p.second.language)
}

// compose puts a declaration into words.
func (w *declarationWording) compose(c *certificates.Declaration) (*document, error) {
	person := registry.Name{Surname: c.By.Surname, Given: c.By.Given}.String()
	d := &document{issuer: person, own: true, name: w.Name.fill("", w.Title.Text, person)}
	foot := d.name
	if c.Basis == registry.BasisDemo {
		d.band, d.name, foot = []string{w.Page.Demo.Text}, w.Page.MarkDemo.fill("", d.name), w.Page.MarkDemo.fill("", foot)
	}
	d.footers = []footer{{foot, &w.Page.Of}}
	d.add(&longTitleStyle, w.Title.Text)
	d.add(&lawStyle, w.Law.Text)
	d.facts(fact{label: w.Receiver.Text, value: c.Receiver})
	w.open(d, c)
	for i := range c.States {
		if err := w.state(d, &c.States[i]); err != nil {
			return nil, err
		}
	}
	w.close(d, c)
	return d, nil
}

// open is who declares, about whom, and knowing what.
func (w *declarationWording) open(d *document, c *certificates.Declaration) {
	follows := &w.Following
	d.add(&textStyle, w.Signer.fill(c.By.Sex))
	w.person(d, &c.By)
	switch c.Capacity {
	case certificates.AsParent:
		d.add(&groundsStyle, w.AsParent.fill(c.By.Sex))
	case certificates.AsGuardian:
		d.add(&groundsStyle, w.AsGuardian.fill(c.By.Sex))
	}
	if c.Capacity != certificates.ForOneself {
		follows = &w.FollowingMinor
		w.person(d, &c.About)
	}
	d.add(&groundsStyle, w.Aware.fill(c.By.Sex))
	d.body = append(d.body, &paragraph{style: &declaresStyle, strong: w.Declares.Text, text: follows.Text})
}

func (w *declarationWording) person(d *document, i *certificates.Individual) {
	strong, rest := w.name(i)
	d.body = append(d.body, &paragraph{style: &nameStyle, strong: strong, text: rest})
	d.addWith(&bornStyle, w.born(i), w.secondName(&i.Place))
}

// state is a state with its facts: those that the register fills in, and then the lines to
// write on.
func (w *declarationWording) state(d *document, c *certificates.Declared) error {
	d.add(&partStyle, w.Letter.fill("", c.State.Name.In(w.language), c.State.Letter))
	var known, blank []fact
	for _, f := range c.Facts {
		label := f.Label.In(w.language)
		if f.Blank() {
			blank = append(blank, fact{label: w.ByHand.fill("", label)})
		} else {
			known = append(known, fact{label: label, value: f.Value.In(w.language)})
		}
	}
	d.facts(known...)
	if len(blank) > 0 {
		d.body = append(d.body, &blanks{blank})
	}
	if len(c.Members) == 0 {
		return nil
	}
	t, err := w.tableOf(c.Members)
	if err == nil {
		d.body = append(d.body, t)
	}
	return err
}

// tableOf is the table of members, with their ties if they are stated.
func (w *declarationWording) tableOf(members []certificates.MemberContent) (*table, error) {
	tied := slices.ContainsFunc(members, func(m certificates.MemberContent) bool { return m.Tie != 0 })
	t := &table{heads: cells(w.NameOf.Text, w.Household.Place.Text, w.Household.Date.Text), shares: []float64{0.4, 0.35, 0.25}}
	if tied {
		t.heads, t.shares = append(t.heads, cell{text: w.HouseholdTies.Tie.Text}), []float64{0.32, 0.27, 0.19, 0.22}
	}
	for i := range members {
		m := &members[i]
		strong, rest := w.name(&m.Individual)
		born := cell{text: orElse(place(&m.Place), w.Person.NoPlace.Text), foreign: w.secondName(&m.Place)}
		row := []cell{{text: join(strong, rest)}, born, {text: w.date(m.Born)}}
		if tied {
			tie := w.tied[m.Tie]
			if tie == nil {
				return nil, lacks(w.HouseholdTies.Tie.Text)
			}
			row = append(row, cell{text: tie.fill(m.Sex)})
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}

// close is where it is signed, and what there is to know about that.
func (w *declarationWording) close(d *document, c *certificates.Declaration) {
	say := func(p *phrase, values ...string) block {
		return &paragraph{style: &adviceStyle, text: p.fill("", values...)}
	}
	sign := &blanks{[]fact{{label: w.PlaceAndDate.Text}, {label: w.Signature.Text}}}
	made := w.date(registry.DateOf(c.Made))
	d.notes = []block{sign, &note{[]block{say(&w.Filled, made), say(&w.How), say(&w.Who), say(&w.Privacy)}}}
}
