package provider

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// authorization is what a client asked for.
type authorization struct {
	client, redirect string
	state, nonce     string
	challenge        string // PKCE, always S256
	scopes           []string
}

// VerifyAuthRequest finds the client. op goes on to check redirect address and
// response type.
func (s *server) VerifyAuthRequest(_ context.Context, r *op.Request[oidc.AuthRequest]) (*op.ClientRequest[oidc.AuthRequest], error) {
	c, ok := s.clients[r.Data.ClientID]
	switch {
	case r.Data.RequestParam != "":
		return nil, oidc.ErrRequestNotSupported()
	case !ok:
		return nil, oidc.ErrInvalidRequest().WithDescription("unknown client")
	case r.Data.RedirectURI == "":
		return nil, oidc.ErrInvalidRequest().WithDescription("redirect_uri missing")
	}
	return &op.ClientRequest[oidc.AuthRequest]{Request: r, Client: c}, nil
}

// Authorize remembers a good request and sends its owner to the page. The redirect
// address is known to be the client's by now, so errors go there.
func (s *server) Authorize(_ context.Context, r *op.ClientRequest[oidc.AuthRequest]) (*op.Redirect, error) {
	q := r.Data
	a := authorization{client: q.ClientID, redirect: q.RedirectURI, state: q.State, nonce: q.Nonce, challenge: q.CodeChallenge, scopes: q.Scopes}
	switch {
	case q.CodeChallengeMethod != oidc.CodeChallengeMethodS256 || len(q.CodeChallenge) != 43:
		return s.refusal(a, "invalid_request", "PKCE with S256 is required")
	case q.ResponseMode != "" && q.ResponseMode != oidc.ResponseModeQuery:
		return s.refusal(a, "invalid_request", "response_mode can only be query")
	case slices.Contains(q.Prompt, oidc.PromptNone):
		return s.refusal(a, "login_required", "nobody stays logged in")
	}
	id, err := s.o.text()
	if err != nil {
		return nil, err
	}
	if err := s.requests.put(id, a); err != nil {
		return nil, op.NewStatusError(err, http.StatusServiceUnavailable)
	}
	return op.NewRedirect(s.o.Issuer + "/choose?request=" + url.QueryEscape(id)), nil
}

func (s *server) refusal(a authorization, code, why string) (*op.Redirect, error) {
	back, err := s.answer(a, url.Values{"error": {code}, "error_description": {why}})
	return op.NewRedirect(back), err
}

// answer is the address that takes an answer back to the client: RFC 6749 section
// 4.1.2, with the issuer of RFC 9207.
func (s *server) answer(a authorization, values url.Values) (string, error) {
	u, err := url.Parse(a.redirect)
	if err != nil {
		return "", fmt.Errorf("provider: redirect address: %w", err)
	}
	q := u.Query()
	maps.Copy(q, values)
	q.Set("iss", s.o.Issuer)
	if a.state != "" {
		q.Set("state", a.state)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}
