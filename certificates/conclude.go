package certificates

import (
	"context"
	"errors"
	"fmt"

	"github.com/sportello/sportello/registry"
)

// key is the key under which a draft is issued. No caller's has a blank.
func (f *Draft) key() string { return "draft " + string(f.ID) }

// asks is the requester as he declares himself in a draft.
func (a *Answers) asks(by Requester) Requester {
	if a.Mandate == nil {
		return by
	}
	return by.With(nil, a.Mandate)
}

// order is the request that a draft has come to.
func (f *Draft) order(by Requester, request string) (Requester, Request) {
	r := f.Request
	r.Key, r.ID, r.Duty.Payment = f.key(), request, f.Payment
	return f.asks(by), r
}

// Objections is what stops a draft as far as it has been answered: of the stamp duty only
// once that is. Nothing is recorded but that the register was read; a refusal is what
// Preview and Issue give. Errors: *NotYoursError, ErrNotAllowed, registry.ErrUnavailable.
func (d *Desk) Objections(ctx context.Context, by Requester, a Answers, request string) ([]Refusal, error) {
	at := d.Clock()
	r := a.Request
	r.ID, r.due = request, notAsked
	if a.Answered(DutyStep) {
		r.due = choosing
	}
	if r.Language == "" {
		r.Language = registry.Italian
	}
	by = a.asks(by)
	x, err := d.extract(ctx, by, r, registry.Now(at).For(facts(r.Kinds)))
	if err != nil {
		return nil, err
	}
	t, err := d.InForce().terms(x.Subject.Office)
	if err != nil {
		return nil, err
	}
	if err := d.read(ctx, by, request, x.Subject); err != nil {
		return nil, err
	}
	return d.refusals(by, r, t, x, at), nil
}

// Sight is what the certificate of a draft would state, and its page: as Issue would make
// it, without number, code and seal and marked as a preview. Errors: ErrUnanswered, those
// of Preview.
func (d *Desk) Sight(ctx context.Context, by Requester, f *Draft, request string) (*Content, []byte, error) {
	if f.Next() != "" {
		return nil, nil, ErrUnanswered
	}
	by, r := f.order(by, request)
	return d.proof(ctx, by, r)
}

// Conclude issues the certificate of a draft, or returns the one that has come of it: two
// windows, a double click and a lost answer make one. revision is that of the draft as the
// requester saw it. Errors: those of Draft and Issue, ErrUnanswered, ErrStale.
func (d *Desk) Conclude(ctx context.Context, by Requester, id DraftID, revision int, request string) (*Certificate, error) {
	f, err := d.ready(ctx, by, id, revision)
	switch {
	case err != nil:
		return nil, err
	case f.Issuing:
		return nil, ErrInProgress
	case f.Certificate != "":
		return d.Certificate(ctx, by, f.Certificate, request)
	}
	as, r := f.order(by, request)
	c, err := d.Issue(ctx, as, r)
	if !errors.Is(err, ErrKeyReused) {
		return c, err
	}
	// Another window was faster, with other answers.
	if f, err = d.Draft(ctx, by, id); err != nil {
		return nil, err
	}
	if f.Certificate == "" || f.Issuing {
		return nil, ErrInProgress
	}
	return d.Certificate(ctx, by, f.Certificate, request)
}

// ready is a draft that can be confirmed, or of which something has come.
func (d *Desk) ready(ctx context.Context, by Requester, id DraftID, revision int) (*Draft, error) {
	f, err := d.Draft(ctx, by, id)
	switch {
	case err != nil:
		return nil, err
	case f.Certificate != "":
		return f, nil
	case f.Next() != "":
		return nil, ErrUnanswered
	case f.Revision != revision && f.Payment == "":
		return nil, ErrStale
	}
	return f, nil
}

// PayDraft orders the online payment of a draft, or returns the one that it waits for. A
// payment that has led to nothing is followed by another. Errors: those of Draft and Pay,
// ErrUnanswered, ErrStale; ErrState if a certificate has come of the draft already.
func (d *Desk) PayDraft(ctx context.Context, by Requester, id DraftID, revision int, email, request string) (*Payment, error) {
	f, err := d.ready(ctx, by, id, revision)
	switch {
	case err != nil:
		return nil, err
	case f.Certificate != "":
		return nil, ErrState
	}
	if f.Payment != "" {
		p, err := d.Payment(ctx, by, f.Payment)
		if err != nil || p.open() {
			return p, err
		}
		f.Payment = ""
	}
	by, r := f.order(by, request)
	r.Key = fmt.Sprintf("%s %d", f.key(), f.Revision) // other answers are another order
	p, err := d.Pay(ctx, by, r, email)
	if err != nil {
		return nil, err
	}
	f.Payment, f.UpdatedAt = p.ID, d.now()
	if err := d.Drafts.SaveDraft(ctx, f); err != nil && !errors.Is(err, ErrStale) {
		return nil, err
	}
	return p, nil
}

// open reports whether something may still come of the payment.
func (p *Payment) open() bool {
	return p.State == PaymentCreated || p.State == PaymentPaid && p.Refund == ""
}
