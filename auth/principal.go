package auth

import "slices"

// Scope is a right that a machine token carries (RFC 6749 section 3.3).
type Scope string

// The scopes. Each holds only in the offices that the token names.
const (
	ReadCertificates     Scope = "certificates:read"     // see that a certificate exists, and its state
	WithdrawCertificates Scope = "certificates:withdraw" // an officer withdraws a certificate
	IssueCertificates    Scope = "certificates:issue"    // an officer, whom the token names, issues at the counter
	ManageOffice         Scope = "office:manage"         // an administrator decides, with a second one, who may do what and how the office writes
)

var scopes = []Scope{ReadCertificates, WithdrawCertificates, IssueCertificates, ManageOffice}

// Grant is a right that somebody holds in an office, by the office's own decision.
type Grant struct {
	Scope  Scope
	Office string // cadastral code
}

// Principal is who is asking, as far as a valid token says. It is either a
// citizen, known by fiscal code and level of assurance, or a machine client (a
// municipal system, an officer's console), known by client, scopes and offices. A
// citizen may be a lawyer besides; a console may name the officer who sits at it.
type Principal struct {
	Issuer  string // the identity provider, the token's iss
	Subject string // the token's sub, opaque
	Client  string // the token's client_id
	TokenID string // the token's jti

	FiscalCode string // citizens: capital letters, without "TINIT-"; not yet checked against the register
	Assurance  string // citizens: the token's acr
	Lawyer     bool   // citizens: the provider vouches that he is a lawyer

	Scopes  []Scope  // machines
	Offices []string // machines: codes of the offices that the scopes hold in
	Officer string   // machines: who sits at the console, opaque; "" where nobody does

	// Grants, where it is not nil, says which scope holds in which office: Scopes and
	// Offices are then only what occurs in it. It is of officers who log in to the pages.
	Grants []Grant
}

// WithGrants is the officer with further rights, each of which holds in its office alone.
func (p Principal) WithGrants(more []Grant) *Principal {
	all := slices.Clone(more)
	for _, s := range p.Scopes {
		for _, office := range p.Offices {
			all = append(all, Grant{s, office})
		}
	}
	p.Scopes, p.Offices, p.Grants = nil, nil, []Grant{}
	for _, g := range all {
		if !slices.Contains(p.Grants, g) {
			p.Grants = append(p.Grants, g)
		}
		if !slices.Contains(p.Scopes, g.Scope) {
			p.Scopes = append(p.Scopes, g.Scope)
		}
		if !slices.Contains(p.Offices, g.Office) {
			p.Offices = append(p.Offices, g.Office)
		}
	}
	return &p
}

// Citizen reports whether a person is asking for himself.
func (p *Principal) Citizen() bool { return p.FiscalCode != "" }

// AtCounter reports whether an officer is asking who issues at the counter of at least
// one office.
func (p *Principal) AtCounter() bool {
	return p.Officer != "" && len(p.Offices) > 0 && slices.Contains(p.Scopes, IssueCertificates)
}

// May reports whether the principal holds the scope in the office.
func (p *Principal) May(s Scope, office string) bool {
	if p.Grants != nil {
		return slices.Contains(p.Grants, Grant{s, office})
	}
	return slices.Contains(p.Scopes, s) && slices.Contains(p.Offices, office)
}
