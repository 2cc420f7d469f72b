package request

import (
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// refusal is what stops a request, in words, and where it can be mended.
type refusal struct {
	Kind     string // name of the kind, "" where it is about all
	Sentence string
	Way      string
	Citation string
	By       string // who can help, in words, "" where it is who asks
	Contact  string // of the office, where the office can help
	Step     certificates.Step
}

// refusals puts those that decide into words, each rule about a kind once.
func (t *turn) refusals(p *page.Page, list []certificates.Refusal) (out []refusal) {
	for _, r := range certificates.Deciding(list) {
		said := refusal{Sentence: r.Rule.Sentence.In(p.Language), Way: r.Way(p.Language), Citation: r.Rule.Citation, Step: mends(r.Rule)}
		if r.Rule.By != certificates.Applicant { // to whom the way is told
			said.By = p.Say("request.by." + string(r.Rule.By))
		}
		if e, ok := t.desk.Catalogue.Entry(r.Kind); ok && said.Step != certificates.DutyStep {
			said.Kind = e.Name.In(p.Language)
		}
		if r.Rule.By == certificates.TheOffice {
			said.Contact = t.contact()
		}
		if !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}

// contact is where the visitor's office is to be reached, or the only one that there is.
func (t *turn) contact() string {
	if t.by.Person != nil {
		return t.desk.InForce().Offices[t.by.Person.Office].Contact
	}
	if len(t.desk.InForce().Offices) == 1 {
		for _, o := range t.desk.InForce().Offices {
			return o.Contact
		}
	}
	return ""
}

// ofLanguage is the rule about the language, which is asked for with the duty.
const ofLanguage = "SP018"

// mends is the step in which another answer may help.
func mends(r *certificates.Rule) certificates.Step {
	switch {
	case r.Code == ofLanguage, r.Stage == certificates.UseAndDuty:
		return certificates.DutyStep
	case r.Stage == certificates.WhoAsks, r.Stage == certificates.OfSubject:
		return certificates.WhoStep
	}
	return certificates.KindsStep
}

// wrong says at a field why the answer will not do.
func wrong(p *page.Page, field string, r certificates.Refusal) {
	f := page.Fault{Field: field, Text: r.Rule.Sentence.In(p.Language) + " " + r.Way(p.Language)}
	if !slices.Contains(p.Faults, f) {
		p.Faults = append(p.Faults, f)
	}
}
