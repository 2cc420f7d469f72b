package login

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/session"
)

// proof is what a provider has said of who has logged in, verified.
type proof struct {
	principal *auth.Principal
	name      string // "" if it did not say
	idToken   string
}

// finish holds the provider's answer to the browser against the login that has begun, and
// fetches what the answer stands for.
func (p *party) finish(ctx context.Context, a *session.Attempt, answer url.Values) (*proof, error) {
	d, err := p.describe(ctx)
	if err != nil {
		return nil, err
	}
	code, err := p.code(d, answer)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.outside)
	token, err := p.exchange(ctx, d, code, a.Verifier)
	if err != nil {
		return nil, err
	}
	raw, claims, err := p.idToken(ctx, d, token, a.Nonce)
	if err != nil {
		return nil, err
	}
	var more []byte
	if p.Incomplete(claims) && d.UserInfo != "" {
		if more, err = p.userInfo(ctx, d, token); err != nil {
			return nil, err
		}
	}
	who, err := p.Principal(claims, more)
	if err != nil {
		return nil, err
	}
	return &proof{who, auth.PrintedName(claims, more), raw}, nil
}

// code takes the code out of the answer. It must be of the provider that was asked
// (RFC 9207 section 2.4: another one's answer may have been put in between).
func (p *party) code(d *description, answer url.Values) (string, error) {
	for _, values := range answer {
		if len(values) != 1 { // RFC 6749 section 3.1
			return "", wrong("a parameter twice")
		}
	}
	if iss := answer.Get("iss"); iss != p.Issuer && (d.SendsIssuer || answer.Has("iss")) {
		return "", wrong("iss of the answer")
	}
	if answer.Has("error") {
		return "", refusal(answer.Get("error"))
	}
	if answer.Get("code") == "" {
		return "", wrong("no code")
	}
	return answer.Get("code"), nil
}

// refusal is what an error code means (RFC 6749 section 4.1.2.1, OpenID Connect Core
// section 3.1.2.6, and its extension for levels of assurance).
func refusal(code string) error {
	switch code {
	case "access_denied", "interaction_required", "login_required", "consent_required", "account_selection_required":
		return ErrDeclined
	case "unmet_authentication_requirements":
		return auth.ErrAssurance
	case "temporarily_unavailable", "server_error":
		return fmt.Errorf("%w: it says so", ErrUnavailable)
	case "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "invalid_client", "invalid_grant":
		return wrong(code)
	}
	return wrong("an error that is not known")
}

// exchange gives the code for tokens. Whatever a provider writes into a refusal stays with
// it, but for the code of the error.
func (p *party) exchange(ctx context.Context, d *description, code, verifier string) (*oauth2.Token, error) {
	options := []oauth2.AuthCodeOption{oauth2.VerifierOption(verifier)}
	if p.Key != nil {
		us := auth.Client{ID: p.Client, Key: p.Key, KeyID: p.KeyID, Clock: p.clock, Random: p.random}
		assertion, err := us.Assertion(d.Token)
		if err != nil {
			return nil, err
		}
		options = append(options,
			oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
			oauth2.SetAuthURLParam("client_assertion", assertion))
	}
	token, err := p.client(d).Exchange(ctx, code, options...)
	var refused *oauth2.RetrieveError
	var network *url.Error
	switch {
	case err == nil:
		return token, nil
	case errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError:
		return nil, fmt.Errorf("exchanging the code: %w", refusal(refused.ErrorCode))
	case errors.As(err, &refused), errors.As(err, &network):
		return nil, fmt.Errorf("%w: exchanging the code", ErrUnavailable)
	}
	return nil, wrong("exchanging the code")
}

// idToken verifies the ID token (OpenID Connect Core section 3.1.3.7) and returns it with
// its claims. Who it is about is read elsewhere.
func (p *party) idToken(ctx context.Context, d *description, token *oauth2.Token, nonce string) (string, []byte, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", nil, wrong("no ID token")
	}
	id, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return "", nil, wrong("ID token: " + brief(err)) // of checks; it quotes no more than iss, aud and exp
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) == 0 {
		return "", nil, wrong("nonce")
	}
	if id.AccessTokenHash != "" && id.VerifyAccessToken(token.AccessToken) != nil {
		return "", nil, wrong("at_hash")
	}
	var claims json.RawMessage
	if err := id.Claims(&claims); err != nil {
		return "", nil, wrong("claims")
	}
	var party struct {
		Authorized *string `json:"azp"`
	}
	if err := json.Unmarshal(claims, &party); err != nil {
		return "", nil, wrong("azp")
	}
	if party.Authorized == nil && len(id.Audience) > 1 || party.Authorized != nil && *party.Authorized != p.Client {
		return "", nil, wrong("azp")
	}
	return raw, claims, nil
}

// userInfo asks what the ID token leaves out: as JSON, or as a JWT that the provider has
// signed (OpenID Connect Core section 5.3). auth holds it against the ID token.
func (p *party) userInfo(ctx context.Context, d *description, token *oauth2.Token) ([]byte, error) {
	info, err := d.Provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	var network *url.Error
	switch {
	case errors.As(err, &network):
		return nil, fmt.Errorf("%w: userinfo", ErrUnavailable)
	case err != nil: // it may quote the answer
		return nil, wrong("userinfo")
	}
	var claims json.RawMessage
	if err := info.Claims(&claims); err != nil {
		return nil, wrong("userinfo")
	}
	return claims, p.meantForUs(claims)
}

// meantForUs looks at what a signed answer says of its sender and its reader.
func (p *party) meantForUs(claims []byte) error {
	var signed struct {
		Issuer   *string         `json:"iss"`
		Audience json.RawMessage `json:"aud"`
	}
	if err := json.Unmarshal(claims, &signed); err != nil || signed.Issuer != nil && *signed.Issuer != p.Issuer {
		return wrong("iss of userinfo")
	}
	if signed.Audience == nil {
		return nil
	}
	var one string
	var several []string
	if json.Unmarshal(signed.Audience, &one) == nil {
		several = []string{one}
	} else if json.Unmarshal(signed.Audience, &several) != nil {
		return wrong("aud of userinfo")
	}
	if !slices.Contains(several, p.Client) {
		return wrong("aud of userinfo")
	}
	return nil
}
