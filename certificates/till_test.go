package certificates

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/sportello/sportello/audit"
)

// drawer is a till in memory that behaves as payment.go says.
type drawer struct {
	*books
	mu       sync.Mutex
	payments []*Payment
}

func (t *drawer) paysFor(p *Payment) *Payment {
	c := *p
	t.books.mu.Lock()
	defer t.books.mu.Unlock()
	for _, r := range t.rows {
		if r.Duty.Payment == string(p.ID) && r.State != Failed {
			c.Certificate, c.Done = r.ID, r.State != Issuing
		}
	}
	return &c
}

func (t *drawer) note(events []audit.Event) {
	t.books.mu.Lock()
	defer t.books.mu.Unlock()
	t.events = append(t.events, events...)
}

func (t *drawer) OpenPayment(_ context.Context, p *Payment, events ...audit.Event) (*Payment, error) {
	if err := t.fail("open"); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, o := range t.payments {
		o = t.paysFor(o)
		counts := o.State == PaymentCreated || o.State == PaymentPaid && o.Refund == ""
		open := counts && o.Certificate == "" && o.KeyDigest == p.KeyDigest && o.Order == p.Order
		if o.Requester == p.Requester && (counts && o.Key == p.Key || open) {
			return o, nil
		}
	}
	c := *p
	t.payments = append(t.payments, &c)
	t.note(events)
	return p, t.fail("opened")
}

func (t *drawer) find(id PaymentID) *Payment {
	for _, p := range t.payments {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (t *drawer) PaymentByID(_ context.Context, id PaymentID) (*Payment, error) {
	if err := t.fail("payment"); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.find(id); p != nil {
		return t.paysFor(p), nil
	}
	return nil, ErrNotFound
}

func (t *drawer) MovePayment(_ context.Context, m PaymentMove, events ...audit.Event) error {
	step := "move to " + string(m.To)
	if err := t.fail(step); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.find(m.ID)
	if p.State != m.From || m.To == PaymentCreated && p.Reference != "" {
		return ErrState
	}
	p.State = m.To
	switch m.To {
	case PaymentCreated:
		p.Checkout = m.Checkout
	case PaymentPaid:
		p.Refund = m.Refund
		if m.From != PaymentPaid {
			p.PaidAt, p.Receipt = m.At, m.Receipt
		}
	default:
		p.EndedAt = m.At
	}
	t.note(events)
	return t.fail(step + " committed")
}

func (t *drawer) DuePayments(_ context.Context, _ time.Time, limit int) (list []*Payment, _ error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.payments {
		list = append(list, t.paysFor(p))
	}
	return list[:min(limit, len(list))], t.fail("due")
}

// bank is a provider of payments that does as it is told.
type bank struct {
	*books
	mu       sync.Mutex
	created  []Order
	outcomes map[PaymentID]Outcome
	refunded []PaymentID
}

func (b *bank) Create(_ context.Context, o Order) (Checkout, error) {
	if err := b.fail("create"); err != nil {
		return Checkout{}, errors.Join(ErrPayments, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.created = append(b.created, o)
	n := string(rune('a' + len(b.created) - 1))
	return Checkout{Reference: "reference " + n, URL: "https://bank.example/" + n, ExpiresAt: o.Expires}, b.fail("created")
}

func (b *bank) Outcome(_ context.Context, p *Payment) (Outcome, error) {
	if err := b.fail("outcome"); err != nil {
		return Outcome{}, errors.Join(ErrPayments, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if o, ok := b.outcomes[p.ID]; ok {
		return o, nil
	}
	return Outcome{State: PaymentCreated}, nil
}

func (b *bank) Refund(_ context.Context, p *Payment) error {
	if err := b.fail("refund"); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Contains(b.refunded, p.ID) {
		b.refunded = append(b.refunded, p.ID)
	}
	return b.fail("refunded")
}

// pays is what the citizen does on the provider's page.
func (b *bank) pays(id PaymentID, o Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outcomes[id] = o
}

var paid = Outcome{State: PaymentPaid, Amount: StampDuty, Receipt: "IUBD"}
