package postgres

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// payment is a payment by a person, with a new identity, for an order of that name.
func payment(person registry.PersonID, key, order string) *certificates.Payment {
	return &certificates.Payment{
		ID: certificates.PaymentID(uuid.Must(uuid.NewV7()).String()), Office: office, State: certificates.PaymentCreated,
		Requester: certificates.RequesterRef{Kind: "citizen", ID: string(person), Assurance: "l2"}, Channel: certificates.Online,
		Request: certificates.Request{
			Subject: person, Kinds: []certificates.Kind{certificates.Residence}, Use: certificates.AbroadUse, Language: registry.Italian,
			Duty: certificates.Duty{Means: certificates.OnlinePayment}, On: date(2020, 1, 2), Grounds: "succession",
		},
		Key: key, KeyDigest: sha256.Sum256([]byte(order)), Order: sha256.Sum256([]byte(order)), Amount: 1600,
		CreatedAt: loaded, Checkout: certificates.Checkout{ExpiresAt: loaded.Add(time.Hour)},
	}
}

func ofPayment(kind audit.Kind) audit.Event {
	return audit.Event{Office: string(office), At: loaded, Kind: kind, Actor: audit.Actor{Kind: audit.System}}
}

func (f fixture) open(t testing.TB, p *certificates.Payment) *certificates.Payment {
	t.Helper()
	got, err := f.OpenPayment(t.Context(), p, ofPayment(audit.PaymentCreated))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Who orders and never pays has only so many open, and can order again when they have ended.
func TestPaymentsOpenAreBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	var last *certificates.Payment
	for i := range certificates.PaymentsOpen {
		last = f.open(t, payment(ids["1"], fmt.Sprint(i), fmt.Sprint(i)))
	}
	another := payment(ids["1"], "another", "another")
	if got, err := f.OpenPayment(t.Context(), another, ofPayment(audit.PaymentCreated)); !errors.Is(err, certificates.ErrPaymentsOpen) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got := f.open(t, payment(ids["1"], "0", "0")); got.Key != "0" {
		t.Errorf("one that is open is not given: %v", got)
	}
	f.open(t, payment(ids["2"], "another", "another"))
	f.moves(t, to(last, certificates.PaymentCreated, certificates.PaymentExpired, ""))
	f.open(t, another)
}

// ordered is a move with which the provider is known.
func ordered(p *certificates.Payment) certificates.PaymentMove {
	return certificates.PaymentMove{
		ID: p.ID, Office: p.Office, From: certificates.PaymentCreated, To: certificates.PaymentCreated, At: loaded,
		Checkout: certificates.Checkout{Reference: "ref " + string(p.ID), URL: "https://bank.example/1", ExpiresAt: loaded.Add(time.Minute)},
	}
}

func to(p *certificates.Payment, from, state certificates.PaymentState, why certificates.Refund) certificates.PaymentMove {
	m := certificates.PaymentMove{ID: p.ID, Office: p.Office, From: from, To: state, At: loaded.Add(time.Second), Refund: why}
	if state == certificates.PaymentPaid && from != state {
		m.Receipt = "IUBD"
	}
	return m
}

func (f fixture) moves(t testing.TB, moves ...certificates.PaymentMove) {
	t.Helper()
	for _, m := range moves {
		if err := f.MovePayment(t.Context(), m, ofPayment(audit.PaymentPaid)); err != nil {
			t.Fatalf("from %s to %s: %v", m.From, m.To, err)
		}
	}
}

// paid is an open payment that has been paid.
func (f fixture) paid(t testing.TB, p *certificates.Payment) *certificates.Payment {
	t.Helper()
	f.open(t, p)
	f.moves(t, ordered(p), to(p, certificates.PaymentCreated, certificates.PaymentPaid, ""))
	return p
}

func online(p *certificates.Payment) certificates.Reservation {
	r := reserve(p.Request.Subject)
	r.Duty = certificates.DutyContent{Means: certificates.OnlinePayment, Amount: p.Amount, Payment: string(p.ID)}
	return r
}

