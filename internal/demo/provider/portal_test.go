package provider

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
)

// pages is the pages as a client.
const pages = "http://127.0.0.1:8080"

func withPortal(o *Options) { o.Portal, o.PortalSecret = pages, "the portal's secret" }

func withOfficers(o *Options) {
	withPortal(o)
	o.Officers = []Employee{{ID: "n.vidal", Name: "Nadia Vidal", Task: "Registrar", Scopes: []auth.Scope{auth.ReadCertificates, auth.IssueCertificates}}}
}

// portalCode goes through the page as the pages' client.
func (d *demo) portalCode(t *testing.T, who url.Values) string {
	t.Helper()
	q := question()
	q.Set("client_id", PortalClient)
	q.Set("redirect_uri", pages+"/login/callback")
	answer, body := d.get(t, "/authorize?"+q.Encode())
	at, err := answer.Location()
	if err != nil {
		t.Fatalf("authorize: %v %s", err, body)
	}
	who.Set("request", at.Query().Get("request"))
	answer, body = d.post(t, "/choose", who)
	if at, err = answer.Location(); err != nil {
		t.Fatalf("choose: %v %s", err, body)
	}
	return at.Query().Get("code")
}

func portalForm(code string) url.Values {
	f := exchangeForm(code)
	f.Set("client_id", PortalClient)
	f.Set("redirect_uri", pages+"/login/callback")
	return f
}

func basic(secret string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(PortalClient, url.QueryEscape(secret)) }
}

// idToken is the claims of the ID token that a code is exchanged for.
func (d *demo) idToken(t *testing.T, who url.Values) (claims map[string]any) {
	t.Helper()
	answer, body := d.post(t, "/token", portalForm(d.portalCode(t, who)), basic("the portal's secret"))
	var tokens struct {
		ID string `json:"id_token"`
	}
	if err := json.Unmarshal([]byte(body), &tokens); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("token: %s %s", answer.Status, body)
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(tokens.ID, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestPortal(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withPortal)
	id := d.idToken(t, url.Values{"fiscal_code": {maria}})
	if id["https://attributes.eid.gov.it/fiscal_number"] != "TINIT-"+maria || id["acr"] != assurance || id["aud"] != PortalClient || id["nonce"] != "the-nonce" || id["at_hash"] == nil {
		t.Errorf("ID token %v", id)
	}
}

const avvocata = "BNCGVR79L52F205W"

func withLawyers(o *Options) {
	withPortal(o)
	o.Lawyers = []Person{{FiscalCode: avvocata, Name: "Ginevra Bianchi", Situation: "Lives elsewhere"}, o.People[0]}
}

// Who logs in as a lawyer is said to be one, and nobody else is: not the same person as a
// citizen, nor whoever names the role.
func TestLawyers(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withLawyers)
	for name, test := range map[string]struct {
		who  url.Values
		role any
		code string
	}{
		"a citizen":                          {url.Values{"fiscal_code": {maria}}, nil, maria},
		"a citizen who names the role":       {url.Values{"fiscal_code": {maria}, "role": {LawyerRole}, RoleClaim: {LawyerRole}}, nil, maria},
		"a lawyer who lives elsewhere":       {url.Values{"lawyer": {avvocata}}, LawyerRole, avvocata},
		"a lawyer who is one of the people":  {url.Values{"lawyer": {maria}}, LawyerRole, maria},
		"a lawyer who names a citizen, too":  {url.Values{"lawyer": {avvocata}, "fiscal_code": {maria}}, LawyerRole, avvocata},
		"a lawyer, in small letters, spaced": {url.Values{"lawyer": {" " + strings.ToLower(avvocata)}}, LawyerRole, avvocata},
	} {
		if id := d.idToken(t, test.who); id[RoleClaim] != test.role || id["https://attributes.eid.gov.it/fiscal_number"] != "TINIT-"+test.code {
			t.Errorf("%s: ID token %v", name, id)
		}
	}
	for name, form := range map[string]url.Values{
		"a citizen as a lawyer": {"lawyer": {d.People[1].FiscalCode}}, "a lawyer as a citizen": {"fiscal_code": {avvocata}}, "nobody": {"lawyer": {"x"}}, "both": {"lawyer": {"x"}, "fiscal_code": {maria}},
	} {
		form.Set("request", d.ask(t))
		if answer, page := d.post(t, "/choose", form); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "Ginevra Bianchi") {
			t.Errorf("%s: %s", name, answer.Status)
		}
	}
	_, page := d.get(t, "/choose?request="+d.ask(t))
	for _, want := range []string{"Come avvocato", "As a lawyer", "Ginevra Bianchi", "Lives elsewhere", "con un mandato"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, page := newDemo(t, withPortal).get(t, "/choose"); strings.Contains(page, "avvocato") {
		t.Error("there are lawyers where there are none")
	}
}

