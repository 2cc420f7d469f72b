package auth

import (
	"slices"
	"strings"
)

// The claims that carry a citizen's fiscal number: the name that SPID and CIE have
// in common, and SPID's older one, still in use.
const (
	fiscalNumber       = "https://attributes.eid.gov.it/fiscal_number"
	legacyFiscalNumber = "https://attributes.spid.gov.it/fiscal_number"
)

// officerClaim names, in the token of an office's console, the officer who has logged
// in there, by his sub at the office. The console's client answers for it.
const officerClaim = "officer"

// principal is who a verified token speaks for.
func (p *issuer) principal(m members) (*Principal, error) {
	who := &Principal{Issuer: p.Issuer}
	for _, claim := range []struct {
		name string
		to   *string
	}{{"sub", &who.Subject}, {"client_id", &who.Client}, {"jti", &who.TokenID}} {
		var ok bool
		if *claim.to, ok = m.identifier(claim.name); !ok {
			return nil, invalid(claim.name)
		}
	}
	if m.has("cnf") {
		return nil, invalid("cnf")
	}
	kind := p.machine
	if m.has(fiscalNumber) || m.has(legacyFiscalNumber) {
		kind = p.citizen
	}
	if err := kind(who, m); err != nil {
		return nil, err
	}
	return who, nil
}

// citizen fills in a person who asks for himself. A token that would also act for
// a client, by its subject or its scopes, is nobody's.
func (p *issuer) citizen(who *Principal, m members) (err error) {
	if !p.Citizens {
		return invalid("provider does not speak for citizens")
	}
	if who.FiscalCode, err = fiscalCode(m); err != nil {
		return err
	}
	scopes, err := knownScopes(m)
	switch {
	case err != nil:
		return err
	case len(scopes) > 0 || who.Subject == who.Client || m.has(officerClaim):
		return invalid("citizen and machine at once")
	}
	acr, _ := m.text("acr")
	if !slices.Contains(p.Assurances, acr) {
		return ErrAssurance
	}
	who.Assurance, who.Lawyer = acr, p.Lawyer.heldIn(m)
	return nil
}

// heldIn reports whether the claim that stands for the role is there with its value, as
// a text or among an array of them. Without a claim the provider is not trusted with
// the role, and whatever it says of it is another service's.
func (r Role) heldIn(m members) bool {
	if r.Claim == "" {
		return false
	}
	if one, ok := m.text(r.Claim); ok {
		return one == r.Value
	}
	several, ok := m.texts(r.Claim)
	return ok && slices.Contains(several, r.Value)
}

// fiscalCode is the one code that the claims agree on, without the prefix of ETSI
// EN 319 412-1. Another country's number is no fiscal code.
func fiscalCode(m members) (string, error) {
	code := ""
	for _, name := range []string{fiscalNumber, legacyFiscalNumber} {
		if !m.has(name) {
			continue
		}
		s, ok := m.text(name)
		s = strings.TrimPrefix(s, "TINIT-")
		if !ok || s == "" || len(s) > 16 || !allAlphanumeric(s) {
			return "", invalid("fiscal number")
		}
		s = strings.ToUpper(s) // of ASCII letters only: others have capitals in ASCII, like the long s
		if code != "" && code != s {
			return "", invalid("fiscal numbers differ")
		}
		code = s
	}
	return code, nil
}

func allAlphanumeric(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) {
			return false
		}
	}
	return true
}

// machine fills in a client that acts for itself: its own subject (RFC 9068 section
// 2.2), with whatever scopes and offices it was given.
func (p *issuer) machine(who *Principal, m members) (err error) {
	if !p.Machines {
		return invalid("provider does not speak for machines")
	}
	if who.Subject != who.Client {
		return invalid("neither citizen nor machine")
	}
	if who.Scopes, err = knownScopes(m); err != nil {
		return err
	}
	if who.Offices, err = offices(m); err != nil || !m.has(officerClaim) {
		return err
	}
	var ok bool
	if who.Officer, ok = m.identifier(officerClaim); !ok {
		return invalid(officerClaim)
	}
	return nil
}

// knownScopes are those of the scope claim (RFC 8693 section 4.2) that Sportello
// has; others are another service's.
func knownScopes(m members) ([]Scope, error) {
	if !m.has("scope") {
		return nil, nil
	}
	list, ok := m.text("scope")
	if !ok {
		return nil, invalid("scope")
	}
	var known []Scope
	for s := range strings.SplitSeq(list, " ") {
		if slices.Contains(scopes, Scope(s)) {
			known = append(known, Scope(s))
		}
	}
	return known, nil
}

// offices are the cadastral codes of the offices claim.
func offices(m members) ([]string, error) {
	if !m.has("offices") {
		return nil, nil
	}
	codes, ok := m.texts("offices")
	if !ok || slices.ContainsFunc(codes, notCadastral) {
		return nil, invalid("offices")
	}
	return codes, nil
}

func notCadastral(s string) bool {
	if len(s) != 4 || s[0] < 'A' || s[0] > 'Z' {
		return true
	}
	return strings.Trim(s[1:], "0123456789") != ""
}
