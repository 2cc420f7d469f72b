package login

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// enter begins a session, under a token that nobody has known before. Who is not written
// down in the audit trail is not logged in.
func (r *Room) enter(q *http.Request, p *party, got *proof) (*page.Visitor, error) {
	ctx, now := q.Context(), r.Clock()
	s := &session.Session{
		ID: uuid.NewString(), Seen: now, Expires: now.Add(r.Lifetime),
		Login: session.Login{
			Principal: *got.principal, Name: got.name, Provider: p.Name, IDToken: hint(got.idToken), Device: device(q.UserAgent()), Begun: now,
		},
	}
	v, err := r.visitor(ctx, s)
	if err != nil {
		return nil, err
	}
	s.Login.Trace = r.trace(v.By)
	if v.Officer() && len(v.By.Principal.Grants) == 0 {
		return nil, r.turn(ctx, s)
	}
	if err := r.sessions.RenewToken(taking(ctx, r.ending(r.session(ctx), session.Replaced))); err != nil {
		return nil, err
	}
	if err := r.begin(ctx, s, v.By.Principal.Grants); err != nil {
		_ = r.sessions.Destroy(taking(ctx, forget)) // so that the answer that says so brings no cookie
		return nil, err
	}
	return v, nil
}

// begin stores the session with its events, now, while an error can still be told.
func (r *Room) begin(ctx context.Context, s *session.Session, held []auth.Grant) error {
	if err := r.makeRoom(ctx, s); err != nil {
		return err
	}
	r.sessions.SetDeadline(ctx, s.Expires)
	r.sessions.Put(ctx, loginKey, s)
	_, _, err := r.sessions.Commit(taking(ctx, func(ctx context.Context, token string) error {
		return r.Sessions.SaveSession(ctx, token, *s, s.Begun(held, web.RequestID(ctx))...)
	}))
	return err
}

// makeRoom ends the sessions of the same person that have not been used for longest, so that
// he has session.Most with the new one.
func (r *Room) makeRoom(ctx context.Context, s *session.Session) error {
	all, err := r.Sessions.SessionsOf(ctx, s.Login.Holder(), s.Seen, s.Seen.Add(-r.Idle))
	if err != nil {
		return err
	}
	for i := session.Most - 1; i < len(all); i++ {
		if err := r.ending(all[i], session.Crowded)(ctx, ""); err != nil {
			return err
		}
	}
	return nil
}

// ending ends a session, nil for none, with its events.
func (r *Room) ending(s *session.Session, how session.End) step {
	if s == nil {
		return forget
	}
	return func(ctx context.Context, _ string) error {
		now := r.Clock()
		return r.Sessions.EndSession(ctx, s.ID, now, s.Ended(how, now, web.RequestID(ctx))...)
	}
}

// forget is the step after which scs knows of no session, where none is stored.
func forget(context.Context, string) error { return nil }

// turn does not let in an officer without a right. Who he is is known, so it is written
// down: with the installation, for no office has to do with him.
func (r *Room) turn(ctx context.Context, s *session.Session) error {
	l := &s.Login
	err := r.Journal.Record(ctx, audit.Event{
		Office: l.Trace.Offices[0], At: l.Begun, Kind: audit.LoginTurned, Actor: l.Trace.Actor, Channel: l.Trace.Channel, Request: web.RequestID(ctx),
		Details: map[string]string{"provider": l.Provider, "issuer": l.Principal.Issuer, "level": l.Principal.Assurance},
	})
	if err != nil {
		return err
	}
	return ErrNoRight
}

// trace is as whom somebody logs in, and where that stands: with the office that has his
// record, or with every office of the installation in which he holds a right.
func (r *Room) trace(by certificates.Requester) session.Trace {
	p := by.Principal
	t := session.Trace{Actor: audit.Actor{Kind: audit.Lawyer, ID: p.Subject}, Channel: string(by.Channel)}
	switch {
	case by.Person != nil:
		t.Actor = audit.Actor{Kind: audit.Citizen, ID: string(by.Person.ID)}
		t.Offices = []string{string(by.Person.Office)}
	case p.Officer != "":
		t.Actor = audit.Actor{Kind: audit.Officer, ID: p.Officer}
		for _, office := range p.Offices {
			if _, ours := r.Offices[registry.OfficeID(office)]; ours {
				t.Offices = append(t.Offices, office)
			}
		}
	}
	if len(t.Offices) == 0 {
		t.Offices = []string{""}
	}
	return t
}

// maxHint is how long an ID token may be that is to stand in an address.
const maxHint = 2 << 10

// hint is what is kept of an ID token for the provider's logout: nothing, if it tells who
// somebody is, for addresses are kept in many places.
func hint(idToken string) string {
	if len(idToken) > maxHint || !auth.Pseudonymous(idToken) {
		return ""
	}
	return idToken
}
