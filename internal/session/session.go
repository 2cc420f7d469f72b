// Package session is who is logged in to the pages, since when and until when, and who
// is on his way to a login. It knows nothing of browsers and nothing of the register.
package session

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/sportello/sportello/auth"
)

// Login is what is kept of a login while its session lasts.
type Login struct {
	Principal auth.Principal `json:"principal"`
	Name      string         `json:"name"`     // as the provider prints it
	Provider  string         `json:"provider"` // by its name in the configuration
	IDToken   string         `json:"idToken"`  // for the provider's logout; "" if it tells who he is
	Device    string         `json:"device"`   // roughly: "Firefox, Android"
	Begun     time.Time      `json:"begun"`
	Trace     Trace          `json:"trace"`
}

// Session is a login in one browser. Its identity is for lists and forms; the browser
// proves itself with a token, of which only the hash is known here.
type Session struct {
	ID      string // a UUID
	Login   Login
	Seen    time.Time
	Expires time.Time // at the latest, however much it is used
}

// Holder is whose a session is, the same through whichever provider a citizen comes.
type Holder string

// Holder is the digest of what identifies the person: for a citizen the fiscal code, for
// anybody else issuer and subject.
func (l Login) Holder() Holder {
	p := l.Principal
	text := "officer\n" + p.Issuer + "\n" + p.Subject
	if p.Citizen() {
		text = "citizen\n" + p.FiscalCode
	}
	sum := sha256.Sum256([]byte(text))
	return Holder(hex.EncodeToString(sum[:]))
}

// Attempt is a login that has begun: what was sent with the browser to the provider, to
// be held against what comes back. It serves once.
type Attempt struct {
	Provider string    `json:"provider"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // PKCE, RFC 7636
	Then     string    `json:"then"`     // the path of ours that somebody wanted, or ""
	Language string    `json:"language"` // of the page that he came from, or ""
	Expires  time.Time `json:"expires"`
}

// AttemptTime is how long somebody may stay with the provider.
const AttemptTime = 10 * time.Minute

// MostAttempts is how many logins are under way at once in the whole installation. Anybody
// may begin one, from however many addresses. Of more than this the oldest are forgotten: no
// disk is filled, and who comes now is let in.
const MostAttempts = 100_000

// Hash is what is stored of a secret that a browser shows.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
