package provider

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/sportello/sportello/auth"
)

const (
	lifetime  = 15 * time.Minute
	assurance = "https://www.spid.gov.it/SpidL2"
)

// How the provider says that somebody is a lawyer, for auth.Provider.Lawyer.
const (
	RoleClaim  = "https://sportello.example/professional_role"
	LawyerRole = "avvocato"
)

// Officer is who sits at the office's console.
const Officer = "demo-officer"

// RolesClaim and OfficesClaim are where the ID token of an officer says what he may do, and
// in which offices.
const (
	RolesClaim   = "roles"
	OfficesClaim = "offices"
)

// claims are those of an access token (RFC 9068 section 2.2) and, the last five, of
// an ID token.
type claims struct {
	Issuer       string   `json:"iss"`
	Subject      string   `json:"sub"`
	Audience     string   `json:"aud"`
	Client       string   `json:"client_id,omitempty"`
	ID           string   `json:"jti"`
	IssuedAt     int64    `json:"iat"`
	Expires      int64    `json:"exp"`
	Assurance    string   `json:"acr,omitempty"`
	FiscalNumber string   `json:"https://attributes.eid.gov.it/fiscal_number,omitempty"`
	Scope        string   `json:"scope,omitempty"`
	Offices      []string `json:"offices,omitempty"`
	Officer      string   `json:"officer,omitempty"`
	Role         string   `json:"https://sportello.example/professional_role,omitempty"`
	Roles        []string `json:"roles,omitempty"`

	AuthTime   int64  `json:"auth_time,omitempty"`
	Nonce      string `json:"nonce,omitempty"`
	AccessHash string `json:"at_hash,omitempty"`
	Name       string `json:"name,omitempty"`
}

// Token mints an access token for one of the demo's people without a login, for
// scripts. ErrUnknownPerson if the fiscal code is nobody's.
func Token(o Options, fiscalCode string) (string, error) {
	return o.tokenWithoutLogin(fiscalCode, "")
}

// LawyerToken is Token for one of the demo's people as a lawyer.
func LawyerToken(o Options, fiscalCode string) (string, error) {
	return o.tokenWithoutLogin(fiscalCode, LawyerRole)
}

func (o *Options) tokenWithoutLogin(fiscalCode, role string) (string, error) {
	if err := o.faults(); err != nil {
		return "", err
	}
	p, err := o.person(fiscalCode)
	if err != nil {
		return "", err
	}
	c, err := o.citizen(p, PublicClient, nil)
	if err != nil {
		return "", err
	}
	c.Role = role
	return o.sign("at+jwt", c)
}

// OfficeToken mints an access token for the office's client with the given scopes
// in the given offices. It names the officer if it is for the counter.
func OfficeToken(o Options, scopes []auth.Scope, offices []string) (string, error) {
	if err := o.faults(); err != nil {
		return "", err
	}
	c, err := o.claims(OfficeClient, o.Audience)
	if err != nil {
		return "", err
	}
	c.Client, c.Scope, c.Offices = OfficeClient, strings.Join(texts(scopes), " "), offices
	if slices.Contains(scopes, auth.IssueCertificates) {
		c.Officer = Officer
	}
	return o.sign("at+jwt", c)
}

func (o *Options) citizenToken(g grant) (string, error) {
	c, err := o.citizen(g.person, g.client, g.scopes)
	if err != nil {
		return "", err
	}
	c.Role = g.role
	return o.sign("at+jwt", c)
}

func (o *Options) citizen(p Person, client string, scopes []string) (claims, error) {
	c, err := o.claims(o.pseudonym(p), o.Audience)
	c.Client, c.Assurance, c.FiscalNumber, c.Scope = client, assurance, "TINIT-"+p.FiscalCode, strings.Join(scopes, " ")
	return c, err
}

// idToken tells the client who has logged in, and that access was given with it.
func (o *Options) idToken(g grant, access string) (string, error) {
	subject, name := o.pseudonym(g.person), g.person.Name
	if g.officer.ID != "" {
		subject, name = g.officer.ID, g.officer.Name
	}
	c, err := o.claims(subject, g.client)
	if err != nil {
		return "", err
	}
	switch {
	case g.officer.ID != "":
		c.Roles, c.Offices = texts(g.officer.Scopes), o.Offices
	case g.client == PortalClient: // as CIE does; SPID never
		c.FiscalNumber, c.Role = "TINIT-"+g.person.FiscalCode, g.role
	}
	if c.AccessHash, err = oidc.ClaimHash(access, jose.SignatureAlgorithm(algorithm(o.Key))); err != nil {
		return "", fmt.Errorf("provider: hashing the access token: %w", err)
	}
	c.Assurance, c.Nonce, c.Name, c.AuthTime = assurance, g.nonce, name, g.at.Unix()
	return o.sign("JWT", c)
}

func (o *Options) claims(subject, audience string) (claims, error) {
	id, err := o.text()
	now := o.Clock()
	return claims{
		Issuer: o.Issuer, Subject: subject, Audience: audience, ID: id,
		IssuedAt: now.Unix(), Expires: now.Add(lifetime).Unix(),
	}, err
}

// pseudonym is a person's sub: always the same here, and not the fiscal code.
func (o *Options) pseudonym(p Person) string {
	h := sha256.Sum256([]byte(o.Issuer + " " + p.FiscalCode))
	return base64.RawURLEncoding.EncodeToString(h[:16])
}

func (o *Options) sign(typ string, c claims) (string, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("provider: writing claims: %w", err)
	}
	public, err := o.publicKey()
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm(o.Key)), Key: jose.JSONWebKey{Key: o.Key, KeyID: public.KeyID}},
		(&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", fmt.Errorf("provider: preparing to sign: %w", err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return "", fmt.Errorf("provider: signing: %w", err)
	}
	return signed.CompactSerialize()
}

// publicKey is the key as the key set shows it. Its kid is its thumbprint
// (RFC 7638).
func (o *Options) publicKey() (jose.JSONWebKey, error) {
	k := jose.JSONWebKey{Key: o.Key.Public(), Algorithm: algorithm(o.Key), Use: "sig"}
	thumbprint, err := k.Thumbprint(crypto.SHA256)
	if err != nil {
		return k, fmt.Errorf("provider: naming the key: %w", err)
	}
	k.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	return k, nil
}

func texts(scopes []auth.Scope) []string {
	list := make([]string, len(scopes))
	for i, s := range scopes {
		list[i] = string(s)
	}
	return list
}

func randomText(random io.Reader, bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("provider: drawing random bits: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}
