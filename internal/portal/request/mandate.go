package request

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// commission is a mandate as it was typed.
type commission struct {
	Purpose, Case, Code, Surname, Given string
	On, Born                            [3]string
	Purposes                            []page.Option
}

// mandateStep is the page on which a lawyer answers for whom.
const mandateStep certificates.Step = "mandate"

var purposes = []certificates.Purpose{certificates.Service, certificates.Extrajudicial, certificates.Judicial}

func (t *turn) mandatePage(c *commission) *page.Page {
	p := t.page("mandate", certificates.WhoStep, c)
	for _, purpose := range purposes {
		key := "request.mandate.purpose." + string(purpose)
		c.Purposes = append(c.Purposes, page.Option{Value: string(purpose), Label: p.Say(key), Hint: p.Say(key + ".for")})
	}
	return p
}

func (t *turn) showMandate() error {
	if err := t.desk.OnMandate(t.r.Context(), t.by); err != nil {
		return err
	}
	c := &commission{}
	if m := t.draft.Mandate; m != nil {
		c = &commission{
			Purpose: string(m.Purpose), On: typed(m.On), Code: string(m.Subject.Code), Surname: m.Subject.Name.Surname, Given: m.Subject.Name.Given, Born: typed(m.Subject.Born),
		}
	}
	return t.Show(t.w, http.StatusOK, t.mandatePage(c))
}

// takeMandate finds the person whom the mandate names in every detail.
func (t *turn) takeMandate() error {
	if err := t.desk.OnMandate(t.r.Context(), t.by); err != nil {
		return err
	}
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	c := &commission{}
	p := t.mandatePage(c)
	m := c.read(p, t.r)
	if p.Fault("on") == "" && !m.Dated(registry.DateOf(t.Clock())) {
		p.Wrong("on", "request.mandate.on.wrong")
	}
	if len(p.Faults) > 0 {
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	}
	found, err := t.desk.Search(t.r.Context(), t.by.With(nil, m), certificates.Search{Sought: m.Subject, Purpose: c.Case, Request: t.request()})
	var nobody *certificates.NotYoursError
	switch {
	case errors.As(err, &nobody), err == nil && len(found) != 1:
		p.Wrong("code", "request.mandate.nobody")
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	case errors.Is(err, certificates.ErrSought):
		p.Wrong("code", "request.mandate.toolittle")
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	return t.amend(certificates.ReceiverStep, func(a *certificates.Answers) { a.For(found[0].ID, m) })
}

// Lengths of what is typed, in characters.
const (
	longestName  = 100
	shortestCase = 10
	longestCase  = 200
)

// read takes in what was typed, and notes what cannot be so.
func (c *commission) read(p *page.Page, r *http.Request) *certificates.Mandate {
	given := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	c.Purpose, c.Case, c.Surname, c.Given, c.Code = given("purpose"), given("case"), given("surname"), given("given"), strings.ToUpper(given("code"))
	m := &certificates.Mandate{Purpose: certificates.Purpose(c.Purpose), Subject: registry.Sought{Name: registry.Name{Surname: c.Surname, Given: c.Given}}}
	if !oneOf(c.Purposes, c.Purpose) {
		p.Wrong("purpose", "request.mandate.purpose.missing")
	}
	var err error
	if m.On, c.On, err = page.ReadDate(r, "on"); err != nil || m.On.Day == 0 {
		p.Wrong("on", "request.date.wrong")
	}
	if n := utf8.RuneCountInString(c.Case); n < shortestCase || n > longestCase {
		p.Wrong("case", "request.mandate.case.wrong", "Least", shortestCase, "Most", longestCase)
	}
	for _, name := range []struct{ field, text string }{{"surname", c.Surname}, {"given", c.Given}} {
		if n := utf8.RuneCountInString(name.text); n == 0 || n > longestName {
			p.Wrong(name.field, "request.mandate."+name.field+".wrong")
		}
	}
	if m.Subject.Code, err = registry.ParseFiscalCode(c.Code); err != nil {
		p.Wrong("code", "request.mandate.code.wrong")
	}
	if m.Subject.Born, c.Born, err = page.ReadDate(r, "born"); err != nil {
		p.Wrong("born", "request.date.wrong")
	}
	return m
}

// typed is a date as it would be typed.
func typed(d registry.Date) (out [3]string) {
	if s := d.String(); s != "" {
		out = [3]string{s[8:], s[5:7], s[:4]}
	}
	return out
}

func oneOf(options []page.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}
