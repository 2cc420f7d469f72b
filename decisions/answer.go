package decisions

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// ByID returns a decision of an office whose administrator asks; ErrNotFound for any
// other.
func (b *Board) ByID(ctx context.Context, by Administrator, id ID) (*Decision, error) {
	d, err := b.Store.DecisionByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if by.in(d.Office) != nil {
		return nil, ErrNotFound
	}
	return d, nil
}

// May says what stands against an administrator's answering a decision: ErrNotFound,
// ErrState, ErrOwn, ErrAboutOneself, or nothing.
func (by Administrator) May(d *Decision) error {
	switch who := by.officer(); {
	case by.in(d.Office) != nil:
		return ErrNotFound
	case d.State != Proposed:
		return ErrState
	case who.Resembles(d.By):
		return ErrOwn
	case who.Resembles(d.Holder):
		return ErrAboutOneself
	}
	return nil
}

// MayWithdraw says what stands against an administrator's taking a decision back:
// ErrNotFound, ErrNotOwn, ErrState, or nothing.
func (by Administrator) MayWithdraw(d *Decision) error {
	switch {
	case by.in(d.Office) != nil:
		return ErrNotFound
	case !by.officer().Is(d.By):
		return ErrNotOwn
	case d.State != Proposed:
		return ErrState
	}
	return nil
}

// Approve has a decision count, from its day on or from today if that is later. Settings
// are checked again: the register may have changed; and they take the place of all that
// stood before, so seen is what Standing named when their differences were shown. Errors:
// those of May, ErrEnded, ErrChanged, ErrLast, *FieldError, *FaultsError,
// registry.ErrUnavailable.
func (b *Board) Approve(ctx context.Context, by Administrator, id, seen ID, answer, request string) (*Decision, error) {
	d, err := b.answering(ctx, by, id, answer)
	if err != nil {
		return nil, err
	}
	if d.Seen = seen; d.What == Settings {
		if err := b.Checker.Check(ctx, d.Office, d.Text); err != nil {
			return nil, err
		}
	}
	if err := b.stands(ctx, d); err != nil {
		return nil, err
	}
	d.approve(by.officer(), b.now(), answer)
	err = b.Store.AnswerDecision(ctx, d, b.events(d, actor(by), "page", request, audit.DecisionApproved)...)
	if errors.Is(err, ErrState) { // by another one at the same time, or beside another one
		return nil, cmp.Or(b.stands(ctx, d), err)
	}
	if err != nil {
		return nil, err
	}
	if d.What == Settings && b.Changed != nil {
		return d, b.Changed(ctx)
	}
	return d, nil
}

// stands reports that a proposal is still what it was: its proposer has not lost the right
// to propose by a decision, and settings are compared with those that count. ErrEnded,
// ErrChanged.
func (b *Board) stands(ctx context.Context, d *Decision) error {
	all, err := b.Store.RolesOf(ctx, d.Office)
	if err != nil {
		return err
	}
	today := registry.DateOf(b.Clock())
	for _, r := range all {
		if r.Scope == auth.ManageOffice && r.What == Revoke && r.Holder.Is(d.By) && !today.Before(r.Counts) {
			return ErrEnded
		}
	}
	if d.What != Settings {
		return nil
	}
	if now, err := b.Standing(ctx, d.Office); err != nil || now != d.Seen {
		return cmp.Or(err, ErrChanged)
	}
	return nil
}

// Standing is the settings of an office that were approved last, "" for none.
func (b *Board) Standing(ctx context.Context, office registry.OfficeID) (last ID, err error) {
	all, err := b.Store.DecisionsOf(ctx, office, maxListed)
	var at time.Time
	for _, d := range all {
		if d.What == Settings && d.State == Approved && (d.DecidedAt.After(at) || d.DecidedAt.Equal(at) && d.ID > last) {
			last, at = d.ID, d.DecidedAt
		}
	}
	return last, err
}

