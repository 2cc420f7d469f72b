package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/payments"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// The ports, each of which ends the goroutine before or after it has done its work, as
// a process that is killed does.
type (
	killedTill struct {
		certificates.Till
		on     func(certificates.PaymentMove) bool // nil: OpenPayment
		before bool
	}
	killedPayments struct {
		certificates.Payments
		at string
	}
	killedLedger struct {
		certificates.Ledger
		at     string
		before bool
	}
	killedSealer struct{ certificates.Sealer }
)

func (k killedTill) OpenPayment(ctx context.Context, p *certificates.Payment, e ...audit.Event) (*certificates.Payment, error) {
	open, err := k.Till.OpenPayment(ctx, p, e...)
	if k.on == nil {
		panic(errBroken)
	}
	return open, err
}

func (k killedTill) MovePayment(ctx context.Context, m certificates.PaymentMove, e ...audit.Event) error {
	hit := k.on != nil && k.on(m)
	if hit && k.before {
		panic(errBroken)
	}
	err := k.Till.MovePayment(ctx, m, e...)
	if hit {
		panic(errBroken)
	}
	return err
}

func (k killedPayments) Create(ctx context.Context, o certificates.Order) (certificates.Checkout, error) {
	c, err := k.Payments.Create(ctx, o)
	if k.at == "create" {
		panic(errBroken)
	}
	return c, err
}

func (k killedPayments) Refund(ctx context.Context, p *certificates.Payment) error {
	if k.at == "before refund" {
		panic(errBroken)
	}
	err := k.Payments.Refund(ctx, p)
	if k.at == "refund" {
		panic(errBroken)
	}
	return err
}

func (k killedLedger) Reserve(ctx context.Context, r certificates.Reservation, lay func(certificates.Number) (certificates.Laid, error)) error {
	if k.at == "reserve" && k.before {
		panic(errBroken)
	}
	err := k.Ledger.Reserve(ctx, r, lay)
	if k.at == "reserve" {
		panic(errBroken)
	}
	return err
}

func (k killedLedger) Complete(ctx context.Context, id certificates.ID, f certificates.Sealed, at time.Time, e ...audit.Event) error {
	if k.before && k.at == "complete" {
		panic(errBroken)
	}
	err := k.Ledger.Complete(ctx, id, f, at, e...)
	if k.at == "complete" {
		panic(errBroken)
	}
	return err
}

func (killedSealer) Seal(context.Context, *signing.Sheet) ([]byte, error) { panic(errBroken) }

