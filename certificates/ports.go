package certificates

import (
	"context"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

// Register reads the population register. Errors are registry.ErrPersonUnknown
// and registry.ErrUnavailable.
type Register interface {
	// ByFiscalCode returns every record that bears the code now, whatever its
	// standing: who it is and where he stands, nothing else.
	ByFiscalCode(context.Context, registry.FiscalCode) ([]registry.Person, error)
	// ByBirth returns every record of the offices with that very date of birth, its
	// unknown parts unknown there too, whatever its standing: the same of it.
	ByBirth(ctx context.Context, born registry.Date, offices []registry.OfficeID) ([]registry.Person, error)
	// Extract reads a person and his household in one consistent look, and of them the
	// facts that are asked for.
	Extract(context.Context, registry.PersonID, registry.AsOf) (registry.Extract, error)
}

// Ledger writes the issuing cycle. Each method is one durable transaction that
// holds the certificate's row and its audit events together; the ledger numbers
// and chains the events.
type Ledger interface {
	// Reserve draws the next number of the office and year, has lay make the
	// page for it, and stores the intent. Whatever lay returns as error comes
	// back unchanged and uses up no number. ErrInProgress if another
	// certificate holds the same key or payment, ErrPlaceTaken if one has the same
	// status, ErrStampUsed if one has the same paper stamp, ErrUnpaid if the payment
	// does not count, ErrTooMany if the application is a lawyer's who has had LawyerDaily
	// that day.
	Reserve(ctx context.Context, r Reservation, lay func(Number) (Laid, error)) error
	// Complete turns issuing into issued. ErrState in any other state.
	Complete(ctx context.Context, id ID, f Sealed, at time.Time, events ...audit.Event) error
	// Fail turns issuing into failed. ErrState in any other state.
	Fail(ctx context.Context, id ID, why Failure, at time.Time, events ...audit.Event) error
	// Withdraw turns issued into withdrawn. ErrState in any other state.
	Withdraw(ctx context.Context, id ID, w Withdrawal, events ...audit.Event) error
}

// Reservation is what is written down before anything is sealed. The number, the
// content and the page digest are added under the ledger's lock.
type Reservation struct {
	Certificate // ID, Office, Kinds ... as far as known; State is Issuing
	Year        int
	Key         string
	KeyDigest   [32]byte // of the request, to tell a replay from a reuse
	Code        CodeHash
	Status      statement.Status // where a withdrawal will show
	Instance    string           // the process that is issuing
	Application *Application     // nil where there is nothing to it beyond the requester
	Duty        DutyContent      // how the stamp duty is settled
	Events      []audit.Event
}

// Laid is the page as laid out for a number.
type Laid struct {
	Content []byte   // Content.Canonical
	Digest  [32]byte // Sheet.Digest
}

// Sealed is a sealed file with what it brings along for those who check it later.
type Sealed struct {
	File   []byte
	Digest [32]byte // SHA-256 of File, for Complete
	Level  signing.Level
	Until  time.Time // when the file can no longer be verified as it is
}

// Withdrawal is an officer's act.
type Withdrawal struct {
	Reason string
	By     string // the officer's or client's identity
	At     time.Time
}

// Archive reads certificates. ErrNotFound where there is none.
type Archive interface {
	ByID(context.Context, ID) (*Certificate, error)
	// ByKey finds the certificate, not failed, that a requester's key stands
	// for.
	ByKey(ctx context.Context, requester RequesterRef, key string) (*Keyed, error)
	// ByRequester lists certificates that have been issued, the newest first;
	// before is the identity of the last one of the page before, or "".
	ByRequester(ctx context.Context, requester RequesterRef, f Filter, before ID, limit int) ([]*Certificate, error)
	// Stated returns what was certified.
	Stated(context.Context, ID) (*Content, error)
	// Sealed returns the sealed file.
	Sealed(context.Context, ID) ([]byte, error)
	// Application returns how a certificate was asked for.
	Application(context.Context, ID) (*Application, error)
}

// Codes finds a certificate by the code that is printed on it: its identity, number and
// state. ErrNotFound where there is none.
type Codes interface {
	ByCode(context.Context, CodeHash) (*Certificate, error)
}

// Lookups keeps who looked for whom, and which lawyers asked for so much that their
// mandates are to be looked at.
type Lookups interface {
	// Searched writes down a search and its events in one transaction.
	Searched(ctx context.Context, l Lookup, events ...audit.Event) error
	// Conspicuous lists the lawyers of the offices that are to be looked at, the
	// newest first.
	Conspicuous(ctx context.Context, offices []registry.OfficeID, limit int) ([]Conspicuous, error)
}

// Books reads what an office has issued, and what happened to it.
type Books interface {
	// ByOffice lists like Archive.ByRequester, whoever has asked.
	ByOffice(ctx context.Context, office registry.OfficeID, f Filter, before ID, limit int) ([]*Listed, error)
	// Counts counts what was issued in a month, withdrawn or not: in the order of subject,
	// kind, use and exemption, and by day.
	Counts(ctx context.Context, office registry.OfficeID, m Month) ([]Count, []DayCount, error)
	// Days counts it by day, from one to another, both included, in their order.
	Days(ctx context.Context, office registry.OfficeID, from, to registry.Date) ([]DayCount, error)
	// TrailOf lists the events of a certificate in the chain of an office, in their order,
	// after the number after, at most limit.
	TrailOf(ctx context.Context, office registry.OfficeID, id ID, after int64, limit int) ([]audit.Event, error)
}

// Keyed is a certificate with what tells a replay from a reuse or a crash.
type Keyed struct {
	*Certificate
	KeyDigest [32]byte
	Instance  string
}

// Evidence keeps sealed files verifiable (ETSI EN 319 142-1 5.5). Errors are
// registry.ErrUnavailable and what the methods name.
type Evidence interface {
	// Due lists, in the order of their identities and after the given one, certificates
	// that have left the office and whose file is below the level, or can no longer be
	// verified at the given time.
	Due(ctx context.Context, level signing.Level, at time.Time, after ID, limit int) ([]*Certificate, error)
	// Extend appends to the file with the digest. ErrState if the file is another one
	// by now.
	Extend(ctx context.Context, id ID, of [32]byte, f Sealed, at time.Time, events ...audit.Event) error
}

// Journal writes audit events that stand by themselves. They are durable when it
// returns.
type Journal interface {
	Record(ctx context.Context, events ...audit.Event) error
}

// Abandoned finds the reservations that nobody works on any more: those of
// instance, and those reserved before the given time.
type Abandoned interface {
	Abandoned(ctx context.Context, instance string, before time.Time) ([]*Certificate, error)
}

// Mark is what leads a reader of the page back to the office, and the data that he need
// not type.
type Mark struct {
	Code Code
	URL  string // of the verification page, with the code; behind a # the signed statement
	Data []byte // Content.Canonical, as the statement has its digest; nil: Lay makes it
}

// Fact is one thing that a page states, in a few words.
type Fact struct{ Label, Value string }

// Typesetter lays out a certificate, the same page for the same input.
type Typesetter interface {
	// Lay sets the page with an empty hole for the seal. It wraps ErrGlyph for
	// a character without a glyph. at is the time of the seal that the
	// signature dictionary states.
	Lay(c *Content, m Mark, at time.Time) (*signing.Sheet, error)
	// Proof sets the same page as a preview: without number, code and hole,
	// marked as a preview on its face.
	Proof(c *Content) ([]byte, error)
	// Facts is what the page states beside whom it is about, in a few words: what
	// the QR symbol says by itself.
	Facts(c *Content) []Fact
	// WordingVersion names the state of the wording in a language.
	WordingVersion(registry.Language) string
}

// Sealer closes sheets.
type Sealer interface {
	// State says what stands against sealing now, without asking anybody.
	State() error
	// Seal fills the sheet's hole.
	Seal(context.Context, *signing.Sheet) ([]byte, error)
	// Check says whether sealed is the sheet with a valid seal of this office
	// and nothing else.
	Check(sheet *signing.Sheet, sealed []byte) error
	// Standing is the level of a file that has been sealed, and until when it can be
	// verified as it is.
	Standing(sealed []byte) (signing.Level, time.Time, error)
}