func withStamp(person registry.PersonID, stamp string) certificates.Reservation {
	r := reserve(person)
	r.Duty = certificates.DutyContent{Means: certificates.PaperStamp, Amount: 1600, Stamp: stamp, StampOn: date(2026, 11, 1)}
	return r
}

func TestPaymentIsReadAsWritten(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := payment(f.load(t, loaded, someone(1))["1"], "k-1", "residence")
	f.paid(t, p)
	want := *p
	want.State, want.PaidAt, want.Receipt, want.Checkout = certificates.PaymentPaid, loaded.Add(time.Second), "IUBD", ordered(p).Checkout
	got, err := f.PaymentByID(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got, cmpopts.IgnoreUnexported(certificates.Request{})); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if got := count(t, f.DB, "SELECT count(*) FROM payment_event WHERE payment_id = $1", string(p.ID)); got != 3 {
		t.Errorf("%d steps are recorded, want created, ordered, paid", got)
	}
}

func TestNoSuchPayment(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, id := range []certificates.PaymentID{"", "mine", certificates.PaymentID(uuid.Max.String())} {
		if _, err := f.PaymentByID(t.Context(), id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("PaymentByID(%q) = %v, want ErrNotFound", id, err)
		}
	}
}

// Clicks at once, under one key or many, open one payment.
func TestClicksAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	other := open(t, f.url, "sportello_service")
	for name, key := range map[string]func(int) string{"one": func(int) string { return "k" }, "many": func(i int) string { return fmt.Sprintf("k-%d", i) }} {
		var all sync.WaitGroup
		ids := make(chan certificates.PaymentID, 12)
		for i := range cap(ids) {
			db := f.DB
			if i%2 == 0 {
				db = other
			}
			all.Go(func() {
				p, err := db.OpenPayment(t.Context(), payment(person, name+key(i), name), ofPayment(audit.PaymentCreated))
				if err != nil {
					t.Error(err)
					return
				}
				ids <- p.ID
			})
		}
		all.Wait()
		close(ids)
		first := <-ids
		for id := range ids {
			if id != first {
				t.Errorf("%s: two payments", name)
			}
		}
	}
	if got := count(t, f.DB, "SELECT count(*) FROM payment"); got != 2 {
		t.Errorf("%d payments, want one for each order", got)
	}
	f.verify(t)
}

// What still counts comes back; what has ended, or has brought a certificate, does not.
func TestWhichPaymentCounts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(*testing.T, fixture, *certificates.Payment)
		key    string
		order  string
		same   bool
	}{
		"open, the same key":        {func(*testing.T, fixture, *certificates.Payment) {}, "k-1", "a", true},
		"open, another key":         {func(*testing.T, fixture, *certificates.Payment) {}, "k-2", "a", true},
		"open, another order":       {func(*testing.T, fixture, *certificates.Payment) {}, "k-2", "b", false},
		"the key for another order": {func(*testing.T, fixture, *certificates.Payment) {}, "k-1", "b", true},
		"paid": {func(t *testing.T, f fixture, p *certificates.Payment) {
			f.moves(t, ordered(p), to(p, "created", "paid", ""))
		}, "k-2", "a", true},
		"paid and issuing": {func(t *testing.T, f fixture, p *certificates.Payment) {
			f.moves(t, ordered(p), to(p, "created", "paid", ""))
			f.reserved(t, online(p))
		}, "k-2", "a", false},
		"paid and issued, the same key": {func(t *testing.T, f fixture, p *certificates.Payment) {
			f.moves(t, ordered(p), to(p, "created", "paid", ""))
			f.issued(t, online(p))
		}, "k-1", "a", true},
		"expired": {func(t *testing.T, f fixture, p *certificates.Payment) { f.moves(t, to(p, "created", "expired", "")) }, "k-1", "a", false},
		"failed": {func(t *testing.T, f fixture, p *certificates.Payment) {
			f.moves(t, ordered(p), to(p, "created", "failed", ""))
		}, "k-1", "a", false},
		"goes back": {func(t *testing.T, f fixture, p *certificates.Payment) {
			f.moves(t, ordered(p), to(p, "created", "paid", "amount"))
		}, "k-1", "a", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			person := f.load(t, loaded, someone(1))["1"]
			p := f.open(t, payment(person, "k-1", "a"))
			tt.before(t, f, p)
			if got := f.open(t, payment(person, tt.key, tt.order)); (got.ID == p.ID) != tt.same {
				t.Errorf("the same payment: %v, want %v", got.ID == p.ID, tt.same)
			}
		})
	}
}

