package provider

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// Login goes through the whole login over HTTP as the public client with a browser
// would: discovery, authorization request with PKCE, the person picked on the page,
// the code exchanged. It returns the access token. ErrUnknownPerson if the page
// knows nobody of that fiscal code.
func Login(ctx context.Context, browser *http.Client, issuer, fiscalCode string) (string, error) {
	v := visitor{browser: *browser, issuer: issuer}
	v.browser.CheckRedirect = stopAtClient
	v.verifier, v.state = rand.Text()+rand.Text(), rand.Text()
	if err := v.discover(ctx); err != nil {
		return "", fmt.Errorf("provider: discovery: %w", err)
	}
	code, err := v.pick(ctx, fiscalCode)
	if err != nil {
		return "", fmt.Errorf("provider: login page: %w", err)
	}
	token, err := v.exchange(ctx, code)
	if err != nil {
		return "", fmt.Errorf("provider: exchanging the code: %w", err)
	}
	return token, nil
}

// visitor is somebody with a browser on his way to a token.
type visitor struct {
	browser         http.Client
	issuer          string
	verifier, state string
	provider        oidc.DiscoveryConfiguration
}

// stopAtClient follows redirects within the provider and stops at the one that
// leads back: nobody listens at the client's address.
func stopAtClient(r *http.Request, via []*http.Request) error {
	if strings.HasPrefix(r.URL.String(), LoopbackRedirect+"?") || len(via) > 5 {
		return http.ErrUseLastResponse
	}
	return nil
}

func (v *visitor) discover(ctx context.Context) error {
	body, _, err := v.visit(ctx, http.MethodGet, v.issuer+oidc.DiscoveryEndpoint, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, &v.provider); err != nil {
		return err
	}
	if v.provider.Issuer != v.issuer { // OpenID Connect Discovery 1.0 section 4.3
		return errors.New("the document is another issuer's")
	}
	return nil
}

// pick asks for authorization, fills in the form that comes and returns the code.
func (v *visitor) pick(ctx context.Context, fiscalCode string) (string, error) {
	ask := url.Values{
		"client_id": {PublicClient}, "response_type": {"code"}, "redirect_uri": {LoopbackRedirect}, "scope": {"openid"},
		"state": {v.state}, "code_challenge": {oidc.NewSHACodeChallenge(v.verifier)}, "code_challenge_method": {"S256"},
	}
	body, answer, err := v.visit(ctx, http.MethodGet, v.provider.AuthorizationEndpoint+"?"+ask.Encode(), nil)
	if err != nil {
		return "", err
	}
	action, fields, err := form(body)
	if err != nil {
		return "", err
	}
	target, err := answer.Request.URL.Parse(action)
	if err != nil {
		return "", err
	}
	fields.Set("fiscal_code", fiscalCode)
	_, answer, err = v.visit(ctx, http.MethodPost, target.String(), fields)
	if err != nil {
		return "", err
	}
	back, err := answer.Location()
	if err != nil {
		return "", err
	}
	return v.code(back.Query())
}

// code takes the code out of the answer that was meant for us.
func (v *visitor) code(answer url.Values) (string, error) {
	switch {
	case subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(v.state)) == 0:
		return "", errors.New("the state is not ours")
	case answer.Get("iss") != v.issuer: // RFC 9207
		return "", errors.New("the answer is another issuer's")
	case answer.Get("code") == "":
		return "", fmt.Errorf("no code but %q", answer.Get("error"))
	}
	return answer.Get("code"), nil
}

func (v *visitor) exchange(ctx context.Context, code string) (string, error) {
	body, _, err := v.visit(ctx, http.MethodPost, v.provider.TokenEndpoint, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {LoopbackRedirect},
		"client_id": {PublicClient}, "code_verifier": {v.verifier},
	})
	if err != nil {
		return "", err
	}
	var answer oidc.AccessTokenResponse
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", err
	}
	if answer.AccessToken == "" {
		return "", errors.New("no access token")
	}
	return answer.AccessToken, nil
}

// visit sends a request, with a form if there is one, and reads the answer.
func (v *visitor) visit(ctx context.Context, method, address string, fields url.Values) ([]byte, *http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return nil, nil, err
	}
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.browser.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	switch {
	case err != nil:
		return nil, nil, err
	case answer.StatusCode == http.StatusUnprocessableEntity:
		return nil, nil, ErrUnknownPerson
	case answer.StatusCode >= http.StatusBadRequest:
		return nil, nil, fmt.Errorf("answer %s", answer.Status)
	}
	return body, answer, nil
}

// formOnPage is how the forms of page.html begin.
var formOnPage = regexp.MustCompile(`<form method="post" action="([^"]+)">\s*<input type="hidden" name="request" value="([^"]+)">`)

// form is where the page's first form goes, and its hidden field.
func form(page []byte) (action string, hidden url.Values, err error) {
	m := formOnPage.FindSubmatch(page)
	if m == nil {
		return "", nil, errors.New("there is no form on it")
	}
	return html.UnescapeString(string(m[1])), url.Values{"request": {html.UnescapeString(string(m[2]))}}, nil
}
