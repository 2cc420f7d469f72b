package provider

import (
	"context"
	"net/url"
	"slices"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// EndSession sends a browser back to the client it comes from, to one of the client's own
// addresses (OpenID Connect RP-Initiated Logout 1.0). There is no session here to end: every
// login asks who one wants to be.
func (s *server) EndSession(_ context.Context, r *op.Request[oidc.EndSessionRequest]) (*op.Redirect, error) {
	c, ok := s.clients[r.Data.ClientID]
	if !ok {
		return nil, oidc.ErrInvalidRequest().WithDescription("unknown client")
	}
	if !slices.Contains(c.farewells, r.Data.PostLogoutRedirectURI) {
		return nil, oidc.ErrInvalidRequest().WithDescription("post_logout_redirect_uri is not the client's")
	}
	back, err := url.Parse(r.Data.PostLogoutRedirectURI)
	if err != nil {
		return nil, oidc.ErrInvalidRequest().WithDescription("post_logout_redirect_uri is no address")
	}
	if r.Data.State != "" {
		q := back.Query()
		q.Set("state", r.Data.State)
		back.RawQuery = q.Encode()
	}
	return op.NewRedirect(back.String()), nil
}