// The access token of a lawyer says it as well, as auth reads it.
func TestLawyerToken(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withLawyers)
	answer, _ := d.post(t, "/choose", url.Values{"request": {d.ask(t)}, "lawyer": {maria}})
	at, err := answer.Location()
	if err != nil {
		t.Fatal(err)
	}
	_, body := d.post(t, "/token", exchangeForm(at.Query().Get("code")))
	var tokens struct {
		Access string `json:"access_token"`
		ID     string `json:"id_token"`
	}
	if err := json.Unmarshal([]byte(body), &tokens); err != nil {
		t.Fatal(err)
	}
	if _, access := opened(t, tokens.Access); access[RoleClaim] != LawyerRole {
		t.Errorf("access token %v", access)
	}
	if _, id := opened(t, tokens.ID); id[RoleClaim] != nil {
		t.Errorf("the public client is told more than who it is: %v", id)
	}
}

func TestOfficers(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withOfficers)
	id := d.idToken(t, url.Values{"officer": {"n.vidal"}})
	want := map[string]any{"sub": "n.vidal", "name": "Nadia Vidal", "roles": []any{"certificates:read", "certificates:issue"}, "offices": []any{"H501"}}
	for _, name := range []string{"iss", "aud", "jti", "iat", "exp", "acr", "nonce", "at_hash", "auth_time"} {
		delete(id, name)
	}
	if diff := cmp.Diff(want, id); diff != "" {
		t.Errorf("ID token of an officer (-want +got):\n%s", diff)
	}
	for name, form := range map[string]url.Values{"unknown": {"officer": {"nobody"}}, "a citizen": {"fiscal_code": {maria}}, "none": {}} {
		form.Set("request", d.ask(t))
		if answer, page := d.post(t, "/choose", form); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "Nadia Vidal") || strings.Contains(page, "Maria Rossi") {
			t.Errorf("%s: %s", name, answer.Status)
		}
	}
}

// The pages' client must know its secret.
func TestPortalSecret(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withPortal)
	for name, edit := range map[string]func(*http.Request){"none": func(*http.Request) {}, "another": basic("guess"), "empty": basic("")} {
		answer, body := d.post(t, "/token", portalForm(d.portalCode(t, url.Values{"fiscal_code": {maria}})), edit)
		if answer.StatusCode != http.StatusUnauthorized || strings.Contains(body, "token\":") {
			t.Errorf("secret %s: %s %s", name, answer.Status, body)
		}
	}
	without := newDemo(t)
	q := question()
	q.Set("client_id", PortalClient)
	if answer, _ := without.get(t, "/authorize?"+q.Encode()); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a client that is not there: %s", answer.Status)
	}
}

func TestEndSession(t *testing.T) {
	t.Parallel()
	d := newDemo(t, withPortal)
	good := url.Values{"client_id": {PortalClient}, "post_logout_redirect_uri": {pages + "/login/ended"}, "state": {"s"}}
	answer, body := d.get(t, "/end_session?"+good.Encode())
	if at := answer.Header.Get("Location"); at != pages+"/login/ended?state=s" {
		t.Errorf("end_session leads to %q, %s", at, body)
	}
	for name, edit := range map[string]func(url.Values){
		"unknown client":   func(q url.Values) { q.Set("client_id", "evil") },
		"no client":        func(q url.Values) { q.Del("client_id") },
		"no address":       func(q url.Values) { q.Del("post_logout_redirect_uri") },
		"another site":     func(q url.Values) { q.Set("post_logout_redirect_uri", "https://evil.example/") },
		"another path":     func(q url.Values) { q.Set("post_logout_redirect_uri", pages+"/login") },
		"one of another's": func(q url.Values) { q.Set("client_id", PublicClient) },
	} {
		q, err := url.ParseQuery(good.Encode())
		if err != nil {
			t.Fatal(err)
		}
		edit(q)
		if answer, _ := d.get(t, "/end_session?"+q.Encode()); answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
			t.Errorf("%s: %s to %q", name, answer.Status, answer.Header.Get("Location"))
		}
	}
}
