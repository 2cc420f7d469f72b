package auth

import (
	"strings"
	"testing"
)

// All faults come in one error, and each names its provider.
func TestNewReportsAllFaults(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Providers: []Provider{
		{Issuer: "https://a", JWKS: "http://a/keys", Algorithms: []string{"HS256", "none"}},
		{Issuer: "https://a", JWKS: "https://a/keys", Citizens: true, MaxLifetime: -1},
		{JWKS: "https://c/keys", Machines: true, Assurances: []string{""}},
	}})
	if err == nil {
		t.Fatal("New: no error")
	}
	for _, want := range []string{
		"no audience", "no way to fetch keys", "no clock",
		"provider 1 (https://a): the address of the key set", `"HS256"`, `"none"`, "provider 1 (https://a): speaks neither",
		"provider 2 (https://a): named twice", "negative lifetime",
		"provider 3 (): no issuer", "empty level of assurance",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("New does not report %q:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 11 {
		t.Errorf("New reports %d faults, want 11:\n%v", n, err)
	}
	if _, err := New(Config{}); err == nil || !strings.Contains(err.Error(), "no identity provider") {
		t.Errorf("New of nothing: %v", err)
	}
}

func TestNewTrustsNoOpenLine(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://login.example.it/keys":      true,
		"http://127.0.0.1:8080/keys":         true,
		"http://[::1]:8080/keys":             true,
		"http://localhost:8080/keys":         true,
		"":                                   false,
		"/keys":                              false,
		"https:///keys":                      false,
		"file:///keys":                       false,
		"http://login.example.it/keys":       false,
		"http://localhost.example.it/keys":   false,
		"http://127.0.0.1.example.it/keys":   false,
		"http://127.0.0.1@evil.example/keys": false,
		"https://user:pw@example.it/keys":    false,
		"https://exa mple.it/keys":           false,
	} {
		c := new(network).config()
		c.Providers[0].JWKS = address
		if _, err := New(c); (err == nil) != want {
			t.Errorf("New with keys at %q: %v", address, err)
		}
	}
}
