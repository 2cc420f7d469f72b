package office

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// person is somebody's page: who it is, what he can have and what stops it, what he had,
// and the counter form.
type person struct {
	Place   place
	Person  registry.Person
	Kinds   []kind
	Stopped []web.Refusal // what stopped the request that was sent
	Had     []listed
	More    bool
	Form    form
	Force   []page.Option // the rules that may be set aside
	Offer   offer

	available []certificates.Available
}

// kind is one kind of the catalogue for somebody.
type kind struct {
	Slug, Name string
	Possible   bool
	Refusals   []web.Refusal
}

// hadAtOnce is how many certificates of a person his page shows.
const hadAtOnce = 10

func (s *Room) person(w http.ResponseWriter, r *http.Request) error {
	f := form{Self: true, Document: "identity-card", Use: string(certificates.PrivateUse), Language: string(registry.Italian)}
	if err := f.draw(s.Random); err != nil {
		return err
	}
	body, err := s.before(r, f)
	if err != nil {
		return err
	}
	if err := s.again(r, body); err != nil {
		return err
	}
	p := s.Page(r, "office-person", body)
	return s.present(w, r, http.StatusOK, p, body)
}

// again fills in the applicant of a certificate that was just issued: he asks for another
// one, and has shown who he is. That it was read who he is, is recorded again.
func (s *Room) again(r *http.Request, body *person) error {
	id := after(r.URL.Query())
	if id == "" {
		return nil
	}
	a, err := s.Desk.Application(r.Context(), by(r), id, web.RequestID(r.Context()))
	if err != nil && !errors.Is(err, certificates.ErrNotFound) {
		return err
	}
	if err == nil && a.Applicant != nil {
		body.Form.identify(*a.Applicant, body.Person)
	}
	return nil
}

// SelfChosen is who asks: the person himself, or another.
func (b *person) SelfChosen() string {
	if b.Form.Self {
		return "yes"
	}
	return "no"
}

// Historical reports whether the form says something about a day in the past.
func (b *person) Historical() bool { return b.Form.Grounds != "" || b.Form.On != [3]string{} }

// before reads the person whom the address names.
func (s *Room) before(r *http.Request, f form) (*person, error) {
	ask := certificates.Request{Subject: registry.PersonID(web.PathParam(r, "id")), Use: certificates.Use(f.Use), Language: registry.Language(f.Language), ID: web.RequestID(r.Context())}
	who, list, err := s.Desk.Before(r.Context(), by(r), ask)
	if err != nil {
		return nil, err
	}
	return &person{Place: s.in(r, who.Office), Person: who, Form: f, available: list}, nil
}

// present shows a person's page.
func (s *Room) present(w http.ResponseWriter, r *http.Request, status int, p *page.Page, body *person) error {
	for _, a := range body.available {
		k := kind{Slug: a.Entry.Slug, Name: a.Entry.Name.In(p.Language), Possible: a.Possible()}
		for _, refusal := range web.Refusals(s.Catalogue, a.Refusals, p.Language) {
			if !refusal.Missing {
				k.Refusals = append(k.Refusals, refusal)
			}
		}
		body.Kinds = append(body.Kinds, k)
	}
	body.Force, body.Offer = body.forceable(), s.offer(p, body)
	if body.Place.Reads {
		list, more, err := s.Desk.InOffice(r.Context(), by(r), body.Place.ID, certificates.Filter{Subject: body.Person.ID}, "", hadAtOnce, web.RequestID(r.Context()))
		if err != nil {
			return err
		}
		body.Had, body.More = s.rows(p, list), more
	}
	return s.Show(w, status, p)
}

