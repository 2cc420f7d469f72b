package login

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/registry"
)

// secret draws 256 random bits as text.
func secret(random io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("login: drawing random bits: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// begin is a login that is to begin: what is remembered of it, under which state, and the
// address at which the provider takes over.
func (p *party) begin(ctx context.Context, then string, l registry.Language) (a session.Attempt, state, address string, err error) {
	d, err := p.describe(ctx)
	if err != nil {
		return a, "", "", err
	}
	a = session.Attempt{Provider: p.Name, Then: then, Language: string(l), Expires: p.clock().Add(session.AttemptTime)}
	for _, drawn := range []*string{&state, &a.Nonce, &a.Verifier} {
		if *drawn, err = secret(p.random); err != nil {
			return a, "", "", err
		}
	}
	return a, state, p.client(d).AuthCodeURL(state, p.asking(d, a)...), nil
}

// client is us for the code flow (RFC 6749 section 4.1).
func (p *party) client(d *description) *oauth2.Config {
	c := &oauth2.Config{
		ClientID: p.Client, ClientSecret: p.Secret, RedirectURL: p.redirect,
		Endpoint: d.Endpoint(), Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
	c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if p.Key != nil {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return c
}

// wanted asks for the fiscal number, where a provider lets one choose (OpenID Connect Core
// section 5.5).
const wanted = `{"userinfo":{"https://attributes.eid.gov.it/fiscal_number":{"essential":true},"given_name":null,"family_name":null}}`

func (p *party) asking(d *description, a session.Attempt) []oauth2.AuthCodeOption {
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier), oauth2.SetAuthURLParam("ui_locales", a.Language),
	}
	if levels := p.Accepted(); len(levels) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(levels, " ")))
	}
	if d.TakesClaims && !p.Officers {
		options = append(options, oauth2.SetAuthURLParam("claims", wanted))
	}
	return options
}
