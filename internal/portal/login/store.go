package login

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/sportello/sportello/internal/session"
)

// loginKey is the one value that a session holds.
const loginKey = "session"

// newSessions is scs with our store. scs draws the tokens, hashes them and minds the cookie.
// It is told of no idle time, so that it writes a session only when it begins; the store
// knows both times, by our clock. scs.New would start a store in memory, with a goroutine.
func (r *Room) newSessions() *scs.SessionManager {
	return &scs.SessionManager{
		Store: store{r}, Codec: codec{}, HashTokenInStore: true, Lifetime: r.Lifetime, ErrorFunc: r.Fail,
		Cookie: scs.SessionCookie{Name: r.cookies.Session, Path: "/", HttpOnly: true, Secure: r.secure, SameSite: http.SameSiteLaxMode},
	}
}

// store makes of Sessions a store of scs. Tokens come hashed.
type store struct{ *Room }

// FindCtx makes store an scs.CtxStore. To be found is to be in use.
func (s store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	now := s.Clock()
	found, err := s.Sessions.TouchSession(ctx, token, now, now.Add(-s.Idle))
	if err != nil || found == nil {
		return nil, false, err
	}
	b, err := json.Marshal(found)
	return b, err == nil, err
}

// step is what a request does to its session. scs hands its store a token and no more; what
// else is to be written comes with the context.
type step func(ctx context.Context, token string) error

type stepKey struct{}

func taking(ctx context.Context, s step) context.Context { return context.WithValue(ctx, stepKey{}, s) }

// errNoTrace says that a session was to end without its events.
var errNoTrace = errors.New("login: a session does not end without a trace")

// CommitCtx makes store an scs.CtxStore. Only enter begins sessions. When scs commits again
// with the answer there is nothing to write: a session does not change, and one that has
// ended stays so.
func (store) CommitCtx(ctx context.Context, token string, _ []byte, _ time.Time) error {
	if do, ok := ctx.Value(stepKey{}).(step); ok {
		return do(ctx, token)
	}
	return nil
}

// DeleteCtx makes store an scs.CtxStore.
func (store) DeleteCtx(ctx context.Context, token string) error {
	do, ok := ctx.Value(stepKey{}).(step)
	if !ok {
		return errNoTrace
	}
	return do(ctx, token)
}

// errContext says that scs asked without a context, which it does not do of a store that
// takes one.
var errContext = errors.New("login: session store asked without a context")

// Find makes store an scs.Store.
func (store) Find(string) ([]byte, bool, error) { return nil, false, errContext }

// Commit makes store an scs.Store.
func (store) Commit(string, []byte, time.Time) error { return errContext }

// Delete makes store an scs.Store.
func (store) Delete(string) error { return errContext }

var _ scs.CtxStore = store{}

// codec carries the one value through scs.
type codec struct{}

var errNoLogin = errors.New("login: a session without a login is not kept")

// Encode makes codec an scs.Codec.
func (codec) Encode(_ time.Time, values map[string]any) ([]byte, error) {
	s, ok := values[loginKey].(*session.Session)
	if !ok {
		return nil, errNoLogin
	}
	return json.Marshal(s)
}

// Decode makes codec an scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	s := new(session.Session)
	err := json.Unmarshal(b, s)
	return s.Expires, map[string]any{loginKey: s}, err
}
