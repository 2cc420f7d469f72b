package decisions

import (
	"net/http"
	"slices"

	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// form asks what the settings are to be, filled in with what they are.
func (s *Room) form(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r)
	if err != nil {
		return err
	}
	p := s.page(r, "decisions-form", at)
	p.Body = s.standing(p, at)
	return s.Show(w, http.StatusOK, p)
}

// sent is the form that was sent, and the text of what it decides; p has all its faults.
func (s *Room) sent(w http.ResponseWriter, r *http.Request) (p *page.Page, f *settings, text string, err error) {
	at, err := s.place(r)
	if err != nil {
		return nil, nil, "", err
	}
	if err := s.ReadForm(w, r); err != nil {
		return nil, nil, "", err
	}
	p = s.page(r, "decisions-form", at)
	p.Path = "/office/decisions/new"
	f = s.filled(p, at, r)
	p.Body = f
	if text, err = s.office(p, f).Section(s.Catalogue); err != nil {
		return nil, nil, "", err
	}
	if err := s.InForce.Check(r.Context(), f.ID, text); err != nil && !wrong(p, err, f.has) {
		return nil, nil, "", err
	}
	return p, f, text, nil
}

// has reports whether the form has a field of that name.
func (f *settings) has(field string) bool {
	return slices.Contains([]string{"from", "reason", "languages", "kinds", "six", "ground", "stamped", "exempt"}, field) ||
		slices.ContainsFunc(f.Lines, func(l line) bool { return l.Name == field })
}

// propose puts settings up for a second administrator.
func (s *Room) propose(w http.ResponseWriter, r *http.Request) error {
	p, f, text, err := s.sent(w, r)
	if err != nil {
		return err
	}
	from, _, err := page.ReadDate(r, "from")
	if err != nil {
		p.Wrong("from", "decisions.wrong.day")
	}
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	d, err := s.Board.Propose(r.Context(), by(r), decisions.Proposal{
		Office: f.ID, What: decisions.Settings, Text: text, Reason: f.Reason, From: from,
	}, web.RequestID(r.Context()))
	switch {
	case err == nil:
		s.See(w, r, "/office/decisions/"+string(d.ID))
		return nil
	case wrong(p, err, f.has):
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	return err
}

// preview gives out the page as it would be by the form, before anything is proposed. The
// language is that of the button.
func (s *Room) preview(w http.ResponseWriter, r *http.Request) error {
	p, f, text, err := s.sent(w, r)
	if err != nil {
		return err
	}
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	l := registry.Language(r.PostForm.Get("page"))
	file, err := s.InForce.Proof(f.ID, text, l)
	switch {
	case err == nil:
		s.hand(w, p, l, file)
		return nil
	case wrong(p, err, f.has):
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	return err
}

func (s *Room) hand(w http.ResponseWriter, p *page.Page, l registry.Language, file []byte) {
	s.Hand(w, p.Say("decisions.file")+"-"+string(l)+".pdf", "application/pdf", file)
}
