package login

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
)

// listed is one's own sessions.
type listed struct {
	Sessions []item
	Others   bool
	Idle     int // minutes
}

type item struct {
	ID, Device, Provider string
	Begun, Seen          time.Time
	Current              bool
}

// own lets who is logged in see and end sessions of his own; anybody else is sent to log in.
func (r *Room) own(h func(http.ResponseWriter, *http.Request, *session.Session) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, q *http.Request) error {
		s := r.session(q.Context())
		if s == nil || page.Of(q.Context()) == nil {
			r.See(w, q, "/login?then=%2Fme%2Fsessions")
			return nil
		}
		return h(w, q, s)
	}
}

func (r *Room) list(w http.ResponseWriter, q *http.Request, current *session.Session) error {
	now := r.Clock()
	all, err := r.Sessions.SessionsOf(q.Context(), current.Login.Holder(), now, now.Add(-r.Idle))
	if err != nil {
		return err
	}
	p := r.Page(q, "login-sessions", nil)
	body := listed{Others: len(all) > 1, Idle: int(r.Idle.Minutes())}
	for _, s := range all {
		i := item{ID: s.ID, Device: s.Login.Device, Begun: s.Login.Begun.In(now.Location()), Seen: s.Seen.In(now.Location()), Current: s.ID == current.ID}
		if party := r.party(s.Login.Provider); party != nil {
			i.Provider = party.name(p)
		}
		body.Sessions = append(body.Sessions, i)
	}
	p.Body = body
	return r.Show(w, http.StatusOK, p)
}

// toList leads who asks for an address that only takes forms to the list.
func (r *Room) toList(w http.ResponseWriter, q *http.Request, _ *session.Session) error {
	r.See(w, q, "/me/sessions")
	return nil
}

// name is what a provider is called in a list.
func (p *Provider) name(in *page.Page) string {
	if own := p.own(in.Language); own != "" {
		return own
	}
	return in.Say("login.name." + string(p.Button))
}

// end ends one of one's own sessions.
func (r *Room) end(w http.ResponseWriter, q *http.Request, current *session.Session) error {
	id := chi.URLParam(q, "id")
	if id == current.ID {
		return r.logout(w, q)
	}
	done, err := r.Sessions.EndOwn(q.Context(), current.Login.Holder(), id, r.Clock())
	if err != nil {
		return err
	}
	if !done {
		return web.ErrNotFound
	}
	r.See(w, q, "/me/sessions")
	return nil
}

// endOthers ends all of one's own sessions but this one.
func (r *Room) endOthers(w http.ResponseWriter, q *http.Request, current *session.Session) error {
	if _, err := r.Sessions.EndOthers(q.Context(), current.Login.Holder(), current.ID, r.Clock()); err != nil {
		return err
	}
	r.See(w, q, "/me/sessions")
	return nil
}
