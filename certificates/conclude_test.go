package certificates

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/registry"
)

// However often, at once and one after the other, a draft is confirmed: one certificate.
func TestConcludeOnce(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	f := answeredBy(t, d, b.as(anna), whole)
	var all sync.WaitGroup
	answers := make(chan string, 16)
	for i := range cap(answers) {
		all.Go(func() {
			c, err := d.Conclude(t.Context(), b.as(anna), f.ID, f.Revision, fmt.Sprint("req ", i))
			if err != nil && !errors.Is(err, ErrInProgress) {
				t.Error(err)
			}
			if c != nil {
				answers <- string(c.ID)
			}
		})
	}
	all.Wait()
	again, err := d.Conclude(t.Context(), b.as(anna), f.ID, 0, "req")
	if err != nil || again.State != Issued {
		t.Fatalf("on return: %v, %v", again, err)
	}
	close(answers)
	for id := range answers {
		if id != string(again.ID) {
			t.Errorf("told of %s and %s", id, again.ID)
		}
	}
	if len(b.rows) != 1 {
		t.Errorf("%d certificates", len(b.rows))
	}
	if _, err := d.Amend(t.Context(), b.as(anna), f.ID, func(a *Answers) error { a.Want([]Kind{Residence}); return nil }); !errors.Is(err, ErrState) {
		t.Errorf("changed afterwards: %v", err)
	}
	if err := d.DropDraft(t.Context(), b.as(anna), f.ID); !errors.Is(err, ErrState) {
		t.Errorf("removed afterwards: %v", err)
	}
	if _, err := d.PayDraft(t.Context(), b.as(anna), f.ID, f.Revision, "", "req"); !errors.Is(err, ErrState) {
		t.Errorf("paid for afterwards: %v", err)
	}
}

// One window confirms while another writes other answers: one certificate, of what was
// confirmed.
func TestConcludeWhileChanged(t *testing.T) {
	t.Parallel()
	for range 20 {
		b := newBooks()
		d := newDesk(t, b)
		newFolder(d, b)
		f := answeredBy(t, d, b.as(anna), whole)
		var all sync.WaitGroup
		all.Go(func() {
			_, err := d.Conclude(t.Context(), b.as(anna), f.ID, f.Revision, "one")
			if err != nil && !errors.Is(err, ErrStale) && !errors.Is(err, ErrInProgress) {
				t.Error("confirmed:", err)
			}
		})
		all.Go(func() {
			g, err := d.Amend(t.Context(), b.as(anna), f.ID, func(a *Answers) error { a.Want([]Kind{Residence}); return nil })
			if err == nil {
				_, err = d.Conclude(t.Context(), b.as(anna), f.ID, g.Revision, "two")
			}
			if err != nil && !errors.Is(err, ErrState) && !errors.Is(err, ErrInProgress) {
				t.Error("changed and confirmed:", err)
			}
		})
		all.Wait()
		if len(b.rows) != 1 {
			t.Fatalf("%d certificates", len(b.rows))
		}
	}
}

func TestConcludeRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change   func(*books, *Desk)
		answer   func(*Answers)
		revision int // beside the draft's
		is       error
		codes    string
	}{
		"not the answers that were seen": {answer: func(*Answers) {}, revision: -1, is: ErrStale},
		"a step left out":                {answer: func(a *Answers) { a.To(AbroadReceiver) }, is: ErrUnanswered},
		"for a public body":              {answer: func(a *Answers) { a.To(PublicReceiver) }, is: ErrUnanswered},
		"somebody who is not asked for":  {answer: func(a *Answers) { a.For(dario, nil); a.Want([]Kind{Life}) }, codes: "EN169"},
		"online, and not paid":           {answer: func(a *Answers) { a.Settle(Duty{Means: OnlinePayment}, registry.Italian) }, codes: "SP608"},
		"the register has changed": {answer: func(*Answers) {}, codes: "EN047", change: func(b *books, _ *Desk) {
			x := b.people[anna]
			x.Subject.Certifiability = registry.NotCertifiable
			b.people[anna] = x
		}},
		"the seal is away":           {answer: func(*Answers) {}, is: ErrSeal, change: func(b *books, _ *Desk) { b.failing["seal"] = errors.New("no card") }},
		"the database is away":       {answer: func(*Answers) {}, is: registry.ErrUnavailable, change: func(b *books, _ *Desk) { b.failing["reserve"] = errDown }},
		"the draft cannot be read":   {answer: func(*Answers) {}, is: registry.ErrUnavailable, change: func(b *books, _ *Desk) { b.failing["read draft"] = errDown }},
		"it could not be completed":  {answer: func(*Answers) {}, is: registry.ErrUnavailable, change: func(b *books, _ *Desk) { b.failing["complete"] = errDown }},
		"the answer to it is lost":   {answer: func(*Answers) {}, is: registry.ErrUnavailable, change: func(b *books, _ *Desk) { b.failing["complete committed"] = errDown }},
		"a month and a day too late": {answer: func(*Answers) {}, is: ErrNotFound, change: func(_ *books, d *Desk) { d.Clock = func() time.Time { return today.AddDate(0, 0, 31) } }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBooks()
			d := newDesk(t, b)
			newFolder(d, b)
			f := answeredBy(t, d, b.as(anna), func(a *Answers) { whole(a); tt.answer(a) })
			before := b.people[anna]
			if tt.change != nil {
				tt.change(b, d)
			}
			c, err := d.Conclude(t.Context(), b.as(anna), f.ID, f.Revision+tt.revision, "req")
			if c != nil || !errors.Is(err, tt.is) && tt.is != nil || codes(err) != tt.codes {
				t.Fatalf("issued %v, told %v", c, err)
			}
			// Nothing is lost: mended, the same draft has its certificate.
			b.failing, b.people[anna], d.Clock = map[string]error{}, before, func() time.Time { return today }
			f, err = d.Draft(t.Context(), b.as(anna), f.ID)
			if err != nil {
				t.Fatal(err)
			}
			if f.Certificate == "" {
				if f, err = d.Amend(t.Context(), b.as(anna), f.ID, func(a *Answers) error { whole(a); return nil }); err != nil {
					t.Fatal(err)
				}
			}
			if c, err = d.Conclude(t.Context(), b.as(anna), f.ID, f.Revision, "req"); err != nil || c.State != Issued {
				t.Errorf("mended: %v, %v", c, err)
			}
			issued := 0
			for _, r := range b.rows {
				if r.State == Issued {
					issued++
				}
			}
			if issued != 1 {
				t.Errorf("%d certificates", issued)
			}
		})
	}
}

