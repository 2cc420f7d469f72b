package decisions

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// held is who has which right in an office.
type held struct {
	place
	Held    []holding
	Waiting []item
}

// holding is a right that somebody has.
type holding struct {
	*decisions.Decision
	Right string
	Ends  bool // it has been taken away from a day to come
	Comes bool // it counts from a day to come
}

// roles shows who may do what.
func (s *Room) roles(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r)
	if err != nil {
		return err
	}
	all, err := s.Board.Roles(r.Context(), by(r), at.ID)
	if err != nil {
		return err
	}
	l, err := s.Board.List(r.Context(), by(r), at.ID)
	if err != nil {
		return err
	}
	p, today := s.page(r, "decisions-roles", at), registry.DateOf(s.Clock())
	b := held{place: at, Waiting: items(p, slices.DeleteFunc(l.Waiting, func(d *decisions.Decision) bool { return d.What == decisions.Settings }))}
	for _, d := range all {
		b.Held = append(b.Held, holding{d, right(p, d), d.What == decisions.Revoke, d.What == decisions.Grant && today.Before(d.Counts)})
	}
	p.Body = b
	return s.Show(w, http.StatusOK, p)
}

// role is a right that is to be given or taken away, as the form is filled in.
type role struct {
	place
	Rights                               []page.Option
	Issuer, Subject, Name, Scope, Reason string
	From                                 [3]string
	Ends                                 *holding // what is to be taken away
}

func (s *Room) role(p *page.Page, at place) *role {
	f := &role{place: at, From: typed(registry.DateOf(s.Clock()))}
	for _, scope := range decisions.Scopes() {
		key := rightKey(string(scope))
		f.Rights = append(f.Rights, page.Option{Value: string(scope), Label: p.Say(key), Hint: p.Say(key + ".means")})
	}
	return f
}

// has reports whether the form has a field of that name.
func (f *role) has(field string) bool {
	if field == "from" || field == "reason" {
		return true
	}
	return f.Ends == nil && slices.Contains([]string{"issuer", "subject", "name", "scope"}, field)
}

// grantForm asks who is to have which right. Most administrators log in where their
// officers do.
func (s *Room) grantForm(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r)
	if err != nil {
		return err
	}
	p := s.page(r, "decisions-grant", at)
	f := s.role(p, at)
	f.Issuer = by(r).Principal.Issuer
	p.Body = f
	return s.Show(w, http.StatusOK, p)
}

// grant gives a right.
func (s *Room) grant(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r)
	if err != nil {
		return err
	}
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	p := s.page(r, "decisions-grant", at)
	f := s.role(p, at)
	p.Body = f
	f.Issuer, f.Subject, f.Name, f.Scope = oneLine(r.PostForm.Get("issuer")), oneLine(r.PostForm.Get("subject")), oneLine(r.PostForm.Get("name")), r.PostForm.Get("scope")
	return s.decide(w, r, p, f, decisions.Proposal{
		Office: at.ID, What: decisions.Grant, Holder: decisions.Officer{Issuer: f.Issuer, Subject: f.Subject, Name: f.Name}, Scope: auth.Scope(f.Scope),
	})
}

// decide proposes what a form about a right says.
func (s *Room) decide(w http.ResponseWriter, r *http.Request, p *page.Page, f *role, proposal decisions.Proposal) error {
	var err error
	f.Reason = oneLine(r.PostForm.Get("reason"))
	proposal.Reason = f.Reason
	if proposal.From, f.From, err = page.ReadDate(r, "from"); err != nil {
		p.Wrong("from", "decisions.wrong.day")
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	d, err := s.Board.Propose(r.Context(), by(r), proposal, web.RequestID(r.Context()))
	switch {
	case err == nil && d.State == decisions.Proposed:
		s.See(w, r, "/office/decisions/"+string(d.ID))
	case err == nil:
		s.See(w, r, f.Path("/office/roles"))
	case wrong(p, err, f.has):
		return s.Show(w, http.StatusUnprocessableEntity, p)
	default:
		return err
	}
	return nil
}

// ending is the form by which a right is taken away, and the decision that gave it.
func (s *Room) ending(r *http.Request) (*page.Page, *role, error) {
	d, err := s.Board.ByID(r.Context(), by(r), decisions.ID(chi.URLParam(r, "id")))
	switch {
	case err != nil:
		return nil, nil, err
	case d.What != decisions.Grant || d.State != decisions.Approved:
		return nil, nil, certificates.ErrNotFound
	}
	p := s.Page(r, "decisions-revoke", nil)
	f := s.role(p, s.at(d))
	f.Ends = &holding{Decision: d, Right: right(p, d)}
	p.Body = f
	return p, f, nil
}

// revokeForm asks from when on somebody is not to have a right any more.
func (s *Room) revokeForm(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.ending(r)
	if err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p)
}

// revoke takes a right away.
func (s *Room) revoke(w http.ResponseWriter, r *http.Request) error {
	p, f, err := s.ending(r)
	if err != nil {
		return err
	}
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	return s.decide(w, r, p, f, decisions.Proposal{Office: f.Ends.Office, What: decisions.Revoke, Holder: f.Ends.Holder, Scope: f.Ends.Scope})
}
