package login

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
)

// listed is one's own sessions, and one's logins of late.
type listed struct {
	Sessions []item
	Others   bool
	Idle     int // minutes
	Past     []past
	Contacts []contact
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
	all, err := r.ownSessions(q.Context(), current)
	if err != nil {
		return err
	}
	p, zone := r.Page(q, "login-sessions", nil), r.Clock().Location()
	body := listed{Others: len(all) > 1, Idle: int(r.Idle.Minutes()), Contacts: r.contacts(current.Login.Trace.Offices...)}
	for _, s := range all {
		body.Sessions = append(body.Sessions, item{
			ID: s.ID, Device: s.Login.Device, Provider: r.called(p, s.Login.Provider), Begun: s.Login.Begun.In(zone), Seen: s.Seen.In(zone), Current: s.ID == current.ID,
		})
	}
	if body.Past, err = r.past(q.Context(), p, current, all); err != nil {
		return err
	}
	p.Body = body
	return r.Show(w, http.StatusOK, p)
}

// toList leads who asks for an address that only takes forms to the list.
func (r *Room) toList(w http.ResponseWriter, q *http.Request, _ *session.Session) error {
	r.See(w, q, "/me/sessions")
	return nil
}

// end ends one of one's own sessions.
func (r *Room) end(w http.ResponseWriter, q *http.Request, current *session.Session) error {
	id := chi.URLParam(q, "id")
	if id == current.ID {
		return r.logout(w, q)
	}
	ended, err := r.endOwn(q.Context(), current, func(s *session.Session) bool { return s.ID == id })
	if err != nil {
		return err
	}
	if ended == 0 {
		return web.ErrNotFound
	}
	r.See(w, q, "/me/sessions")
	return nil
}

// endOthers ends all of one's own sessions but this one.
func (r *Room) endOthers(w http.ResponseWriter, q *http.Request, current *session.Session) error {
	if _, err := r.endOwn(q.Context(), current, func(s *session.Session) bool { return s.ID != current.ID }); err != nil {
		return err
	}
	r.See(w, q, "/me/sessions")
	return nil
}

// endOwn ends those of one's own sessions that are meant, and says how many.
func (r *Room) endOwn(ctx context.Context, current *session.Session, meant func(*session.Session) bool) (ended int, err error) {
	all, err := r.ownSessions(ctx, current)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if !meant(s) {
			continue
		}
		if err := r.ending(s, session.Elsewhere)(ctx, ""); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// ownSessions is one's own that are not over, the one seen last first.
func (r *Room) ownSessions(ctx context.Context, current *session.Session) ([]*session.Session, error) {
	now := r.Clock()
	return r.Sessions.SessionsOf(ctx, current.Login.Holder(), now, now.Add(-r.Idle))
}
