package provider

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/auth"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // op reports every refusal there
	goleak.VerifyTestMain(m)
}

const (
	audience = "https://sportello.example.it"
	maria    = "RSSMRA80A41H501W"
	portal   = "http://127.0.0.1:8080/callback"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	secret   = "the office's secret"
)

var today = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// clock stands still until somebody turns it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// demo is a provider that is being served, and a browser that follows no redirect.
type demo struct {
	Options
	clock   *clock
	browser *http.Client
}

func newDemo(t *testing.T, edit ...func(*Options)) *demo {
	t.Helper()
	var h http.Handler
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(ts.Close)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{now: today}
	o := Options{
		Issuer: ts.URL + "/demo/login", Audience: audience, Key: key,
		People: []Person{
			{FiscalCode: maria, Name: "Maria Rossi", Situation: "Lives alone"},
			{FiscalCode: "VRDLGU75T10F205R", Name: "Luigi D'Alò", Situation: "<b>Married</b>"},
		},
		RedirectURIs: []string{portal}, OfficeSecret: secret, Offices: []string{"H501"},
		Clock: c.time, Random: rand.Reader,
	}
	for _, e := range edit {
		e(&o)
	}
	if h, err = New(o); err != nil {
		t.Fatal(err)
	}
	browser := *ts.Client()
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &demo{o, c, &browser}
}

// do sends a request and returns the answer with its body read.
func (d *demo) do(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	answer, err := d.browser.Do(r.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func (d *demo) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, d.Issuer+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.do(t, r)
}

func (d *demo) post(t *testing.T, path string, form url.Values, edit ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, d.Issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, e := range edit {
		e(r)
	}
	return d.do(t, r)
}

// question is a good authorization request.
func question() url.Values {
	return url.Values{
		"client_id": {PublicClient}, "response_type": {"code"}, "redirect_uri": {portal}, "scope": {"openid profile"},
		"state": {"the-state"}, "nonce": {"the-nonce"},
		"code_challenge": {oidc.NewSHACodeChallenge(verifier)}, "code_challenge_method": {"S256"},
	}
}

// ask sends an authorization request and returns the id of the login that is under
// way.
func (d *demo) ask(t *testing.T) string {
	t.Helper()
	answer, body := d.get(t, "/authorize?"+question().Encode())
	at, err := answer.Location()
	if err != nil {
		t.Fatalf("authorize: %v %s", err, body)
	}
	return at.Query().Get("request")
}

// code goes through the page as Maria.
func (d *demo) code(t *testing.T) string {
	t.Helper()
	answer, body := d.post(t, "/choose", url.Values{"request": {d.ask(t)}, "fiscal_code": {maria}})
	at, err := answer.Location()
	if err != nil {
		t.Fatalf("choose: %v %s", err, body)
	}
	return at.Query().Get("code")
}

// exchangeForm is a good token request.
func exchangeForm(code string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {portal}, "client_id": {PublicClient}, "code_verifier": {verifier},
	}
}

// checker is the API's, with the provider's keys over HTTP.
func (d *demo) checker(t *testing.T) *auth.Checker {
	t.Helper()
	_, body := d.get(t, "/.well-known/openid-configuration")
	var found oidc.DiscoveryConfiguration
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatal(err)
	}
	c, err := auth.New(auth.Config{
		Audience: audience, Clock: d.clock.time,
		Providers: []auth.Provider{{Issuer: found.Issuer, JWKS: found.JwksURI, Citizens: true, Machines: true}},
		Fetch: func(ctx context.Context, address string) ([]byte, error) {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			if err != nil {
				return nil, err
			}
			answer, err := d.browser.Do(r)
			if err != nil {
				return nil, err
			}
			defer answer.Body.Close()
			return io.ReadAll(answer.Body)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLogin(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*Options){
		"P-256": func(*Options) {},
		"RSA": func(o *Options) {
			k, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				t.Fatal(err)
			}
			o.Key = k
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t, edit)
			token, err := Login(t.Context(), d.browser, d.Issuer, strings.ToLower(maria))
			if err != nil {
				t.Fatal(err)
			}
			who, err := d.checker(t).Check(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			want := &auth.Principal{Issuer: d.Issuer, Client: PublicClient, FiscalCode: maria, Assurance: "https://www.spid.gov.it/SpidL2"}
			if diff := cmp.Diff(want, who, cmpopts.IgnoreFields(auth.Principal{}, "Subject", "TokenID")); diff != "" {
				t.Errorf("principal (-want +got):\n%s", diff)
			}
			if who.Subject == "" || strings.Contains(who.Subject, maria) {
				t.Errorf("subject %q", who.Subject)
			}
		})
	}
}

