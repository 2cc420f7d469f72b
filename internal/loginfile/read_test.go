package loginfile

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/internal/yamlfile"
	"github.com/sportello/sportello/registry"
)

func encoded(t testing.TB, k any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// files is what the files of the tests hold.
func files(t testing.TB) (Open, crypto.Signer) {
	t.Helper()
	good, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string][]byte{
		"/etc/sportello/cie.pem": encoded(t, good), "/etc/sportello/gateway-secret": []byte("s3cret with blank \n"), "/etc/sportello/directory-secret": []byte("d"),
		"small.pem": encoded(t, small), "empty": []byte("\n"), "text": []byte("x"),
	}
	return func(path string) ([]byte, error) {
		if b, ok := content[path]; ok {
			return b, nil
		}
		return nil, errors.New(path + ": no such file or directory")
	}, good
}

// The example that people copy has no fault, and says what it says.
func TestExample(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/login.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(example, "```")
	if !found {
		t.Fatal("docs/login.md has no example")
	}
	open, key := files(t)
	got, faults := Read(strings.NewReader(example), open)
	if faults != nil {
		t.Fatal(faults)
	}
	want := []login.Provider{
		{Name: "cie", Login: auth.Login{Issuer: "https://cie.example.it", Client: "https://sportello.example.it"}, Key: key, KeyID: "sportello-2026", Button: login.CIE},
		{
			Name: "poste", Secret: "s3cret with blank ", Scopes: []string{"profile"}, Button: login.SPID, Label: map[registry.Language]string{"it": "Poste ID"},
			Login: auth.Login{
				Issuer: "https://gateway.example.it/spid/poste", Client: "sportello", Assurances: []string{"https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"},
				Lawyer: auth.Role{Claim: "https://gateway.example.it/professional_role", Value: "avvocato"},
			},
		},
		{
			Name: "comune", Secret: "d", Scopes: []string{"profile"}, Button: login.Plain,
			Label: map[registry.Language]string{"it": "l'identità del Comune", "de": "Anmeldung der Gemeinde", "en": "the municipal account"},
			Login: auth.Login{
				Issuer: "https://id.comune.example.it/realms/comune", Client: "sportello", Officers: true,
				ScopesClaim: "sportello_roles", OfficesClaim: "sportello_offices", Offices: []string{"X900"},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("providers (-want +got):\n%s", diff)
	}
}

// Everything that is wrong is told at once, with the line it stands on.
func TestFaults(t *testing.T) {
	t.Parallel()
	const file = `providers:
  Callback:
    for: everybody
    isuer: x
    button: facebook
  callback:
    for: citizens
    issuer: http://login.example.it
    client-id: a
    secret-file: missing
    key-file: small.pem
    claims: {scopes: s, office: o}
    lawyer: {claim: x}
  a:
    for: officers
    issuer: https://login.example.it?x
    client-id: b
    secret-file: empty
    scopes: [openid, a b, profile, profile]
    button: spid
    lawyer: {claim: x, value: y}
    offices: [Roma]
    name: {xx: y, it: }
  b:
    for: citizens
    issuer: https://one.example.it
    client-id: b
    key-file: text
    acr: high
    for: officers
  c: {for: citizens, issuer: "https://one.example.it", client-id: b, secret-file: text}
other: 1
`
	open, _ := files(t)
	got, faults := Read(strings.NewReader(file), open)
	if got != nil {
		t.Errorf("providers in spite of faults: %v", got)
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	want := []string{
		`line 2: a provider cannot be called "Callback": a name has small letters, digits and hyphens, and is none of callback, failed and ended`,
		`line 2: issuer is missing`, `line 2: client-id is missing`,
		`line 2: one of secret-file and key-file is wanted, and not both`,
		`line 3: is neither citizens nor officers`,
		`line 4: there is no setting "isuer" here`,
		`line 5: is none of cie, spid, eidas and none`,
		`line 6: a provider cannot be called "callback": a name has small letters, digits and hyphens, and is none of callback, failed and ended`,
		`line 6: one of secret-file and key-file is wanted, and not both`,
		`line 6: key-file and key-id are set together or not at all`,
		`line 6: without a button of an identity scheme it needs a name, in Italian at least`,
		`line 6: claims and offices are for providers of officers`,
		`line 8: is not an address that begins with https:// (http:// on this machine) and has neither query nor fragment`,
		`line 10: missing: no such file or directory`,
		`line 11: auth: the key is neither RSA of 2048 bits or more nor P-256`,
		`line 12: there is no setting "office" here`,
		`line 13: claim and value are set together`,
		`line 14: the buttons of identity schemes are for citizens`,
		`line 14: lawyer is for providers of citizens`,
		`line 16: is not an address that begins with https:// (http:// on this machine) and has neither query nor fragment`,
		`line 18: empty is empty`,
		`line 19: "profile" stands in the list a second time`,
		`line 19: "openid" is not a scope to be named here; openid is always asked for`,
		`line 19: "a b" is not a scope to be named here; openid is always asked for`,
		`line 22: "Roma" is not the cadastral code of a municipality, a capital letter and three digits`,
		`line 23: is none of it, de, sl, fr and en`,
		`line 23: a text is wanted here`,
		`line 24: key-file and key-id are set together or not at all`,
		`line 24: without a button of an identity scheme it needs a name, in Italian at least`,
		`line 28: the file holds no private key in PEM (PKCS#8)`,
		`line 29: a list is wanted here: [a, b]`,
		`line 30: "for" stands here a second time`,
		`line 31: without a button of an identity scheme it needs a name, in Italian at least`,
		`line 31: another provider here has the same issuer and client-id`,
		`line 32: there is no setting "other" here`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	open, _ := files(t)
	for text, want := range map[string]string{
		"providers: [":                          "is not YAML",
		"[]":                                    `line 1: settings of the form "name: value" are wanted here`,
		"providers: x":                          `line 1: settings of the form "name: value" are wanted here`,
		"providers: {a: x}":                     `line 1: settings of the form "name: value" are wanted here`,
		strings.Repeat("#", yamlfile.MaxSize+1): "is larger than 4 MB",
	} {
		got, faults := Read(strings.NewReader(text), open)
		if got != nil || len(faults) == 0 || !strings.Contains(faults[0].String(), want) {
			t.Errorf("%.20q: %v, %v", text, got, faults)
		}
	}
	if got, faults := Read(strings.NewReader(""), open); got != nil || faults != nil {
		t.Errorf("an empty file: %v, %v", got, faults)
	}
}

// Whatever the file holds, there are faults or providers that are whole.
func FuzzRead(f *testing.F) {
	f.Add("providers: {cie: {for: citizens, issuer: 'https://a', client-id: b, secret-file: text, button: cie}}")
	f.Add("providers: {x: &a {for: officers}, y: *a}")
	f.Add("providers:\n  ? [a]\n  : b\n")
	open := func(string) ([]byte, error) { return []byte("x"), nil }
	f.Fuzz(func(t *testing.T, text string) {
		got, faults := Read(strings.NewReader(text), open)
		if len(faults) > 0 && got != nil {
			t.Error("faults and providers")
		}
		for _, p := range got {
			if p.Issuer == "" || p.Client == "" || (p.Secret == "") == (p.Key == nil) {
				t.Errorf("%+v", p)
			}
		}
	})
}
