package certificates

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
)

// Money with which nothing can be done goes back, with the reason, and only once.
func TestRefunds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*shop, *Payment)
		want   string
	}{
		"the register has changed": {func(s *shop, p *Payment) { s.bank.pays(p.ID, paid); s.move(anna) }, "refunded changed"},
		"a rule stops it now":      {func(s *shop, p *Payment) { s.bank.pays(p.ID, paid); s.dies(anna) }, "refunded refused"},
		"it cannot be printed":     {func(s *shop, p *Payment) { s.bank.pays(p.ID, paid); s.failing["lay"] = ErrGlyph }, "refunded refused"},
		"who paid is gone":         {func(s *shop, p *Payment) { s.bank.pays(p.ID, paid); delete(s.people, anna) }, "refunded refused"},
		"another amount":           {func(s *shop, p *Payment) { s.bank.pays(p.ID, Outcome{State: PaymentPaid, Amount: 1}) }, "refunded amount"},
		"paid after it expired": {func(s *shop, p *Payment) {
			s.now = s.now.Add(PaymentTime + time.Minute)
			s.sweep(t)
			s.bank.pays(p.ID, paid)
		}, "refunded late"},
		"paid after it failed": {func(s *shop, p *Payment) {
			s.bank.pays(p.ID, Outcome{State: PaymentFailed})
			s.sweep(t)
			s.bank.pays(p.ID, paid)
		}, "refunded late"},
		"never paid":            {func(s *shop, _ *Payment) { s.now = s.now.Add(PaymentTime + time.Minute) }, "expired"},
		"refused by the bank":   {func(s *shop, p *Payment) { s.bank.pays(p.ID, Outcome{State: PaymentFailed}) }, "failed"},
		"the bank let it lapse": {func(s *shop, p *Payment) { s.bank.pays(p.ID, Outcome{State: PaymentExpired}) }, "expired"},
		"by hand":               {func(s *shop, p *Payment) { s.bank.pays(p.ID, paid); s.move(anna); s.failing["refund"] = ErrByHand }, "paid changed"},
	} {
		s := newShop(t)
		p := s.order(t, "k-1", false)
		tt.change(s, p)
		s.sweep(t)
		s.sweep(t)
		if got := s.standing(t, p.ID); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		if want := strings.HasPrefix(tt.want, "refunded"); slices.Contains(s.bank.refunded, p.ID) != want {
			t.Errorf("%s: given back: %v", name, s.bank.refunded)
		}
		if slices.Contains(s.states(), Issued) {
			t.Errorf("%s: issued as well", name)
		}
	}
}

