package area

import (
	"errors"
	"net/http"
	"strings"

	"github.com/sportello/sportello/certificates"
)

// one is what the page of a certificate shows.
type one struct {
	row
	Office   string
	Since    string // from when the register says otherwise, in words, or ""
	Why      string // what has changed, or ""
	NoFile   bool   // somebody asked for the file, and cannot have it
	Again    bool   // it can be issued again
	Refusals []refusal
	Choose   string // where to ask for the same with other answers
}

// refusal is why a certificate is not issued again, and what to do.
type refusal struct{ Sentence, Way string }

func (a *Room) certificate(w http.ResponseWriter, r *http.Request) error {
	return a.showOne(w, r, http.StatusOK, func(*one) {})
}

// showOne shows a certificate, with what else there is to say.
func (a *Room) showOne(w http.ResponseWriter, r *http.Request, status int, add func(*one)) error {
	h, err := a.Desk.HeldOne(r.Context(), by(r), certificates.ID(id(r)), requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-certificate", nil)
	p.Path = "/me/certificates/" + string(h.ID)
	body := &one{row: row{h.Certificate, a.kinds(p, h.Kinds), name(h.About), a.standingOf(p, h.Certificate)}, Office: a.office(h.Office)}
	if s := h.Superseded; s != nil {
		body.Why, body.Since = p.Say("area.change."+string(s.Reason)), p.Date(s.Since)
		body.Again = h.State == certificates.Issued && h.Successor == nil
	}
	body.Choose = p.To(a.choose(h.Certificate))
	add(body)
	p.Body = body
	return a.Show(w, status, p)
}

// choose is where to ask for the same kinds about the same person.
func (a *Room) choose(c *certificates.Certificate) string {
	args := []string{"for", string(c.Subject)}
	if len(c.Kinds) == 1 {
		if e, ok := a.Catalogue.Entry(c.Kinds[0]); ok {
			args = append(args, "kind", e.Slug)
		}
	}
	return with("/request", args...)
}

// file hands out the sealed file; of a certificate that was withdrawn it says why not.
func (a *Room) file(w http.ResponseWriter, r *http.Request) error {
	c, sealed, err := a.Desk.Document(r.Context(), by(r), certificates.ID(id(r)), requestID(r))
	switch {
	case errors.Is(err, certificates.ErrState):
		return a.showOne(w, r, http.StatusConflict, func(o *one) { o.NoFile = true })
	case err != nil:
		return err
	}
	a.Hand(w, "certificato-"+strings.ReplaceAll(c.Number.String(), "/", "-")+".pdf", "application/pdf", sealed)
	return nil
}

// back leads to the certificate.
func (a *Room) back(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Desk.HeldOne(r.Context(), by(r), certificates.ID(id(r)), requestID(r))
	if err != nil {
		return err
	}
	a.See(w, r, "/me/certificates/"+string(c.ID))
	return nil
}

// reissue issues a superseded certificate again. Sent twice it is issued once: the key is
// made of what is replaced, and holds a blank, as no key of the API does.
func (a *Room) reissue(w http.ResponseWriter, r *http.Request) error {
	old := id(r)
	c, err := a.Desk.Reissue(r.Context(), by(r), certificates.ID(old), "reissue "+strings.ToLower(old), requestID(r))
	var refused *certificates.RefusedError
	switch {
	case errors.As(err, &refused):
		return a.showOne(w, r, http.StatusUnprocessableEntity, func(o *one) { o.Refusals, o.Again = a.refusals(r, refused), false })
	case errors.Is(err, certificates.ErrReplaced), errors.Is(err, certificates.ErrCurrent), errors.Is(err, certificates.ErrState):
		return a.back(w, r) // the page says how it stands
	case err != nil:
		return err
	}
	a.See(w, r, "/me/certificates/"+string(c.ID))
	return nil
}

func (a *Room) refusals(r *http.Request, e *certificates.RefusedError) (list []refusal) {
	l := a.Page(r, "", nil).Language
	seen := map[string]bool{}
	for _, f := range certificates.Deciding(e.Refusals) {
		if !seen[f.Rule.Code] {
			seen[f.Rule.Code], list = true, append(list, refusal{f.Rule.Sentence.In(l), f.Way(l)})
		}
	}
	return list
}
