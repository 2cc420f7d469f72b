package auth

import "slices"

// Scope is a right that a machine token carries (RFC 6749 section 3.3).
type Scope string

// The scopes. Each holds only in the offices that the token names.
const (
	ReadCertificates     Scope = "certificates:read"     // see that a certificate exists, and its state
	WithdrawCertificates Scope = "certificates:withdraw" // an officer withdraws a certificate
)

var scopes = []Scope{ReadCertificates, WithdrawCertificates}

// Principal is who is asking, as far as a valid token says. It is either a
// citizen, known by fiscal code and level of assurance, or a machine client (a
// municipal system, an officer's console), known by client, scopes and offices.
type Principal struct {
	Issuer  string // the identity provider, the token's iss
	Subject string // the token's sub, opaque
	Client  string // the token's client_id
	TokenID string // the token's jti

	FiscalCode string // citizens: capital letters, without "TINIT-"; not yet checked against the register
	Assurance  string // citizens: the token's acr

	Scopes  []Scope  // machines
	Offices []string // machines: codes of the offices that the scopes hold in
}

// Citizen reports whether a person is asking for himself.
func (p *Principal) Citizen() bool { return p.FiscalCode != "" }

// May reports whether the principal holds the scope in the office.
func (p *Principal) May(s Scope, office string) bool {
	return slices.Contains(p.Scopes, s) && slices.Contains(p.Offices, office)
}
