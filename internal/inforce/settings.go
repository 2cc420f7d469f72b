package inforce

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

// maxLine bounds a line of a letterhead, in characters.
const maxLine = 160

var _ decisions.Checker = (*State)(nil)

// Given is the languages that the register gives an office; it can use fewer.
func (s *State) Given(office registry.OfficeID) []registry.Language {
	return s.Register[office].Languages
}

// Read is an office by settings, and its policy. The legal basis is what the operator has
// said. Errors: *decisions.FaultsError, registry.ErrOfficeUnknown.
func (s *State) Read(office registry.OfficeID, text string) (registry.Office, certificates.Policy, error) {
	row, ok := s.Register[office]
	if !ok {
		return registry.Office{}, certificates.Policy{}, registry.ErrOfficeUnknown
	}
	row.Basis = s.base[office].Basis
	decided, wrong := officefile.ReadSection(text, s.Catalogue)
	if len(wrong) == 0 {
		if row, wrong = decided.Over(row); len(wrong) > 0 {
			return registry.Office{}, certificates.Policy{}, faults("languages", text, wrong)
		}
	}
	return row, decided.Policy, faults("", text, wrong)
}

// faults is what is wrong with a text, nil for nothing.
func faults(field, text string, wrong []officefile.Fault) error {
	if len(wrong) == 0 {
		return nil
	}
	e := new(decisions.FaultsError)
	for _, f := range wrong {
		if field != "" {
			f.Line = lineOf(text, field)
		}
		e.Faults = append(e.Faults, decisions.Fault{Field: field, Line: f.Line, Reason: f.Reason})
	}
	return e
}

// lineOf is the line of a text in which a setting stands, 0 if it does not.
func lineOf(text, setting string) int {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), setting+":") {
			return n
		}
	}
	return 0
}

// Check says what stands against settings: it compiles the letterhead and sets a page in
// every language of the office (decisions.Checker).
func (s *State) Check(_ context.Context, office registry.OfficeID, text string) error {
	o, p, err := s.Read(office, text)
	if err != nil {
		return err
	}
	wrong := tooLong(o, p, text)
	for field, lines := range printed(p) {
		for _, line := range lines {
			if err := s.Press.Printable(line); err != nil {
				wrong = append(wrong, unprintable(field, text, err))
			}
		}
	}
	if len(wrong) > 0 {
		return &decisions.FaultsError{Faults: wrong}
	}
	for _, l := range o.Languages {
		if _, err := s.proof(o, p, l); err != nil {
			return &decisions.FaultsError{Faults: []decisions.Fault{unprintable("", text, err)}}
		}
	}
	return nil
}

// printed is what a policy prints, by the setting that says it.
func printed(p certificates.Policy) map[string][]string {
	lines := map[string][]string{"virtual-stamp": {p.Virtual}}
	for _, v := range p.Validity {
		lines["validity"] = append(lines["validity"], v.Ground)
	}
	return lines
}

func tooLong(o registry.Office, p certificates.Policy, text string) (wrong []decisions.Fault) {
	h := officefile.Of(o, p)
	for field, line := range map[string]string{
		"alternative": h.Letterhead.Alternative, "province": h.Letterhead.Province, "department": h.Letterhead.Department,
		"address": h.Letterhead.Address, "contact": h.Letterhead.Contact, "archive": h.Archive, "virtual-stamp": p.Virtual,
	} {
		if utf8.RuneCountInString(line) > maxLine {
			wrong = append(wrong, decisions.Fault{Field: field, Line: lineOf(text, field), Reason: fmt.Sprintf("is longer than %d characters", maxLine)})
		}
	}
	return wrong
}

// unprintable tells what the typesetter does not take: its field, or else that of the
// setting.
func unprintable(field, text string, err error) decisions.Fault {
	f := decisions.Fault{Field: field, Reason: err.Error()}
	if wrong := (*templates.OfficeError)(nil); errors.As(err, &wrong) {
		f.Field, f.Reason = wrong.Field, wrong.Err.Error()
	}
	if glyph := (*templates.GlyphError)(nil); errors.As(err, &glyph) {
		f.Rune = glyph.Rune
	}
	f.Line = lineOf(text, f.Field)
	return f
}

// Proof is the page of an invented person's certificate as it would be by settings, marked
// as a preview. Errors: those of Read; *decisions.FaultsError for a language that the
// office would not have.
func (s *State) Proof(office registry.OfficeID, text string, l registry.Language) ([]byte, error) {
	o, p, err := s.Read(office, text)
	if err != nil {
		return nil, err
	}
	page, err := s.proof(o, p, l)
	if err != nil {
		return nil, &decisions.FaultsError{Faults: []decisions.Fault{unprintable("", text, err)}}
	}
	return page, nil
}

func (s *State) proof(o registry.Office, p certificates.Policy, l registry.Language) ([]byte, error) {
	press, err := s.Press.With([]registry.Office{o})
	if err != nil {
		return nil, err
	}
	return press.Proof(s.Catalogue.Specimen(o, p, l, s.Clock()))
}
