package login

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sportello/sportello/internal/session"
)

// logout ends the session here, and then at the provider (OpenID Connect RP-Initiated
// Logout 1.0 section 2): otherwise the next one at this device would be let in as him.
func (r *Room) logout(w http.ResponseWriter, q *http.Request) error {
	ctx := q.Context()
	s := r.session(ctx)
	if err := r.sessions.Destroy(taking(ctx, r.ending(s, session.ByHand))); err != nil {
		return err
	}
	address := ""
	if s != nil {
		address = r.farewell(ctx, s)
	}
	if address == "" {
		r.See(w, q, "/login/ended")
		return nil
	}
	p := r.Page(q, "login-leaving", leaving{Address: address, Logout: true})
	p.Visitor = nil
	return r.Show(w, http.StatusOK, p)
}

// farewell is where the provider ends its own session, "" if it cannot be asked to.
func (r *Room) farewell(ctx context.Context, s *session.Session) string {
	party := r.party(s.Login.Provider)
	if party == nil {
		return ""
	}
	d, err := party.describe(ctx)
	if err != nil || d.EndSession == "" {
		return ""
	}
	u, err := url.Parse(d.EndSession)
	if err != nil {
		return ""
	}
	values := u.Query()
	values.Set("client_id", party.Client)
	values.Set("post_logout_redirect_uri", r.PublicURL+"/login/ended")
	if s.Login.IDToken != "" {
		values.Set("id_token_hint", s.Login.IDToken)
	}
	u.RawQuery = values.Encode()
	return u.String()
}

// ended says that a session has ended, and leads on.
func (r *Room) ended(w http.ResponseWriter, q *http.Request) error {
	return r.Show(w, http.StatusOK, r.Page(q, "login-ended", nil))
}
