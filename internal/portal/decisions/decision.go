package decisions

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// shownDecision is one decision with what it would change.
type shownDecision struct {
	place
	item
	Open      bool                // not in force yet: Rows is what it changes
	Rows      []row               // of settings
	Unusable  bool                // settings that cannot be used any more
	Seen      decisions.ID        // the settings with which they are compared
	Languages []registry.Language // of the page that can be looked at
	Answers   bool                // the visitor may answer
	Withdraws bool                // the visitor may take it back
	Why       string              // why he may do neither while it waits
	Answer    string              // as it was typed
}

// decision shows one decision.
func (s *Room) decision(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Board.ByID(r.Context(), by(r), decisions.ID(chi.URLParam(r, "id")))
	if err != nil {
		return err
	}
	p, err := s.one(r, d, "")
	if err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p)
}

// one is the page of a decision.
func (s *Room) one(r *http.Request, d *decisions.Decision, answer string) (p *page.Page, err error) {
	p = s.Page(r, "decisions-one", nil)
	b := shownDecision{place: s.at(d), item: item{d, title(p, d)}, Answer: answer}
	b.Open = d.State == decisions.Proposed || d.State == decisions.Approved && registry.DateOf(s.Clock()).Before(d.Counts)
	if d.State == decisions.Proposed {
		b.standing(p, by(r))
	}
	if d.What == decisions.Settings {
		if b.Seen, err = s.Board.Standing(r.Context(), d.Office); err != nil {
			return nil, err
		}
		s.settled(p, &b)
	}
	p.Body = b
	return p, nil
}

// standing says what the visitor may do with a decision that waits.
func (b *shownDecision) standing(p *page.Page, who decisions.Administrator) {
	switch err := who.May(b.Decision); {
	case err == nil:
		b.Answers = true
	case errors.Is(err, decisions.ErrOwn):
		if b.Withdraws = who.MayWithdraw(b.Decision) == nil; !b.Withdraws { // by another login of his
			b.Why = p.Say("decisions.wrong.own")
		}
	case errors.Is(err, decisions.ErrAboutOneself):
		b.Why = p.Say("decisions.wrong.oneself")
	}
}

// settled puts the settings of a decision into words: what it would change, or what it has
// decided.
func (s *Room) settled(p *page.Page, b *shownDecision) {
	o, policy, err := s.InForce.Read(b.Decision.Office, b.Text)
	if err != nil {
		b.Unusable = true
		return
	}
	b.Languages = o.Languages
	today := officefile.Of(b.Office, s.InForce.Now().Policies[b.Decision.Office])
	b.Rows = s.describe(p, today, officefile.Of(o, policy))
	if b.Open {
		b.Rows = changed(b.Rows)
	}
}

// answer approves, rejects or takes back a decision.
func (s *Room) answer(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	id, words := decisions.ID(chi.URLParam(r, "id")), oneLine(r.PostForm.Get("answer"))
	var d *decisions.Decision
	var err error
	switch request := web.RequestID(r.Context()); r.PostForm.Get("do") {
	case "approve":
		d, err = s.Board.Approve(r.Context(), by(r), id, decisions.ID(r.PostForm.Get("seen")), words, request)
	case "reject":
		d, err = s.Board.Reject(r.Context(), by(r), id, words, request)
	case "withdraw":
		d, err = s.Board.Withdraw(r.Context(), by(r), id, request)
	default:
		return certificates.ErrNotFound
	}
	if err == nil {
		s.See(w, r, "/office/decisions/"+string(d.ID))
		return nil
	}
	return s.again(w, r, id, words, err)
}

// again shows a decision with what stands against the answer.
func (s *Room) again(w http.ResponseWriter, r *http.Request, id decisions.ID, words string, cause error) error {
	d, err := s.Board.ByID(r.Context(), by(r), id)
	if err != nil {
		return err
	}
	p, err := s.one(r, d, words)
	if err != nil {
		return err
	}
	b := p.Body.(shownDecision)
	if !wrong(p, cause, func(field string) bool { return field == "answer" && b.Answers }) {
		return cause
	}
	return s.Show(w, http.StatusUnprocessableEntity, p)
}

// proof gives out the page as a decision would have it.
func (s *Room) proof(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Board.ByID(r.Context(), by(r), decisions.ID(chi.URLParam(r, "id")))
	if err != nil {
		return err
	}
	l := registry.Language(r.URL.Query().Get("page"))
	file, err := s.InForce.Proof(d.Office, d.Text, l)
	switch {
	case d.What != decisions.Settings, errors.Is(err, decisions.ErrSettings):
		return certificates.ErrNotFound
	case err != nil:
		return err
	}
	s.hand(w, s.Page(r, "decisions-one", nil), l, file)
	return nil
}