func TestPaymentMovesOnlyForward(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.paid(t, payment(f.load(t, loaded, someone(1))["1"], "k-1", "a"))
	for _, m := range []certificates.PaymentMove{
		ordered(p), to(p, "created", "paid", ""), to(p, "created", "expired", ""), to(p, "expired", "paid", "late"), to(p, "refunded", "paid", ""),
	} {
		if err := f.MovePayment(t.Context(), m, ofPayment(audit.PaymentPaid)); !errors.Is(err, certificates.ErrState) {
			t.Errorf("from %s to %s: %v, want ErrState", m.From, m.To, err)
		}
	}
	f.moves(t, to(p, "paid", "paid", "changed"))
	if err := f.MovePayment(t.Context(), to(p, "paid", "paid", "refused"), ofPayment(audit.PaymentPaid)); !errors.Is(err, certificates.ErrState) {
		t.Errorf("a second reason: %v, want ErrState", err)
	}
	f.moves(t, to(p, "paid", "refunded", ""))
	f.verify(t)
}

// A payment that is not paid, or goes back, reserves nothing and uses up no number.
func TestReserveUnpaid(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	open := f.open(t, payment(person, "k-1", "open"))
	back := f.paid(t, payment(person, "k-2", "back"))
	f.moves(t, to(back, "paid", "paid", "changed"))
	for name, p := range map[string]*certificates.Payment{"not paid": open, "goes back": back} {
		if err := f.Reserve(t.Context(), online(p), layBlank); !errors.Is(err, certificates.ErrUnpaid) {
			t.Errorf("%s: %v, want ErrUnpaid", name, err)
		}
	}
	f.numbered(t, office, 2026, 0)
	f.verify(t)
}

// A payment is taken by a certificate, or given back, never both, whoever is faster.
func TestTakenOrGivenBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	other := open(t, f.url, "sportello_service")
	for i := range 20 {
		p := f.paid(t, payment(person, fmt.Sprintf("k-%d", i), fmt.Sprint(i)))
		var all sync.WaitGroup
		var taken, again, back error
		all.Go(func() { taken = f.Reserve(t.Context(), online(p), layBlank) })
		all.Go(func() { again = other.Reserve(t.Context(), online(p), layBlank) })
		all.Go(func() {
			back = other.MovePayment(t.Context(), to(p, "paid", "paid", "changed"), ofPayment(audit.PaymentRefundDue))
		})
		all.Wait()
		good := 0
		for _, err := range []error{taken, again, back} {
			switch {
			case err == nil:
				good++
			case !errors.Is(err, certificates.ErrInProgress) && !errors.Is(err, certificates.ErrUnpaid) && !errors.Is(err, certificates.ErrState):
				t.Errorf("told %v", err)
			}
		}
		if good != 1 {
			t.Fatalf("taken %v, taken again %v, given back %v", taken, again, back)
		}
	}
	f.verify(t)
}

