package decisions

import (
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// row is one setting in words; Old is what it is today, where that is another.
type row struct {
	Label, Old, New string
	Changed         bool
}

// describe puts settings into words, beside those of today.
func (s *Room) describe(p *page.Page, today, then officefile.Office) []row {
	before, rows := s.words(p, today), s.words(p, then)
	for i := range rows {
		rows[i].Old, rows[i].Changed = before[i].New, before[i].New != rows[i].New
	}
	return rows
}

// words is settings line by line, always the same lines.
func (s *Room) words(p *page.Page, o officefile.Office) (rows []row) {
	say := func(key, text string) { rows = append(rows, row{Label: p.Say(key), New: text}) }
	for _, l := range lines(o) {
		say(l.Key, l.Value)
	}
	say("decisions.languages", join(o.Languages, func(l registry.Language) string { return languageName(p, l) }))
	say("decisions.kinds", s.kinds(p, o.Policy.Kinds))
	say("decisions.validity", s.validity(p, o.Policy))
	say("decisions.stamped", p.Amount(o.Policy.Fee.Stamped))
	say("decisions.exempt", p.Amount(o.Policy.Fee.Exempt))
	for _, l := range certificates.Languages {
		rows = append(rows,
			row{Label: p.Say("decisions.hours") + ", " + languageName(p, l), New: o.Hours[l]},
			row{Label: p.Say("decisions.note") + ", " + languageName(p, l), New: o.Note[l]})
	}
	return rows
}

// line is a setting of some words: the key of its label, and the name of its field.
type line struct{ Key, Name, Value string }

// lines is the settings of one line.
func lines(o officefile.Office) []line {
	h := o.Letterhead
	all := []line{
		{"", "alternative", h.Alternative},
		{"", "province", h.Province},
		{"", "department", h.Department},
		{"", "address", h.Address},
		{"", "contact", h.Contact},
		{"", "archive", o.Archive},
		{"", "virtual-stamp", o.Policy.Virtual},
	}
	for i := range all {
		all[i].Key = "decisions." + all[i].Name
	}
	return all
}

func join[T any](list []T, say func(T) string) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = say(v)
	}
	return strings.Join(texts, ", ")
}

func languageName(p *page.Page, l registry.Language) string {
	return p.Say("decisions.language." + string(l))
}

func (s *Room) kinds(p *page.Page, kinds []certificates.Kind) string {
	if kinds == nil {
		return p.Say("decisions.kinds.all")
	}
	return join(kinds, func(k certificates.Kind) string { return s.kind(p, k) })
}

func (s *Room) kind(p *page.Page, k certificates.Kind) string {
	e, _ := s.Catalogue.Entry(k)
	return e.Name.In(p.Language)
}

// validity names the kinds that are valid for another time than usual, in the order of the
// table.
func (s *Room) validity(p *page.Page, policy certificates.Policy) string {
	var other []string
	for _, e := range s.Catalogue.Entries() {
		if v, ok := policy.Validity[e.Kind]; ok {
			other = append(other, p.Say("decisions.valid", "Kind", e.Name.In(p.Language), "Months", v.Months, "Ground", v.Ground))
		}
	}
	if len(other) == 0 {
		return p.Say("decisions.validity.usual")
	}
	return strings.Join(other, "; ")
}

// right is a right in words.
func right(p *page.Page, d *decisions.Decision) string { return p.Say(rightKey(string(d.Scope))) }

// rightKey is "decisions.right.certificates-issue".
func rightKey(scope string) string { return "decisions.right." + strings.ReplaceAll(scope, ":", "-") }

// changed is the rows that are not as today.
func changed(rows []row) []row {
	return slices.DeleteFunc(rows, func(r row) bool { return !r.Changed })
}
