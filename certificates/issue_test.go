package certificates

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

func TestIssue(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	c, err := d.Issue(t.Context(), b.as(anna), ask(chiara, Household))
	if err != nil {
		t.Fatal(err)
	}
	if c.State != Issued || c.Number.String() != "2026/0000001" || c.ValidTo.String() != "2027-02-21" {
		t.Errorf("issued %v, number %v, valid to %v; want issued, 2026/0000001, 2027-02-21", c.State, c.Number, c.ValidTo)
	}
	// The page names Anna and Bruno too, so their access logs show it.
	want := []audit.Kind{audit.CertificateIssuing, audit.SubjectRead, audit.SubjectRead, audit.CertificateIssued}
	if diff := cmp.Diff(want, b.kinds()); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
	for _, e := range b.events {
		if e.Office != "X900" || e.Actor.ID != string(anna) || e.Certificate != string(c.ID) || e.Request != "req" {
			t.Errorf("event %+v lacks office, actor, certificate or request", e)
		}
	}
}

// The test that a reviewer opens first: what breaks at each arrow of the cycle,
// what is then stored, audited and answered, and that the same key later gives
// the certificate.
func TestIssueBreaksAtEachStep(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	refused := []audit.Kind(nil)
	failed := []audit.Kind{audit.CertificateIssuing, audit.CertificateFailed}
	for _, tt := range []struct {
		name   string
		steps  map[string]error
		want   error
		states []State
		events []audit.Kind
	}{
		{"looking up the key", map[string]error{"replay": errDown}, registry.ErrUnavailable, nil, refused},
		{"2 extract", map[string]error{"extract": errDown}, registry.ErrUnavailable, nil, refused},
		{"no seal to be had", map[string]error{"state": broken}, ErrSeal, nil, refused},
		{"4 typeset", map[string]error{"lay": ErrGlyph}, ErrGlyph, nil, refused},
		{"5 reserve", map[string]error{"reserve": errDown}, registry.ErrUnavailable, nil, refused},
		{"5 reserve, the answer lost after the commit", map[string]error{"reserved": errDown}, registry.ErrUnavailable, []State{Issuing}, []audit.Kind{audit.CertificateIssuing}},
		{"6 seal", map[string]error{"seal": broken}, ErrSeal, []State{Failed}, failed},
		{"6 seal, the database gone too", map[string]error{"seal": broken, "fail": errDown}, ErrSeal, []State{Issuing}, []audit.Kind{audit.CertificateIssuing}},
		{"7 check", map[string]error{"check": broken}, ErrSeal, []State{Failed}, failed},
		{"8 complete", map[string]error{"complete": errDown}, registry.ErrUnavailable, []State{Failed}, failed},
		{"8 complete, the database gone for good", map[string]error{"complete": errDown, "fail": errDown}, registry.ErrUnavailable, []State{Issuing}, []audit.Kind{audit.CertificateIssuing}},
		{"8 complete, the answer lost after the commit", map[string]error{"complete committed": errDown}, registry.ErrUnavailable, []State{Issued}, []audit.Kind{audit.CertificateIssuing, audit.CertificateIssued}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBooks()
			d := newDesk(t, b)
			b.failing = tt.steps
			c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
			if !errors.Is(err, tt.want) || c != nil {
				t.Fatalf("Issue = %v, %v, want nil and %v", c, err, tt.want)
			}
			if diff := cmp.Diff(tt.states, b.states()); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.events, b.kinds()); diff != "" {
				t.Errorf("audited (-want +got):\n%s", diff)
			}
			b.failing = nil
			again, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
			if err != nil || again.State != Issued {
				t.Fatalf("the same key later = %v, %v, want the certificate", again, err)
			}
			checkExplained(t, b)
		})
	}
}

// checkExplained fails unless every number drawn has led to a certificate or to a
// recorded failure.
func checkExplained(t *testing.T, b *books) {
	t.Helper()
	if int64(len(b.rows)) != b.serial {
		t.Errorf("%d records for %d numbers", len(b.rows), b.serial)
	}
	for _, r := range b.rows {
		if r.State != Issued && r.State != Failed {
			t.Errorf("number %v was left %v", r.Number, r.State)
		}
	}
}

// Who asked may have gone; what was reserved is finished all the same.
func TestIssueSurvivesAnImpatientCaller(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	b.broken = func(step string) {
		if step == "reserved" {
			cancel()
		}
	}
	if c, err := d.Issue(ctx, b.as(anna), ask(anna, Life)); err != nil || c.State != Issued {
		t.Errorf("Issue with a caller who left after the reservation = %v, %v, want issued", c, err)
	}
}