// However the handler is mounted, it finds its paths.
func TestMounted(t *testing.T) {
	t.Parallel()
	for name, mount := range map[string]func(http.Handler) http.Handler{
		"mux": func(h http.Handler) http.Handler {
			m := http.NewServeMux()
			m.Handle("/demo/login/", h)
			return m
		},
		"chi mount": func(h http.Handler) http.Handler {
			m := chi.NewRouter()
			m.Mount("/demo/login", h)
			return m
		},
		"chi handle": func(h http.Handler) http.Handler {
			m := chi.NewRouter()
			m.Handle("/demo/login/*", h)
			return m
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h http.Handler
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
			defer ts.Close()
			o := newDemo(t).Options
			o.Issuer = ts.URL + "/demo/login"
			inner, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			h = mount(inner)
			if _, err := Login(t.Context(), ts.Client(), o.Issuer, maria); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	answer, body := d.get(t, "/.well-known/openid-configuration")
	var got map[string]any
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"issuer":                                         d.Issuer,
		"authorization_endpoint":                         d.Issuer + "/authorize",
		"token_endpoint":                                 d.Issuer + "/token",
		"jwks_uri":                                       d.Issuer + "/keys",
		"end_session_endpoint":                           d.Issuer + "/end_session",
		"scopes_supported":                               []any{"openid", "profile", "certificates:read", "certificates:withdraw", "certificates:issue"},
		"response_types_supported":                       []any{"code"},
		"response_modes_supported":                       []any{"query"},
		"grant_types_supported":                          []any{"authorization_code", "client_credentials"},
		"acr_values_supported":                           []any{"https://www.spid.gov.it/SpidL2"},
		"subject_types_supported":                        []any{"public"},
		"id_token_signing_alg_values_supported":          []any{"ES256"},
		"token_endpoint_auth_methods_supported":          []any{"none", "client_secret_basic", "client_secret_post"},
		"code_challenge_methods_supported":               []any{"S256"},
		"request_uri_parameter_supported":                false,
		"authorization_response_iss_parameter_supported": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("discovery (-want +got):\n%s", diff)
	}
	if got := answer.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	_, body = d.get(t, "/keys")
	if !strings.Contains(body, `"use":"sig"`) || strings.Contains(body, `"d":`) {
		t.Errorf("keys: %s", body)
	}
}

// What cannot be answered to the client, because the client is not known to be one,
// is answered on the spot.
func TestAuthorizeRefusesOnTheSpot(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for name, edit := range map[string]func(url.Values){
		"unknown client":                 func(q url.Values) { q.Set("client_id", "evil") },
		"no client":                      func(q url.Values) { q.Del("client_id") },
		"office's client":                func(q url.Values) { q.Set("client_id", OfficeClient) },
		"no redirect":                    func(q url.Values) { q.Del("redirect_uri") },
		"redirect elsewhere":             func(q url.Values) { q.Set("redirect_uri", "https://evil.example/callback") },
		"redirect to another path":       func(q url.Values) { q.Set("redirect_uri", portal+"/../evil") },
		"redirect that begins like ours": func(q url.Values) { q.Set("redirect_uri", portal+".evil.example") },
		"redirect with ours as user":     func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1:8080@evil.example/callback") },
		"redirect to a script":           func(q url.Values) { q.Set("redirect_uri", "javascript:alert(1)") },
		"implicit flow":                  func(q url.Values) { q.Set("response_type", "id_token token") },
		"no response type":               func(q url.Values) { q.Del("response_type") },
		"no scope":                       func(q url.Values) { q.Del("scope") },
		"request object":                 func(q url.Values) { q.Set("request", "e30.e30.") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := question()
			edit(q)
			answer, body := d.get(t, "/authorize?"+q.Encode())
			if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
				t.Errorf("authorize: %s to %q, %s", answer.Status, answer.Header.Get("Location"), body)
			}
		})
	}
}