func (s *shop) sweep(t *testing.T) {
	t.Helper()
	if _, err := s.desk.SweepPayments(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		id        func(*Payment) PaymentID
		reference string
		outcome   Outcome
		want      error
		standing  string
	}{
		"of nobody's payment":       {func(*Payment) PaymentID { return PaymentID(nobody) }, "reference a", paid, ErrNotFound, "created"},
		"under another reference":   {(*Payment).id, "reference b", paid, ErrNotFound, "created"},
		"without a reference":       {(*Payment).id, "", paid, ErrNotFound, "created"},
		"of another amount":         {(*Payment).id, "reference a", Outcome{State: PaymentPaid, Amount: 1}, ErrPaymentAmount, "created"},
		"of a failure":              {(*Payment).id, "reference a", Outcome{State: PaymentFailed}, nil, "failed"},
		"that it is paid":           {(*Payment).id, "reference a", paid, nil, "paid done"},
		"that nothing happened":     {(*Payment).id, "reference a", Outcome{State: PaymentCreated}, nil, "created"},
		"that it has been refunded": {(*Payment).id, "reference a", Outcome{State: PaymentRefunded}, nil, "created"},
	} {
		s := newShop(t)
		p := s.order(t, "k-1", false)
		for range 2 { // heard twice is heard once
			if err := s.desk.PaymentNotice(t.Context(), tt.id(p), tt.reference, tt.outcome); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if got := s.standing(t, p.ID); got != tt.standing || len(s.rows) > 1 {
			t.Errorf("%s: %s with %d certificates, want %s", name, got, len(s.rows), tt.standing)
		}
	}
}

func (p *Payment) id() PaymentID { return p.ID }

func TestSomebodyElsesPayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.order(t, "k-1", false)
	for _, by := range []Requester{s.as(bruno), s.as(dario), officer("X900", "certificates:read")} {
		if _, err := s.desk.Payment(t.Context(), by, p.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	}
}

// Wherever the work stops, the next sweep goes on, and there is one certificate or one
// refund in the end.
func TestPaymentStopsAnywhere(t *testing.T) {
	t.Parallel()
	for _, step := range []string{
		"open", "opened", "create", "created", "move to created", "move to created committed", // ordering
		"outcome", "move to paid", "move to paid committed", "extract", "reserve", "reserved", "seal", "check", "complete", "complete committed", "fail", // issuing
	} {
		s := newShop(t)
		r := payingOnline("k-1")
		broke := map[string]error{step: errDown}
		s.failing = broke
		if p, err := s.desk.Pay(t.Context(), s.as(anna), r, ""); err == nil {
			s.bank.pays(p.ID, paid)
			s.sweep(t)
		}
		s.failing = map[string]error{}
		p := s.order(t, "k-1", true)
		if _, err := s.desk.Sweep(t.Context()); err != nil { // closes what was reserved
			t.Fatal(err)
		}
		s.sweep(t)
		s.sweep(t)
		issued := 0
		for _, c := range s.states() {
			if c == Issued {
				issued++
			}
		}
		if issued != 1 || len(s.till.payments) != 1 || s.standing(t, p.ID) != "paid done" {
			t.Errorf("stopped at %q: %d issued, %d payments, the first is %s", step, issued, len(s.till.payments), s.standing(t, p.ID))
		}
	}
	for _, step := range []string{"move to paid", "refund", "refunded", "move to refunded", "move to refunded committed"} {
		s := newShop(t)
		p := s.order(t, "k-1", true)
		s.move(anna)
		s.failing[step] = errDown
		s.sweep(t)
		s.failing = map[string]error{}
		s.sweep(t)
		s.sweep(t)
		if got := s.standing(t, p.ID); got != "refunded changed" || len(s.bank.refunded) != 1 {
			t.Errorf("stopped at %q: %s, given back %d times", step, got, len(s.bank.refunded))
		}
	}
}

func TestPaymentIsAudited(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.order(t, "k-1", true)
	s.sweep(t)
	want := []audit.Kind{audit.PaymentCreated, audit.PaymentOrdered, audit.PaymentPaid, audit.CertificateIssuing, audit.CertificateIssued}
	if diff := cmp.Diff(want, s.kinds()); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
	for _, e := range s.events[:3] {
		if e.Details["payment"] != string(p.ID) || e.Person != string(anna) || e.Office != "X900" {
			t.Errorf("%s says %+v", e.Kind, e)
		}
	}
}

// The provider is told what it must know, and the order is the one that is issued.
func TestOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.order(t, "k-1", false)
	o := s.bank.created[0]
	want := Order{ID: p.ID, Office: "X900", Digest: p.Order, Amount: 1600, Expires: today.Add(PaymentTime), Payer: Payer{
		Name: s.people[anna].Subject.Name, FiscalCode: "Anna", Email: "anna@example.org", Province: "VD",
	}}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Errorf("ordered (-want +got):\n%s", diff)
	}
	s.now = s.now.Add(time.Hour) // another moment, the same order
	if again := s.order(t, "k-2", false); again.Order != p.Order {
		t.Error("the order depends on when it was given")
	}
}

func TestStampIsUsedOnce(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	r := ask(anna, Residence)
	r.Duty = Duty{Means: PaperStamp, Stamp: Stamp{"01234567890123", day}}
	b.failing["seal"] = errDown
	if _, err := d.Issue(t.Context(), b.as(anna), r); !errors.Is(err, ErrSeal) {
		t.Fatal(err)
	}
	delete(b.failing, "seal") // a certificate that failed has not used it
	if _, err := d.Issue(t.Context(), b.as(anna), r); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Issue(t.Context(), b.as(anna), r); err != nil {
		t.Errorf("the same key: %v", err)
	}
	r.Subject, r.Key = dario, "key-0002"
	if _, err := d.Issue(t.Context(), b.as(dario), r); codes(err) != "SP610" {
		t.Errorf("another certificate: %v, want refused by SP610", err)
	}
	if got := b.events[len(b.events)-1]; got.Kind != audit.CertificateRefused || got.Details["rules"] != "SP610" {
		t.Errorf("audited %+v", got)
	}
}
