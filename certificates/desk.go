package certificates

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Desk is the counter (sportello): everything that someone can ask for about
// certificates. It is safe for concurrent use once its fields are set.
type Desk struct {
	Register   Register
	Ledger     Ledger
	Archive    Archive
	Journal    Journal
	Notices    Notices
	Books      Books
	Abandoned  Abandoned
	Codes      Codes // nil where no paper is looked up
	Lookups    Lookups
	Trail      Trail
	Remarks    Remarks
	Names      Names
	Payments   Payments   // nil where nothing is paid online
	Till       Till       // needed with Payments
	Drafts     Drafts     // nil where nobody asks step by step
	Typesetter Typesetter // with Offices and Policies what holds until Take brings something else
	Former     Former     // of self-declarations
	Sealer     Sealer
	Catalogue  *Catalogue
	Offices    map[registry.OfficeID]registry.Office
	Policies   map[registry.OfficeID]Policy // of the offices that have one

	VerifyURL string           // the address of the verification page, to which a code is added
	Stater    *Stater          // nil for certificates whose QR symbol holds the address alone
	Instance  string           // names this process among those that share the database
	Clock     func() time.Time // in the time zone of the offices
	Random    io.Reader
	Log       *slog.Logger

	taken   atomic.Pointer[InForce] // nil until Take
	working sync.Map                // ID -> struct{}: what this process is issuing now
}

// IssueDeadline bounds steps 5 to 8 of the cycle.
const IssueDeadline = 20 * time.Second

// abandonedAfter is the age at which a reservation of another process is nobody's
// any more. The margin over IssueDeadline is for clocks that disagree.
const abandonedAfter = 2 * IssueDeadline

// now is the time as it is stored, in whole microseconds, so that what is answered
// at once and what is read later are the same.
func (d *Desk) now() time.Time { return d.Clock().Truncate(time.Microsecond) }

// ref is who asks, as stored.
func (by Requester) ref() RequesterRef {
	switch {
	case by.officer():
		return RequesterRef{Kind: string(audit.Officer), ID: by.Principal.Officer}
	case by.Channel == Lawyers, by.Principal.Lawyer && by.Person == nil:
		return by.lawyer()
	case by.Person != nil:
		return RequesterRef{Kind: string(audit.Citizen), ID: string(by.Person.ID), Assurance: by.Principal.Assurance}
	}
	return RequesterRef{Kind: string(audit.Machine), ID: by.Principal.Client}
}

// officer reports whether an officer asks, whatever he may do.
func (by Requester) officer() bool { return by.Channel == Counter || by.Channel == BackOffice }

// lawyer is a lawyer as stored: by his own record, or by his provider's name for him if
// he lives elsewhere. A name alone may be somebody else's at another provider (OpenID
// Connect Core section 2, sub).
func (by Requester) lawyer() RequesterRef {
	ref := RequesterRef{Kind: string(audit.Lawyer), ID: by.Principal.Subject + " " + by.Principal.Issuer, Assurance: by.Principal.Assurance}
	if by.Person != nil {
		ref.ID = string(by.Person.ID)
	}
	return ref
}

// refs is every name under which certificates may be stored that the requester asked
// for.
func (by Requester) refs() (refs []RequesterRef) {
	if by.Principal.Lawyer {
		refs = append(refs, by.lawyer())
	}
	if by.Person != nil || by.Channel == Counter {
		refs = append(refs, by.ref())
	}
	return refs
}

// event is an audit event by the requester, without number and hash. One on a mandate says
// what the mandate is for.
func (d *Desk) event(by Requester, office registry.OfficeID, kind audit.Kind, request string) audit.Event {
	ref := by.ref()
	e := audit.Event{
		Office: string(office), At: d.now(), Kind: kind, Channel: string(by.Channel), Request: request,
		Actor: audit.Actor{Kind: audit.ActorKind(ref.Kind), ID: ref.ID},
	}
	if by.Channel == Lawyers && by.Mandate != nil {
		e.Details = map[string]string{"mandate": string(by.Mandate.Purpose)}
	}
	return e
}

// detailed is an event that says more.
func detailed(e audit.Event, more map[string]string) audit.Event {
	if e.Details != nil {
		maps.Copy(more, e.Details)
	}
	e.Details = more
	return e
}

// read records that the requester was shown these persons' data. What is not
// recorded is not shown.
func (d *Desk) read(ctx context.Context, by Requester, request string, people ...registry.Person) error {
	events := make([]audit.Event, 0, len(people))
	for _, p := range people {
		e := d.event(by, p.Office, audit.SubjectRead, request)
		e.Person = string(p.ID)
		events = append(events, e)
	}
	return d.Journal.Record(ctx, events...)
}
