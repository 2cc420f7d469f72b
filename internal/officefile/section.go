package officefile

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/yamlfile"
	"github.com/sportello/sportello/registry"
)

// MaxSection bounds what one office decides, in bytes.
const MaxSection = 32 << 10

// ReadSection reads what stands under the code of one office, as a decision of that
// office. The legal basis is not for it to decide. It tells every fault, with the line
// within the text.
func ReadSection(text string, c *certificates.Catalogue) (o Office, wrong []Fault) {
	if len(text) > MaxSection {
		return Office{}, []Fault{{Reason: fmt.Sprintf("is larger than %d kB", MaxSection>>10)}}
	}
	wrong = yamlfile.Read(strings.NewReader(text), func(y *yamlfile.Reader, top *yaml.Node) {
		p := &reader{y, c}
		if o = p.office(top, top); o.Basis != "" {
			p.Fail(top, "the legal basis is for the operator of the service to say")
		}
	})
	if len(wrong) > 0 {
		return Office{}, wrong
	}
	return o, nil
}

// section is an Office as it is written.
type section struct {
	Languages  []registry.Language `yaml:"languages,flow,omitempty"`
	Letterhead map[string]string   `yaml:"letterhead,omitempty"`
	Archive    string              `yaml:"archive,omitempty"`
	Hours      registry.Texts      `yaml:"hours,omitempty"`
	Note       registry.Texts      `yaml:"note,omitempty"`
	Kinds      []string            `yaml:"kinds,flow,omitempty"`
	Validity   map[string]term     `yaml:"validity,omitempty"`
	Fees       map[string]string   `yaml:"fees,omitempty"`
	Virtual    string              `yaml:"virtual-stamp,omitempty"`
}

type term struct {
	Months int    `yaml:"months"`
	Ground string `yaml:"ground"`
}

// Section is the text of which ReadSection makes the office again; the same for the same
// decision. The legal basis is left out.
func (o Office) Section(c *certificates.Catalogue) (string, error) {
	h := o.Letterhead
	s := section{
		Languages: o.Languages, Archive: o.Archive, Hours: o.Hours, Note: o.Note, Virtual: o.Policy.Virtual,
		Letterhead: filled(map[string]string{"alternative": h.Alternative, "province": h.Province, "department": h.Department, "address": h.Address, "contact": h.Contact}),
	}
	for _, k := range o.Policy.Kinds {
		e, _ := c.Entry(k)
		s.Kinds = append(s.Kinds, e.Slug)
	}
	for k, v := range o.Policy.Validity {
		if s.Validity == nil {
			s.Validity = map[string]term{}
		}
		e, _ := c.Entry(k)
		s.Validity[e.Slug] = term(v)
	}
	if o.Policy.Fee != (certificates.Fee{}) {
		s.Fees = map[string]string{"stamped": euro(o.Policy.Fee.Stamped), "exempt": euro(o.Policy.Fee.Exempt)}
	}
	var b strings.Builder
	err := yaml.NewEncoder(&b).Encode(s)
	return b.String(), err
}

func filled(lines map[string]string) map[string]string {
	for name, line := range lines {
		if line == "" {
			delete(lines, name)
		}
	}
	return lines
}

// euro writes cents as an amount in euro, "0.52".
func euro(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// Cents reads an amount in euro with two decimals, "0.52" or "0,52", below 1000.
func Cents(amount string) (int, bool) { return cents(strings.Replace(amount, ",", ".", 1)) }

// Of is what an office that stands like this would have decided, with everything said.
func Of(r registry.Office, p certificates.Policy) Office {
	return Office{
		Languages:  r.Languages,
		Letterhead: Letterhead{Alternative: r.Alternative, Province: r.Province, Department: r.Department, Address: r.Address, Contact: r.Contact},
		Archive:    r.Archive, Hours: r.Hours, Note: r.Note, Policy: p,
	}
}