// A certificate that failed has used neither stamp nor payment.
func TestFailedUsesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	p := f.paid(t, payment(person, "k-1", "a"))
	for name, next := range map[string]func() certificates.Reservation{
		"stamp":   func() certificates.Reservation { return withStamp(person, "01234567890123") },
		"payment": func() certificates.Reservation { return online(p) },
	} {
		first := f.reserved(t, next())
		if err := f.Reserve(t.Context(), next(), layBlank); !errors.Is(err, certificates.ErrStampUsed) && !errors.Is(err, certificates.ErrInProgress) {
			t.Errorf("%s: used twice: %v", name, err)
		}
		if err := f.Fail(t.Context(), first.ID, certificates.SealFailed, loaded, about(first.ID, audit.CertificateFailed)); err != nil {
			t.Fatal(err)
		}
		second := f.issued(t, next())
		if err := f.Reserve(t.Context(), next(), layBlank); !errors.Is(err, certificates.ErrStampUsed) && !errors.Is(err, certificates.ErrInProgress) {
			t.Errorf("%s: used after it was issued: %v", name, err)
		}
		if name == "payment" {
			if got, err := f.PaymentByID(t.Context(), p.ID); err != nil || got.Certificate != second.ID || !got.Done {
				t.Errorf("the payment is for %q, done %v, %v; want %s", got.Certificate, got.Done, err, second.ID)
			}
		}
	}
	f.verify(t)
}

// One stamp, two offices, two processes, many at once: one certificate.
func TestStampInTwoOfficesAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	elsewhere := open(t, f.url, "sportello_service")
	for i := range 20 {
		stamp := fmt.Sprintf("%014d", i)
		var all sync.WaitGroup
		told := make(chan error, 8)
		for n := range cap(told) {
			all.Go(func() {
				r, db := withStamp(person, stamp), f.DB
				if n%2 == 1 {
					r.Office, db = other, elsewhere
					for i := range r.Events {
						r.Events[i].Office = string(other)
					}
				}
				told <- db.Reserve(t.Context(), r, layBlank)
			})
		}
		all.Wait()
		close(told)
		good := 0
		for err := range told {
			switch {
			case err == nil:
				good++
			case !errors.Is(err, certificates.ErrStampUsed):
				t.Errorf("told %v, want ErrStampUsed", err)
			}
		}
		if good != 1 {
			t.Fatalf("stamp %s is good for %d certificates", stamp, good)
		}
	}
	here := len(f.serials(t, office, 2026))
	f.numbered(t, office, 2026, here)
	f.numbered(t, other, 2026, 20-here)
	f.verify(t)
}

func TestDuePayments(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	created := f.open(t, payment(person, "k-1", "1"))
	paid := f.paid(t, payment(person, "k-2", "2"))
	back := f.paid(t, payment(person, "k-3", "3"))
	f.moves(t, to(back, "paid", "paid", "changed"))
	expired := f.open(t, payment(person, "k-4", "4"))
	f.moves(t, to(expired, "created", "expired", ""))
	refunded := f.paid(t, payment(person, "k-5", "5"))
	f.moves(t, to(refunded, "paid", "paid", "changed"), to(refunded, "paid", "refunded", ""))
	issued := f.paid(t, payment(person, "k-6", "6"))
	f.issued(t, online(issued))
	for _, tt := range []struct {
		after time.Duration
		want  []*certificates.Payment
	}{
		{time.Minute, []*certificates.Payment{created, paid, back, expired}},
		{time.Minute + time.Second, nil},                                // another process has just looked
		{time.Minute + 6*time.Second, []*certificates.Payment{created}}, // a paid one waits for a tenth of its age
		{time.Minute + 12*time.Second, []*certificates.Payment{created, paid}},
		{20 * time.Minute, []*certificates.Payment{created, paid, expired}},
		{2 * time.Hour, []*certificates.Payment{created, paid, back, expired}},
		{48 * time.Hour, []*certificates.Payment{created, paid, back}},
	} {
		due, err := f.DuePayments(t.Context(), loaded.Add(tt.after), 10)
		if err != nil {
			t.Fatal(err)
		}
		got, want := map[certificates.PaymentID]bool{}, map[certificates.PaymentID]bool{}
		for _, p := range due {
			got[p.ID] = true
		}
		for _, p := range tt.want {
			want[p.ID] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("due after %s (-want +got):\n%s", tt.after, diff)
		}
	}
}