// forceable is the rules that stop something and may be set aside, each once, by code.
func (b *person) forceable() (out []page.Option) {
	add := func(refusals []web.Refusal) {
		for _, r := range refusals {
			if r.Forceable && !slices.ContainsFunc(out, func(o page.Option) bool { return o.Value == r.Code }) {
				out = append(out, page.Option{Value: r.Code, Label: r.Code + ": " + r.Sentence, Hint: r.Citation})
			}
		}
	}
	for _, k := range b.Kinds {
		add(k.Refusals)
	}
	add(b.Stopped)
	slices.SortFunc(out, func(a, b page.Option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

// reviewed is a request as it is read back to the applicant, before it is issued.
type reviewed struct {
	Place     place
	Person    registry.Person
	Applicant certificates.Identified
	Kinds     []string
	Form      form
	Duty      certificates.DutyContent
	Exemption string // in words
	Amount    string // of the stamp duty, "" for none
	Fee       string // of the office, "" for none
	ValidTo   registry.Date
	On        registry.Date
	Force     []string // the rules that are set aside, in words
	Sent      []pair   // the form, to be sent on
}

type pair struct{ Name, Value string }

// review shows what will be issued, or the form again with what stands against it. It
// draws nothing.
func (s *Room) review(w http.ResponseWriter, r *http.Request) error {
	body, p, a, err := s.sent(w, r)
	if err != nil {
		return err
	}
	if r.PostForm.Get("edit") != "" { // back from the summary, with everything as it was
		p.Faults = nil
		return s.present(w, r, http.StatusOK, p, body)
	}
	if len(p.Faults) > 0 {
		return s.present(w, r, http.StatusUnprocessableEntity, p, body)
	}
	v, err := s.Desk.Review(r.Context(), by(r).With(&a.Applicant, nil), a.Request)
	if err != nil {
		return s.stopped(w, r, p, body, err)
	}
	out := &reviewed{
		Place: body.Place, Person: v.Person, Applicant: a.Applicant, Form: body.Form, Duty: v.Duty, ValidTo: v.ValidTo, On: a.Request.On,
		Force: rules(p, a.Request.Force.Rules), Sent: sentOn(r),
	}
	for _, k := range a.Request.Kinds {
		e, _ := s.Catalogue.Entry(k)
		out.Kinds = append(out.Kinds, e.Name.In(p.Language))
	}
	if e, ok := certificates.ExemptionOf(v.Duty.Exemption); ok {
		out.Exemption = e.Name.In(p.Language)
	}
	out.Amount, out.Fee = money(p, v.Duty.Amount), money(p, v.Duty.Fee)
	p.Body = out
	return s.Show(w, http.StatusOK, p.Named("office-review"))
}

// sent reads the form that was sent about a person.
func (s *Room) sent(w http.ResponseWriter, r *http.Request) (*person, *page.Page, asked, error) {
	if err := s.ReadForm(w, r); err != nil {
		return nil, nil, asked{}, err
	}
	body, err := s.before(r, readForm(r))
	if err != nil {
		return nil, nil, asked{}, err
	}
	p := s.Page(r, "office-person", body)
	a := body.Form.ask(p, r, body.Person, s.Catalogue)
	a.Request.ID = web.RequestID(r.Context())
	if !keyed.MatchString(body.Form.Key) { // a form of ours always has one
		err = body.Form.draw(s.Random)
	}
	return body, p, a, err
}

// sentOn is the fields of the form as they came, for the next page to send.
func sentOn(r *http.Request) (out []pair) {
	for _, name := range fields {
		for _, value := range r.PostForm[name] {
			out = append(out, pair{name, value})
		}
	}
	return out
}

// stopped shows the form again with what the rules say, or with what became of its key.
func (s *Room) stopped(w http.ResponseWriter, r *http.Request, p *page.Page, body *person, err error) error {
	var not *certificates.NotYoursError
	var refused *certificates.RefusedError
	switch {
	case errors.As(err, &not), errors.Is(err, certificates.ErrNotAllowed):
		return err
	case errors.As(err, &refused):
		body.Stopped = web.Refusals(s.Catalogue, refused.Refusals, p.Language)
		p.Wrong("stopped", "office.refused")
		return s.present(w, r, http.StatusUnprocessableEntity, p, body)
	case errors.Is(err, certificates.ErrKeyReused):
		p.Wrong("", "office.form.key.used")
		return s.present(w, r, http.StatusConflict, p, body)
	case errors.Is(err, certificates.ErrSeal), errors.Is(err, certificates.ErrInProgress): // sent again, the form goes on where it was
		p.Wrong("", "office.form.later")
		return s.present(w, r, http.StatusServiceUnavailable, p, body)
	}
	return err
}

// preview is the page as it would be issued, in a window of its own.
func (s *Room) preview(w http.ResponseWriter, r *http.Request) error {
	body, p, a, err := s.sent(w, r)
	if err != nil {
		return err
	}
	if len(p.Faults) > 0 {
		return s.present(w, r, http.StatusUnprocessableEntity, p, body)
	}
	proof, err := s.Desk.Preview(r.Context(), by(r).With(&a.Applicant, nil), a.Request)
	if err != nil {
		return s.stopped(w, r, p, body, err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="anteprima.pdf"`)
	_, _ = io.Copy(w, bytes.NewReader(proof)) // who asked may have gone
	return nil
}
