package certificates

import (
	"context"
	"errors"
	"log/slog"
)

// settle writes into the content how the duty is settled, and refuses what the books
// know not to be so. It is the end of step 3.
func (d *Desk) settle(ctx context.Context, by Requester, r Request, p *prepared) error {
	p.content.Duty = settledBy(r.Duty, p.policy)
	if r.Duty.Means != OnlinePayment {
		return nil
	}
	var err error
	if p.order, err = p.content.order(); err != nil {
		return err
	}
	rule, err := d.unpaid(ctx, by, r, p)
	if err != nil || rule == nil {
		return err
	}
	return d.stopped(ctx, by, r, p, rule)
}

// stopped records and returns the refusal of a prepared request by one rule.
func (d *Desk) stopped(ctx context.Context, by Requester, r Request, p *prepared, rule *Rule) error {
	return d.refused(ctx, by, r, p.extract, p.at, &RefusedError{[]Refusal{refusal(r.Kinds, rule)}})
}

// unpaid is the rule against an online payment, nil if it is made and for this very
// order.
func (d *Desk) unpaid(ctx context.Context, by Requester, r Request, p *prepared) (*Rule, error) {
	switch {
	case d.Payments == nil:
		return noOnlinePayment, nil
	case r.due == choosing:
		return nil, nil
	}
	pay, err := d.ownPayment(ctx, by, r.Duty.Payment)
	switch {
	case errors.Is(err, ErrNotFound):
		return noSuchPayment, nil
	case err != nil:
		return nil, err
	}
	if pay, err = d.asked(ctx, pay); err != nil {
		return nil, err
	}
	switch {
	case pay.KeyDigest != r.ordered().digest(by):
		return paidForOther, nil
	case pay.State != PaymentPaid, pay.Refund != "" && pay.Refund != OrderDifferent:
		return notPaid, nil
	case pay.Refund == OrderDifferent, pay.Order != p.order:
		return changedSince, nil
	}
	return nil, nil
}

// asked is the payment after the provider has been asked about one that is open. A
// provider that does not answer is no reason to say anything else than what is known.
func (d *Desk) asked(ctx context.Context, p *Payment) (*Payment, error) {
	if p.State != PaymentCreated {
		return p, nil
	}
	if _, err := d.step(ctx, p); err != nil {
		d.Log.LogAttrs(ctx, slog.LevelWarn, "asking about a payment", slog.String("payment", string(p.ID)), slog.Any("error", err))
	}
	return d.Till.PaymentByID(ctx, p.ID)
}

// bought is the certificate that the payment has brought already: whoever sends the
// request again after it was issued by itself has it.
func (d *Desk) bought(ctx context.Context, by Requester, r Request) (*Certificate, error) {
	if r.Duty.Payment == "" || d.Payments == nil {
		return nil, nil
	}
	p, err := d.ownPayment(ctx, by, r.Duty.Payment)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil // the rules say so
	case err != nil:
		return nil, err
	case p.Certificate == "" || p.KeyDigest != r.ordered().digest(by):
		return nil, nil
	case !p.Done:
		return nil, ErrInProgress
	}
	c, err := d.Archive.ByID(ctx, p.Certificate)
	if err != nil {
		return nil, err
	}
	return c, d.reread(ctx, by, r.ID, c)
}

// unsettled makes of what the ledger found when it reserved a refusal.
func (d *Desk) unsettled(ctx context.Context, by Requester, r Request, p *prepared, err error) error {
	switch {
	case errors.Is(err, ErrStampUsed):
		return d.stopped(ctx, by, r, p, stampUsed)
	case errors.Is(err, ErrUnpaid):
		return d.stopped(ctx, by, r, p, notPaid)
	case errors.Is(err, ErrTooMany):
		return d.stopped(ctx, by, r, p, tooMany)
	}
	return err
}
