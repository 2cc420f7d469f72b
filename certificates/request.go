package certificates

import (
	"crypto/sha256"
	"fmt"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Use is what a certificate is for (uso, destinazione). It decides the wording
// that art. 40 d.P.R. 445/2000 prescribes.
type Use string

// The uses.
const (
	PrivateUse Use = "private" // between private parties in Italy
	AbroadUse  Use = "abroad"  // only for abroad
)

// Channel is the way by which a request reached the office.
type Channel string

// The channels.
const (
	Online  Channel = "online"  // a citizen by himself
	Counter Channel = "counter" // an officer for someone who stands there
	Interop Channel = "api"     // a machine of another administration
)

// Request is what someone asks for.
type Request struct {
	Subject  registry.PersonID
	Kinds    []Kind // one; several would be a combined certificate (contestuale)
	Use      Use
	Language registry.Language
	Key      string // the requester's idempotency key; ignored by previews
	ID       string // request id, for the audit trail
}

// digest identifies what is asked for, so that a key used again for something
// else is noticed.
func (r Request) digest() [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %v %s %s", r.Subject, r.Kinds, r.Use, r.Language))
}

// Requester is the one who asks: the principal and, for a citizen, his own record
// in the register.
type Requester struct {
	Principal *auth.Principal
	Person    *registry.Person // nil for machines
	Channel   Channel
}
