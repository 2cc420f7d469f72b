package login

import (
	"context"
	"embed"
	"io"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Config is what the room is made of.
type Config struct {
	Providers []Provider // none: nobody can log in, and the page says so
	Sessions  Sessions
	Journal   Journal
	Desk      Desk
	Grants    Grants // nil if officers hold only what their provider says

	Idle     time.Duration     // after which a session that is not used is over
	Lifetime time.Duration     // after which one is over that is used
	Outside  http.RoundTripper // to the providers
	Random   io.Reader         // safe for concurrent use
}

// Sessions keeps who is logged in. Its errors are registry.ErrUnavailable, or internal. A
// session begins and ends with its events or not at all.
type Sessions interface {
	SaveSession(ctx context.Context, token string, s session.Session, events ...audit.Event) error
	TouchSession(ctx context.Context, token string, at, idleSince time.Time) (*session.Session, error)
	EndSession(ctx context.Context, id string, at time.Time, events ...audit.Event) error
	SessionsOf(ctx context.Context, h session.Holder, at, idleSince time.Time) ([]*session.Session, error)
	LoginsOf(ctx context.Context, who audit.Actor, issuer string, since time.Time, limit int) ([]session.Past, error)
	SaveAttempt(ctx context.Context, state, browser string, a session.Attempt) error
	TakeAttempt(ctx context.Context, state, browser string, at time.Time) (*session.Attempt, error)
}

// Journal takes what happened beside a session (certificates.Journal).
type Journal interface {
	Record(ctx context.Context, events ...audit.Event) error
}

// Desk finds who has logged in in the register (certificates.Desk).
type Desk interface {
	Identify(ctx context.Context, p *auth.Principal, request string) (certificates.Requester, error)
}

// Grants is the rights that the offices themselves have given. It is asked at every
// request, so that a right that is taken away is gone at once.
type Grants interface {
	GrantsOf(ctx context.Context, issuer, subject string, at time.Time) ([]auth.Grant, error)
}

// Room is the login with its pages. It is safe for concurrent use.
type Room struct {
	*page.Kit
	Config
	parties  []*party
	sessions *scs.SessionManager
	secure   bool // the service is reached over TLS
	cookies  Cookies
	routes   chi.Routes
}

// New makes the room.
func New(k *page.Kit, c Config) *Room {
	r := &Room{Kit: k, Config: c, secure: k.HTTPS, cookies: CookiesOver(k.HTTPS)}
	outside := Outside(c.Outside)
	for _, p := range c.Providers {
		r.parties = append(r.parties, &party{
			Provider: p, redirect: k.PublicURL + "/login/callback", outside: outside, clock: k.Clock, random: c.Random, turn: make(chan struct{}, 1),
		})
	}
	r.sessions = r.newSessions()
	return r
}

// Routes adds the addresses of the room.
func (r *Room) Routes(mux chi.Router) {
	r.routes = mux
	mux.Get("/login", r.Handle(r.choose))
	mux.Get("/login/failed", r.Handle(r.failed))
	mux.Get("/login/ended", r.Handle(r.ended))
	mux.Post("/logout", r.Handle(r.logout))
	mux.Get("/logout", r.Handle(r.toChoose)) // as a link to another language asks
	mux.Get("/login/{provider}", r.Handle(r.toChoose))
	mux.Group(func(mux chi.Router) {
		mux.Use(r.Limits.Calls(r.Fail))
		mux.Post("/login/{provider}", r.Handle(r.send))
		mux.Get("/login/callback", r.Handle(r.callback))
	})
	mux.Get("/me/sessions", r.Handle(r.own(r.list)))
	mux.Post("/me/sessions/others/end", r.Handle(r.own(r.endOthers)))
	mux.Get("/me/sessions/{id:[0-9a-f-]{36}}/end", r.Handle(r.own(r.toList))) // as a link to another language asks
	mux.Post("/me/sessions/{id}/end", r.Handle(r.own(r.end)))
}

// party is us before the provider of that name, nil if there is none.
func (r *Room) party(name string) *party {
	for _, p := range r.parties {
		if p.Name == name {
			return p
		}
	}
	return nil
}