// Reject ends a decision, with a reason. Errors: those of May, *FieldError,
// registry.ErrUnavailable.
func (b *Board) Reject(ctx context.Context, by Administrator, id ID, answer, request string) (*Decision, error) {
	d, err := b.answering(ctx, by, id, answer)
	switch {
	case err != nil:
		return nil, err
	case answer == "":
		return nil, &FieldError{"answer", ErrMissing}
	}
	return d, b.close(ctx, d, by, Rejected, answer, request)
}

// answering is a decision that the administrator may answer, in these words.
func (b *Board) answering(ctx context.Context, by Administrator, id ID, answer string) (*Decision, error) {
	d, err := b.ByID(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := by.May(d); err != nil {
		return nil, err
	}
	return d, sentence("answer", answer, maxWords)
}

// Withdraw takes back what the administrator has proposed himself and nobody has
// answered. Errors: ErrNotFound, ErrNotOwn, ErrState, registry.ErrUnavailable.
func (b *Board) Withdraw(ctx context.Context, by Administrator, id ID, request string) (*Decision, error) {
	d, err := b.ByID(ctx, by, id)
	if err == nil {
		err = by.MayWithdraw(d)
	}
	if err != nil {
		return nil, err
	}
	return d, b.close(ctx, d, by, Withdrawn, "", request)
}

func (b *Board) close(ctx context.Context, d *Decision, by Administrator, as State, answer, request string) error {
	d.State, d.Decider, d.DecidedAt, d.Answer = as, by.officer(), b.now(), answer
	step := audit.DecisionRejected
	if as == Withdrawn {
		step = audit.DecisionWithdrawn
	}
	return b.Store.AnswerDecision(ctx, d, b.events(d, actor(by), "page", request, step)...)
}

// maxListed is how many decisions of an office are shown.
const maxListed = 200

// Listed is the decisions of an office, sorted by what they are now; each part the newest
// first.
type Listed struct {
	InForce *Decision   // the settings that count today; nil if there are none
	Waiting []*Decision // for a second person
	Coming  []*Decision // approved, and count from a later day on
	Past    []*Decision // everything else
}

// List shows what an office has decided. ErrNotAllowed, registry.ErrUnavailable.
func (b *Board) List(ctx context.Context, by Administrator, office registry.OfficeID) (*Listed, error) {
	if err := by.in(office); err != nil {
		return nil, err
	}
	all, err := b.Store.DecisionsOf(ctx, office, maxListed)
	if err != nil {
		return nil, err
	}
	today, l := registry.DateOf(b.Clock()), new(Listed)
	l.InForce = latest(all, today)
	for _, d := range all {
		switch {
		case d == l.InForce:
		case d.State == Proposed:
			l.Waiting = append(l.Waiting, d)
		case d.State == Approved && today.Before(d.Counts):
			l.Coming = append(l.Coming, d)
		default:
			l.Past = append(l.Past, d)
		}
	}
	return l, nil
}

// latest is the settings among decisions that count on a day: those whose day comes last,
// and of one day those that were approved last.
func latest(all []*Decision, day registry.Date) (last *Decision) {
	for _, d := range all {
		if d.What != Settings || d.State != Approved || day.Before(d.Counts) {
			continue
		}
		if last == nil || last.Counts.Before(d.Counts) || d.Counts == last.Counts && d.DecidedAt.After(last.DecidedAt) {
			last = d
		}
	}
	return last
}

// Roles lists who has which right by a decision of the office: of every officer and right
// the decision that comes last, unless it has taken the right away by today.
func (b *Board) Roles(ctx context.Context, by Administrator, office registry.OfficeID) ([]*Decision, error) {
	if err := by.in(office); err != nil {
		return nil, err
	}
	all, err := b.Store.RolesOf(ctx, office)
	if err != nil {
		return nil, err
	}
	today := registry.DateOf(b.Clock())
	var held []*Decision
	for _, d := range all {
		if d.What == Grant || today.Before(d.Counts) {
			held = append(held, d)
		}
	}
	return held, nil
}
