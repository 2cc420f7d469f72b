package payments

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/sportello/sportello/certificates"
)

// Demo is the provider of the demo (internal/demo/cashier). It is told nothing about
// the payer. It is safe for concurrent use.
type Demo struct {
	caller
	url, back string
}

// NewDemo is the demo's provider at an address, without a slash at the end. secret is
// shared with it; the citizen is sent back to back.
func NewDemo(address, secret, back string) *Demo {
	return &Demo{caller: newCaller("Authorization", "Bearer "+secret), url: address, back: back}
}

// What is exchanged with the demo's provider.
type (
	// DemoOrder asks for a payment. The same ID gives the same payment.
	DemoOrder struct {
		ID      string    `json:"id"`
		Digest  []byte    `json:"digest"`
		Amount  int       `json:"amountCents"`
		Back    string    `json:"returnUrl"`
		Expires time.Time `json:"expiresAt"`
	}
	// DemoPayment is how a payment stands there.
	DemoPayment struct {
		Reference string    `json:"reference"`
		Checkout  string    `json:"checkoutUrl"`
		State     string    `json:"state"`
		Amount    int       `json:"amountCents"`
		Receipt   string    `json:"receipt"`
		Expires   time.Time `json:"expiresAt"`
	}
)

// Create orders a payment.
func (d *Demo) Create(ctx context.Context, o certificates.Order) (certificates.Checkout, error) {
	var out DemoPayment
	in := DemoOrder{ID: string(o.ID), Digest: o.Digest[:], Amount: o.Amount, Back: d.back, Expires: o.Expires}
	if _, err := d.call(ctx, http.MethodPost, d.url+"/orders", in, &out); err != nil {
		return certificates.Checkout{}, err
	}
	return certificates.Checkout{Reference: out.Reference, URL: out.Checkout, ExpiresAt: out.Expires}, nil
}

// Outcome asks how a payment stands. One that the provider has forgotten, because the
// demo was started anew, has not been paid.
func (d *Demo) Outcome(ctx context.Context, p *certificates.Payment) (certificates.Outcome, error) {
	var out DemoPayment
	status, err := d.call(ctx, http.MethodGet, d.url+"/orders/"+url.PathEscape(p.Reference), nil, &out)
	if status == http.StatusNotFound {
		return certificates.Outcome{State: certificates.PaymentCreated}, nil
	}
	return certificates.Outcome{State: certificates.PaymentState(out.State), Amount: out.Amount, Receipt: out.Receipt}, err
}

// Refund gives the money back; that it has been given back already is no error.
func (d *Demo) Refund(ctx context.Context, p *certificates.Payment) error {
	_, err := d.call(ctx, http.MethodPost, d.url+"/orders/"+url.PathEscape(p.Reference)+"/refund", struct{}{}, nil)
	return err
}
