package certificates

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/registry"
)

// shop is a desk where stamp duty is paid online.
type shop struct {
	*books
	till *drawer
	bank *bank
	desk *Desk
	now  time.Time
}

func newShop(t *testing.T) *shop {
	t.Helper()
	b := newBooks()
	s := &shop{books: b, till: &drawer{books: b}, bank: &bank{books: b, outcomes: map[PaymentID]Outcome{}}, desk: newDesk(t, b), now: today}
	s.desk.Till, s.desk.Payments, s.desk.Clock = s.till, s.bank, func() time.Time { return s.now }
	return s
}

func payingOnline(key string) Request {
	r := ask(anna, Residence)
	r.Duty, r.Key = Duty{Means: OnlinePayment}, key
	return r
}

// order has anna order a payment, and pay when told.
func (s *shop) order(t *testing.T, key string, pay bool) *Payment {
	t.Helper()
	p, err := s.desk.Pay(t.Context(), s.as(anna), payingOnline(key), "anna@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if pay {
		s.bank.pays(p.ID, paid)
	}
	return p
}

func (s *shop) payment(t *testing.T, id PaymentID) *Payment {
	t.Helper()
	p, err := s.till.PaymentByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// standing is a payment in a few words.
func (s *shop) standing(t *testing.T, id PaymentID) string {
	t.Helper()
	p := s.payment(t, id)
	words := []string{string(p.State), string(p.Refund)}
	if p.Done {
		words = append(words, "done")
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func codes(err error) string {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return strings.Join(refused.Codes(), " ")
	}
	return ""
}

// What cannot be issued cannot be paid for either.
func TestPayRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*shop, *Request)
		want   string
	}{
		"a rule stops it":    {func(_ *shop, r *Request) { r.Kinds = []Kind{Death} }, "SP205 EN061"},
		"exempt":             {func(_ *shop, r *Request) { r.Duty = Duty{Exemption: 1} }, "SP612"},
		"paid already":       {func(_ *shop, r *Request) { r.Duty.Payment = "p" }, "SP612"},
		"for judicial use":   {func(_ *shop, r *Request) { r.Use = JudicialUse }, "SP601"},
		"no means":           {func(_ *shop, r *Request) { r.Duty = Duty{} }, "EN208"},
		"not online here":    {func(s *shop, _ *Request) { s.desk.Payments = nil }, "SP611"},
		"somebody else's":    {func(_ *shop, r *Request) { r.Subject = dario }, "EN169"},
		"nobody's":           {func(_ *shop, r *Request) { r.Subject = nobody }, "EN169"},
		"exempt and to pay":  {func(_ *shop, r *Request) { r.Duty.Exemption = 1 }, "SP602"},
		"a stamp and to pay": {func(_ *shop, r *Request) { r.Duty.Stamp.ID = "1" }, "SP602"},
	} {
		s := newShop(t)
		r := payingOnline("key-0001")
		tt.change(s, &r)
		_, err := s.desk.Pay(t.Context(), s.as(anna), r, "anna@example.org")
		if got := codes(err); got != tt.want {
			t.Errorf("%s: refused by %q (%v), want %s", name, got, err, tt.want)
		}
		if len(s.till.payments)+len(s.bank.created) != 0 {
			t.Errorf("%s: something was ordered", name)
		}
	}
}

func TestPayByAMachine(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, err := s.desk.Pay(t.Context(), officer("X900"), payingOnline("key-0001"), ""); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("got %v, want ErrNotAllowed", err)
	}
}

// Three clicks, at once or one after the other, with one key or three, pay once.
func TestThreeClicks(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"one key": {"k-1", "k-1", "k-1"}, "three keys": {"k-1", "k-2", "k-3"}} {
		s := newShop(t)
		var all sync.WaitGroup
		urls := make(chan string, len(keys))
		for _, key := range keys {
			all.Go(func() {
				p, err := s.desk.Pay(t.Context(), s.as(anna), payingOnline(key), "anna@example.org")
				if err != nil {
					t.Error(err)
					return
				}
				urls <- string(p.ID) + p.URL
			})
		}
		all.Wait()
		close(urls)
		first := <-urls
		for u := range urls {
			if u != first {
				t.Errorf("%s: sent to %s and to %s", name, first, u)
			}
		}
		if len(s.till.payments) != 1 {
			t.Errorf("%s: %d payments", name, len(s.till.payments))
		}
	}
}

// A click after the money has come, and before the certificate, is no second payment;
// one after the certificate is.
func TestClickAfterPaying(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.order(t, "k-1", true)
	s.failing["seal"] = errDown
	if _, err := s.desk.SweepPayments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := s.order(t, "k-2", false); again.ID != p.ID || s.standing(t, p.ID) != "paid" {
		t.Errorf("a second payment beside one that is %s", s.standing(t, p.ID))
	}
	delete(s.failing, "seal")
	if _, err := s.desk.SweepPayments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := s.order(t, "k-3", false); again.ID == p.ID || s.standing(t, p.ID) != "paid done" {
		t.Errorf("the payment that is %s counts for another certificate", s.standing(t, p.ID))
	}
}

func TestSameKeyAnotherOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order(t, "k-1", false)
	r := payingOnline("k-1")
	r.Kinds = []Kind{Life}
	if _, err := s.desk.Pay(t.Context(), s.as(anna), r, ""); !errors.Is(err, ErrKeyReused) {
		t.Errorf("got %v, want ErrKeyReused", err)
	}
}

// Who comes back with his payment has the certificate, whether he or the sweep was
// faster.
func TestPaidIsIssuedOnce(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(*shop, PaymentID) error{
		"by the sweep":  func(s *shop, _ PaymentID) error { _, err := s.desk.SweepPayments(t.Context()); return err },
		"by a look":     func(s *shop, id PaymentID) error { _, err := s.desk.Payment(t.Context(), s.as(anna), id); return err },
		"by the notice": func(s *shop, id PaymentID) error { return s.desk.PaymentNotice(t.Context(), id, "reference a", paid) },
		"by the payer":  func(*shop, PaymentID) error { return nil },
	} {
		s := newShop(t)
		p := s.order(t, "k-1", true)
		if err := first(s, p.ID); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		r := payingOnline("k-2")
		r.Duty.Payment = p.ID
		c, err := s.desk.Issue(t.Context(), s.as(anna), r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r.Key = "k-3"
		again, err := s.desk.Issue(t.Context(), s.as(anna), r)
		if err != nil || again.ID != c.ID {
			t.Errorf("%s: then %v, %v", name, again, err)
		}
		if _, err := s.desk.SweepPayments(t.Context()); err != nil || len(s.rows) != 1 || s.standing(t, p.ID) != "paid done" {
			t.Errorf("%s: %d certificates of a payment that is %s, %v", name, len(s.rows), s.standing(t, p.ID), err)
		}
		if got := s.rows[c.ID].Duty; got.Payment != string(p.ID) || got.Amount != StampDuty {
			t.Errorf("%s: settled by %+v", name, got)
		}
	}
}

// What a payment does not pay for.
func TestPaymentDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*shop, *Request, *Payment)
		by     registry.PersonID
		want   string
	}{
		"not paid":            {func(*shop, *Request, *Payment) {}, anna, "SP614"},
		"refused by the bank": {func(s *shop, _ *Request, p *Payment) { s.bank.pays(p.ID, Outcome{State: PaymentFailed}) }, anna, "SP614"},
		"another amount": {func(s *shop, _ *Request, p *Payment) {
			s.bank.pays(p.ID, Outcome{State: PaymentPaid, Amount: 1599})
		}, anna, "SP614"},
		"the bank does not answer": {func(s *shop, _ *Request, p *Payment) { s.bank.pays(p.ID, paid); s.failing["outcome"] = errDown }, anna, "SP614"},
		"for another kind":         {func(s *shop, r *Request, p *Payment) { s.bank.pays(p.ID, paid); r.Kinds = []Kind{Life} }, anna, "SP615"},
		"for another person":       {func(s *shop, r *Request, p *Payment) { s.bank.pays(p.ID, paid); r.Subject = chiara }, anna, "SP615"},
		"for another use":          {func(s *shop, r *Request, p *Payment) { s.bank.pays(p.ID, paid); r.Use = AbroadUse }, anna, "SP615"},
		"never heard of":           {func(_ *shop, r *Request, _ *Payment) { r.Duty.Payment = PaymentID(nobody) }, anna, "SP613"},
		"somebody else's":          {func(s *shop, _ *Request, p *Payment) { s.bank.pays(p.ID, paid) }, bruno, "SP613"},
		"the register has changed": {func(s *shop, _ *Request, p *Payment) { s.bank.pays(p.ID, paid); s.move(anna) }, anna, "SP616"},
	} {
		s := newShop(t)
		p := s.order(t, "k-1", false)
		r := payingOnline("k-2")
		r.Duty.Payment = p.ID
		tt.change(s, &r, p)
		_, err := s.desk.Issue(t.Context(), s.as(tt.by), r)
		if got := codes(err); got != tt.want {
			t.Errorf("%s: refused by %q (%v), want %s", name, got, err, tt.want)
		}
		if len(s.rows) != 0 {
			t.Errorf("%s: issued", name)
		}
	}
}

// move has somebody move house.
func (s *shop) move(id registry.PersonID) {
	x := s.people[id]
	home := *x.Subject.Residence
	home.Address.Number = "2"
	x.Subject.Residence = &home
	s.people[id] = x
}

func (s *shop) dies(id registry.PersonID) {
	x := s.people[id]
	x.Subject.Standing.State = registry.Dead
	s.people[id] = x
}