func TestAuthorizeRefusesToTheClient(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for name, test := range map[string]struct {
		edit func(url.Values)
		want string
	}{
		"no PKCE":          {func(q url.Values) { q.Del("code_challenge"); q.Del("code_challenge_method") }, "invalid_request"},
		"PKCE plain":       {func(q url.Values) { q.Set("code_challenge", verifier); q.Set("code_challenge_method", "plain") }, "invalid_request"},
		"PKCE by default":  {func(q url.Values) { q.Del("code_challenge_method") }, "invalid_request"},
		"PKCE empty":       {func(q url.Values) { q.Set("code_challenge", "") }, "invalid_request"},
		"PKCE short":       {func(q url.Values) { q.Set("code_challenge", "abc") }, "invalid_request"},
		"answer by form":   {func(q url.Values) { q.Set("response_mode", "form_post") }, "invalid_request"},
		"answer as anchor": {func(q url.Values) { q.Set("response_mode", "fragment") }, "invalid_request"},
		"without a page":   {func(q url.Values) { q.Set("prompt", "none") }, "login_required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := question()
			test.edit(q)
			answer, body := d.get(t, "/authorize?"+q.Encode())
			at, err := answer.Location()
			if err != nil {
				t.Fatalf("authorize: %s, %s", answer.Status, body)
			}
			if got := at.Query(); !strings.HasPrefix(at.String(), portal+"?") || got.Get("error") != test.want || got.Get("state") != "the-state" || got.Has("code") {
				t.Errorf("authorize leads to %s, want error %s", at, test.want)
			}
		})
	}
}

func TestTokensCarryWhatWasAsked(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	answer, _ := d.post(t, "/choose", url.Values{"request": {d.ask(t)}, "fiscal_code": {maria}})
	at, err := answer.Location()
	if err != nil {
		t.Fatal(err)
	}
	if got := at.Query(); got.Get("state") != "the-state" || got.Get("iss") != d.Issuer || answer.StatusCode != http.StatusSeeOther {
		t.Errorf("answer %s to %s", answer.Status, at)
	}
	answer, body := d.post(t, "/token", exchangeForm(at.Query().Get("code")))
	if answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("tokens may be cached: %v", answer.Header)
	}
	var tokens oidc.AccessTokenResponse
	if err := json.Unmarshal([]byte(body), &tokens); err != nil || tokens.ExpiresIn != 900 || tokens.TokenType != "Bearer" {
		t.Fatalf("tokens: %v %s", err, body)
	}
	header, id := opened(t, tokens.IDToken)
	if header["typ"] != "JWT" || id["nonce"] != "the-nonce" || id["aud"] != PublicClient || id["name"] != "Maria Rossi" {
		t.Errorf("ID token %v %v", header, id)
	}
	if sum := sha256.Sum256([]byte(tokens.AccessToken)); id["at_hash"] != base64.RawURLEncoding.EncodeToString(sum[:16]) {
		t.Errorf("at_hash %v is not of the access token", id["at_hash"])
	}
	if strings.Contains(fmt.Sprint(id), maria) {
		t.Errorf("ID token tells the fiscal code, which SPID never does: %v", id)
	}
	header, access := opened(t, tokens.AccessToken)
	if header["typ"] != "at+jwt" || access["scope"] != "openid profile" || access["exp"].(float64)-access["iat"].(float64) != 900 {
		t.Errorf("access token %v %v", header, access)
	}
	if who, err := d.checker(t).Check(t.Context(), tokens.IDToken); !errors.Is(err, auth.ErrInvalid) {
		t.Errorf("Check of an ID token = %v, %v", who, err)
	}
}

