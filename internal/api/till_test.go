package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// The world is a till and a provider of payments, too.

func (w *world) OpenPayment(_ context.Context, p *certificates.Payment, events ...audit.Event) (*certificates.Payment, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.ordered {
		if o.Requester == p.Requester && (o.Key == p.Key || o.KeyDigest == p.KeyDigest) {
			c := *o
			return &c, nil
		}
	}
	c := *p
	w.ordered, w.events = append(w.ordered, &c), append(w.events, events...)
	return p, w.failing["OpenPayment"]
}

func (w *world) PaymentByID(_ context.Context, id certificates.PaymentID) (*certificates.Payment, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.ordered {
		if o.ID == id {
			c := *o
			for _, r := range w.rows {
				if r.Duty.Payment == string(id) && r.State != certificates.Failed {
					c.Certificate, c.Done = r.ID, r.State != certificates.Issuing
				}
			}
			return &c, w.failing["PaymentByID"]
		}
	}
	return nil, certificates.ErrNotFound
}

func (w *world) MovePayment(_ context.Context, m certificates.PaymentMove, events ...audit.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.ordered {
		if o.ID == m.ID {
			o.State, o.Refund = m.To, m.Refund
			if m.To == certificates.PaymentCreated {
				o.Checkout = m.Checkout
			}
			if m.To == certificates.PaymentPaid {
				o.PaidAt = m.At
			}
		}
	}
	w.events = append(w.events, events...)
	return w.failing["MovePayment"]
}

func (w *world) DuePayments(context.Context, time.Time, int) ([]*certificates.Payment, error) {
	return nil, nil
}

func (w *world) Create(_ context.Context, o certificates.Order) (certificates.Checkout, error) {
	return certificates.Checkout{Reference: "r", URL: "https://bank.example/pay/r", ExpiresAt: o.Expires}, w.fail("Create")
}

// Outcome says that everything has been paid once a test says so.
func (w *world) Outcome(_ context.Context, p *certificates.Payment) (certificates.Outcome, error) {
	if w.fail("paid") != nil {
		return certificates.Outcome{State: certificates.PaymentPaid, Amount: p.Amount}, nil
	}
	return certificates.Outcome{State: certificates.PaymentCreated}, w.fail("Outcome")
}

func (w *world) Refund(context.Context, *certificates.Payment) error { return w.fail("Refund") }

// pay is a body that orders a payment.
func pay(subject any, kinds ...string) string {
	b, _ := json.Marshal(map[string]any{"email": "anna@example.org", "certificate": map[string]any{
		"subjectId": subject, "kinds": kinds, "stampDuty": map[string]any{"means": "online"},
	}})
	return string(b)
}
