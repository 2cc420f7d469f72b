package certificates

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
)

// drafter is whose a requester's drafts are. A lawyer's are not those of the citizen that he
// is elsewhere: what a mandate says is for who is logged in as a lawyer.
func (by Requester) drafter() (RequesterRef, error) {
	switch {
	case by.Principal.Lawyer:
		return RequesterRef{Kind: string(audit.Lawyer), ID: by.lawyer().ID}, nil
	case by.Person != nil && by.Channel == Online:
		return RequesterRef{Kind: string(audit.Citizen), ID: string(by.Person.ID)}, nil
	}
	return RequesterRef{}, ErrNotAllowed
}

// BeginDraft begins a request, with the answers that are known already. One that is as
// empty is gone on with, so that pressing twice begins once. Errors: ErrNotAllowed for
// anybody but a citizen or a lawyer, ErrDrafts, registry.ErrUnavailable.
func (d *Desk) BeginDraft(ctx context.Context, by Requester, a Answers) (*Draft, error) {
	own, err := d.OwnDrafts(ctx, by)
	if err != nil {
		return nil, err
	}
	for _, o := range own {
		if o.Certificate == "" && len(o.Done) == 0 && o.Receiver == "" && o.Request.Subject == a.Request.Subject && slices.Equal(o.Request.Kinds, a.Request.Kinds) {
			return o, nil
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("certificates: drawing an identity: %w", err)
	}
	owner, err := by.drafter()
	if err != nil {
		return nil, err
	}
	now := d.now()
	begun := &Draft{ID: DraftID(id.String()), Requester: owner, Revision: 1, Answers: a, CreatedAt: now, UpdatedAt: now}
	return begun, d.Drafts.AddDraft(ctx, begun)
}

// Draft reads a draft of the requester's own, and what has come of it. Anybody else's and
// one that is too old is ErrNotFound.
func (d *Desk) Draft(ctx context.Context, by Requester, id DraftID) (*Draft, error) {
	owner, err := by.drafter()
	if err != nil {
		return nil, err
	}
	draft, err := d.Drafts.DraftByID(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	if d.now().Sub(draft.UpdatedAt) > DraftTime {
		return nil, ErrNotFound
	}
	return draft, nil
}

// OwnDrafts lists the requester's drafts, the last changed first.
func (d *Desk) OwnDrafts(ctx context.Context, by Requester) ([]*Draft, error) {
	owner, err := by.drafter()
	if err != nil {
		return nil, err
	}
	return d.Drafts.DraftsOf(ctx, owner, d.now().Add(-DraftTime))
}

// Amend changes the answers of a draft. What change returns as error comes back, and
// nothing is changed. It may be called again, where two windows write at once: both
// changes are made, one after the other. Errors beside: those of Draft, ErrState if
// something has come of the draft, ErrInProgress if it has been paid for and will.
func (d *Desk) Amend(ctx context.Context, by Requester, id DraftID, change func(*Answers) error) (*Draft, error) {
	const tries = 5
	for range tries {
		draft, err := d.Draft(ctx, by, id)
		switch {
		case err != nil:
			return nil, err
		case draft.Certificate != "":
			return nil, ErrState
		}
		if err := d.unpaidFor(ctx, by, draft); err != nil {
			return nil, err
		}
		if err := change(&draft.Answers); err != nil {
			return nil, err
		}
		draft.Payment, draft.UpdatedAt = "", d.now()
		switch err := d.Drafts.SaveDraft(ctx, draft); {
		case err == nil:
			draft.Revision++
			return draft, nil
		case !errors.Is(err, ErrStale):
			return nil, err
		}
	}
	return nil, ErrState
}

// unpaidFor reports whether no money has been taken for a draft as it is answered.
func (d *Desk) unpaidFor(ctx context.Context, by Requester, f *Draft) error {
	if f.Payment == "" {
		return nil
	}
	p, err := d.ownPayment(ctx, by, f.Payment)
	switch {
	case errors.Is(err, ErrNotFound): // nothing is paid online any more
		return nil
	case err == nil && p.State == PaymentPaid && p.Refund == "":
		return ErrInProgress
	}
	return err
}

// Receive answers who will receive the certificate. That it is a body which must not ask
// for one ends the service, and is recorded before it is told. ErrUnanswered for a receiver
// that there is not; else the errors of Amend.
func (d *Desk) Receive(ctx context.Context, by Requester, id DraftID, r Receiver, request string) (*Draft, error) {
	draft, err := d.Draft(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if r.Use() == "" && r != PublicReceiver {
		return nil, ErrUnanswered
	}
	if r == PublicReceiver && draft.Receiver != r {
		e := d.event(draft.asks(by), d.home(by), audit.RequestDiverted, request)
		e.Person = string(draft.Request.Subject)
		e = detailed(e, map[string]string{"receiver": string(r)})
		if err := d.Journal.Record(ctx, e); err != nil {
			return nil, err
		}
	}
	return d.Amend(ctx, by, id, func(a *Answers) error { a.To(r); return nil })
}

// DropDraft removes a draft. ErrState if something has come of it.
func (d *Desk) DropDraft(ctx context.Context, by Requester, id DraftID) error {
	owner, err := by.drafter()
	if err != nil {
		return err
	}
	return d.Drafts.DropDraft(ctx, owner, id)
}

// SweepDrafts removes the drafts that are too old, and returns how many.
func (d *Desk) SweepDrafts(ctx context.Context) (int, error) {
	return d.Drafts.SweepDrafts(ctx, d.now().Add(-DraftTime))
}
