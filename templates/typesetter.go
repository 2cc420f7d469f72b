package templates

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// Options of a Typesetter.
type Options struct {
	Hole int // bytes of CMS signature that a sheet leaves room for
}

// Typesetter turns the content of a certificate into its page. It is safe for
// concurrent use.
type Typesetter struct {
	wording    map[registry.Language]*wording
	stationery map[letter]*stationery
	papers     map[registry.Language]*paper // of self-declarations
	symbols    symbols
	hole       []byte // as it is written, empty
	fonts      *fonts
	setters    *sync.Pool // of *setter; shared with those that With makes
}

// letter names a stationery.
type letter struct {
	office   registry.OfficeID
	language registry.Language
}

var _ certificates.Typesetter = (*Typesetter)(nil)

var (
	errHole     = errors.New("templates: a sheet needs room for its seal")
	errLanguage = errors.New("no wording in this language")
	errOffice   = errors.New("templates: the content names another office than the letterhead")
)

// New compiles fonts, wording and the letterhead of every office in every one of
// its languages. What is wrong with an office is an *OfficeError.
func New(offices []registry.Office, o Options) (*Typesetter, error) {
	if o.Hole <= 0 {
		return nil, errHole
	}
	words, err := loadWording()
	if err != nil {
		return nil, err
	}
	faces, err := loadFonts()
	if err != nil {
		return nil, err
	}
	symbols, err := newSymbols()
	if err != nil {
		return nil, err
	}
	t := &Typesetter{
		wording: words, fonts: faces, symbols: symbols, setters: new(sync.Pool),
		hole: []byte("<" + strings.Repeat("00", o.Hole) + ">"),
	}
	if err := t.addPapers(); err != nil {
		return nil, err
	}
	return t.With(offices)
}

// With is a typesetter for other offices, or for the same with other letterheads; fonts
// and wording are compiled already. The one that it is made of stays as it is.
// What is wrong with an office is an *OfficeError.
func (t *Typesetter) With(offices []registry.Office) (*Typesetter, error) {
	other := *t
	other.stationery = make(map[letter]*stationery, len(offices))
	for _, office := range offices {
		if err := other.add(office); err != nil {
			return nil, err
		}
	}
	return &other, nil
}

// add makes the stationery of an office in each of its languages, and in English.
func (t *Typesetter) add(office registry.Office) error {
	own, err := newStationery(office, t.wording[registry.Italian], t.fonts)
	if err != nil {
		return err
	}
	t.stationery[letter{office.ID, registry.English}] = own.with(t.wording[registry.English])
	for _, language := range office.Languages {
		w := t.wording[language]
		switch {
		case w == nil:
			return &OfficeError{office.ID, "languages", fmt.Errorf("%s: %w", language, errLanguage)}
		case language == registry.Italian:
			t.stationery[letter{office.ID, language}] = own
		default:
			t.stationery[letter{office.ID, language}] = own.with(w)
		}
	}
	return nil
}

// Printable says whether the fonts have every character of a text; it wraps
// certificates.ErrGlyph if they have not.
func (t *Typesetter) Printable(text string) error {
	try := &setter{fonts: t.fonts}
	try.shape(text, senderStyle.face)
	return try.err
}

// WordingVersion names the state of the wording of a certificate with a language beside
// Italian, which is part of it; "" for a language that there is no wording in.
func (t *Typesetter) WordingVersion(l registry.Language) string {
	w := t.wording[l]
	switch {
	case w == nil:
		return ""
	case l == registry.Italian:
		return w.version()
	}
	return t.wording[registry.Italian].version() + " " + string(l) + " " + w.version()
}

// Lay sets a certificate with an empty hole for its seal. at is the time of the
// seal, in the zone in which it is to be stated. Errors: certificates.ErrGlyph,
// registry.ErrOfficeUnknown, and faults of the program in content or address.
func (t *Typesetter) Lay(c *certificates.Content, m certificates.Mark, at time.Time) (*signing.Sheet, error) {
	symbol, err := t.symbols.encode(m.URL)
	if err != nil {
		return nil, err
	}
	st, err := t.stationeryOf(c)
	if err != nil {
		return nil, err
	}
	if m.Data == nil {
		if m.Data, err = c.Canonical(); err != nil {
			return nil, err
		}
	}
	rest, hole, err := t.typeset(c, st, &check{symbol: symbol, code: m.Code.String(), address: m.URL, data: m.Data}, at)
	if err != nil {
		return nil, err
	}
	return st.head.Sheet(rest, hole)
}

// Proof sets a certificate as a preview, which says so across its page: without
// number, mark and signature field. Errors are those of Lay.
func (t *Typesetter) Proof(c *certificates.Content) ([]byte, error) {
	st, err := t.stationeryOf(c)
	if err != nil {
		return nil, err
	}
	rest, _, err := t.typeset(c, st, nil, c.Extracted)
	if err != nil {
		return nil, err
	}
	return slices.Concat(st.preview.b, rest), nil
}

// Lines is what the page of a certificate states in Italian, whatever stands beside it,
// line by line, without the letterhead and the mark; nil for a content that has no page.
// One without a number is a preview.
func (t *Typesetter) Lines(c *certificates.Content) []string {
	if t.wording[c.Language] == nil {
		return nil
	}
	d, err := t.wording[registry.Italian].compose(c, c.Number == certificates.Number{})
	if err != nil {
		return nil
	}
	var lines []string
	for _, b := range append(d.body, d.notes...) {
		lines = b.lines(lines)
	}
	return lines
}

// stationeryOf is what a content is set on.
func (t *Typesetter) stationeryOf(c *certificates.Content) (*stationery, error) {
	st := t.stationery[letter{registry.OfficeID(c.Office.Code), c.Language}]
	if st == nil {
		return nil, fmt.Errorf("templates: office %q in %q: %w", c.Office.Code, c.Language, registry.ErrOfficeUnknown)
	}
	if c.Office.Name != st.office.Name {
		return nil, errOffice
	}
	return st, nil
}

// typeset sets a content with its check, or as a preview without one, and returns what
// follows the beginning of the file, and the hole in the file.
func (t *Typesetter) typeset(c *certificates.Content, st *stationery, k *check, at time.Time) (rest []byte, hole signing.Hole, err error) {
	d, err := st.compose(c, k == nil)
	if err != nil {
		return nil, hole, err
	}
	st.close(d, c, k)
	s, err := t.setter()
	if err != nil {
		return nil, hole, err
	}
	defer t.setters.Put(s)
	if err := s.document(d, st); err != nil {
		return nil, hole, err
	}
	var empty []byte
	if k != nil {
		empty = t.hole
	}
	hole, err = s.write(st, at, empty, k)
	return bytes.Clone(s.out.b), hole, err
}

// setter takes a setter out of the pool, or makes one.
func (t *Typesetter) setter() (*setter, error) {
	if s, ok := t.setters.Get().(*setter); ok {
		return s, nil
	}
	return newSetter(t.fonts)
}
