package request

import (
	"embed"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Room is the pages, safe for concurrent use.
type Room struct {
	*page.Kit
	desk  *certificates.Desk
	lines func(*certificates.Content) []string
}

// New is the room on a desk that keeps drafts. lines is what a page states, line by line.
func New(k *page.Kit, desk *certificates.Desk, lines func(*certificates.Content) []string) *Room {
	return &Room{Kit: k, desk: desk, lines: lines}
}

// Routes adds the addresses of the room.
func (m *Room) Routes(mux chi.Router) {
	mux.Group(func(r chi.Router) {
		r.Use(m.Citizens)
		r.Get("/request", m.Handle(m.list))
		r.Post("/request", m.Handle(m.begin))
		r.Get("/request/payment", m.Handle(m.back))
		r.Get("/request/{draft}", m.open((*turn).goOn))
		r.Get("/request/{draft}/drop", m.Handle(m.toList)) // as after a login
		r.Post("/request/{draft}/drop", m.open((*turn).drop))
		r.Get("/request/{draft}/who", m.at(certificates.WhoStep, (*turn).showWho))
		r.Post("/request/{draft}/who", m.at(certificates.WhoStep, (*turn).takeWho))
		r.Get("/request/{draft}/mandate", m.at(certificates.WhoStep, (*turn).showMandate))
		r.With(m.Limits.Searches(m.Fail, searcher)).Post("/request/{draft}/mandate", m.at(certificates.WhoStep, (*turn).takeMandate))
		r.Get("/request/{draft}/receiver", m.at(certificates.ReceiverStep, (*turn).showReceiver))
		r.Post("/request/{draft}/receiver", m.at(certificates.ReceiverStep, (*turn).takeReceiver))
		r.Get("/request/{draft}/stop", m.at(certificates.ReceiverStep, (*turn).showStop))
		r.Get("/request/{draft}/kinds", m.at(certificates.KindsStep, (*turn).showKinds))
		r.Post("/request/{draft}/kinds", m.at(certificates.KindsStep, (*turn).takeKinds))
		r.Get("/request/{draft}/duty", m.at(certificates.DutyStep, (*turn).showDuty))
		r.Post("/request/{draft}/duty", m.at(certificates.DutyStep, (*turn).takeDuty))
		r.Get("/request/{draft}/preview", m.at(previewStep, (*turn).showPreview))
		r.Get("/request/{draft}/preview.pdf", m.at(previewStep, (*turn).givePreview))
		r.Get("/request/{draft}/summary", m.at(summaryStep, (*turn).showSummary))
		r.Post("/request/{draft}/summary", m.at(summaryStep, (*turn).confirm))
		r.Get("/request/{draft}/payment", m.open((*turn).showPayment))
		r.Get("/request/{draft}/done", m.open((*turn).showDone))
		r.Get("/request/{draft}/file", m.open((*turn).giveFile))
	})
}

// searcher is who searches, for the limit that the API counts by too.
func searcher(r *http.Request) string {
	p := page.Of(r.Context()).By.Principal
	return p.Issuer + " " + p.Client + " " + p.Subject + " " + p.Officer
}

// turn is one request about one draft.
type turn struct {
	*Room
	w     http.ResponseWriter
	r     *http.Request
	by    certificates.Requester
	draft *certificates.Draft
}

// open finds the draft, which must be the visitor's.
func (m *Room) open(h func(*turn) error) http.HandlerFunc {
	return m.Handle(func(w http.ResponseWriter, r *http.Request) error {
		t := &turn{Room: m, w: w, r: r, by: page.Of(r.Context()).By}
		var err error
		if t.draft, err = m.desk.Draft(r.Context(), t.by, certificates.DraftID(web.PathParam(r, "draft"))); err != nil {
			return err
		}
		return h(t)
	})
}

// at is open for a step: what comes before it must have been answered, and nothing have
// come of the draft yet.
func (m *Room) at(s certificates.Step, h func(*turn) error) http.HandlerFunc {
	return m.open(func(t *turn) error {
		switch {
		case t.draft.Certificate != "":
			return t.see("done")
		case !t.reached(s):
			return t.see(t.draft.Next())
		}
		return h(t)
	})
}

// goOn leads to where the draft stands.
func (t *turn) goOn() error {
	switch next := t.draft.Next(); {
	case t.draft.Certificate != "":
		return t.see("done")
	case t.draft.Payment != "":
		return t.see("payment")
	case next != "":
		return t.see(next)
	}
	return t.see(summaryStep)
}

// toList leads to the drafts.
func (m *Room) toList(w http.ResponseWriter, r *http.Request) error {
	m.See(w, r, "/request")
	return nil
}

// drop removes the draft.
func (t *turn) drop() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	if err := t.desk.DropDraft(t.r.Context(), t.by, t.draft.ID); err != nil {
		return err
	}
	if t.r.PostForm.Get("back") == "me" { // where the button was
		t.See(t.w, t.r, "/me")
		return nil
	}
	return t.toList(t.w, t.r)
}

// at is the address of a page about the draft; of "", where it stands.
func (t *turn) at(what certificates.Step) string {
	if what == "" {
		return "/request/" + string(t.draft.ID)
	}
	return "/request/" + string(t.draft.ID) + "/" + string(what)
}

// see leads to a page about the draft.
func (t *turn) see(what certificates.Step) error {
	t.See(t.w, t.r, t.at(what))
	return nil
}

// request names the request in the audit trail.
func (t *turn) request() string { return web.RequestID(t.r.Context()) }

// amend changes the answers and leads to the next step.
func (t *turn) amend(next certificates.Step, change func(*certificates.Answers)) error {
	_, err := t.desk.Amend(t.r.Context(), t.by, t.draft.ID, func(a *certificates.Answers) error { change(a); return nil })
	return t.then(next, err)
}

// then leads to the next step after a change, or to what has come of the draft meanwhile.
func (t *turn) then(next certificates.Step, err error) error {
	switch {
	case errors.Is(err, certificates.ErrState), errors.Is(err, certificates.ErrInProgress):
		return t.see("")
	case err != nil:
		return err
	}
	return t.see(next)
}
