package postgres

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// together runs the acts so that they share one transaction: somebody else has the
// turn until all of them wait. They wait in the order given.
func (f fixture) together(t *testing.T, acts ...func() error) []error {
	t.Helper()
	g := f.group(string(office))
	g.turn <- struct{}{}
	errs := make([]error, len(acts))
	var wg sync.WaitGroup
	for i, act := range acts {
		wg.Go(func() { errs[i] = act() })
		g.waits(t, i+1)
	}
	<-g.turn
	wg.Wait()
	return errs
}

// waits waits until n acts wait.
func (g *group) waits(t *testing.T, n int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		g.mu.Lock()
		now := len(g.waiting)
		g.mu.Unlock()
		if now == n {
			return
		}
	}
	t.Fatalf("no %d acts wait", n)
}

func TestWritersShareATransaction(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	first := f.reserved(t, reserve(person))
	before := count(t, f.DB, "SELECT count(DISTINCT xmin::text) FROM audit_event")
	errs := f.together(t,
		func() error { return f.Reserve(t.Context(), reserve(person), layBlank) },
		func() error { return f.Record(t.Context(), note1(1)) },
		func() error {
			return f.Complete(t.Context(), first.ID, sealedFile(sealedFor(first.ID)), loaded, about(first.ID, audit.CertificateIssued))
		},
		func() error { return f.Reserve(t.Context(), reserve(person), layBlank) },
	)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(DISTINCT xmin::text) FROM audit_event") - before; n != 1 {
		t.Errorf("%d transactions, want 1", n)
	}
	f.numbered(t, office, 2026, 3)
	f.verify(t)
}

// In one transaction the acts happen in their order.
func TestActsOfOneTransactionSeeEachOther(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	held := f.reserved(t, reserve(person))
	again, third := reserve(person), reserve(person)
	again.Key, third.Key = held.Key, held.Key
	errs := f.together(t,
		func() error {
			return f.Fail(t.Context(), held.ID, certificates.Interrupted, loaded, about(held.ID, audit.CertificateFailed))
		},
		func() error {
			return f.Complete(t.Context(), held.ID, sealedFile(sealedFor(held.ID)), loaded, about(held.ID, audit.CertificateIssued))
		},
		func() error { return f.Reserve(t.Context(), again, layBlank) },
		func() error { return f.Reserve(t.Context(), third, layBlank) },
	)
	for i, want := range []error{nil, certificates.ErrState, nil, certificates.ErrInProgress} {
		if !errors.Is(errs[i], want) {
			t.Errorf("act %d: %v, want %v", i, errs[i], want)
		}
	}
	f.numbered(t, office, 2026, 2)
	f.verify(t)
}

// One act that cannot be, for whatever reason, is no reason for the others.
func TestOneBadActFailsAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	used := f.issued(t, reserve(person))
	open := f.reserved(t, reserve(person))
	nobody, twice, unlaid := reserve("c0ffee00-0000-4000-8000-000000000000"), reserve(person), reserve(person)
	twice.Code = used.Code
	glyph := errors.New("no glyph")
	nul := note1(1)
	nul.Request = "\x00"
	good := func() error { return f.Reserve(t.Context(), reserve(person), layBlank) }
	connections := f.pool.Stat().NewConnsCount()
	errs := f.together(t,
		good,
		func() error { return f.Reserve(t.Context(), nobody, layBlank) },
		func() error { return f.Reserve(t.Context(), twice, layBlank) },
		func() error {
			return f.Reserve(t.Context(), unlaid, func(certificates.Number) (certificates.Laid, error) { return certificates.Laid{}, glyph })
		},
		good,
		func() error { // the same sealed bytes as another certificate
			return f.Complete(t.Context(), open.ID, sealedFile(sealedFor(used.ID)), loaded, about(open.ID, audit.CertificateIssued))
		},
		func() error { return f.Record(t.Context(), nul) },
		good,
		func() error { return f.Record(t.Context(), note1(2)) },
	)
	for i, bad := range []bool{false, true, true, true, false, true, true, false, false} {
		if (errs[i] != nil) != bad || errors.Is(errs[i], registry.ErrUnavailable) {
			t.Errorf("act %d: %v, want an error: %v", i, errs[i], bad)
		}
	}
	if n := f.pool.Stat().NewConnsCount() - connections; n > 0 {
		t.Errorf("%d connections had to be made anew: a refused act must leave its connection in order", n)
	}
	if errs[3] != glyph {
		t.Errorf("the page that was not laid: %v, want %v", errs[3], glyph)
	}
	f.numbered(t, office, 2026, 5)
	f.verify(t)
}

// Who stops waiting leaves the others to go on; what he wanted does not happen if
// nobody had begun with it.
func TestWhoStopsWaitingLeaves(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	g := f.group(string(office))
	g.turn <- struct{}{}
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	var gone, stays error
	wg.Go(func() { gone = f.Reserve(ctx, reserve(person), layBlank) })
	g.waits(t, 1)
	wg.Go(func() { stays = f.Reserve(t.Context(), reserve(person), layBlank) })
	g.waits(t, 2)
	cancel()
	g.waits(t, 1)
	<-g.turn
	wg.Wait()
	if !errors.Is(gone, context.Canceled) || stays != nil {
		t.Errorf("who left: %v, want %v; who stayed: %v", gone, context.Canceled, stays)
	}
	f.numbered(t, office, 2026, 1)
}

// The leader's work is the others' too: it goes on when the leader's own context
// ends.
func TestTheLeaderGoesOn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	ctx, cancel := context.WithCancel(t.Context())
	err := f.Reserve(ctx, reserve(person), func(n certificates.Number) (certificates.Laid, error) {
		cancel()
		return layBlank(n)
	})
	if err != nil {
		t.Errorf("Reserve() = %v", err)
	}
	f.numbered(t, office, 2026, 1)
}

// A page that makes the typesetter panic takes down whoever leads, and nobody else:
// the turn is free again, and those who shared it get an answer.
func TestPanicOfTheTypesetter(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	var panics, shared error
	calm := func(act func() error) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = errors.New("panic")
			}
		}()
		return act()
	}
	errs := f.together(t,
		func() error {
			return calm(func() error {
				return f.Reserve(t.Context(), reserve(person), func(certificates.Number) (certificates.Laid, error) { panic("a rune") })
			})
		},
		func() error {
			return calm(func() error { return f.Reserve(t.Context(), reserve(person), layBlank) })
		},
	)
	panics, shared = errs[0], errs[1]
	if panics == nil || shared == nil {
		t.Errorf("%v, %v, want two errors: nothing was committed", panics, shared)
	}
	f.reserved(t, reserve(person))
	f.numbered(t, office, 2026, 1)
	f.verify(t)
}

// An office whose ledger is locked by another process keeps nobody waiting for ever
// and does not stand in the way of other offices.
func TestLockedLedger(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	tx, err := f.owner.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT FROM ledger WHERE office_id = $1 FOR UPDATE", string(office)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- f.Reserve(t.Context(), reserve(person), layBlank) }()
	away := note1(1)
	away.Office = string(other)
	if err := f.Record(t.Context(), away); err != nil {
		t.Errorf("Record() in another office = %v", err)
	}
	if err := <-done; !errors.Is(err, registry.ErrUnavailable) { // after lock_timeout
		t.Errorf("Reserve() = %v, want %v", err, registry.ErrUnavailable)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.reserved(t, reserve(person))
	f.numbered(t, office, 2026, 1)
}
