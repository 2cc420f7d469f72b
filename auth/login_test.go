package auth

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

const client = "portal"

func citizens() Login {
	return Login{Issuer: issuerA, Client: client, Lawyer: Role{lawyerClaim, "avvocato"}}
}

func officers() Login {
	return Login{Issuer: issuerA, Client: client, Officers: true, ScopesClaim: "roles", OfficesClaim: "comuni"}
}

// citizenClaims and officerClaims are good ones of an ID token.
func citizenClaims() jsonObject {
	return jsonObject{"iss": issuerA, "sub": "pairwise-1", "acr": DefaultAssurances[0], fiscalNumber: "TINIT-" + code}
}

func officerClaims() jsonObject {
	return jsonObject{"iss": issuerA, "sub": "m.rossi", "roles": []string{"certificates:issue", "another"}, "comuni": "H501"}
}

func marshal(m jsonObject) []byte {
	if m == nil {
		return nil
	}
	return must(json.Marshal(m))
}

func TestLoginPrincipal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		login Login
		edit  func(id jsonObject) (userInfo jsonObject)
		want  Principal
	}{
		"citizen": {citizens(), func(jsonObject) jsonObject { return nil }, Principal{FiscalCode: code, Assurance: DefaultAssurances[0]}},
		"fiscal number from userinfo": {citizens(), func(id jsonObject) jsonObject {
			delete(id, fiscalNumber)
			return jsonObject{"sub": "pairwise-1", legacyFiscalNumber: strings.ToLower(code), "acr": DefaultAssurances[1]}
		}, Principal{FiscalCode: code, Assurance: DefaultAssurances[0]}},
		"lawyer from userinfo": {citizens(), func(jsonObject) jsonObject {
			return jsonObject{"sub": "pairwise-1", lawyerClaim: []string{"avvocato"}}
		}, Principal{FiscalCode: code, Assurance: DefaultAssurances[0], Lawyer: true}},
		"the ID token stands": {citizens(), func(id jsonObject) jsonObject {
			id[lawyerClaim] = "notaio"
			return jsonObject{"sub": "pairwise-1", lawyerClaim: "avvocato"}
		}, Principal{FiscalCode: code, Assurance: DefaultAssurances[0]}},
		"scopes of another service": {citizens(), func(id jsonObject) jsonObject { id["scope"] = "openid profile"; return nil }, Principal{FiscalCode: code, Assurance: DefaultAssurances[0]}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := citizenClaims()
			more := test.edit(id)
			test.want.Issuer, test.want.Subject, test.want.Client = issuerA, "pairwise-1", client
			who, err := test.login.Principal(marshal(id), marshal(more))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, who); diff != "" {
				t.Errorf("principal (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoginOfOfficers(t *testing.T) {
	t.Parallel()
	both := officers()
	both.Offices = []string{"L378"}
	for name, test := range map[string]struct {
		login    Login
		id, more jsonObject
		want     Principal
	}{
		"rights in the ID token": {officers(), officerClaims(), nil, Principal{Scopes: []Scope{IssueCertificates}, Offices: []string{"H501"}}},
		"rights in userinfo": {
			officers(),
			jsonObject{"iss": issuerA, "sub": "m.rossi"},
			jsonObject{"sub": "m.rossi", "roles": "certificates:read certificates:read", "comuni": []string{"H501", "F205"}},
			Principal{Scopes: []Scope{ReadCertificates}, Offices: []string{"H501", "F205"}},
		},
		"an office of every officer": {both, officerClaims(), nil, Principal{Scopes: []Scope{IssueCertificates}, Offices: []string{"L378", "H501"}}},
		"no right":                   {officers(), jsonObject{"iss": issuerA, "sub": "m.rossi", "roles": []string{}}, nil, Principal{}},
		"claims that are not looked at": {
			Login{Issuer: issuerA, Client: client, Officers: true},
			jsonObject{"iss": issuerA, "sub": "m.rossi", "scope": "certificates:issue", "offices": []string{"H501"}},
			nil,
			Principal{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want.Issuer, test.want.Subject, test.want.Officer, test.want.Client = issuerA, "m.rossi", "m.rossi", client
			who, err := test.login.Principal(marshal(test.id), marshal(test.more))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, who); diff != "" || who.Citizen() {
				t.Errorf("principal (-want +got):\n%s", diff)
			}
		})
	}
}

// A right of one office holds in no other, whatever else is held there.
func TestWithGrants(t *testing.T) {
	t.Parallel()
	claimed := Principal{Officer: "o", Scopes: []Scope{ReadCertificates}, Offices: []string{"H501", "F205"}}
	p := claimed.WithGrants([]Grant{{IssueCertificates, "L378"}, {ReadCertificates, "H501"}})
	for g, want := range map[Grant]bool{
		{ReadCertificates, "H501"}: true, {ReadCertificates, "F205"}: true, {IssueCertificates, "L378"}: true,
		{ReadCertificates, "L378"}: false, {IssueCertificates, "H501"}: false, {ManageOffice, "L378"}: false, {IssueCertificates, ""}: false,
	} {
		if got := p.May(g.Scope, g.Office); got != want {
			t.Errorf("May(%v) = %t", g, got)
		}
	}
	if !p.AtCounter() || len(p.Grants) != 3 || len(p.Offices) != 3 || claimed.Grants != nil {
		t.Errorf("%+v of %+v", p, claimed)
	}
	if nobody := (Principal{Officer: "o"}).WithGrants(nil); nobody.May(ReadCertificates, "H501") || nobody.AtCounter() || len(nobody.Offices) > 0 {
		t.Errorf("%+v", nobody)
	}
	if lost := (Principal{Scopes: []Scope{ReadCertificates}, Offices: nil}).WithGrants(nil); lost.May(ReadCertificates, "") {
		t.Error("a scope without an office holds somewhere")
	}
}

func TestLoginRefuses(t *testing.T) {
	t.Parallel()
	strict := officers()
	strict.Assurances = []string{"mfa"}
	for name, test := range map[string]struct {
		login Login
		edit  func(id jsonObject) (userInfo jsonObject)
		want  error
	}{
		"another issuer": {citizens(), func(id jsonObject) jsonObject { id["iss"] = issuerB; return nil }, ErrInvalid},
		"no issuer": {citizens(), func(id jsonObject) jsonObject {
			delete(id, "iss")
			return jsonObject{"sub": "pairwise-1", "iss": issuerA}
		}, ErrInvalid},
		"no subject":            {citizens(), func(id jsonObject) jsonObject { delete(id, "sub"); return jsonObject{"sub": "pairwise-1"} }, ErrInvalid},
		"subject of line break": {citizens(), func(id jsonObject) jsonObject { id["sub"] = "a\nb"; return nil }, ErrInvalid},
		"no level":              {citizens(), func(id jsonObject) jsonObject { delete(id, "acr"); return nil }, ErrAssurance},
		"level from userinfo": {citizens(), func(id jsonObject) jsonObject {
			delete(id, "acr")
			return jsonObject{"sub": "pairwise-1", "acr": DefaultAssurances[0]}
		}, ErrAssurance},
		"low level":                 {citizens(), func(id jsonObject) jsonObject { id["acr"] = "https://www.spid.gov.it/SpidL1"; return nil }, ErrAssurance},
		"level an array":            {citizens(), func(id jsonObject) jsonObject { id["acr"] = DefaultAssurances; return nil }, ErrAssurance},
		"no fiscal number":          {citizens(), func(id jsonObject) jsonObject { delete(id, fiscalNumber); return nil }, ErrNoFiscalNumber},
		"no fiscal number anywhere": {citizens(), func(id jsonObject) jsonObject { delete(id, fiscalNumber); return jsonObject{"sub": "pairwise-1"} }, ErrNoFiscalNumber},
		"foreign number":            {citizens(), func(id jsonObject) jsonObject { id[fiscalNumber] = "TINDE-12345678901"; return nil }, ErrInvalid},
		"fiscal number null":        {citizens(), func(id jsonObject) jsonObject { id[fiscalNumber] = nil; return nil }, ErrInvalid},
		"two fiscal numbers":        {citizens(), func(id jsonObject) jsonObject { id[legacyFiscalNumber] = "VRDLGU75T10F205R"; return nil }, ErrInvalid},
		"another number in userinfo": {citizens(), func(jsonObject) jsonObject {
			return jsonObject{"sub": "pairwise-1", legacyFiscalNumber: "VRDLGU75T10F205R"}
		}, ErrInvalid},
		"userinfo of another subject":  {citizens(), func(jsonObject) jsonObject { return jsonObject{"sub": "pairwise-2"} }, ErrInvalid},
		"userinfo of nobody":           {citizens(), func(jsonObject) jsonObject { return jsonObject{} }, ErrInvalid},
		"the scope of an officer":      {citizens(), func(id jsonObject) jsonObject { id["scope"] = "certificates:issue"; return nil }, ErrInvalid},
		"the same from userinfo":       {citizens(), func(jsonObject) jsonObject { return jsonObject{"sub": "pairwise-1", "scope": "office:manage"} }, ErrInvalid},
		"who says he is an officer":    {citizens(), func(id jsonObject) jsonObject { id["officer"] = "m.rossi"; return nil }, ErrInvalid},
		"the client itself":            {citizens(), func(id jsonObject) jsonObject { id["sub"] = client; return nil }, ErrInvalid},
		"a citizen as officer":         {officers(), func(jsonObject) jsonObject { return nil }, ErrInvalid},
		"officer with a number of his": {officers(), func(id jsonObject) jsonObject { officer(id); return jsonObject{"sub": "m.rossi", fiscalNumber: code} }, ErrInvalid},
		"officer at a low level":       {strict, func(id jsonObject) jsonObject { officer(id); return nil }, ErrAssurance},
		"roles a number":               {officers(), func(id jsonObject) jsonObject { officer(id); id["roles"] = 1; return nil }, ErrInvalid},
		"roles of mixed kinds":         {officers(), func(id jsonObject) jsonObject { officer(id); id["roles"] = []any{"certificates:read", 1}; return nil }, ErrInvalid},
		"no cadastral code":            {officers(), func(id jsonObject) jsonObject { officer(id); id["comuni"] = "Roma"; return nil }, ErrInvalid},
		"the client as officer":        {officers(), func(id jsonObject) jsonObject { officer(id); id["sub"] = client; return nil }, ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := citizenClaims()
			more := test.edit(id)
			who, err := test.login.Principal(marshal(id), marshal(more))
			if who != nil || !errors.Is(err, test.want) {
				t.Errorf("Principal = %+v, %v, want %v", who, err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "m.rossi")) {
				t.Errorf("the error tells who it was: %v", err)
			}
		})
	}
	for _, text := range []string{"", "null", "[]", `{"iss":"a","iss":"b"}`, `{"sub":`} {
		if who, err := citizens().Principal([]byte(text), nil); who != nil || !errors.Is(err, ErrInvalid) {
			t.Errorf("Principal(%q) = %v, %v", text, who, err)
		}
		if who, err := citizens().Principal(marshal(citizenClaims()), []byte(text)); who != nil || !errors.Is(err, ErrInvalid) {
			t.Errorf("userinfo %q: %v, %v", text, who, err)
		}
	}
}

