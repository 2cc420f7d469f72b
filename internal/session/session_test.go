package session

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
)

// A citizen is the same through every provider; an officer is one of his provider's.
func TestHolder(t *testing.T) {
	t.Parallel()
	const code = "RSSMRA80A01H501U"
	login := func(p auth.Principal) Holder { return Login{Principal: p}.Holder() }
	citizen := login(auth.Principal{Issuer: "https://a.example", Subject: "s", FiscalCode: code})
	if citizen != login(auth.Principal{Issuer: "https://b.example", Subject: "t", FiscalCode: code}) {
		t.Error("a citizen is another through another provider")
	}
	seen := map[Holder]bool{citizen: true}
	for _, p := range []auth.Principal{
		{Issuer: "https://a.example", Subject: "s", FiscalCode: "VRDLGU75T10F205R"},
		{Issuer: "https://a.example", Subject: code, Officer: code},
		{Issuer: "https://b.example", Subject: code, Officer: code},
		{Issuer: "https://a.example", Subject: "s", Officer: "s"},
		{Issuer: "https://a.example\ns", Subject: "", Officer: "s"},
	} {
		if h := login(p); seen[h] || strings.Contains(string(h), code) {
			t.Errorf("%+v is taken for another, or told", p)
		} else {
			seen[h] = true
		}
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	if Hash("a") == Hash("b") || Hash("a") != Hash("a") || len(Hash("")) != 64 { //nolint:staticcheck // the same twice
		t.Error("hashes are not of what is hashed")
	}
}
