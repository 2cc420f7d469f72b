package login

import (
	"crypto"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Button is the drawing on the button of a provider.
type Button string

// The buttons.
const (
	CIE   Button = "cie"
	SPID  Button = "spid"
	EIDAS Button = "eidas"
	Plain Button = "none"
)

// Official reports whether the button is a scheme's own, with its mark and its colours
// (page's assets/marks/ORIGIN.txt).
func (b Button) Official() bool { return b == CIE || b == SPID }

// Buttons is all of them, in the order of the page.
var Buttons = []Button{CIE, SPID, EIDAS, Plain}

// Provider is one provider of digital identities, as it is configured.
type Provider struct {
	Name string // in addresses: small letters, digits, hyphens
	auth.Login

	Secret string        // with which we prove who we are: client_secret_basic; or
	Key    crypto.Signer // private_key_jwt
	KeyID  string        // under which the provider knows the key

	Scopes []string // that are asked for beside openid
	Button Button
	Label  map[registry.Language]string // what it is called on the page, in Italian where a language is missing; its button's name if empty
}
