package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"
)

const callback = "http://127.0.0.1/callback"

// provider is what we need of a discovery document.
type provider struct {
	Issuer        string `json:"issuer"`
	Authorization string `json:"authorization_endpoint"`
	Token         string `json:"token_endpoint"`
	Keys          string `json:"jwks_uri"`
}

// discover reads the discovery document as soon as the provider is up.
func discover(ctx context.Context, issuer string) (p provider, err error) {
	address := issuer + "/.well-known/openid-configuration"
	if err := wait(ctx, address); err != nil {
		return p, err
	}
	body, err := get(ctx, address)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return p, err
	}
	if p.Issuer != issuer {
		return p, fmt.Errorf("issuer %q, not %q", p.Issuer, issuer)
	}
	return p, nil
}

// wait waits until somebody answers at the address.
func wait(ctx context.Context, address string) error {
	for deadline := time.Now().Add(time.Minute); ; {
		_, err := get(ctx, address)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func get(ctx context.Context, address string) ([]byte, error) {
	body, _, err := send(ctx, http.DefaultClient, address, nil, nil)
	return body, err
}

// send reads an address, or posts a form to it.
func send(ctx context.Context, browser *http.Client, address string, form url.Values, edit func(*http.Request)) ([]byte, *http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if form != nil {
		r, err = http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	}
	if err != nil {
		return nil, nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if edit != nil {
		edit(r)
	}
	answer, err := browser.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err == nil && answer.StatusCode >= 400 {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return body, answer, err
}

// token gets the token of a trial.
func (p provider) token(ctx context.Context, t trial, audience string) (string, error) {
	if t.machine {
		form := url.Values{"grant_type": {"client_credentials"}, "scope": {"certificates:read"}, "resource": {audience}}
		return p.exchange(ctx, form, "access_token", func(r *http.Request) { r.SetBasicAuth("office", "for-the-trial-only") })
	}
	verifier := rand.Text() + rand.Text()
	code, err := p.code(ctx, t, audience, verifier)
	if err != nil {
		return "", err
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {"portal"}, "redirect_uri": {callback}, "code": {code}, "code_verifier": {verifier},
	}
	if t.id {
		return p.exchange(ctx, form, "id_token", nil)
	}
	return p.exchange(ctx, form, "access_token", nil)
}

// code logs in on the provider's pages, as a browser would, and brings back the
// code.
func (p provider) code(ctx context.Context, t trial, audience, verifier string) (string, error) {
	challenge, state := sha256.Sum256([]byte(verifier)), rand.Text()
	ask := url.Values{
		"client_id": {"portal"}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {"openid"}, "state": {state},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
	if t.resource != "-" {
		ask.Set("resource", audience+t.resource)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback+"?") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, answer, err := send(ctx, browser, p.Authorization+"?"+ask.Encode(), nil, nil)
	for pages := 0; err == nil && answer.StatusCode == http.StatusOK && pages < 5; pages++ { // to fill in
		form := url.Values{"prompt": {"consent"}}
		if bytes.Contains(page, []byte(`name="login"`)) {
			form = url.Values{"prompt": {"login"}, "login": {fiscalCode}, "password": {"any"}}
		}
		page, answer, err = send(ctx, browser, answer.Request.URL.String(), form, nil)
	}
	if err != nil {
		return "", err
	}
	back, err := answer.Location()
	if err != nil {
		return "", err
	}
	got := back.Query()
	if got.Get("state") != state || got.Get("iss") != p.Issuer || got.Get("code") == "" {
		return "", fmt.Errorf("the provider answered %q", got)
	}
	return got.Get("code"), nil
}

func (p provider) exchange(ctx context.Context, form url.Values, which string, edit func(*http.Request)) (string, error) {
	body, _, err := send(ctx, http.DefaultClient, p.Token, form, edit)
	if err != nil {
		return "", err
	}
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", err
	}
	token, _ := answer[which].(string)
	if token == "" {
		return "", errors.New("no token in the answer")
	}
	return token, nil
}