// officer makes the claims of a citizen those of an officer.
func officer(id jsonObject) {
	clear(id)
	for name, value := range officerClaims() {
		id[name] = value
	}
}

func TestIncomplete(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		login Login
		id    jsonObject
		want  bool
	}{
		{Login{}, citizenClaims(), false},
		{Login{}, jsonObject{legacyFiscalNumber: code}, false},
		{citizens(), citizenClaims(), true}, // who is a lawyer it may tell there alone
		{citizens(), jsonObject{legacyFiscalNumber: code, lawyerClaim: "notaio"}, false},
		{citizens(), jsonObject{"sub": "s"}, true},
		{officers(), officerClaims(), false},
		{officers(), jsonObject{"roles": "certificates:read"}, true},
		{Login{Officers: true}, jsonObject{"sub": "s"}, false},
	} {
		if got := test.login.Incomplete(marshal(test.id)); got != test.want {
			t.Errorf("Incomplete(%v) = %t", test.id, got)
		}
	}
}

func TestPrintedName(t *testing.T) {
	t.Parallel()
	for want, claims := range map[string][2]jsonObject{
		"Maria Rossi":  {{"name": "Maria Rossi", "given_name": "Maria"}, nil},
		"Luigi D'Alò":  {{"given_name": "Luigi", "family_name": "D'Alò"}, {"name": "Another"}},
		"From Info":    {{"sub": "s"}, {"name": " From Info "}},
		"Only Family":  {{"name": "", "family_name": "Only Family"}, nil},
		"":             {{"name": "a\nb"}, {"name": strings.Repeat("a", 201)}},
		"Name Of Info": {{"name": 1}, {"given_name": "Name", "family_name": "Of Info"}},
	} {
		if got := PrintedName(marshal(claims[0]), marshal(claims[1])); got != want {
			t.Errorf("PrintedName(%v) = %q, want %q", claims, got, want)
		}
	}
}

