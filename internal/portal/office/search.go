package office

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// search is the form and what it found. Nothing of it ever stands in an address.
type search struct {
	Place                         place
	Purpose, Code, Surname, Given string
	Born                          [3]string
	After                         certificates.ID // the certificate whose applicant asks again, or ""
	Done                          bool
	Found                         []registry.Person
}

// Length of a search's purpose, in characters, as the domain has it.
const (
	shortestPurpose = 10
	longestPurpose  = 200
)

func (s *Room) search(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.IssueCertificates)
	if err != nil {
		return err
	}
	body := &search{Place: at, After: after(r.URL.Query())}
	p := s.page(r, "office-search", at, body)
	if body.After != "" {
		p.Keep("after", string(body.After))
	}
	return s.Show(w, http.StatusOK, p)
}

// after is the certificate whose applicant asks for another one, or "".
func after(from url.Values) certificates.ID {
	id, err := uuid.Parse(from.Get("after"))
	if err != nil {
		return ""
	}
	return certificates.ID(id.String())
}

// Person is the address of somebody's page.
func (f *search) Person(id registry.PersonID) string {
	path := "/office/people/" + string(id)
	if f.After != "" {
		path += "?after=" + string(f.After)
	}
	return path
}

// find answers with whom it found, in the same page: who comes back to it has to search
// again, and say why. Whom a code alone names is opened at once where that was asked for.
func (s *Room) find(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	at, err := s.place(r, auth.IssueCertificates)
	if err != nil {
		return err
	}
	body := &search{Place: at, After: after(r.PostForm)}
	p := s.page(r, "office-search", at, body)
	sought := body.read(p, r)
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	found, err := s.Desk.Search(r.Context(), by(r), certificates.Search{Sought: sought, Purpose: body.Purpose, Request: web.RequestID(r.Context())})
	switch {
	case errors.Is(err, certificates.ErrSought):
		p.Wrong("", "office.search.wide")
		return s.Show(w, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	case len(found) == 1 && body.Code != "" && r.PostForm.Get("open") != "":
		s.See(w, r, body.Person(found[0].ID))
		return nil
	}
	body.Done, body.Found = true, found
	return s.Show(w, http.StatusOK, p)
}

// read takes over what was typed, and notes what is missing.
func (f *search) read(p *page.Page, r *http.Request) (sought registry.Sought) {
	f.Purpose, f.Code = line(r, "purpose"), line(r, "code")
	f.Surname, f.Given = line(r, "surname"), line(r, "given")
	if utf8.RuneCountInString(f.Purpose) < shortestPurpose || !printable(f.Purpose, longestPurpose) {
		p.Wrong("purpose", "office.search.purpose.wrong")
	}
	born, typed, err := page.ReadDate(r, "born")
	if f.Born = typed; f.Code != "" {
		code, err := registry.ParseFiscalCode(f.Code)
		if err != nil {
			p.Wrong("code", "office.search.code.wrong")
		}
		return registry.Sought{Code: code}
	}
	if f.Surname == "" {
		p.Wrong("surname", "office.search.surname.wrong")
	}
	if f.Given == "" {
		p.Wrong("given", "office.search.given.wrong")
	}
	if err != nil {
		p.Wrong("born", "office.search.born.wrong")
	}
	return registry.Sought{Name: registry.Name{Surname: f.Surname, Given: f.Given}, Born: born}
}

// line is a field of a form in one line, without blanks around it.
func line(r *http.Request, name string) string {
	return strings.Join(strings.Fields(r.PostForm.Get(name)), " ")
}
