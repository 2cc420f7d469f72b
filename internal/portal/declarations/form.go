package declarations

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// body is what the form shows.
type body struct {
	People    []person // whom one can declare about
	Subject   person
	Self      bool // the subject is the one who declares
	States    []page.Option
	Chosen    []string
	NotHeld   []string
	Receiver  string
	Languages []page.Option
	Language  string
}

// person is somebody to choose.
type person struct {
	ID, Name string
	Current  bool
}

// show is the form, with what was filled in and what is wrong with it.
func (room *Room) show(w http.ResponseWriter, r *http.Request, status int, asked certificates.DeclarationRequest, wrong *fault) error {
	people, states, err := room.desk.Declarable(r.Context(), page.Of(r.Context()).By, asked.Subject, web.RequestID(r.Context()))
	if err != nil {
		return room.refuse(w, r, err)
	}
	if asked.Subject == "" {
		asked.Subject = people[0].ID
	}
	p := room.Page(r, "declarations", nil)
	p.Path = where
	if asked.Subject != people[0].ID {
		p.Keep("for", string(asked.Subject))
	}
	b := &body{Chosen: asked.States, Receiver: asked.Receiver, Language: string(asked.Language), Self: asked.Subject == people[0].ID}
	for _, x := range people {
		one := person{string(x.ID), x.Name.Printed().String(), x.ID == asked.Subject}
		b.People = append(b.People, one)
		if one.Current {
			b.Subject, b.Languages = one, room.languages(p, x.Office)
		}
	}
	for _, s := range states {
		name := s.State.Name.In(p.Language)
		if s.Held() {
			b.States = append(b.States, page.Option{Value: s.State.Slug, Label: name, Hint: inWords(p, s)})
		} else {
			b.NotHeld = append(b.NotHeld, name)
		}
	}
	p.Body = b
	if wrong != nil {
		p.Wrong(wrong.field, wrong.key)
	}
	return room.Show(w, status, p)
}

// languages is Italian, what may stand beside it at the office, and English.
func (room *Room) languages(p *page.Page, office registry.OfficeID) (out []page.Option) {
	own := room.Offices[office].Languages
	for _, l := range certificates.Languages {
		if l == registry.Italian || l == registry.English || slices.Contains(own, l) {
			out = append(out, page.Option{Value: string(l), Label: p.Say("declarations.language." + string(l))})
		}
	}
	return out
}

// inWords is what the register fills in for a state, and what it leaves blank.
func inWords(p *page.Page, s certificates.Declared) string {
	var parts, blank []string
	for _, f := range s.Facts {
		if label := f.Label.In(p.Language); f.Blank() {
			blank = append(blank, label)
		} else {
			parts = append(parts, p.Say("declarations.fact", "Label", label, "Value", f.Value.In(p.Language)))
		}
	}
	for _, m := range s.Members {
		name := registry.Name{Surname: m.Surname, Given: m.Given}.String()
		if !m.Born.IsZero() {
			name = p.Say("declarations.member", "Name", name, "Born", p.Date(m.Born))
		}
		parts = append(parts, name)
	}
	if len(blank) > 0 {
		parts = append(parts, p.Say("declarations.blank", "Labels", strings.Join(blank, ", ")))
	}
	return strings.Join(parts, "; ")
}
