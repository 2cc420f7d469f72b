package login

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"github.com/sportello/sportello/auth"
)

// liar is a provider that says what a test wants it to. As newLiar leaves it, it tells the
// truth about Maria.
type liar struct {
	*httptest.Server
	key crypto.Signer

	mu          sync.Mutex
	description map[string]any
	claims      map[string]any // of the ID token
	header      map[jose.HeaderKey]any
	signer      crypto.Signer // instead of key
	rawID       *string       // instead of the ID token
	userInfo    func(http.ResponseWriter)
	token       func(http.ResponseWriter, *http.Request) bool // answers instead, if it reports so
	asked       []*http.Request
}

const accessToken = "the-access-token"

func newLiar(t *testing.T) *liar {
	t.Helper()
	l := &liar{key: newKey(t)}
	mux := http.NewServeMux()
	l.Server = httptest.NewServer(mux)
	t.Cleanup(l.Close)
	l.description = map[string]any{
		"issuer": l.URL, "authorization_endpoint": l.URL + "/authorize", "token_endpoint": l.URL + "/token", "jwks_uri": l.URL + "/keys",
		"userinfo_endpoint": l.URL + "/userinfo", "end_session_endpoint": l.URL + "/end?x=1", "id_token_signing_alg_values_supported": []string{"ES256"},
		"authorization_response_iss_parameter_supported": true,
	}
	hash := sha256.Sum256([]byte(accessToken))
	l.claims = map[string]any{
		"iss": l.URL, "aud": "portal", "sub": "pairwise-1", "iat": today.Unix(), "exp": today.Add(5 * time.Minute).Unix(),
		"acr": auth.DefaultAssurances[0], "at_hash": base64.RawURLEncoding.EncodeToString(hash[:16]),
		"https://attributes.eid.gov.it/fiscal_number": "TINIT-" + maria,
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) { l.json(w, l.description) })
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		l.json(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: l.key.Public(), KeyID: "k", Use: "sig", Algorithm: "ES256"}}})
	})
	mux.HandleFunc("/token", l.answer)
	mux.HandleFunc("/elsewhere", l.answer)
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.userInfo == nil || r.Header.Get("Authorization") != "Bearer "+accessToken {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		l.userInfo(w)
	})
	return l
}

func (l *liar) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (l *liar) answer(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = r.ParseForm()
	l.asked = append(l.asked, r)
	if l.token != nil && l.token(w, r) {
		return
	}
	body := map[string]any{"access_token": accessToken, "token_type": "Bearer", "expires_in": 60}
	switch {
	case l.rawID == nil:
		body["id_token"] = l.sign(l.claims)
	case *l.rawID != "":
		body["id_token"] = *l.rawID
	}
	l.json(w, body)
}

// sign makes a JWT of claims.
func (l *liar) sign(claims map[string]any) string {
	key := l.key
	if l.signer != nil {
		key = l.signer
	}
	options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"kid": "k"}}
	maps.Copy(options.ExtraHeaders, l.header)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, options)
	if err != nil {
		panic(err)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		panic(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

// trusting is a portal that takes the liar for a provider.
func trusting(l *liar, edit ...func(*Provider)) func(*portal) {
	return func(p *portal) {
		liar := Provider{Name: "liar", Login: auth.Login{Issuer: l.URL, Client: "portal"}, Secret: "s", Button: SPID}
		for _, e := range edit {
			e(&liar)
		}
		p.config.Providers = append(p.config.Providers, liar)
	}
}

// via begins a login at the liar and returns the answer that it would send back.
func (b *browser) via(l *liar) url.Values {
	b.t.Helper()
	u, err := url.Parse(b.leave("liar", nil))
	if err != nil {
		b.t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, lies := l.claims["nonce"]; !lies {
		l.claims["nonce"] = u.Query().Get("nonce")
	}
	return url.Values{"state": {u.Query().Get("state")}, "code": {"the-code"}, "iss": {l.URL}}
}

// back comes back with an answer, and returns where that leads.
func (b *browser) back(answer url.Values) string {
	b.t.Helper()
	return b.get("/login/callback?" + answer.Encode()).Header.Get("Location")
}