func TestPseudonymous(t *testing.T) {
	t.Parallel()
	token := func(claims jsonObject) string {
		f := newForge()
		f.claims = claims
		return f.token()
	}
	if !Pseudonymous(token(jsonObject{"iss": issuerA, "sub": "s", "acr": "2"})) {
		t.Error("a pseudonym is told to be personal")
	}
	for _, m := range []jsonObject{citizenClaims(), {"name": "x"}, {legacyFiscalNumber: nil}, {"email": "x"}} {
		if Pseudonymous(token(m)) {
			t.Errorf("%v is told not to be personal", m)
		}
	}
	if Pseudonymous("") || Pseudonymous("a.b.c") {
		t.Error("what cannot be read is told not to be personal")
	}
}

func TestAssertion(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]Client{"RS256": {Key: keys().rsa}, "ES256": {Key: keys().ec}} {
		k.ID, k.KeyID, k.Clock, k.Random = client, "key-1", func() time.Time { return today }, rand.Reader
		signed, err := k.Assertion("https://login.example.it/token")
		if err != nil {
			t.Fatal(err)
		}
		claims := jwt.RegisteredClaims{}
		token, err := jwt.ParseWithClaims(signed, &claims, func(*jwt.Token) (any, error) { return k.Key.Public(), nil },
			jwt.WithValidMethods([]string{name}), jwt.WithTimeFunc(k.Clock), jwt.WithAudience("https://login.example.it/token"), jwt.WithIssuer(client), jwt.WithSubject(client), jwt.WithExpirationRequired())
		if err != nil || token.Header["kid"] != "key-1" || len(claims.ID) != 32 || claims.ExpiresAt.Sub(today) > time.Minute {
			t.Errorf("%s: %+v, %v", name, claims, err)
		}
		if again := must(k.Assertion("https://login.example.it/token")); again == signed {
			t.Error("an assertion is used twice")
		}
	}
	for _, k := range []Client{{Key: keys().small}, {Key: keys().p384}} {
		if signed, err := k.Assertion("x"); signed != "" || !errors.Is(err, ErrKeyKind) {
			t.Errorf("%T signs: %v", k.Key, err)
		}
	}
	dry := Client{Key: keys().ec, Random: strings.NewReader("short"), Clock: time.Now}
	if signed, err := dry.Assertion("x"); signed != "" || err == nil {
		t.Error("an assertion without randomness")
	}
}

// Whatever claims come, who is let in is a citizen or an officer, and not both.
func FuzzLogin(f *testing.F) {
	f.Add(marshal(citizenClaims()), marshal(jsonObject{"sub": "pairwise-1", lawyerClaim: "avvocato"}))
	f.Add(marshal(officerClaims()), []byte(nil))
	f.Add([]byte(`{"iss":"https://login.example.it","sub":"m.rossi"}`), marshal(officerClaims()))
	f.Fuzz(func(t *testing.T, id, more []byte) {
		for _, l := range []Login{citizens(), officers()} {
			l.Incomplete(id)
			who, err := l.Principal(id, more)
			switch {
			case err != nil && who != nil:
				t.Error("a refusal with somebody")
			case err == nil && (who.Citizen() == l.Officers || (who.Officer != "") != l.Officers || who.Citizen() && len(who.Scopes)+len(who.Offices) > 0):
				t.Errorf("%+v", who)
			}
		}
	})
}
