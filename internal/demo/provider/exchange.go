package provider

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/sportello/sportello/auth"
)

// grant is what a code stands for.
type grant struct {
	authorization
	person  Person
	role    string   // LawyerRole if the person was picked as a lawyer, or ""
	officer Employee // instead of the person
	at      time.Time
}

// VerifyClient lets in a client that has no secret, or that knows it.
func (s *server) VerifyClient(_ context.Context, r *op.Request[op.ClientCredentials]) (op.Client, error) {
	c, ok := s.clients[r.Data.ClientID]
	if !ok || !c.proves(r.Data.ClientSecret) {
		return nil, op.NewStatusError(oidc.ErrInvalidClient(), http.StatusUnauthorized)
	}
	return c, nil
}

// CodeExchange gives tokens for a code, which is used up whatever the answer.
func (s *server) CodeExchange(_ context.Context, r *op.ClientRequest[oidc.AccessTokenRequest]) (*op.Response, error) {
	g, ok := s.codes.take(r.Data.Code)
	if !ok || g.client != r.Client.GetID() || g.redirect != r.Data.RedirectURI {
		return nil, oidc.ErrInvalidGrant()
	}
	challenge := &oidc.CodeChallenge{Challenge: g.challenge, Method: oidc.CodeChallengeMethodS256}
	if err := op.AuthorizeCodeChallenge(r.Data.CodeVerifier, challenge); err != nil {
		return nil, err
	}
	access, err := s.accessToken(g)
	if err != nil {
		return nil, err
	}
	answer := &oidc.AccessTokenResponse{AccessToken: access, TokenType: oidc.BearerToken, ExpiresIn: uint64(lifetime.Seconds()), Scope: g.scopes}
	if slices.Contains(g.scopes, oidc.ScopeOpenID) {
		if answer.IDToken, err = s.o.idToken(g, access); err != nil {
			return nil, err
		}
	}
	return op.NewResponse(answer), nil
}

// accessToken is a citizen's for the API. An officer logs in to the pages alone, and has one
// that is good for nothing.
func (s *server) accessToken(g grant) (string, error) {
	if g.officer.ID != "" {
		return s.o.text()
	}
	return s.o.citizenToken(g)
}

// ClientCredentialsExchange gives the office's client a token of its own.
func (s *server) ClientCredentialsExchange(_ context.Context, r *op.ClientRequest[oidc.ClientCredentialsRequest]) (*op.Response, error) {
	scopes := officeScopes
	if asked := strings.Fields(strings.Join(r.Data.Scope, " ")); len(asked) > 0 {
		scopes = nil
		for _, a := range asked {
			if !slices.Contains(officeScopes, auth.Scope(a)) {
				return nil, oidc.ErrInvalidScope()
			}
			scopes = append(scopes, auth.Scope(a))
		}
	}
	access, err := OfficeToken(s.o, scopes, s.o.Offices)
	if err != nil {
		return nil, err
	}
	return op.NewResponse(&oidc.AccessTokenResponse{
		AccessToken: access, TokenType: oidc.BearerToken, ExpiresIn: uint64(lifetime.Seconds()), Scope: texts(scopes),
	}), nil
}