// opened is a token's header and claims, unverified.
func opened(t *testing.T, token string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a token: %q", token)
	}
	for i, to := range []*map[string]any{&header, &claims} {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err == nil {
			err = json.Unmarshal(b, to)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

func TestCodeExchangeRefuses(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for name, test := range map[string]struct {
		edit func(url.Values)
		want string
	}{
		"no verifier":      {func(f url.Values) { f.Del("code_verifier") }, "invalid_request"},
		"wrong verifier":   {func(f url.Values) { f.Set("code_verifier", verifier[1:]+"A") }, "invalid_grant"},
		"the challenge":    {func(f url.Values) { f.Set("code_verifier", oidc.NewSHACodeChallenge(verifier)) }, "invalid_grant"},
		"another redirect": {func(f url.Values) { f.Set("redirect_uri", LoopbackRedirect) }, "invalid_grant"},
		"no redirect":      {func(f url.Values) { f.Del("redirect_uri") }, "invalid_request"},
		"unknown code":     {func(f url.Values) { f.Set("code", "AAAA") }, "invalid_grant"},
		"no code":          {func(f url.Values) { f.Del("code") }, "invalid_request"},
		"unknown client":   {func(f url.Values) { f.Set("client_id", "evil") }, "invalid_client"},
		"a secret":         {func(f url.Values) { f.Set("client_secret", "guess") }, "invalid_client"},
		"office's client": {func(f url.Values) {
			f.Set("client_id", OfficeClient)
			f.Set("client_secret", secret)
		}, "unauthorized_client"},
		"another grant": {func(f url.Values) { f.Set("grant_type", "password") }, "unsupported_grant_type"},
		"no grant":      {func(f url.Values) { f.Del("grant_type") }, "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := exchangeForm(d.code(t))
			test.edit(f)
			d.wantError(t, f, test.want)
		})
	}
}

func (d *demo) wantError(t *testing.T, f url.Values, want string) {
	t.Helper()
	answer, body := d.post(t, "/token", f)
	if answer.StatusCode/100 != 4 || !strings.Contains(body, `"error":"`+want+`"`) || strings.Contains(body, "token\":") {
		t.Errorf("token: %s %s, want %s", answer.Status, body, want)
	}
	if want == "invalid_client" && answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("token: %s, want 401", answer.Status)
	}
}

func TestCodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	code := d.code(t)
	if answer, body := d.post(t, "/token", exchangeForm(code)); answer.StatusCode != http.StatusOK {
		t.Fatalf("token: %s %s", answer.Status, body)
	}
	d.wantError(t, exchangeForm(code), "invalid_grant")

	code = d.code(t)
	guess := exchangeForm(code)
	guess.Set("code_verifier", strings.Repeat("A", 43))
	d.wantError(t, guess, "invalid_grant")
	d.wantError(t, exchangeForm(code), "invalid_grant") // who guesses has one guess
}

func TestCodesAndRequestsExpire(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	code, request := d.code(t), d.ask(t)
	d.clock.turn(time.Minute)
	d.wantError(t, exchangeForm(code), "invalid_grant")
	d.clock.turn(9 * time.Minute)
	if answer, body := d.get(t, "/choose?request="+request); answer.StatusCode != http.StatusBadRequest || !strings.Contains(body, "non è più valida") {
		t.Errorf("page of an old request: %s %s", answer.Status, body)
	}
	answer, _ := d.post(t, "/choose", url.Values{"request": {request}, "fiscal_code": {maria}})
	if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
		t.Errorf("choice for an old request: %s", answer.Status)
	}
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	checker := d.checker(t)
	for name, test := range map[string]struct {
		scope string
		basic bool
		want  []auth.Scope
	}{
		"all":   {"", true, officeScopes},
		"one":   {"certificates:read", true, []auth.Scope{auth.ReadCertificates}},
		"posts": {"certificates:withdraw", false, []auth.Scope{auth.WithdrawCertificates}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := url.Values{"grant_type": {"client_credentials"}, "scope": {test.scope}}
			login := func(r *http.Request) { r.SetBasicAuth(OfficeClient, url.QueryEscape(secret)) }
			if !test.basic {
				f.Set("client_id", OfficeClient)
				f.Set("client_secret", secret)
				login = func(*http.Request) {}
			}
			_, body := d.post(t, "/token", f, login)
			var tokens oidc.AccessTokenResponse
			if err := json.Unmarshal([]byte(body), &tokens); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			who, err := checker.Check(t.Context(), tokens.AccessToken)
			if err != nil {
				t.Fatal(err)
			}
			want := &auth.Principal{Issuer: d.Issuer, Subject: OfficeClient, Client: OfficeClient, Scopes: test.want, Offices: []string{"H501"}}
			if name == "all" { // the counter is among them
				want.Officer = Officer
			}
			if diff := cmp.Diff(want, who, cmpopts.IgnoreFields(auth.Principal{}, "TokenID")); diff != "" {
				t.Errorf("principal (-want +got):\n%s", diff)
			}
		})
	}
}

