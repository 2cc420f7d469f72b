package request

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// asking is the page that asks for whom.
type asking struct {
	People  []page.Option
	Chosen  string
	Stopped []stopped // who can be asked for, and of whom nothing can be certified
	Lawyer  bool
}

// stopped is a person of whom nothing can be certified, and why.
type stopped struct {
	Name     string
	Refusals []refusal
}

func (t *turn) showWho() error {
	p, err := t.who(string(t.draft.Request.Subject))
	if err != nil || p == nil {
		return err
	}
	return t.Show(t.w, http.StatusOK, p)
}

// who is the page, nil after a lawyer has been sent to his mandate because he has nobody
// else to ask for.
func (t *turn) who(chosen string) (*page.Page, error) {
	people, err := t.askable()
	switch {
	case err != nil:
		return nil, err
	case people == nil:
		return nil, t.see(mandateStep)
	}
	v := &asking{Chosen: chosen, Lawyer: t.by.Principal.Lawyer}
	p := t.page("who", certificates.WhoStep, v)
	for i, a := range people {
		name := a.Person.Name.Printed().String()
		if i == 0 {
			name = p.Say("request.who.me", "Name", name)
		}
		if len(a.Refusals) > 0 {
			v.Stopped = append(v.Stopped, stopped{name, t.refusals(p, a.Refusals)})
			continue
		}
		v.People = append(v.People, page.Option{Value: string(a.Person.ID), Label: name, Hint: p.Say("request.who.born", "Date", p.Date(a.Person.Birth.Date))})
	}
	if len(v.People) == 1 && chosen == "" {
		v.Chosen = v.People[0].Value
	}
	return p, nil
}

func (t *turn) takeWho() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	people, err := t.askable()
	if err != nil {
		return err
	}
	id := registry.PersonID(t.r.PostForm.Get("person"))
	if a := named(people, id); a != nil && len(a.Refusals) == 0 {
		return t.amend(certificates.ReceiverStep, func(a *certificates.Answers) { a.For(id, nil) })
	}
	p, err := t.who("")
	if err != nil || p == nil {
		return err
	}
	p.Wrong("person", "request.who.missing")
	return t.Show(t.w, http.StatusUnprocessableEntity, p)
}
