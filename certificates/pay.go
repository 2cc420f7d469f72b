package certificates

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// PaymentTime is for how long a payment can be made.
const PaymentTime = time.Hour

// PaymentsOpen is how many payments of one requester may be open: each is asked about at the
// provider until it ends.
const PaymentsOpen = 20

// ErrPaymentsOpen says that as many payments of a requester are open as may be.
var ErrPaymentsOpen = errors.New("certificates: too many open payments")

// Pay orders the online payment of the stamp duty on a certificate, which has passed the
// same rules as if it were issued. The same key, or the same order while it is open,
// gives the same payment. Errors: those of Issue, ErrPayments, ErrPaymentsOpen.
func (d *Desk) Pay(ctx context.Context, by Requester, r Request, email string) (*Payment, error) {
	if by.Channel != Online || by.Person == nil {
		return nil, ErrNotAllowed
	}
	r.due = choosing
	p, err := d.prepare(ctx, by, r)
	if err != nil {
		return nil, err
	}
	if r.Duty != (Duty{Means: OnlinePayment}) {
		return nil, d.stopped(ctx, by, r, p, notOnline)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("certificates: drawing an identity: %w", err)
	}
	now := d.now()
	wanted := &Payment{
		ID: PaymentID(id.String()), Office: p.office.ID, State: PaymentCreated, Requester: by.ref(), Channel: by.Channel,
		Request: r.ordered(), Key: r.Key, KeyDigest: r.ordered().digest(by), Order: p.order, Amount: p.content.Duty.Amount,
		CreatedAt: now, Checkout: Checkout{ExpiresAt: now.Add(PaymentTime)},
	}
	open, err := d.Till.OpenPayment(ctx, wanted, d.paying(by, wanted, audit.PaymentCreated, r.ID, nil))
	switch {
	case err != nil:
		return nil, err
	case open.KeyDigest != wanted.KeyDigest:
		return nil, ErrKeyReused
	case open.URL != "" || open.State != PaymentCreated:
		return open, nil
	}
	return d.checkout(ctx, by, open, email)
}

// checkout asks the provider for the page on which to pay. If two ask at once, or a
// crash lost the answer, the provider may have two; the one that is stored first is the
// only one that anybody is told of, so that nobody can pay the other.
func (d *Desk) checkout(ctx context.Context, by Requester, p *Payment, email string) (*Payment, error) {
	payer := Payer{Name: by.Person.Name, FiscalCode: by.Person.FiscalCode, Email: email}
	x, err := d.Register.Extract(ctx, by.Person.ID, registry.Now(d.Clock()).For(registry.OfResidence))
	if err != nil {
		return nil, err
	}
	if x.Subject.Residence != nil {
		payer.Province = x.Subject.Residence.Address.Province
	}
	c, err := d.Payments.Create(ctx, Order{ID: p.ID, Office: p.Office, Digest: p.Order, Amount: p.Amount, Payer: payer, Expires: p.ExpiresAt})
	if err != nil {
		return nil, err
	}
	if c.ExpiresAt.IsZero() || c.ExpiresAt.After(p.ExpiresAt) {
		c.ExpiresAt = p.ExpiresAt
	}
	move := PaymentMove{ID: p.ID, Office: p.Office, From: PaymentCreated, To: PaymentCreated, At: d.now(), Checkout: c}
	if err := d.Till.MovePayment(ctx, move, d.paying(by, p, audit.PaymentOrdered, "", nil)); err != nil && !errors.Is(err, ErrState) {
		return nil, err
	}
	return d.Till.PaymentByID(ctx, p.ID)
}

// Payment reads a payment of the requester's own, after what is to be done with it has
// been done. Anybody else's is ErrNotFound.
func (d *Desk) Payment(ctx context.Context, by Requester, id PaymentID) (*Payment, error) {
	p, err := d.ownPayment(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := d.advance(ctx, p); err != nil {
		d.Log.LogAttrs(ctx, slog.LevelWarn, "a payment goes no further now", slog.String("payment", string(id)), slog.Any("error", err))
	}
	return d.Till.PaymentByID(ctx, id)
}

func (d *Desk) ownPayment(ctx context.Context, by Requester, id PaymentID) (*Payment, error) {
	if by.Person == nil || d.Payments == nil {
		return nil, ErrNotFound
	}
	p, err := d.Till.PaymentByID(ctx, id)
	if err == nil && (p.Requester.Kind != by.ref().Kind || p.Requester.ID != by.ref().ID) {
		return nil, ErrNotFound
	}
	return p, err
}

// paying is an event about a payment, by who makes it.
func (d *Desk) paying(by Requester, p *Payment, kind audit.Kind, request string, details map[string]string) audit.Event {
	e := d.event(by, p.Office, kind, request)
	e.Person, e.Details = string(p.Request.Subject), map[string]string{"payment": string(p.ID)}
	for k, v := range details {
		e.Details[k] = v
	}
	return e
}

// payer is who ordered a payment, as he stands in the register now.
func (d *Desk) payer(ctx context.Context, p *Payment) (Requester, error) {
	x, err := d.Register.Extract(ctx, registry.PersonID(p.Requester.ID), registry.Now(d.Clock()).For(registry.Basics))
	if err != nil {
		return Requester{}, err
	}
	person, err := registry.Match([]registry.Person{x.Subject})
	if err != nil {
		return Requester{}, err
	}
	return Requester{Principal: p.principal(&person), Person: &person, Channel: p.Channel}, nil
}
