package login

import (
	"crypto"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
)

// A provider that says what it must not lets nobody in.
func TestLies(t *testing.T) {
	t.Parallel()
	none, empty := "eyJhbGciOiJub25lIn0.e30.", ""
	for name, test := range map[string]struct {
		lie  func(*liar, url.Values)
		want string
	}{
		"nonce of another login":   {func(l *liar, _ url.Values) { l.claims["nonce"] = "another" }, "answer"},
		"no nonce":                 {func(l *liar, _ url.Values) { l.claims["nonce"] = "" }, "answer"},
		"at_hash of another token": {func(l *liar, _ url.Values) { l.claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" }, "answer"},
		"audience another":         {func(l *liar, _ url.Values) { l.claims["aud"] = "another" }, "answer"},
		"no audience":              {func(l *liar, _ url.Values) { delete(l.claims, "aud") }, "answer"},
		"audiences without azp":    {func(l *liar, _ url.Values) { l.claims["aud"] = []string{"portal", "another"} }, "answer"},
		"azp another":              {func(l *liar, _ url.Values) { l.claims["azp"] = "another" }, "answer"},
		"azp null among audiences": {func(l *liar, _ url.Values) { l.claims["aud"], l.claims["azp"] = []string{"portal", "another"}, nil }, "answer"},
		"issuer another":           {func(l *liar, _ url.Values) { l.claims["iss"] = "https://another.example" }, "answer"},
		"expired":                  {func(l *liar, _ url.Values) { l.claims["exp"] = today.Add(-time.Second).Unix() }, "answer"},
		"no expiry":                {func(l *liar, _ url.Values) { delete(l.claims, "exp") }, "answer"},
		"not yet":                  {func(l *liar, _ url.Values) { l.claims["nbf"] = today.Add(time.Hour).Unix() }, "answer"},
		"level too low":            {func(l *liar, _ url.Values) { l.claims["acr"] = "https://www.spid.gov.it/SpidL1" }, "level"},
		"no level":                 {func(l *liar, _ url.Values) { delete(l.claims, "acr") }, "level"},
		"no fiscal number": {func(l *liar, _ url.Values) {
			delete(l.claims, fiscal)
			l.userInfo = infoOf(map[string]any{"sub": "pairwise-1"})
		}, "number"},
		"a foreign number":     {func(l *liar, _ url.Values) { l.claims[fiscal] = "TINDE-12345" }, "answer"},
		"key of somebody else": {func(l *liar, _ url.Values) { l.signer = newKey(t) }, "answer"},
		"key in the header": {func(l *liar, _ url.Values) {
			other := newKey(t)
			l.signer = other
			l.header = map[jose.HeaderKey]any{"jwk": jose.JSONWebKey{Key: other.Public()}}
		}, "answer"},
		"signature none":      {func(l *liar, _ url.Values) { l.rawID = &none }, "answer"},
		"no ID token":         {func(l *liar, _ url.Values) { l.rawID = &empty }, "answer"},
		"officer in disguise": {func(l *liar, _ url.Values) { l.claims["scope"] = "certificates:issue" }, "answer"},
		"userinfo of another": {func(l *liar, _ url.Values) {
			delete(l.claims, fiscal)
			l.userInfo = infoOf(map[string]any{"sub": "pairwise-2", fiscal: maria})
		}, "answer"},
		"userinfo for another": {func(l *liar, _ url.Values) {
			delete(l.claims, fiscal)
			l.userInfo = l.signedInfo(map[string]any{"sub": "pairwise-1", fiscal: maria, "aud": "another"}, nil)
		}, "answer"},
		"userinfo by another": {func(l *liar, _ url.Values) {
			delete(l.claims, fiscal)
			l.userInfo = l.signedInfo(map[string]any{"sub": "pairwise-1", fiscal: maria, "iss": "https://another.example"}, nil)
		}, "answer"},
		"userinfo signed by another": {func(l *liar, _ url.Values) {
			delete(l.claims, fiscal)
			l.userInfo = l.signedInfo(map[string]any{"sub": "pairwise-1", fiscal: maria}, newKey(t))
		}, "answer"},
		"userinfo refused": {func(l *liar, _ url.Values) { delete(l.claims, fiscal) }, "answer"},
		"code refused": {func(l *liar, _ url.Values) {
			l.token = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"` + maria + `"}`))
				return true
			}
		}, "answer"},
		"token endpoint broken": {func(l *liar, _ url.Values) {
			l.token = func(w http.ResponseWriter, _ *http.Request) bool {
				http.Error(w, maria, http.StatusBadGateway)
				return true
			}
		}, "down"},
		"token endpoint elsewhere": {func(l *liar, _ url.Values) {
			l.token = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/token" {
					http.Redirect(w, r, l.URL+"/elsewhere", http.StatusTemporaryRedirect)
				}
				return r.URL.Path == "/token"
			}
		}, "down"},
		"token endpoint endless": {func(l *liar, _ url.Values) {
			l.token = func(w http.ResponseWriter, _ *http.Request) bool {
				l.json(w, map[string]any{"access_token": accessToken, "token_type": "Bearer", "id_token": l.sign(l.claims), "more": strings.Repeat("a", outsideLimit)})
				return true
			}
		}, "answer"},
		"no access token": {func(l *liar, _ url.Values) {
			l.token = func(w http.ResponseWriter, _ *http.Request) bool {
				l.json(w, map[string]any{"id_token": "x"})
				return true
			}
		}, "answer"},
		"answer of another provider":   {func(_ *liar, q url.Values) { q.Set("iss", "https://another.example") }, "answer"},
		"answer of nobody":             {func(_ *liar, q url.Values) { q.Del("iss") }, "answer"},
		"no code":                      {func(_ *liar, q url.Values) { q.Del("code") }, "answer"},
		"two codes":                    {func(_ *liar, q url.Values) { q.Add("code", "another") }, "answer"},
		"code with an error":           {func(_ *liar, q url.Values) { q.Set("error", "access_denied") }, "declined"},
		"an error of another provider": {func(_ *liar, q url.Values) { q.Set("error", "access_denied"); q.Set("iss", "https://another.example") }, "answer"},
		"level refused there":          {func(_ *liar, q url.Values) { q.Set("error", "unmet_authentication_requirements") }, "level"},
		"provider out of order":        {func(_ *liar, q url.Values) { q.Set("error", "temporarily_unavailable") }, "down"},
		"an error with markup":         {func(_ *liar, q url.Values) { q.Set("error", "<script>"+maria) }, "answer"},
		"no state":                     {func(_ *liar, q url.Values) { q.Del("state") }, "attempt"},
		"state of nobody":              {func(_ *liar, q url.Values) { q.Set("state", "guess") }, "attempt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLiar(t)
			p := newPortal(t, trusting(l))
			b := p.browser(t)
			answer := b.via(l)
			l.mu.Lock()
			test.lie(l, answer)
			l.mu.Unlock()
			at := b.back(answer)
			if !strings.HasPrefix(at, "/login/failed?") || !strings.Contains(at+"&", "why="+test.want+"&") || b.who() != "" {
				t.Errorf("led to %q as %q, want %s", at, b.who(), test.want)
			}
			p.tellsNothing(t)
		})
	}
}

const fiscal = "https://attributes.eid.gov.it/fiscal_number"

func infoOf(claims map[string]any) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { new(liar).json(w, claims) }
}

// signedInfo is claims as a JWT of the liar, or of another key.
func (l *liar) signedInfo(claims map[string]any, key crypto.Signer) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		l.signer = key
		w.Header().Set("Content-Type", "application/jwt")
		_, _ = w.Write([]byte(l.sign(claims)))
	}
}

// tellsNothing fails if the log tells who it was, or how to be him.
func (p *portal) tellsNothing(t *testing.T) {
	t.Helper()
	log := p.logged()
	for _, secret := range []string{maria, accessToken, "the-code", "eyJ", "pairwise-1"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %q:\n%s", secret, log)
		}
	}
	if !strings.Contains(log, `"route":"/login/callback"`) {
		t.Errorf("nothing is logged:\n%s", log)
	}
}

// What the ID token leaves out the userinfo endpoint may say, plainly or signed.
func TestUserInfo(t *testing.T) {
	t.Parallel()
	for name, info := range map[string]func(*liar) func(http.ResponseWriter){
		"JSON": func(*liar) func(http.ResponseWriter) {
			return infoOf(map[string]any{"sub": "pairwise-1", fiscal: maria, "name": "Another"})
		},
		"signed": func(l *liar) func(http.ResponseWriter) {
			return l.signedInfo(map[string]any{"sub": "pairwise-1", "iss": l.URL, "aud": []string{"portal"}, fiscal: maria}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLiar(t)
			delete(l.claims, fiscal)
			l.userInfo = info(l)
			b := newPortal(t, trusting(l)).browser(t)
			if at := b.back(b.via(l)); at != "/me" || b.who() != "Rossi Maria "+maria {
				t.Errorf("led to %q as %q", at, b.who())
			}
			// A token that tells no more than a pseudonym goes along when he leaves.
			u, err := url.Parse(away(b.post("/logout", nil)))
			if err != nil || u.Query().Get("id_token_hint") == "" || u.Query().Get("x") != "1" || u.Query().Get("post_logout_redirect_uri") != b.URL+"/login/ended" {
				t.Errorf("logout leads to %s", u)
			}
		})
	}
}

// We prove who we are by a secret or by a key.
func TestClientProves(t *testing.T) {
	t.Parallel()
	l := newLiar(t)
	key := newKey(t)
	b := newPortal(t, trusting(l, func(p *Provider) { p.Secret, p.Key, p.KeyID = "", key, "ours" })).browser(t)
	if at := b.back(b.via(l)); at != "/me" {
		t.Fatalf("led to %q", at)
	}
	r := l.asked[0]
	signed, err := jose.ParseSigned(r.PostForm.Get("client_assertion"), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	body, err := signed.Verify(key.Public())
	if err != nil || !strings.Contains(string(body), `"aud":"`+l.URL+`/token"`) || !strings.Contains(string(body), `"iss":"portal"`) {
		t.Errorf("assertion %s, %v", body, err)
	}
	if r.PostForm.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || r.PostForm.Has("client_secret") || r.Header.Get("Authorization") != "" || r.PostForm.Get("code_verifier") == "" {
		t.Errorf("token request %v", r.PostForm)
	}

	secret := newLiar(t)
	b = newPortal(t, trusting(secret)).browser(t)
	if at := b.back(b.via(secret)); at != "/me" {
		t.Fatalf("led to %q", at)
	}
	if id, s, ok := secret.asked[0].BasicAuth(); !ok || id != "portal" || s != "s" || secret.asked[0].PostForm.Has("client_secret") {
		t.Errorf("basic %q %q", id, s)
	}
}
