package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// offer is what the counter form lets choose from.
type offer struct {
	Kinds, Uses, Languages, Documents, Duties, Exemptions, Self []page.Option
	Authorities                                                 []string // by which documents are often issued, as the record has them
}

func (s *Room) offer(p *page.Page, b *person) (o offer) {
	for _, k := range b.Kinds {
		if k := k.option(p); !k.Disabled || slices.Contains(b.Form.Kinds, k.Value) { // what cannot be had stands below, with the reasons
			o.Kinds = append(o.Kinds, k)
		}
	}
	slices.SortStableFunc(o.Kinds, func(a, b page.Option) int { return commonness(a.Value) - commonness(b.Value) })
	for _, u := range uses {
		o.Uses = append(o.Uses, page.Option{Value: string(u), Label: p.Say("office.use." + string(u))})
	}
	for _, l := range languages(b.Place.Office) {
		o.Languages = append(o.Languages, page.Option{Value: string(l), Label: p.Say("office.language." + string(l))})
	}
	for _, d := range []string{"identity-card", "passport", "driving-licence", "residence-permit", "other"} {
		o.Documents = append(o.Documents, page.Option{Value: d, Label: p.Say("office.document." + d)})
	}
	duties := []string{byExemption, byStamp}
	if s.Desk.InForce().Policies[b.Place.ID].Virtual != "" {
		duties = append(duties, byOffice)
	}
	for _, d := range duties {
		o.Duties = append(o.Duties, page.Option{Value: d, Label: p.Say("office.duty." + d)})
	}
	o.Exemptions = []page.Option{{Value: "", Label: p.Say("office.form.exemption.none")}}
	for _, e := range certificates.Exemptions() {
		if e.Through(certificates.Counter) && e.InEffect(registry.DateOf(s.Clock())) {
			o.Exemptions = append(o.Exemptions, page.Option{Value: strconv.Itoa(e.Code), Label: fmt.Sprintf("%d. %s", e.Code, e.Name.In(p.Language))})
		}
	}
	o.Self = []page.Option{{Value: "yes", Label: p.Say("office.form.self.yes")}, {Value: "no", Label: p.Say("office.form.self.no")}}
	o.Authorities = []string{b.Place.Name, "Ministero dell'Interno", "Questura di " + b.Place.Province, "Motorizzazione civile"}
	return o
}

// commonness is the place of a kind in the form: what most people ask for comes first.
func commonness(slug string) int {
	common := []string{"residence", "household"}
	if i := slices.Index(common, slug); i >= 0 {
		return i
	}
	return len(common)
}

// option is the kind as an answer of the form. What no officer can set aside cannot be
// chosen.
func (k kind) option(p *page.Page) page.Option {
	o := page.Option{Value: k.Slug, Label: k.Name}
	if k.Possible {
		return o
	}
	why := make([]string, len(k.Refusals))
	for i, r := range k.Refusals {
		why[i] = r.Sentence + " (" + r.Code + ")"
	}
	o.Hint = p.Say("office.form.kinds.stopped", "Why", strings.Join(why, " "))
	o.Disabled = slices.ContainsFunc(k.Refusals, func(r web.Refusal) bool { return !r.Forceable })
	return o
}

// money is so many cents in words.
func money(p *page.Page, cents int) string {
	if cents == 0 {
		return ""
	}
	return p.Euros(cents)
}

// languages is in what the certificates of an office can be had.
func languages(o registry.Office) []registry.Language {
	out := []registry.Language{registry.Italian}
	for _, l := range certificates.Languages {
		if l != registry.Italian && (l == registry.English || slices.Contains(o.Languages, l)) {
			out = append(out, l)
		}
	}
	return out
}
