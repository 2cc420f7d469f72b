package certificates

import (
	"context"
	"errors"
	"log/slog"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// paymentsAtOnce is how many payments one sweep looks at.
const paymentsAtOnce = 50

// SweepPayments does what is to be done with the payments: it asks the provider about
// those that are open, issues what has been paid and not been fetched, gives back what
// nothing came of. It returns how many it has brought to an end or a step further. One
// that goes no further now is logged and looked at again.
func (d *Desk) SweepPayments(ctx context.Context) (int, error) {
	if d.Payments == nil {
		return 0, nil
	}
	list, err := d.Till.DuePayments(ctx, d.now(), paymentsAtOnce)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, p := range list {
		switch err := d.advance(ctx, p); {
		case ctx.Err() != nil:
			return done, ctx.Err()
		case err != nil:
			d.Log.LogAttrs(ctx, slog.LevelWarn, "a payment goes no further now", slog.String("payment", string(p.ID)), slog.Any("error", err))
		default:
			done++
		}
	}
	return done, nil
}

// PaymentNotice takes what the provider says of its own accord about a payment: heard
// twice is heard once. ErrNotFound for a payment that is not ours under that reference,
// ErrPaymentAmount for another amount.
func (d *Desk) PaymentNotice(ctx context.Context, id PaymentID, reference string, o Outcome) error {
	if d.Payments == nil {
		return ErrNotFound
	}
	p, err := d.Till.PaymentByID(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case reference == "" || p.Reference != reference:
		return ErrNotFound
	case o.State == PaymentPaid && o.Amount != p.Amount: // a poll will say whether it is true
		return errors.Join(ErrPaymentAmount, d.Journal.Record(ctx, d.payment(p, audit.PaymentMismatch, nil)))
	}
	if _, err := d.hear(ctx, p, o); err != nil {
		return err
	}
	if err := d.advance(ctx, p); err != nil { // it is recorded, and the sweep goes on
		d.Log.LogAttrs(ctx, slog.LevelWarn, "a payment goes no further now", slog.String("payment", string(id)), slog.Any("error", err))
	}
	return nil
}

// advance takes a payment as far as it goes now.
func (d *Desk) advance(ctx context.Context, p *Payment) error {
	const steps = 3 // created, paid, issued or to be refunded, refunded
	for range steps {
		now, err := d.Till.PaymentByID(ctx, p.ID)
		if err != nil {
			return err
		}
		if moved, err := d.step(ctx, now); err != nil || !moved {
			return err
		}
	}
	return nil
}

// step takes a payment one step further, and reports whether there was one to take.
// Each step is durable before the next begins, and may be taken again.
func (d *Desk) step(ctx context.Context, p *Payment) (moved bool, err error) {
	switch {
	case p.State == PaymentRefunded, p.State == PaymentPaid && p.Certificate != "":
		return false, nil
	case p.State == PaymentPaid && p.Refund != "":
		return d.refund(ctx, p)
	case p.State == PaymentPaid:
		return d.deliver(ctx, p)
	case p.Reference == "": // nobody was told where to pay
		return d.hear(ctx, p, Outcome{State: PaymentCreated})
	}
	o, err := d.Payments.Outcome(ctx, p)
	if err != nil {
		return false, err
	}
	return d.hear(ctx, p, o)
}

// hear records how a payment stands at the provider.
func (d *Desk) hear(ctx context.Context, p *Payment, o Outcome) (moved bool, err error) {
	m := PaymentMove{ID: p.ID, Office: p.Office, From: p.State, To: o.State, At: d.now()}
	kind := audit.PaymentPaid
	switch {
	case o.State == PaymentPaid && (p.State == PaymentPaid || p.State == PaymentRefunded): // told before
		return false, nil
	case o.State == PaymentPaid:
		m.Receipt = o.Receipt
		switch {
		case o.Amount != p.Amount:
			m.Refund = PaidOther
		case p.State != PaymentCreated:
			m.Refund = PaidLate
		}
	case p.State != PaymentCreated:
		return false, nil
	case o.State == PaymentFailed:
		kind = audit.PaymentFailed
	case o.State == PaymentExpired || d.now().After(p.ExpiresAt):
		m.To, kind = PaymentExpired, audit.PaymentExpired
	default:
		return false, nil
	}
	return true, d.move(ctx, m, d.payment(p, kind, nil))
}

// move makes a step. That somebody was faster is no error.
func (d *Desk) move(ctx context.Context, m PaymentMove, e audit.Event) error {
	if err := d.Till.MovePayment(ctx, m, e); err != nil && !errors.Is(err, ErrState) {
		return err
	}
	return nil
}

// deliver issues what has been paid. What cannot be issued any more is refunded; what
// cannot be issued now is tried again.
func (d *Desk) deliver(ctx context.Context, p *Payment) (moved bool, err error) {
	r := p.Request
	r.Duty, r.Key = Duty{Means: OnlinePayment, Payment: p.ID}, "payment "+string(p.ID) // no caller's key has a blank
	by, err := d.payer(ctx, p)
	if err == nil {
		_, err = d.Issue(ctx, by, r)
	}
	why, hopeless := hopelessness(err)
	if !hopeless {
		return err == nil, err
	}
	m := PaymentMove{ID: p.ID, Office: p.Office, From: PaymentPaid, To: PaymentPaid, At: d.now(), Refund: why}
	return true, d.move(ctx, m, d.payment(p, audit.PaymentRefundDue, map[string]string{"reason": string(why)}))
}

// hopelessness reports whether what was paid will never be issued, and why.
func hopelessness(err error) (Refund, bool) {
	var refused *RefusedError
	var unmatched *registry.UnmatchedError
	switch {
	case errors.As(err, &refused) && refused.Refusals[0].Rule == changedSince:
		return OrderDifferent, true
	case errors.As(err, &refused), errors.As(err, &unmatched), errors.Is(err, registry.ErrPersonUnknown), errors.Is(err, ErrGlyph):
		return OrderRefused, true
	}
	return "", false
}

// refund has the provider give money back, and records that it has.
func (d *Desk) refund(ctx context.Context, p *Payment) (moved bool, err error) {
	if err := d.Payments.Refund(ctx, p); err != nil {
		return false, err
	}
	m := PaymentMove{ID: p.ID, Office: p.Office, From: PaymentPaid, To: PaymentRefunded, At: d.now()}
	return true, d.move(ctx, m, d.payment(p, audit.PaymentRefunded, map[string]string{"reason": string(p.Refund)}))
}

// payment is an event about a payment, of the service itself.
func (d *Desk) payment(p *Payment, kind audit.Kind, details map[string]string) audit.Event {
	e := d.paying(Requester{Principal: &auth.Principal{}, Channel: p.Channel}, p, kind, "", details)
	e.Actor = audit.Actor{Kind: audit.System}
	return e
}

func (p *Payment) principal(person *registry.Person) *auth.Principal {
	return &auth.Principal{FiscalCode: string(person.FiscalCode), Assurance: p.Requester.Assurance}
}