func TestIssueSameKey(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	first, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err != nil || again.ID != first.ID {
		t.Errorf("same key and request = %v, %v, want certificate %v", again, err, first.ID)
	}
	for name, r := range map[string]Request{
		"subject": ask(chiara, Residence),
		"kind":    ask(anna, Life),
		"use":     {Subject: anna, Kinds: []Kind{Residence}, Use: AbroadUse, Language: registry.Italian, Duty: Duty{Exemption: 107}, Key: "key-0001"},
	} {
		if c, err := d.Issue(t.Context(), b.as(anna), r); !errors.Is(err, ErrKeyReused) {
			t.Errorf("same key, another %s = %v, %v, want ErrKeyReused", name, c, err)
		}
	}
	if other, err := d.Issue(t.Context(), b.as(bruno), ask(bruno, Residence)); err != nil || other.ID == first.ID {
		t.Errorf("the same key of somebody else = %v, %v, want a certificate of his own", other, err)
	}
}

func TestIssueSameKeyWhileWorking(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	var once sync.Once
	var inner error
	b.broken = func(step string) {
		if step == "seal" {
			once.Do(func() { _, inner = d.Issue(t.Context(), b.as(anna), ask(anna, Residence)) })
		}
	}
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(inner, ErrInProgress) {
		t.Errorf("the same key during the seal = %v, want ErrInProgress", inner)
	}
	if n, err := d.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("Sweep = %d, %v after everything was finished, want 0", n, err)
	}
}

// A reservation of another process is left alone until its time is over.
func TestAnotherProcessReservation(t *testing.T) {
	t.Parallel()
	b := newBooks()
	crashed := newDesk(t, b)
	b.failing = map[string]error{"complete": errDown, "fail": errDown}
	if _, err := crashed.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err == nil {
		t.Fatal("no error from a ledger that is down")
	}
	b.failing = nil
	d := newDesk(t, b)
	d.Instance = "two"
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); !errors.Is(err, ErrInProgress) {
		t.Errorf("soon after = %v, want ErrInProgress", err)
	}
	if n, err := d.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("Sweep soon after = %d, %v, want 0", n, err)
	}
	d.Clock = func() time.Time { return today.Add(abandonedAfter + time.Second) }
	if n, err := d.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("Sweep when the time is over = %d, %v, want 1", n, err)
	}
	if c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err != nil || c.Number.Serial != 2 {
		t.Errorf("the same key then = %v, %v, want number 2", c, err)
	}
	checkExplained(t, b)
}

// The process that comes back under the same name closes its own at once.
func TestSweepAfterACrash(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	b.failing = map[string]error{"complete": errDown, "fail": errDown}
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err == nil {
		t.Fatal("no error from a ledger that is down")
	}
	b.failing = nil
	if n, err := newDesk(t, b).Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("Sweep at start-up = %d, %v, want 1", n, err)
	}
	last := b.events[len(b.events)-1]
	if last.Kind != audit.CertificateFailed || last.Actor.Kind != audit.System || last.Details["step"] != string(Interrupted) {
		t.Errorf("the sweep recorded %+v, want a failure by the system, interrupted", last)
	}
}

// Two hands reach for the same unit of work: one seal.
func TestNoSecondSeal(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	r := ask(anna, Residence)
	p, err := d.prepare(t.Context(), b.as(anna), r)
	if err != nil {
		t.Fatal(err)
	}
	w, err := d.reserve(t.Context(), b.as(anna), r, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.finish(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if _, why, err := d.finish(t.Context(), w); !errors.Is(err, signing.ErrSpent) || why != SealFailed {
		t.Errorf("a second finish = %v, %v, want ErrSpent", why, err)
	}
}

// The verification code is on the page and nowhere else.
func TestCodeIsNotStored(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	_, page, err := d.Document(t.Context(), b.as(anna), c.ID, "req")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), d.VerifyURL)
	printed, _, _ := strings.Cut(rest, " ")
	code, err := ParseCode(printed)
	if err != nil {
		t.Fatalf("the page shows %q: %v", printed, err)
	}
	if got := b.rows[c.ID].Code; got != code.Hash() {
		t.Errorf("stored %x, want the hash of the printed code", got)
	}
}
