package auth

import (
	"errors"
	"slices"
	"strings"
)

// ErrNoFiscalNumber says that a provider of citizens did not tell who has logged in: it
// names no Italian fiscal number (as eIDAS often does not).
var ErrNoFiscalNumber = errors.New("auth: no fiscal number")

// Login is one provider through which people log in to the pages. It is for citizens or
// for officers, never for both: what somebody is does not depend on what he could have
// written into his own account.
type Login struct {
	Issuer string // exactly as its ID tokens' iss
	Client string // our client id there

	Officers   bool     // for officers; otherwise for citizens
	Assurances []string // the acr values that are enough; for citizens DefaultAssurances if none is named, for officers any
	Lawyer     Role     // how it says that a citizen is a lawyer

	ScopesClaim, OfficesClaim string   // of an officer: where his rights stand, "" for nowhere
	Offices                   []string // of every officer, besides: cadastral codes
}

// Accepted is the levels of assurance that are asked for and enough; none is any.
func (l Login) Accepted() []string {
	if len(l.Assurances) == 0 && !l.Officers {
		return DefaultAssurances
	}
	return l.Assurances
}

// Incomplete reports whether the ID token leaves out what the userinfo endpoint may tell
// (OpenID Connect Core section 5.3). The claims are those of a verified token.
func (l Login) Incomplete(idToken []byte) bool {
	m, err := readMembers(idToken)
	switch {
	case err != nil:
		return false // Principal says what is wrong
	case l.Officers:
		return l.ScopesClaim != "" && !m.has(l.ScopesClaim) || l.OfficesClaim != "" && !m.has(l.OfficesClaim)
	}
	return !m.has(fiscalNumber) && !m.has(legacyFiscalNumber) || l.Lawyer.Claim != "" && !m.has(l.Lawyer.Claim)
}

// Principal is who has logged in, by the claims of a verified ID token and of the answer
// of the userinfo endpoint, nil if it was not asked. The refusals are those of an access
// token. Errors: ErrInvalid, ErrAssurance, ErrNoFiscalNumber.
func (l Login) Principal(idToken, userInfo []byte) (*Principal, error) {
	m, err := readMembers(idToken)
	if err != nil {
		return nil, invalid("claims: " + err.Error())
	}
	who := &Principal{Issuer: l.Issuer, Client: l.Client}
	if iss, _ := m.text("iss"); iss != l.Issuer {
		return nil, invalid("iss")
	}
	var ok bool
	if who.Subject, ok = m.identifier("sub"); !ok {
		return nil, invalid("sub")
	}
	if err := m.complete(who.Subject, userInfo); err != nil {
		return nil, err
	}
	acr, _ := m.text("acr")
	if accepted := l.Accepted(); len(accepted) > 0 && !slices.Contains(accepted, acr) {
		return nil, ErrAssurance
	}
	fill := l.citizen
	if l.Officers {
		fill = l.officer
	}
	who.Assurance = acr
	if err := fill(who, m); err != nil {
		return nil, err
	}
	return who, nil
}

// complete adds what the userinfo endpoint tells of the same subject. What the ID token
// says stands; a fiscal number is looked at under both of its names.
func (m members) complete(subject string, userInfo []byte) error {
	if userInfo == nil {
		return nil
	}
	more, err := readMembers(userInfo)
	if err != nil {
		return invalid("userinfo: " + err.Error())
	}
	if sub, _ := more.text("sub"); sub != subject { // OpenID Connect Core section 5.3.2
		return invalid("userinfo of another subject")
	}
	for _, told := range []string{"acr", "iss"} { // of the login, which is the ID token's to tell
		delete(more, told)
	}
	for name, value := range more {
		if !m.has(name) {
			m[name] = value
		}
	}
	return nil
}

func (l Login) citizen(who *Principal, m members) (err error) {
	if !m.has(fiscalNumber) && !m.has(legacyFiscalNumber) {
		return ErrNoFiscalNumber
	}
	if who.FiscalCode, err = fiscalCode(m); err != nil {
		return err
	}
	scopes, err := knownScopes(m)
	switch {
	case err != nil:
		return err
	case len(scopes) > 0 || who.Subject == l.Client || m.has(officerClaim):
		return invalid("citizen and machine at once")
	}
	who.Lawyer = l.Lawyer.heldIn(m)
	return nil
}

// officer fills in who works at an office. Without a right he is let in to nothing, which
// is for others to tell him: the office may give him rights of its own.
func (l Login) officer(who *Principal, m members) error {
	switch {
	case m.has(fiscalNumber) || m.has(legacyFiscalNumber):
		return invalid("citizen and officer at once")
	case who.Subject == l.Client:
		return invalid("officer and machine at once")
	}
	who.Officer, who.Offices = who.Subject, slices.Clone(l.Offices)
	if l.ScopesClaim != "" && m.has(l.ScopesClaim) {
		list, ok := m.words(l.ScopesClaim)
		if !ok {
			return invalid("scopes of an officer")
		}
		for _, s := range list {
			if slices.Contains(scopes, Scope(s)) && !slices.Contains(who.Scopes, Scope(s)) {
				who.Scopes = append(who.Scopes, Scope(s))
			}
		}
	}
	if l.OfficesClaim != "" && m.has(l.OfficesClaim) {
		codes, ok := m.words(l.OfficesClaim)
		if !ok || slices.ContainsFunc(codes, notCadastral) {
			return invalid("offices of an officer")
		}
		who.Offices = append(who.Offices, codes...)
	}
	return nil
}

// words is a member that is an array of strings, or one string of words between blanks.
func (m members) words(name string) ([]string, bool) {
	if one, ok := m.text(name); ok {
		return strings.Fields(one), true
	}
	return m.texts(name)
}

// Pseudonymous reports whether an ID token tells no more of somebody than a pseudonym:
// only such a one may stand in an address. It is one that was verified before.
func Pseudonymous(idToken string) bool {
	t, err := parse(idToken)
	return err == nil && !slices.ContainsFunc([]string{
		fiscalNumber, legacyFiscalNumber, "name", "given_name", "family_name", "preferred_username", "birthdate", "email", "phone_number", "address",
	}, t.claims.has)
}

// PrintedName is what somebody is called by the claims of his login, "" if they do not
// say: name, or given_name and family_name (OpenID Connect Core section 5.1).
func PrintedName(idToken, userInfo []byte) string {
	for _, claims := range [][]byte{idToken, userInfo} {
		m, err := readMembers(claims)
		if err != nil {
			continue
		}
		given, _ := m.text("given_name")
		family, _ := m.text("family_name")
		for _, name := range []string{m.line("name"), strings.TrimSpace(given + " " + family)} {
			if name != "" && len(name) <= 200 && !strings.ContainsFunc(name, control) {
				return name
			}
		}
	}
	return ""
}

func (m members) line(name string) string {
	s, _ := m.text(name)
	return strings.TrimSpace(s)
}

func control(r rune) bool { return r < ' ' || r == 0x7f }