// A draft that is paid for online: three clicks order once, and what is paid is issued,
// whoever notices first.
func TestPayDraft(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	newFolder(s.desk, s.books)
	online := func(a *Answers) { whole(a); a.Settle(Duty{Means: OnlinePayment}, registry.Italian) }
	f := answeredBy(t, s.desk, s.as(anna), online)
	if _, err := s.desk.PayDraft(t.Context(), s.as(anna), f.ID, f.Revision+1, "a@example.org", "req"); !errors.Is(err, ErrStale) {
		t.Errorf("ordered unseen: %v", err)
	}
	pay := func() *Payment {
		t.Helper()
		p, err := s.desk.PayDraft(t.Context(), s.as(anna), f.ID, f.Revision, "a@example.org", "req")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := pay()
	if again := pay(); again.ID != first.ID || len(s.bank.created) != 1 {
		t.Fatalf("ordered twice: %s, %s", first.ID, again.ID)
	}
	s.bank.pays(first.ID, Outcome{State: PaymentFailed})
	if _, err := s.desk.Payment(t.Context(), s.as(anna), first.ID); err != nil {
		t.Fatal(err)
	}
	second := pay()
	if second.ID == first.ID {
		t.Fatal("no new payment after one that has failed")
	}
	s.bank.pays(second.ID, paid)
	if _, err := s.desk.SweepPayments(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := s.desk.Draft(t.Context(), s.as(anna), f.ID)
	if err != nil || f.Certificate == "" || f.Issuing {
		t.Fatalf("of what is paid has come %+v, %v", f, err)
	}
	c, err := s.desk.Conclude(t.Context(), s.as(anna), f.ID, f.Revision, "req")
	if err != nil || c.ID != f.Certificate || len(s.rows) != 1 {
		t.Errorf("on return: %v, %v, %d certificates", c, err, len(s.rows))
	}
}

// Other answers are another order: nothing is issued for a payment that was ordered for
// what stood there before.
func TestPayDraftForOtherAnswers(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	newFolder(s.desk, s.books)
	f := answeredBy(t, s.desk, s.as(anna), func(a *Answers) { whole(a); a.Settle(Duty{Means: OnlinePayment}, registry.Italian) })
	first, err := s.desk.PayDraft(t.Context(), s.as(anna), f.ID, f.Revision, "a@example.org", "req")
	if err != nil {
		t.Fatal(err)
	}
	f, err = s.desk.Amend(t.Context(), s.as(anna), f.ID, func(a *Answers) error { a.Want([]Kind{Residence}); return nil })
	if err != nil || f.Payment != "" {
		t.Fatalf("still ordered: %v, %v", f, err)
	}
	second, err := s.desk.PayDraft(t.Context(), s.as(anna), f.ID, f.Revision, "a@example.org", "req")
	if err != nil || second.ID == first.ID || second.Request.Kinds[0] != Residence {
		t.Errorf("ordered %v, %v", second, err)
	}
}

// A lawyer asks on his mandate, lives elsewhere or not, and his draft stays his.
func TestConcludeOnAMandate(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	advocate := b.advocate(dario)
	mandate := advocate.Mandate
	stranger := advocate.With(nil, nil)
	stranger.Channel = Online
	resident := b.as(anna)
	resident.Principal.Lawyer = true
	for name, by := range map[string]Requester{"who lives elsewhere": stranger, "who lives here": resident} {
		f := answeredBy(t, d, by, func(a *Answers) {
			a.For(dario, mandate)
			a.To(JudicialReceiver)
			a.Want([]Kind{Residence})
			a.Settle(a.Request.Duty, registry.Italian)
		})
		c, err := d.Conclude(t.Context(), by, f.ID, f.Revision, "req")
		if err != nil || c.Channel != Lawyers || c.Subject != dario {
			t.Fatalf("%s: %v, %v", name, c, err)
		}
		again, err := d.Conclude(t.Context(), by, f.ID, f.Revision, "req")
		if err != nil || again.ID != c.ID {
			t.Errorf("%s, on return: %v, %v", name, again, err)
		}
	}
	f := answeredBy(t, d, stranger, func(a *Answers) {
		a.For(bruno, mandate) // whom it does not name
		a.To(JudicialReceiver)
		a.Want([]Kind{Residence})
		a.Settle(a.Request.Duty, registry.Italian)
	})
	if _, err := d.Conclude(t.Context(), stranger, f.ID, f.Revision, "req"); codes(err) != "EN169" {
		t.Errorf("about another than the mandate names: %v", err)
	}
}
