package officefile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Office is what one office has decided. What it is silent about stays as the register
// has it.
type Office struct {
	Policy certificates.Policy

	line                                  int
	alternative, province                 string
	department, address, contact, archive string
	basis                                 registry.LegalBasis
	languages                             []registry.Language
}

// apply is the office of the register with what it has decided: its own lines of the
// letterhead, and no language that the register does not give it.
func (o Office) apply(r registry.Office) (registry.Office, []Fault) {
	for decided, of := range map[*string]*string{
		&o.alternative: &r.Alternative, &o.province: &r.Province, &o.department: &r.Department, &o.address: &r.Address, &o.contact: &r.Contact, &o.archive: &r.Archive,
	} {
		if *decided != "" {
			*of = *decided
		}
	}
	if o.basis != "" {
		r.Basis = o.basis
	}
	if o.languages == nil {
		return r, nil
	}
	var wrong []Fault
	for _, l := range o.languages {
		if !slices.Contains(r.Languages, l) {
			wrong = append(wrong, Fault{o.line, fmt.Sprintf("office %s: the register does not give it the language %s", r.ID, l)})
		}
	}
	r.Languages = o.languages
	return r, wrong
}

// Apply changes the offices of the register as they have decided, and yields their
// policies. It tells every fault.
func Apply(decided map[registry.OfficeID]Office, all map[registry.OfficeID]registry.Office) (map[registry.OfficeID]certificates.Policy, []Fault) {
	policies := make(map[registry.OfficeID]certificates.Policy, len(decided))
	var wrong []Fault
	for id, o := range decided {
		r, ok := all[id]
		if !ok {
			wrong = append(wrong, Fault{o.line, fmt.Sprintf("the register has no office %s", id)})
			continue
		}
		var faults []Fault
		all[id], faults = o.apply(r)
		policies[id], wrong = o.Policy, append(wrong, faults...)
	}
	inOrder(wrong)
	return policies, wrong
}

func (p *reader) office(key, n *yaml.Node) Office {
	o := Office{line: key.Line}
	p.section(n, func(name string, n *yaml.Node) bool {
		switch name {
		case "letterhead":
			p.letterhead(&o, n)
		case "basis":
			o.basis = p.basis(n)
		case "languages":
			o.languages = p.languages(n)
		case "archive":
			o.archive = p.text(n)
		case "kinds":
			p.list(n, func(n *yaml.Node) { o.Policy.Kinds = append(o.Policy.Kinds, p.kind(n).Kind) })
		case "validity":
			o.Policy.Validity = p.validities(n)
		case "fees":
			p.fees(&o.Policy.Fee, n)
		case "virtual-stamp":
			o.Policy.Virtual = p.text(n)
		default:
			return false
		}
		return true
	})
	return o
}

func (p *reader) letterhead(o *Office, n *yaml.Node) {
	lines := map[string]*string{"alternative": &o.alternative, "province": &o.province, "department": &o.department, "address": &o.address, "contact": &o.contact}
	p.section(n, func(name string, n *yaml.Node) bool {
		line, known := lines[name]
		if known {
			*line = p.text(n)
		}
		return known
	})
}

func (p *reader) basis(n *yaml.Node) registry.LegalBasis {
	switch b := registry.LegalBasis(n.Value); b {
	case registry.BasisDemo, registry.BasisLocal, registry.BasisNational:
		return b
	}
	p.fail(n, "is none of demo, local and national")
	return ""
}

func (p *reader) languages(n *yaml.Node) (out []registry.Language) {
	p.list(n, func(n *yaml.Node) {
		l := registry.Language(n.Value)
		if !slices.Contains([]registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French}, l) {
			p.fail(n, "is none of it, de, sl and fr")
		}
		out = append(out, l)
	})
	if out != nil && !slices.Contains(out, registry.Italian) {
		p.fail(n, "it is missing: Italian is always among the languages of an office")
	}
	return out
}

func (p *reader) kind(n *yaml.Node) certificates.Entry {
	e, ok := p.catalogue.Slug(n.Value)
	if !ok {
		p.fail(n, "there is no kind of certificate called %q; GET /v1/certificate-kinds lists them", n.Value)
	}
	return e
}

func (p *reader) fees(f *certificates.Fee, n *yaml.Node) {
	p.section(n, func(name string, n *yaml.Node) bool {
		switch name {
		case "stamped":
			f.Stamped = p.cents(n)
		case "exempt":
			f.Exempt = p.cents(n)
		default:
			return false
		}
		return true
	})
}

// validities are of three months (art. 33 c.3 d.P.R. 223/1989) or of six (art. 41 c.1
// d.P.R. 445/2000), and name the law.
func (p *reader) validities(n *yaml.Node) map[certificates.Kind]certificates.Validity {
	out := map[certificates.Kind]certificates.Validity{}
	p.each(n, func(key, n *yaml.Node) {
		v, e := certificates.Validity{Months: -1}, p.kind(key)
		p.section(n, func(name string, n *yaml.Node) bool {
			switch name {
			case "months":
				v.Months = p.whole(n, 0, 12)
				switch {
				case e.Validity == 0 && v.Months != 0:
					p.fail(n, "what it certifies does not change: it is valid without limit, 0 (art. 41 c.1 d.P.R. 445/2000)")
				case e.Validity != 0 && v.Months != 3 && v.Months != 6:
					p.fail(n, "is neither 3 (art. 33 c.3 d.P.R. 223/1989) nor 6 (art. 41 c.1 d.P.R. 445/2000)")
				}
			case "ground":
				v.Ground = p.text(n)
			default:
				return false
			}
			return true
		})
		switch {
		case v.Months < 0:
			p.fail(key, "months are missing")
		case v.Ground == "":
			p.fail(key, "the ground is missing: the law that says so")
		}
		out[e.Kind] = v
	})
	return out
}