// Killed between any two steps, over a real PostgreSQL: the next process finds what was
// paid and issues it, once, or gives the money back, once.
func TestKilledWhilePaying(t *testing.T) {
	t.Parallel()
	c := newPaymentCycle(t)
	d := c.app.desk
	to := func(state certificates.PaymentState) func(certificates.PaymentMove) bool {
		return func(m certificates.PaymentMove) bool { return m.To == state && m.From != state }
	}
	ordered := func(m certificates.PaymentMove) bool { return m.To == certificates.PaymentCreated }
	refundDue := func(m certificates.PaymentMove) bool {
		return m.From == certificates.PaymentPaid && m.To == certificates.PaymentPaid
	}
	for i, x := range []struct {
		name  string
		kill  func()
		moves bool // the register changes between payment and issue
		want  string
	}{
		{"the payment stored", func() { d.Till = killedTill{Till: d.Till} }, false, paidAndIssued},
		{"the provider asked", func() { d.Payments = killedPayments{d.Payments, "create"} }, false, paidAndIssued},
		{"the checkout not yet stored", func() { d.Till = killedTill{d.Till, ordered, true} }, false, paidAndIssued},
		{"the checkout stored", func() { d.Till = killedTill{d.Till, ordered, false} }, false, paidAndIssued},
		{"paid, not yet recorded", func() { d.Till = killedTill{d.Till, to(certificates.PaymentPaid), true} }, false, paidAndIssued},
		{"paid and recorded", func() { d.Till = killedTill{d.Till, to(certificates.PaymentPaid), false} }, false, paidAndIssued},
		{"not yet reserved", func() { d.Ledger = killedLedger{d.Ledger, "reserve", true} }, false, paidAndIssued},
		{"reserved", func() { d.Ledger = killedLedger{d.Ledger, "reserve", false} }, false, paidAndIssued},
		{"not yet sealed", func() { d.Sealer = killedSealer{d.Sealer} }, false, paidAndIssued},
		{"sealed, not yet stored", func() { d.Ledger = killedLedger{d.Ledger, "complete", true} }, false, paidAndIssued},
		{"issued, and nobody heard", func() { d.Ledger = killedLedger{d.Ledger, "complete", false} }, false, paidAndIssued},
		{"refused, not yet recorded", func() { d.Till = killedTill{d.Till, refundDue, true} }, true, "created, created, paid, paid changed, refunded changed; issued 0"},
		{"refused and recorded", func() { d.Till = killedTill{d.Till, refundDue, false} }, true, "created, created, paid, paid changed, refunded changed; issued 0"},
		{"not yet given back", func() { d.Payments = killedPayments{d.Payments, "before refund"} }, true, "created, created, paid, paid changed, refunded changed; issued 0"},
		{"given back, not yet recorded", func() { d.Payments = killedPayments{d.Payments, "refund"} }, true, "created, created, paid, paid changed, refunded changed; issued 0"},
	} {
		key := fmt.Sprintf("killed-%04d", i)
		if x.moves {
			d.Register = movedRegister{c.app.desk.Register}
		}
		early := i < 4
		if early {
			x.kill()
			if err := c.request("POST /v1/payments as chiara key " + key + " " + c.body()); err == nil && c.status < 500 {
				t.Fatalf("%s: not killed: %d %s", x.name, c.status, c.script.body)
			}
			c.mend()
		}
		if x.moves { // what is ordered is the register as it was
			d.Register = d.Register.(movedRegister).Register
		}
		id, page := c.order(key)
		if x.moves {
			d.Register = movedRegister{d.Register}
		}
		if !early {
			x.kill()
		}
		c.decide(page, "pay") // the notice kills the process
		if got := c.standing(id); !early && got == x.want && x.name != "issued, and nobody heard" {
			t.Errorf("%s: was not killed", x.name)
		}
		next := c.again()
		next.desk.Register = d.Register
		if _, err := next.desk.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			c.do("UPDATE payment SET asked_at = NULL")
			if _, err := next.desk.SweepPayments(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.standing(id); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
		c.mend()
		if x.moves {
			d.Register = d.Register.(movedRegister).Register
		}
	}
	checkNumbers(t, c.url)
	if n := c.list("SELECT count(*)::text FROM certificate_duty d JOIN certificate c USING (certificate_id) WHERE c.state = 'issued' AND d.means = 'online' AND NOT EXISTS (SELECT FROM payment p WHERE p.payment_id = d.payment_id AND p.state = 'paid')"); n != "0" {
		t.Errorf("%s certificates are issued and not paid", n)
	}
}

// movedRegister says that everybody has moved next door.
type movedRegister struct{ certificates.Register }

func (m movedRegister) Extract(ctx context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	x, err := m.Register.Extract(ctx, id, as)
	if err == nil && x.Subject.Residence != nil {
		home := *x.Subject.Residence
		home.Address.Number += "/bis"
		x.Subject.Residence = &home
	}
	return x, err
}

// The provider is down, or the database is: 503, nothing is paid twice, and the same
// key goes on.
func TestPaymentOutages(t *testing.T) {
	t.Parallel()
	c := newPaymentCycle(t)
	d := c.app.desk
	for i, x := range []struct {
		name    string
		breaks  func()
		problem string
	}{
		{"no room for the payment", func() { c.full("payment", "true") }, "database-unavailable"},
		{"no room for its event", func() { c.full("audit_event", "NEW.kind = 'payment.created'") }, "database-unavailable"},
		{"no room for the checkout", func() { c.full("payment", "NEW.reference IS NOT NULL") }, "database-unavailable"},
		{"the provider is down", func() { d.Payments = payments.NewDemo("http://127.0.0.1:1/demo", "s", "") }, "payment-unavailable"},
		{"the provider does not know us", func() { d.Payments = payments.NewDemo(c.base+cashierPath, "wrong", "") }, "payment-unavailable"},
	} {
		key := fmt.Sprintf("outage-%04d", i)
		x.breaks()
		c.must("POST /v1/payments as chiara key "+key+" "+c.body(), http.StatusServiceUnavailable)
		if kind, _ := c.value("$.type"); kind != "urn:problem-type:sportello:"+x.problem || c.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", x.name, c.script.body)
		}
		c.mend()
		id, page := c.order(key)
		c.full("payment", "NEW.state = 'paid'") // the notice cannot be recorded
		c.decide(page, "pay")
		c.mend()
		if got := c.standing(id); got != "created, created; issued 0" {
			t.Errorf("%s: %s", x.name, got)
		}
		c.must("GET /v1/payments/"+id+" as chiara", http.StatusOK) // the citizen comes back
		if got := c.standing(id); got != paidAndIssued {
			t.Errorf("%s: %s, want it issued", x.name, got)
		}
	}
}

func TestPaymentSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, empty := dir+"/key", dir+"/empty"
	for path, text := range map[string]string{key: "secret-key\n", empty: "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	public, _ := url.Parse("https://sportello.example")
	for _, x := range []struct {
		name string
		conf paying
		want string
	}{
		{"none", paying{}, ""},
		{"the rest without a provider", paying{PaymentURL: "https://x.example"}, "SPORTELLO_PAYMENT_PROVIDER: is not set"},
		{"another provider", paying{PaymentProvider: "cash"}, "SPORTELLO_PAYMENT_PROVIDER: is neither pagopa nor demo"},
		{"no key", paying{PaymentProvider: "demo", PaymentURL: "https://x.example/demo"}, "SPORTELLO_PAYMENT_KEY_FILE: is not set"},
		{"an empty key", paying{PaymentProvider: "demo", PaymentURL: "https://x.example/demo", PaymentKeyFile: empty}, "SPORTELLO_PAYMENT_KEY_FILE: " + empty + " is empty"},
		{"no address", paying{PaymentProvider: "demo", PaymentKeyFile: key}, "SPORTELLO_PAYMENT_URL: is not set"},
		{"a demo that does not say so", paying{PaymentProvider: "demo", PaymentURL: "https://x.example/pay", PaymentKeyFile: key}, `SPORTELLO_PAYMENT_URL: is no demo's: "demo" is no element of its path`},
		{"a demo", paying{PaymentProvider: "demo", PaymentURL: "https://x.example/demo/pay", PaymentKeyFile: key}, ""},
		{"pagoPA without its names", paying{PaymentProvider: "pagopa", PaymentURL: "https://x.example", PaymentKeyFile: key}, "SPORTELLO_PAYMENT_ORGANIZATION: is not set; SPORTELLO_PAYMENT_SERVICE: is not set"},
		{"a fiscal code that is none", paying{PaymentProvider: "pagopa", PaymentURL: "https://x.example", PaymentKeyFile: key, PaymentService: "04", PaymentOrganization: map[string]string{"H501": "1"}}, "SPORTELLO_PAYMENT_ORGANIZATION: of H501 is not a fiscal code of 11 digits"},
		{"nowhere to go back to", paying{PaymentProvider: "demo", PaymentURL: "https://x.example/demo", PaymentKeyFile: key, PaymentReturnURL: "home"}, "SPORTELLO_PAYMENT_RETURN_URL: is not an address that begins with https://"},
		{"pagoPA", paying{PaymentProvider: "pagopa", PaymentURL: "https://x.example", PaymentKeyFile: key, PaymentService: "04", PaymentOrganization: map[string]string{"H501": "02438750586"}}, ""},
	} {
		var f faults
		got := x.conf.load(&f, public)
		if f.Error() != x.want || strings.Contains(f.Error(), "secret") || (x.want == "" && x.name != "none") != (got.payments != nil && len(f) == 0) {
			t.Errorf("%s: %q, want %q", x.name, f.Error(), x.want)
		}
	}
}

// No office but a demo may say that it was paid by the demo's provider.
func TestDemoPaymentsAreForDemosOnly(t *testing.T) {
	t.Parallel()
	a := &app{material: &material{till: till{payments: payments.NewDemo("", "", ""), onlyDemo: true}}, desk: &certificates.Desk{}}
	err := a.pay(nil, map[registry.OfficeID]registry.Office{"X900": {Basis: registry.BasisDemo}, "H501": {Basis: registry.BasisLocal}})
	if err == nil || !strings.Contains(err.Error(), "H501") || a.desk.Payments != nil {
		t.Errorf("got %v", err)
	}
}
