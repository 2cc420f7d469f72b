package provider

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/sportello/sportello/auth"
)

// officeScopes are what the office's client may ask for.
var officeScopes = []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates, auth.IssueCertificates}

// client is one of the provider's clients: with the code flow, public or with a secret, or
// with a secret and client credentials. Most of its methods are for parts of op that are
// not in use here.
type client struct {
	id        string
	secret    string // "" for the public one
	redirects []string
	farewells []string // where a browser may be sent after a logout
}

func (o *Options) clients() map[string]*client {
	public := &client{id: PublicClient, redirects: append([]string{LoopbackRedirect}, o.RedirectURIs...)}
	clients := map[string]*client{public.id: public}
	if o.PortalSecret != "" {
		clients[PortalClient] = &client{
			id: PortalClient, secret: o.PortalSecret, redirects: []string{o.Portal + "/login/callback"}, farewells: []string{o.Portal + "/login/ended"},
		}
	}
	if o.OfficeSecret != "" {
		clients[OfficeClient] = &client{id: OfficeClient, secret: o.OfficeSecret}
	}
	return clients
}

func (c *client) proves(secret string) bool {
	given, want := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(c.secret))
	return subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

func (c *client) AuthMethod() oidc.AuthMethod {
	if c.secret == "" {
		return oidc.AuthMethodNone
	}
	return oidc.AuthMethodBasic
}

func (c *client) GrantTypes() []oidc.GrantType {
	if c.redirects != nil {
		return []oidc.GrantType{oidc.GrantTypeCode}
	}
	return []oidc.GrantType{oidc.GrantTypeClientCredentials}
}

func (c *client) ResponseTypes() []oidc.ResponseType {
	if c.redirects != nil {
		return []oidc.ResponseType{oidc.ResponseTypeCode}
	}
	return nil
}

func (c *client) GetID() string                       { return c.id }
func (c *client) RedirectURIs() []string              { return c.redirects }
func (c *client) ApplicationType() op.ApplicationType { return op.ApplicationTypeNative }

// DevMode lets a registered redirect address be plain http, exactly as registered.
func (c *client) DevMode() bool { return true }

// IsScopeAllowed is asked about scopes beyond OpenID's; a citizen has none.
func (c *client) IsScopeAllowed(string) bool { return false }

func (c *client) PostLogoutRedirectURIs() []string                             { return c.farewells }
func (c *client) LoginURL(string) string                                       { return "" }
func (c *client) AccessTokenType() op.AccessTokenType                          { return op.AccessTokenTypeJWT }
func (c *client) IDTokenLifetime() time.Duration                               { return lifetime }
func (c *client) RestrictAdditionalIdTokenScopes() func([]string) []string     { return same } //nolint:revive // the library spells it so
func (c *client) RestrictAdditionalAccessTokenScopes() func([]string) []string { return same }
func (c *client) IDTokenUserinfoClaimsAssertion() bool                         { return false }
func (c *client) ClockSkew() time.Duration                                     { return 0 }
func same(scopes []string) []string                                            { return scopes }

var _ op.Client = (*client)(nil)
