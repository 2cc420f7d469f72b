package request

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// settling is the page about use, stamp duty and language, as it was filled in.
type settling struct {
	Use                    certificates.Use
	Fixed                  bool // a lawyer has one exemption and no choice
	How, Exemption, Ground string
	Stamp                  string
	On                     [3]string
	Language               string

	Ways       []page.Option
	Exemptions []page.Option
	Laws       []law
	Languages  []page.Option
}

// law is an exemption with the law that grants it.
type law struct{ Name, Citation string }

// How the duty is settled, as the form says it.
const (
	exempt = "exempt"
	stamp  = "stamp"
	online = "online"
)

// duty is the page; what it offers is what can be chosen for this use, by this way.
func (t *turn) duty(v *settling) *page.Page {
	p := t.page("duty", certificates.DutyStep, v)
	v.Use, v.Fixed = t.draft.Request.Use, t.draft.Mandate != nil
	for _, way := range t.ways() {
		v.Ways = append(v.Ways, page.Option{Value: way, Label: p.Say("request.duty." + way), Hint: p.Say("request.duty." + way + ".for")})
	}
	v.Exemptions = []page.Option{{Value: "", Label: p.Say("request.duty.exemption.choose")}}
	for _, e := range t.exemptions() {
		v.Exemptions = append(v.Exemptions, page.Option{Value: strconv.Itoa(e.Code), Label: e.Name.In(p.Language)})
		v.Laws = append(v.Laws, law{e.Name.In(p.Language), e.Citation})
	}
	for _, l := range t.languages() {
		v.Languages = append(v.Languages, page.Option{Value: string(l), Label: p.Say("request.language." + string(l))})
	}
	return p
}

// ways is how the duty can be settled here. The virtual stamp is the counter's.
func (t *turn) ways() []string {
	switch u := t.draft.Request.Use; {
	case t.draft.Mandate != nil, u == certificates.ImmigrationUse, u == certificates.JudicialUse:
		return []string{exempt}
	case t.desk.Payments == nil:
		return []string{exempt, stamp}
	}
	return []string{online, stamp, exempt}
}

func (t *turn) exemptions() []certificates.Exemption {
	today := registry.DateOf(t.Clock())
	return slices.DeleteFunc(certificates.Exemptions(), func(e certificates.Exemption) bool {
		return !e.InEffect(today) || !e.For(t.draft.Request.Use) || !e.Through(certificates.Online)
	})
}

// languages is those of the visitor's office; a lawyer may ask about another's.
func (t *turn) languages() []registry.Language {
	offered := []registry.Language{registry.Italian}
	for id, o := range t.desk.InForce().Offices {
		if t.draft.Mandate == nil && t.by.Person != nil && id != t.by.Person.Office {
			continue
		}
		offered = append(offered, o.Languages...)
	}
	return slices.DeleteFunc(slices.Clone(certificates.Languages), func(l registry.Language) bool {
		return l != registry.English && !slices.Contains(offered, l)
	})
}

func (t *turn) showDuty() error {
	r := t.draft.Request
	v := &settling{Ground: r.Duty.Ground, Stamp: r.Duty.Stamp.ID, On: typed(r.Duty.Stamp.On), Language: string(r.Language)}
	switch {
	case r.Duty.Exemption != 0:
		v.How, v.Exemption = exempt, strconv.Itoa(r.Duty.Exemption)
	case len(t.ways()) == 1:
		v.How = exempt
	default:
		v.How = string(r.Duty.Means)
	}
	if v.Language == "" {
		v.Language = string(registry.Italian)
	}
	return t.Show(t.w, http.StatusOK, t.duty(v))
}

func (t *turn) takeDuty() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	v := &settling{}
	p := t.duty(v)
	d := v.read(p, t.r)
	if v.Fixed {
		d = t.draft.Request.Duty
	}
	if len(p.Faults) > 0 {
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	}
	then := t.draft.Answers
	then.Settle(d, registry.Language(v.Language))
	against, err := t.desk.Objections(t.r.Context(), t.by, then, t.request())
	if err != nil {
		return t.instead(err, http.StatusUnprocessableEntity, certificates.DutyStep)
	}
	for _, r := range against {
		if mends(r.Rule) == certificates.DutyStep {
			wrong(p, fieldOf(r.Rule.Code), r)
		}
	}
	if len(p.Faults) > 0 {
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	}
	return t.amend(previewStep, func(a *certificates.Answers) { a.Settle(d, registry.Language(v.Language)) })
}

// read takes in what was filled in, and notes what is not on offer.
func (v *settling) read(p *page.Page, r *http.Request) (d certificates.Duty) {
	given := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	v.How, v.Exemption, v.Ground, v.Language = given("how"), given("exemption"), given("ground"), given("language")
	v.Stamp = strings.Join(strings.Fields(r.PostForm.Get("stamp")), "")
	var on registry.Date
	var noDay error
	on, v.On, noDay = page.ReadDate(r, "on")
	if !oneOf(v.Languages, v.Language) {
		p.Wrong("language", "request.language.missing")
	}
	if v.Fixed {
		return d
	}
	if !oneOf(v.Ways, v.How) {
		p.Wrong("how", "request.duty.missing")
	}
	switch v.How {
	case exempt:
		v.readExemption(p, &d)
	case stamp:
		d.Means, d.Stamp = certificates.PaperStamp, certificates.Stamp{ID: v.Stamp, On: on}
		if noDay != nil {
			p.Wrong("on", "request.date.wrong")
		}
	case online:
		d.Means = certificates.OnlinePayment
	}
	return d
}

func (v *settling) readExemption(p *page.Page, d *certificates.Duty) {
	code, err := strconv.Atoi(v.Exemption)
	if err != nil || !oneOf(v.Exemptions, v.Exemption) {
		p.Wrong("exemption", "request.duty.exemption.missing")
		return
	}
	d.Exemption = code
	if code == certificates.OtherExemption {
		d.Ground = v.Ground
	}
}

// fieldOf is the field that a rule about the duty is about.
func fieldOf(code string) string {
	switch code {
	case ofLanguage:
		return "language"
	case "EN120", "EN345", "SP603":
		return "exemption"
	case "EN281", "EN282":
		return "ground"
	case "SP605":
		return "stamp"
	case "SP606":
		return "on"
	}
	return "how"
}

// euro is an amount in cents as it is written in a language.
func euro(p *page.Page, cents int) string {
	point := ","
	if p.Language == registry.English {
		point = "."
	}
	return p.Say("request.euro", "Amount", fmt.Sprintf("%d%s%02d", cents/100, point, cents%100))
}
