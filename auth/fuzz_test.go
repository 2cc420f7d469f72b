package auth

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Whatever comes, Check answers with one of its errors, and accepts only what one
// of the keys has signed.
func FuzzCheck(f *testing.F) {
	citizen, elliptic, machine := newForge(), newForge(), newForge()
	elliptic.es256()
	machine.machine()
	var signed []string
	for _, good := range []*forge{citizen, elliptic, machine} {
		token := good.token()
		signed = append(signed, token[:strings.LastIndexByte(token, '.')])
		f.Add(token)
	}
	for _, a := range slices.Concat(algorithmAttacks, keyAttacks, jsonAttacks) {
		bad := newForge()
		a.edit(bad)
		f.Add(bad.token())
	}
	checker := must(New(new(network).config()))
	refusals := []error{ErrInvalid, ErrExpired, ErrAssurance, ErrKeysUnavailable}
	f.Fuzz(func(t *testing.T, token string) {
		who, err := checker.Check(t.Context(), token)
		if err == nil && !slices.Contains(signed, token[:strings.LastIndexByte(token, '.')]) {
			t.Errorf("Check(%q) = %v", token, who)
		}
		if err != nil && !slices.ContainsFunc(refusals, func(want error) bool { return errors.Is(err, want) }) {
			t.Errorf("Check(%q): %v", token, err)
		}
	})
}

// The claims of a signed token are a stranger's too: a provider may copy into them
// what its user typed.
func FuzzClaims(f *testing.F) {
	for _, a := range slices.Concat(claimAttacks, timeAttacks, citizenAttacks, machineAttacks, officerAttacks, jsonAttacks) {
		bad := newForge()
		a.edit(bad)
		bad.token()
		f.Add(bad.rawClaims)
	}
	p := &issuer{Provider: Provider{Citizens: true, Machines: true, Assurances: DefaultAssurances, Lawyer: Role{lawyerClaim, "avvocato"}}}
	f.Fuzz(func(t *testing.T, claims string) {
		m, err := readMembers([]byte(claims))
		if err != nil {
			return
		}
		_ = inTime(m, today, defaultLifetime)
		_ = meantFor(audience, m)
		who, err := p.principal(m)
		if err != nil {
			return
		}
		if who.Citizen() == (who.Assurance == "") || who.Citizen() && who.Scopes != nil || len(who.FiscalCode) > 16 ||
			who.Citizen() && who.AtCounter() || who.Lawyer && !who.Citizen() {
			t.Errorf("principal(%s) = %+v", claims, who)
		}
		for _, s := range append([]string{who.Subject, who.Client, who.TokenID, who.FiscalCode, who.Officer}, who.Offices...) {
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("principal(%s) holds %q", claims, s)
			}
		}
	})
}

func FuzzReadKeySet(f *testing.F) {
	for _, set := range provided() {
		f.Add(set)
	}
	f.Add([]byte(`{"keys":[{"kty":"RSA","kid":"k","n":"","e":""}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readKeySet(b)
		for kid, k := range got {
			if err != nil || kid == "" || k.public == nil || len(k.algorithms) == 0 {
				t.Errorf("readKeySet(%q) = %v, %v", b, got, err)
			}
		}
	})
}
