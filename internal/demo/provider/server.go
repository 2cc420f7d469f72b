package provider

import (
	"context"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

var endpoints = op.Endpoints{
	Authorization: op.NewEndpoint("authorize"),
	Token:         op.NewEndpoint("token"),
	JwksURI:       op.NewEndpoint("keys"),
	EndSession:    op.NewEndpoint("end_session"),
}

// server is the provider behind op's HTTP layer, which routes, decodes, validates
// redirect addresses and writes errors. op's own storage model is not used, because
// it cannot write access tokens of type at+jwt.
type server struct {
	op.UnimplementedServer
	o        Options
	clients  map[string]*client
	requests *shelf[authorization] // of who has not picked a person yet
	codes    *shelf[grant]
}

// metadata is the discovery document, with the member of RFC 9207 that op lacks.
type metadata struct {
	oidc.DiscoveryConfiguration
	SendsIssuer bool `json:"authorization_response_iss_parameter_supported"`
}

// Discovery answers OpenID Connect Discovery 1.0 section 4.
func (s *server) Discovery(context.Context, *op.Request[struct{}]) (*op.Response, error) {
	return op.NewResponse(metadata{SendsIssuer: true, DiscoveryConfiguration: oidc.DiscoveryConfiguration{
		Issuer:                            s.o.Issuer,
		AuthorizationEndpoint:             endpoints.Authorization.Absolute(s.o.Issuer),
		TokenEndpoint:                     endpoints.Token.Absolute(s.o.Issuer),
		JwksURI:                           endpoints.JwksURI.Absolute(s.o.Issuer),
		EndSessionEndpoint:                endpoints.EndSession.Absolute(s.o.Issuer),
		ScopesSupported:                   append([]string{oidc.ScopeOpenID, oidc.ScopeProfile}, texts(officeScopes)...),
		ResponseTypesSupported:            []string{string(oidc.ResponseTypeCode)},
		ResponseModesSupported:            []string{string(oidc.ResponseModeQuery)},
		GrantTypesSupported:               []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeClientCredentials},
		ACRValuesSupported:                []string{assurance},
		SubjectTypesSupported:             []string{"public"},
		IDTokenSigningAlgValuesSupported:  []string{algorithm(s.o.Key)},
		TokenEndpointAuthMethodsSupported: []oidc.AuthMethod{oidc.AuthMethodNone, oidc.AuthMethodBasic, oidc.AuthMethodPost},
		CodeChallengeMethodsSupported:     []oidc.CodeChallengeMethod{oidc.CodeChallengeMethodS256},
	}}), nil
}

// Keys answers with the key set (RFC 7517).
func (s *server) Keys(context.Context, *op.Request[struct{}]) (*op.Response, error) {
	k, err := s.o.publicKey()
	return op.NewResponse(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{k}}), err
}

var _ op.Server = (*server)(nil)
