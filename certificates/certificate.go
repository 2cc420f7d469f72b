package certificates

import (
	"errors"
	"time"

	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

// ID is the identity of a certificate in the API: a UUID in canonical text form.
// It is not printed and opens nothing by itself.
type ID string

// State is where a certificate stands. It goes from issuing to issued or failed,
// and from issued to withdrawn; the schema allows no other way.
type State string

// The states.
const (
	Issuing   State = "issuing"   // the intent is written down; nothing has left the office
	Issued    State = "issued"    //
	Failed    State = "failed"    // the number is used up, no certificate came of it
	Withdrawn State = "withdrawn" // ritirato: the office has taken it back
)

// Certificate is the record of one certificate, without its sealed bytes.
type Certificate struct {
	ID        ID
	Office    registry.OfficeID
	Number    Number
	State     State
	Kinds     []Kind
	Use       Use
	Language  registry.Language
	Channel   Channel
	Subject   registry.PersonID
	Requester RequesterRef

	IssuedOn registry.Date
	ValidTo  registry.Date // zero: unlimited

	RulesVersion   string
	WordingVersion string
	SheetDigest    [32]byte // SHA-256 of the page before the seal
	SealedDigest   [32]byte // SHA-256 of the sealed file as it is now; zero unless issued or withdrawn
	Size           int      // bytes of the sealed file
	Level          signing.Level
	Status         *statement.Status // where a withdrawal shows; nil for those from before there were status lists

	ReservedAt  time.Time
	IssuedAt    time.Time
	FailedAt    time.Time
	Failure     Failure
	WithdrawnAt time.Time
	Withdrawal  string // the officer's reason

	Superseded *Supersession // nil while the register says what it states
	Replaces   ID            // the certificate in whose place it was issued, or ""
	Successor  *Successor    // the certificate that was issued in its place, nil if there is none
}

// Successor is the certificate that has taken the place of another. Only the holder of
// that other one is told.
type Successor struct {
	ID     ID
	Number Number
}

// RequesterRef is the pseudonymous identity of who asked, as stored.
type RequesterRef struct {
	Kind      string // "citizen", "lawyer", "officer" or "machine"
	ID        string // the person's own record, the officer, or the client's identity
	Assurance string // the level of assurance of the login, or ""
}

// ValidOn reports whether the validity printed on the certificate includes day.
func (c *Certificate) ValidOn(day registry.Date) bool {
	return c.ValidTo.IsZero() || !c.ValidTo.Before(day)
}

// Failure says why a reserved number led to no certificate.
type Failure string

// The failures.
const (
	SealFailed  Failure = "seal"        // the seal could not be made
	CheckFailed Failure = "check"       // what came back was not what was asked for
	StoreFailed Failure = "store"       // the sealed file could not be written
	Interrupted Failure = "interrupted" // the process ended in between
)

// Sentinels. What a store returns is errors.Is one of these or of registry's.
var (
	// ErrNotFound says that there is no such certificate, or none for the one
	// who asks.
	ErrNotFound = errors.New("certificates: not found")
	// ErrNotAllowed says that the principal may not do this here.
	ErrNotAllowed = errors.New("certificates: not allowed")
	// ErrKeyReused says that the idempotency key was used before for another
	// request.
	ErrKeyReused = errors.New("certificates: idempotency key used for another request")
	// ErrInProgress says that the same request is being worked on. The same key
	// will have an answer within a minute.
	ErrInProgress = errors.New("certificates: the same request is being worked on")
	// ErrPlaceTaken says that another certificate has that place in a status list.
	ErrPlaceTaken = errors.New("certificates: the place in the status list is taken")
	// ErrTooMany says that a lawyer has had as many certificates as a day allows.
	ErrTooMany = errors.New("certificates: as many as a day allows")
	// ErrSought says that a search names too little of a person, or no purpose, or
	// that more persons fit than are shown.
	ErrSought = errors.New("certificates: the search is too wide")
	// ErrState says that the certificate is not in a state that allows this.
	ErrState = errors.New("certificates: not possible in this state")
	// ErrCurrent says that there is nothing to replace: the register says what the
	// certificate states.
	ErrCurrent = errors.New("certificates: not superseded")
	// ErrReplaced says that another certificate has taken this one's place already.
	ErrReplaced = errors.New("certificates: replaced already")
	// ErrSeal says that no seal could be made. The same request may succeed
	// later, after somebody has looked at the seal.
	ErrSeal = errors.New("certificates: the seal is not available")
	// ErrGlyph says that a name or address holds a character that the
	// certificate cannot print.
	ErrGlyph = errors.New("certificates: a character cannot be printed")
)