func TestClientCredentialsRefuses(t *testing.T) {
	t.Parallel()
	d, without := newDemo(t), newDemo(t, func(o *Options) { o.OfficeSecret = "" })
	good := func() url.Values {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {OfficeClient}, "client_secret": {secret}}
	}
	for name, test := range map[string]struct {
		at   *demo
		edit func(url.Values)
		want string
	}{
		"wrong secret":    {d, func(f url.Values) { f.Set("client_secret", "guess") }, "invalid_client"},
		"no secret":       {d, func(f url.Values) { f.Del("client_secret") }, "invalid_client"},
		"unknown client":  {d, func(f url.Values) { f.Set("client_id", "evil") }, "invalid_client"},
		"no client":       {without, func(f url.Values) { f.Del("client_secret") }, "invalid_client"},
		"public client":   {d, func(f url.Values) { f.Set("client_id", PublicClient); f.Del("client_secret") }, "unauthorized_client"},
		"scope of nobody": {d, func(f url.Values) { f.Set("scope", "certificates:read admin") }, "invalid_scope"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good()
			test.edit(f)
			test.at.wantError(t, f, test.want)
		})
	}
}

func TestTokenWithoutLogin(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	checker := d.checker(t)
	token, err := Token(d.Options, " "+strings.ToLower(maria)+" ")
	if err != nil {
		t.Fatal(err)
	}
	if who, err := checker.Check(t.Context(), token); err != nil || who.FiscalCode != maria {
		t.Errorf("Check = %v, %v", who, err)
	}
	if token, err := Token(d.Options, "BNCLRA90A41H501X"); !errors.Is(err, ErrUnknownPerson) || token != "" {
		t.Errorf("Token of nobody = %q, %v", token, err)
	}
	token, err = OfficeToken(d.Options, []auth.Scope{auth.WithdrawCertificates}, []string{"L378"})
	if err != nil {
		t.Fatal(err)
	}
	if who, err := checker.Check(t.Context(), token); err != nil || !who.May(auth.WithdrawCertificates, "L378") || who.Citizen() {
		t.Errorf("Check = %v, %v", who, err)
	}
}

// smallKey is an RSA key that is too short to sign with.
func smallKey(t *testing.T) crypto.Signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestNewReportsAllFaults(t *testing.T) {
	t.Parallel()
	good := newDemo(t).Options
	for name, edit := range map[string]func(*Options){
		"no issuer":             func(o *Options) { o.Issuer = "" },
		"relative issuer":       func(o *Options) { o.Issuer = "/demo/login" },
		"slash":                 func(o *Options) { o.Issuer += "/" },
		"query":                 func(o *Options) { o.Issuer += "?a" },
		"somebody else's name":  func(o *Options) { o.Issuer = "https://login.example.it/oidc" },
		"somebody else's again": func(o *Options) { o.Issuer = "https://demo.example.it/demonstrably/real" },
		"no audience":           func(o *Options) { o.Audience = "" },
		"no key":                func(o *Options) { o.Key = nil },
		"short key":             func(o *Options) { o.Key = smallKey(t) },
		"no clock":              func(o *Options) { o.Clock = nil },
		"no randomness":         func(o *Options) { o.Random = nil },
	} {
		o := good
		edit(&o)
		if _, err := New(o); err == nil {
			t.Errorf("New with %s: no error", name)
		}
		if _, err := Token(o, maria); err == nil {
			t.Errorf("Token with %s: no error", name)
		}
		if _, err := OfficeToken(o, officeScopes, nil); err == nil {
			t.Errorf("OfficeToken with %s: no error", name)
		}
	}
	if _, err := New(Options{}); err == nil || strings.Count(err.Error(), "\n") != 5 {
		t.Errorf("New of nothing: %v, want six faults", err)
	}
}

func TestNoRandomness(t *testing.T) {
	t.Parallel()
	d := newDemo(t, func(o *Options) { o.Random = bytes.NewReader(nil) })
	if token, err := Token(d.Options, maria); err == nil {
		t.Errorf("Token = %q", token)
	}
	if answer, _ := d.get(t, "/authorize?"+question().Encode()); answer.StatusCode != http.StatusInternalServerError {
		t.Errorf("authorize: %s", answer.Status)
	}
}
