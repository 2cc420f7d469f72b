package certificates

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// DraftID is the identity of a draft: a UUID in canonical text form. It opens nothing by
// itself.
type DraftID string

// DraftTime is for how long a draft is kept after its last change.
const DraftTime = 30 * 24 * time.Hour

// MostDrafts is how many drafts that nothing has come of yet a requester may have.
const MostDrafts = 20

// Draft is a request as far as it has been answered. At most one certificate comes of it,
// however often it is confirmed: its key is the draft's.
type Draft struct {
	ID        DraftID
	Requester RequesterRef // whose it is, without a level of assurance
	Revision  int          // 1, 2, 3 ...: what is confirmed is one of them
	Answers
	Payment   PaymentID // ordered for the present answers, or ""
	CreatedAt time.Time
	UpdatedAt time.Time

	Certificate ID   // that has come of it, or ""
	Issuing     bool // it is on its way and has not left the office
}

// Answers is what a requester has answered.
type Answers struct {
	Receiver Receiver
	Request  Request  // Subject, Kinds, Use, Language and Duty, as far as they are answered
	Mandate  *Mandate // of a lawyer who asks on one
	Done     []Step   // in any order
}

// Step is one question of a request.
type Step string

// The steps, in their order.
const (
	WhoStep      Step = "who"      // Request.Subject, Mandate
	ReceiverStep Step = "receiver" // Receiver, Request.Use
	KindsStep    Step = "kinds"    // Request.Kinds
	DutyStep     Step = "duty"     // Request.Duty, Request.Language
)

var steps = []Step{WhoStep, ReceiverStep, KindsStep, DutyStep}

// Answered reports whether a step has been answered.
func (a *Answers) Answered(s Step) bool { return slices.Contains(a.Done, s) }

// Next is the first step that has not been answered, "" if there is none.
func (a *Answers) Next() Step {
	for _, s := range steps {
		if !a.Answered(s) {
			return s
		}
	}
	return ""
}

// Reached reports whether all the steps before this one have been answered.
func (a *Answers) Reached(s Step) bool {
	next := a.Next()
	return next == "" || slices.Index(steps, s) <= slices.Index(steps, next)
}

func (a *Answers) answered(s Step) {
	if !a.Answered(s) {
		a.Done = append(a.Done, s)
	}
}

// again has a step answered anew; what was said there stays for who looks at it.
func (a *Answers) again(s Step) {
	a.Done = slices.DeleteFunc(slices.Clone(a.Done), func(d Step) bool { return d == s })
}

// For answers who the certificate is about, and on which mandate a lawyer asks. What can be
// had of another person is another question.
func (a *Answers) For(subject registry.PersonID, m *Mandate) {
	if a.Request.Subject != subject {
		a.again(KindsStep)
	}
	if (a.Mandate == nil) != (m == nil) {
		a.again(ReceiverStep)
		a.again(KindsStep)
		a.again(DutyStep)
		a.Request.Duty = Duty{}
	}
	a.Request.Subject, a.Mandate = subject, m
	if m != nil { // a lawyer has no other
		a.Request.Duty = Duty{Exemption: JudicialExemption}
	}
	a.answered(WhoStep)
}

// To answers who will receive the certificate. A body that must not ask for it is no
// answer with which a request goes on.
func (a *Answers) To(r Receiver) {
	if a.Receiver != r {
		a.again(DutyStep)
	}
	a.Receiver, a.Request.Use = r, r.Use()
	if a.Request.Use == "" {
		a.again(ReceiverStep)
		return
	}
	a.answered(ReceiverStep)
}

// Want answers which kinds.
func (a *Answers) Want(kinds []Kind) {
	a.Request.Kinds = kinds
	a.answered(KindsStep)
}

// Settle answers how the stamp duty is settled, and which language stands beside Italian.
func (a *Answers) Settle(d Duty, l registry.Language) {
	a.Request.Duty, a.Request.Language = d, l
	a.answered(DutyStep)
}

// Sentinels of drafts.
var (
	// ErrUnanswered says that a draft is confirmed of which a step is not answered.
	ErrUnanswered = errors.New("certificates: a step is not answered")
	// ErrStale says that a draft is not, or no longer, as the one who confirms it saw it.
	ErrStale = errors.New("certificates: the answers are others by now")
	// ErrDrafts says that somebody has as many drafts as he may.
	ErrDrafts = errors.New("certificates: as many drafts as one may have")
)

// Drafts keeps drafts. Whoever's else they are, they are ErrNotFound.
type Drafts interface {
	// AddDraft stores a draft that is new. ErrDrafts if its owner has MostDrafts already.
	AddDraft(context.Context, *Draft) error
	// DraftByID reads a draft, and what has come of it.
	DraftByID(ctx context.Context, owner RequesterRef, id DraftID) (*Draft, error)
	// DraftsOf lists the drafts that were changed since then, the last changed first.
	DraftsOf(ctx context.Context, owner RequesterRef, since time.Time) ([]*Draft, error)
	// WaitingFor reads what waits: an owner's drafts that were changed since then, and a
	// holder's certificates that stand and end from one day to another, both included.
	WaitingFor(ctx context.Context, owner, holder RequesterRef, since time.Time, from, to registry.Date) (*Waiting, error)
	// SaveDraft stores answers and payment as the next revision. ErrStale if the draft
	// is of another revision, is gone, or something has come of it.
	SaveDraft(context.Context, *Draft) error
	// DropDraft removes a draft. ErrState if something has come of it.
	DropDraft(ctx context.Context, owner RequesterRef, id DraftID) error
	// SweepDrafts removes what was last changed before, and returns how many.
	SweepDrafts(ctx context.Context, before time.Time) (int, error)
}
