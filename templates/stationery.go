package templates

import (
	"errors"
	"fmt"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// stationery is what all certificates of an office in a language have in common
// (carta intestata). It is made at start-up and does not change.
type stationery struct {
	office  registry.Office
	wording *wording
	second  *wording     // what stands beside it, or nil
	locales []string     // of both
	arms    *picture     // the coat of arms, nil if the office has none
	sealed  piece        // how the file of a certificate begins
	head    signing.Head // the bytes of sealed
	preview piece        // how the file of a preview begins: without a place for a seal
}

// dataName is the name of the file with the data that travels with a page.
const dataName = "certificato.json"

// sender is one line of a letterhead, named after the field of the office.
type sender struct {
	field, text string
	style       *style
	language    registry.Language // "" for that of the document, or not known
}

func senders(o *registry.Office) []sender {
	return []sender{
		{"name", o.Name, &officeStyle, ""},
		{"alternative", o.Alternative, &secondStyle, o.SecondLanguage()},
		{"province", o.Province, &senderStyle, ""},
		{"department", o.Department, &senderStyle, ""},
		{"address", o.Address, &senderStyle, ""},
		{"contact", o.Contact, &senderStyle, ""},
	}
}

var errMissing = errors.New("is missing")

// OfficeError says what is wrong with the letterhead of an office. It wraps
// certificates.ErrGlyph for a character that no font has.
type OfficeError struct {
	Office registry.OfficeID
	Field  string // "name", "alternative", "province", "department", "address", "contact", "coat of arms" or "languages"
	Err    error
}

func (e *OfficeError) Error() string {
	return fmt.Sprintf("templates: office %s: %s: %v", e.Office, e.Field, e.Err)
}

// Unwrap lets errors.Is find the cause.
func (e *OfficeError) Unwrap() error { return e.Err }

// newStationery fails on what is wrong with a letterhead, naming office and field.
func newStationery(o registry.Office, w *wording, f *fonts) (*stationery, error) {
	wrong := func(field string, err error) error { return &OfficeError{o.ID, field, err} }
	if o.Name == "" {
		return nil, wrong("name", errMissing)
	}
	for _, line := range senders(&o) {
		try := &setter{fonts: f}
		if try.shape(line.text, line.style.face); try.err != nil {
			return nil, wrong(line.field, try.err)
		}
	}
	st, shared := &stationery{office: o, wording: w, locales: []string{w.Locale}}, inCommon(f)
	if len(o.CoatOfArms) > 0 {
		arms, err := readPicture(o.CoatOfArms)
		if err != nil {
			return nil, wrong("coat of arms", err)
		}
		st.arms = arms
		shared.stream(armsObject, arms.entries, arms.data)
	}
	st.preview = st.front(shared.cut(), "")
	shared.object(dataSpecObject, "<</Type/Filespec/F(%s)/UF(%s)/Desc%s/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>",
		dataName, dataName, appendText(nil, w.Check.Data.Text), dataObject, dataObject)
	st.sealed = st.front(shared.cut(), fmt.Sprintf("/AcroForm<</Fields[%d 0 R]/SigFlags 3>>/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>"+
		"/AF[%d 0 R]/Names<</EmbeddedFiles<</Names[(%s)%d 0 R]>>>>", fieldObject, dataSpecObject, dataName, dataSpecObject))
	st.head = signing.NewHead(st.sealed.b)
	return st, nil
}

// newPlain is plain paper, of no office.
func newPlain(w *wording, f *fonts) *stationery {
	st, shared := &stationery{wording: w, locales: []string{w.Locale}}, inCommon(f)
	st.preview = st.front(shared.cut(), "")
	return st
}

// inCommon is what every document holds: the fonts of the common script and the colours.
func inCommon(f *fonts) *file {
	shared := &file{}
	for _, face := range f {
		shared.paste(face.slices[common])
	}
	shared.stream(profileObject, "/N 3/Filter/FlateDecode", deflate(iccProfile()))
	return shared
}

// with is the same stationery with another language beside Italian.
func (st *stationery) with(second *wording) *stationery {
	other := *st
	other.second, other.locales = second, []string{st.wording.Locale, second.Locale}
	return &other
}

// front is how a file begins: header, catalog, and what is shared. The catalog is one
// direct dictionary, which an update that adds to it can copy.
func (st *stationery) front(shared piece, entries string) piece {
	var f file
	f.b = append(f.b, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	f.object(catalogObject, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>"+
		"/Lang(%s)/ViewerPreferences<</DisplayDocTitle true>>"+
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>]%s>>",
		pagesObject, metadataObject, tagsObject, st.wording.Locale, profileObject, entries)
	f.paste(shared)
	return f.cut()
}

// set sets the letterhead over a rule.
func (st *stationery) set(s *setter) {
	const gap, toRule, rule = 14, 10, 1.5
	foot, indent := s.y, 0.0
	if st.arms != nil {
		indent = st.arms.width + gap
		foot -= st.arms.height
		st.picture(s, s.left, foot)
	}
	s.indent(indent)
	for _, line := range senders(&st.office) {
		if line.language != "" && line.language == st.official() {
			line.style = &officeStyle // of equal rank
		}
		if line.text != "" {
			(&paragraph{style: line.style, text: line.text, foreign: foreign{language: line.language}}).set(s)
		}
	}
	s.indent(-indent)
	s.y = min(s.y, foot) - toRule
	s.bar(accent, s.left, s.y, s.width, rule)
}

// picture draws the coat of arms with its lower left corner at x, y.
func (st *stationery) picture(s *setter, x, y float64) {
	a := st.arms
	s.begin("Figure", figureAttributes(st.wording.Page.Arms.fill("", st.office.Name), x, y, a.width, a.height))
	s.mark()
	p := s.page()
	p.content = appendNumbers(append(p.content, "q "...), a.width, 0, 0, a.height, x, y)
	p.content = append(p.content, "cm/Arms Do Q\n"...)
	s.unmark()
	s.end()
}

// close adds what stands at the foot: the check, or in a preview what will be
// there.
func (st *stationery) close(d *document, c *certificates.Content, k *check) {
	if k == nil {
		d.check = []block{st.say(&absentStyle, func(w *wording) string { return w.Check.Preview.Text })}
		return
	}
	k.wording = st.wording
	k.heading = st.say(&headingStyle, func(w *wording) string { return w.Check.Heading.Text })
	k.how = st.say(&howStyle, func(w *wording) string { return w.Check.How.Text })
	k.codeLabel = st.label(func(w *wording) string { return w.Check.Code.Text })
	k.addressLabel = st.label(func(w *wording) string { return w.Check.Address.Text })
	k.seal = st.say(&sealStyle, func(w *wording) string {
		if c.Basis == registry.BasisDemo {
			return w.Check.SealDemo.fill("", d.issuer)
		}
		return w.Check.Seal.fill("", d.issuer)
	})
	d.check = []block{k}
}
