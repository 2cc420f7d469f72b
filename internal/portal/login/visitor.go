package login

import (
	"context"
	"errors"
	"net/http"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// Visitors puts who is logged in into the context of every request (page.Of). It asks the
// database twice: whose the session is, and what the register or the office says of him
// now.
func (r *Room) Visitors(next http.Handler) http.Handler {
	return r.sessions.LoadAndSave(r.Handle(func(w http.ResponseWriter, q *http.Request) error {
		ctx := q.Context()
		s := r.session(ctx)
		if s == nil {
			next.ServeHTTP(w, q)
			return nil
		}
		v, err := r.visitor(ctx, s)
		var unmatched *registry.UnmatchedError
		switch {
		case errors.As(err, &unmatched): // he is gone from the register since; the next login says why
			if err := r.sessions.Destroy(taking(ctx, r.ending(s, session.Lost))); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			ctx = page.With(ctx, v)
		}
		next.ServeHTTP(w, q.WithContext(ctx))
		return nil
	}))
}

// session is that of the request, nil if there is none.
func (r *Room) session(ctx context.Context) *session.Session {
	s, _ := r.sessions.Get(ctx, loginKey).(*session.Session)
	return s
}

func (r *Room) visitor(ctx context.Context, s *session.Session) (*page.Visitor, error) {
	by, err := r.identify(ctx, &s.Login.Principal)
	if err != nil {
		return nil, err
	}
	name := s.Login.Name
	switch {
	case by.Person != nil:
		name = by.Person.Name.Printed().String()
	case name == "":
		name = by.Principal.Officer
	}
	return &page.Visitor{By: by, Name: name, Session: s.ID}, nil
}

// identify finds somebody in the register, or his rights.
func (r *Room) identify(ctx context.Context, p *auth.Principal) (certificates.Requester, error) {
	if p.Officer != "" {
		var granted []auth.Grant
		if r.Grants != nil {
			var err error
			if granted, err = r.Grants.GrantsOf(ctx, p.Issuer, p.Subject, r.Clock()); err != nil {
				return certificates.Requester{}, err
			}
		}
		p = p.WithGrants(granted)
	}
	return r.Desk.Identify(ctx, p, web.RequestID(ctx))
}
