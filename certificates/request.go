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

// The uses (tipo di destinazione, service 6001 of ANPR, paEstera).
const (
	PrivateUse     Use = "private"      // 0, between private parties in Italy
	AuthorityUse   Use = "foreign-body" // 1, for a public body of another state
	ImmigrationUse Use = "immigration"  // 2, for procedures of immigration
	JudicialUse    Use = "judicial"     // 3, for judicial procedures
	AbroadUse      Use = "abroad"       // 4, only for abroad
)

// Channel is the way by which a request reached the office.
type Channel string

// The channels.
const (
	Online  Channel = "online"  // a citizen by himself
	Counter Channel = "counter" // an officer for someone who stands there
	Lawyers Channel = "lawyer"  // a lawyer with a mandate (d.m. 6 ottobre 2023)
	Interop Channel = "api"     // a machine of another administration
)

// Request is what someone asks for.
type Request struct {
	Subject  registry.PersonID
	Kinds    []Kind // several make a combined certificate (contestuale)
	Use      Use
	Language registry.Language // stands beside Italian; Italian itself for Italian alone
	On       registry.Date     // the past day that a historical certificate speaks of, or zero
	Grounds  string            // why a historical certificate is asked for (art. 35 c.4 d.P.R. 223/1989), or ""
	Duty     Duty
	Force    Force
	Key      string // the requester's idempotency key; ignored by previews
	Replaces ID     // the certificate in whose place this one is asked for, or ""
	ID       string // request id, for the audit trail
}

// digest identifies what is asked for, so that a key used again for something
// else is noticed.
func (r Request) digest() [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %v %s %s %s %q %+v %q %s", r.Subject, r.Kinds, r.Use, r.Language, r.On, r.Grounds, r.Duty, r.Force, r.Replaces))
}

// Force is an officer's decision to set rules aside that allow it, with the reason
// that is recorded.
type Force struct {
	Rules  []string // their codes
	Reason string
}

// Identified is the person before an officer, identified by a document (art. 33 c.1 d.P.R.
// 223/1989), for whom the certificate is issued at the counter.
type Identified struct {
	Name     string
	Born     registry.Date
	Document string // kind, number and authority
}

// Mandate is the mandate of a lawyer, by whom he acts for and its day (d.m. 6 ottobre
// 2023).
type Mandate struct {
	Purpose string // service of documents, extrajudicial or judicial
	On      registry.Date
}

// Requester is the one who asks: the principal and, for a citizen, his own record
// in the register.
type Requester struct {
	Principal *auth.Principal
	Person    *registry.Person // nil for machines and officers
	Channel   Channel
	Applicant *Identified // at the counter
	Mandate   *Mandate    // of a lawyer
}
