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
	Basis      registry.LegalBasis
	Languages  []registry.Language
	Letterhead Letterhead
	Archive    string
	Hours      registry.Texts
	Note       registry.Texts
	Policy     certificates.Policy

	line int
}

// Letterhead is the lines of a letterhead that are an office's own to decide.
type Letterhead struct{ Alternative, Province, Department, Address, Contact string }

// Over is the office of the register with what it has decided: its own lines of the
// letterhead, and no language that the register does not give it.
func (o Office) Over(r registry.Office) (registry.Office, []Fault) {
	h := &o.Letterhead
	for decided, of := range map[*string]*string{
		&h.Alternative: &r.Alternative, &h.Province: &r.Province, &h.Department: &r.Department, &h.Address: &r.Address, &h.Contact: &r.Contact, &o.Archive: &r.Archive,
	} {
		if *decided != "" {
			*of = *decided
		}
	}
	if o.Basis != "" {
		r.Basis = o.Basis
	}
	r.Hours, r.Note = o.Hours, o.Note
	if o.Languages == nil {
		return r, nil
	}
	var wrong []Fault
	for _, l := range o.Languages {
		if !slices.Contains(r.Languages, l) {
			wrong = append(wrong, Fault{Line: o.line, Reason: fmt.Sprintf("office %s: the register does not give it the language %s", r.ID, l)})
		}
	}
	r.Languages = o.Languages
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
			wrong = append(wrong, Fault{Line: o.line, Reason: fmt.Sprintf("the register has no office %s", id)})
			continue
		}
		var faults []Fault
		all[id], faults = o.Over(r)
		policies[id], wrong = o.Policy, append(wrong, faults...)
	}
	slices.SortStableFunc(wrong, func(a, b Fault) int { return a.Line - b.Line })
	return policies, wrong
}

func (p *reader) office(key, n *yaml.Node) Office {
	o := Office{line: key.Line}
	p.section(n, func(name string, n *yaml.Node) bool {
		switch name {
		case "letterhead":
			p.letterhead(&o.Letterhead, n)
		case "basis":
			o.Basis = p.basis(n)
		case "languages":
			o.Languages = p.languages(n)
		case "archive":
			o.Archive = p.Text(n)
		case "hours":
			o.Hours = p.texts(n)
		case "note":
			o.Note = p.texts(n)
		case "kinds":
			p.Items(n, func(n *yaml.Node) { o.Policy.Kinds = append(o.Policy.Kinds, p.kind(n).Kind) })
		case "validity":
			o.Policy.Validity = p.validities(n)
		case "fees":
			p.fees(&o.Policy.Fee, n)
		case "virtual-stamp":
			o.Policy.Virtual = p.Text(n)
		default:
			return false
		}
		return true
	})
	return o
}

func (p *reader) letterhead(h *Letterhead, n *yaml.Node) {
	lines := map[string]*string{"alternative": &h.Alternative, "province": &h.Province, "department": &h.Department, "address": &h.Address, "contact": &h.Contact}
	p.section(n, func(name string, n *yaml.Node) bool {
		line, known := lines[name]
		if known {
			*line = p.Text(n)
		}
		return known
	})
}

func (p *reader) basis(n *yaml.Node) registry.LegalBasis {
	switch b := registry.LegalBasis(n.Value); b {
	case registry.BasisDemo, registry.BasisLocal, registry.BasisNational:
		return b
	}
	p.Fail(n, "is none of demo, local and national")
	return ""
}

func (p *reader) languages(n *yaml.Node) (out []registry.Language) {
	p.Items(n, func(n *yaml.Node) {
		l := registry.Language(n.Value)
		if !slices.Contains([]registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French}, l) {
			p.Fail(n, "is none of it, de, sl and fr")
		}
		out = append(out, l)
	})
	if out != nil && !slices.Contains(out, registry.Italian) {
		p.Fail(n, "it is missing: Italian is always among the languages of an office")
	}
	return out
}

// MaxText bounds a text for citizens, in characters.
const MaxText = 600

// texts are what citizens are told, at least in Italian.
func (p *reader) texts(n *yaml.Node) registry.Texts {
	out := registry.Texts{}
	p.section(n, func(name string, n *yaml.Node) bool {
		l := registry.Language(name)
		if !slices.Contains([]registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French, registry.English}, l) {
			return false
		}
		out[l] = p.lines(n)
		return true
	})
	if out[registry.Italian] == "" {
		p.Fail(n, "it is missing: a text for citizens is there in Italian at least")
	}
	return out
}

func (p *reader) kind(n *yaml.Node) certificates.Entry {
	e, ok := p.catalogue.Slug(n.Value)
	if !ok {
		p.Fail(n, "there is no kind of certificate called %q; GET /v1/certificate-kinds lists them", n.Value)
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
	p.Each(n, func(key, n *yaml.Node) {
		v, e := certificates.Validity{Months: -1}, p.kind(key)
		p.section(n, func(name string, n *yaml.Node) bool {
			switch name {
			case "months":
				v.Months = p.whole(n, 0, 12)
				switch {
				case e.Validity == 0 && v.Months != 0:
					p.Fail(n, "what it certifies does not change: it is valid without limit, 0 (art. 41 c.1 d.P.R. 445/2000)")
				case e.Validity != 0 && v.Months != 3 && v.Months != 6:
					p.Fail(n, "is neither 3 (art. 33 c.3 d.P.R. 223/1989) nor 6 (art. 41 c.1 d.P.R. 445/2000)")
				}
			case "ground":
				v.Ground = p.Text(n)
			default:
				return false
			}
			return true
		})
		switch {
		case v.Months < 0:
			p.Fail(key, "months are missing")
		case v.Ground == "":
			p.Fail(key, "the ground is missing: the law that says so")
		}
		out[e.Kind] = v
	})
	return out
}
