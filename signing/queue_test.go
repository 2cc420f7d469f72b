package signing

import (
	"context"
	"crypto"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var errUnplugged = errors.New("device removed")

// slowKey is a key in a device that takes its time, hangs, fails or panics.
type slowKey struct {
	crypto.Signer
	takes atomic.Int64 // nanoseconds
	fails atomic.Bool
	uses  atomic.Int64
	now   atomic.Int64
	most  atomic.Int64 // uses at the same time
}

func (k *slowKey) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	k.uses.Add(1)
	n := k.now.Add(1)
	defer k.now.Add(-1)
	for most := k.most.Load(); n > most && !k.most.CompareAndSwap(most, n); most = k.most.Load() {
	}
	time.Sleep(time.Duration(k.takes.Load()))
	if k.fails.Load() {
		return nil, errUnplugged
	}
	return k.Signer.Sign(r, digest, o)
}

func (k *slowKey) take(d time.Duration) { k.takes.Store(int64(d)) }

func queueOptions() QueueOptions {
	return QueueOptions{Slots: 2, Waiting: 2, Patience: 5 * time.Second, Failures: 3, Rest: 10 * time.Second, Clock: time.Now}
}

func mustQueue(tb testing.TB, key crypto.Signer, o QueueOptions) *Queue {
	tb.Helper()
	q, err := NewQueue(key, o)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

var digest32 = make([]byte, 32)

func (q *Queue) try(ctx context.Context) error {
	_, err := q.SignContext(ctx, nil, digest32, crypto.SHA256)
	return err
}

// tries uses the key n times at once and counts what came of it.
func (q *Queue) tries(ctx context.Context, n int) map[string]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	count := map[string]int{}
	for range n {
		all.Go(func() {
			err := q.try(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				count["signed"]++
			}
			for _, e := range []error{ErrBusy, ErrSlow, ErrPanic, errUnplugged, context.Canceled} {
				if errors.Is(err, e) {
					count[e.Error()]++
				}
			}
		})
	}
	all.Wait()
	return count
}

func TestNewQueueRefuses(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*QueueOptions){
		"no slots":    func(o *QueueOptions) { o.Slots = 0 },
		"waiting":     func(o *QueueOptions) { o.Waiting = -1 },
		"no patience": func(o *QueueOptions) { o.Patience = 0 },
		"no limit":    func(o *QueueOptions) { o.Failures = 0 },
		"no rest":     func(o *QueueOptions) { o.Rest = 0 },
		"no clock":    func(o *QueueOptions) { o.Clock = nil },
	} {
		o := queueOptions()
		edit(&o)
		if _, err := NewQueue(ecP256(), o); err == nil {
			t.Errorf("%s: NewQueue accepts it", name)
		}
	}
}

// More callers than places are sent away at once, whatever the device does.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		key.take(time.Second)
		q := mustQueue(t, key, queueOptions())
		began := time.Now()
		got := q.tries(t.Context(), 10)
		if diff := cmp.Diff(map[string]int{"signed": 4, ErrBusy.Error(): 6}, got); diff != "" {
			t.Error(diff)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("took %s, want two rounds of a second", took)
		}
		if most := key.most.Load(); most != 2 {
			t.Errorf("the device was used %d times at once, want 2", most)
		}
	})
}

func TestQueueSendsAwayAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		key.take(4 * time.Second)
		o := queueOptions()
		o.Waiting = 0
		q := mustQueue(t, key, o)
		var others sync.WaitGroup
		others.Go(func() { q.tries(t.Context(), 2) })
		synctest.Wait()
		began := time.Now()
		if err := q.try(t.Context()); !errors.Is(err, ErrBusy) || time.Since(began) != 0 {
			t.Errorf("a full queue answered after %s: %v, want ErrBusy at once", time.Since(began), err)
		}
		others.Wait()
	})
}

// A device that hangs holds its slots, never more, and nobody waits longer than
// his patience. When it comes back everything is as before.
func TestQueueBeforeADeviceThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		key.take(time.Hour)
		q := mustQueue(t, key, queueOptions())
		got := q.tries(t.Context(), 4)
		if diff := cmp.Diff(map[string]int{ErrSlow.Error(): 2, ErrBusy.Error(): 2}, got); diff != "" {
			t.Error(diff)
		}
		if q.State() != BreakerOpen || q.InUse() != 2 {
			t.Errorf("state %s, %d uses; want open, 2", q.State(), q.InUse())
		}
		for range 100 { // half an hour of requests
			time.Sleep(18 * time.Second)
			if got := q.tries(t.Context(), 3); got["signed"] != 0 || got[ErrBusy.Error()] != 3 {
				t.Fatalf("while it hangs: %v", got)
			}
		}
		if uses := key.uses.Load(); uses != 2 {
			t.Errorf("the device was used %d times, want the two that hang", uses)
		}
		key.take(time.Millisecond)
		time.Sleep(time.Hour)
		if got := q.tries(t.Context(), 1); got["signed"] != 1 {
			t.Errorf("after it has come back: %v", got)
		}
		if q.State() != BreakerClosed || q.InUse() != 0 {
			t.Errorf("state %s, %d uses; want closed, none", q.State(), q.InUse())
		}
	})
}

func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		o := queueOptions()
		var heard []BreakerState
		o.Changed = func(s BreakerState, err error) {
			heard = append(heard, s)
			if (s == BreakerOpen) != errors.Is(err, errUnplugged) {
				t.Errorf("now %s because of %v", s, err)
			}
		}
		q := mustQueue(t, key, o)
		step := func(what string, want error, state BreakerState) {
			t.Helper()
			if err := q.try(t.Context()); !errors.Is(err, want) || q.State() != state {
				t.Errorf("%s: %v, then %s; want %v, then %s", what, err, q.State(), want, state)
			}
		}
		key.fails.Store(true)
		step("first failure", errUnplugged, BreakerClosed)
		step("second failure", errUnplugged, BreakerClosed)
		key.fails.Store(false)
		step("a success between", nil, BreakerClosed)
		key.fails.Store(true)
		step("first failure again", errUnplugged, BreakerClosed)
		step("second failure again", errUnplugged, BreakerClosed)
		step("third failure", errUnplugged, BreakerOpen)
		uses := key.uses.Load()
		step("while it rests", ErrBusy, BreakerOpen)
		time.Sleep(10*time.Second - 1)
		step("until the last moment", ErrBusy, BreakerOpen)
		if key.uses.Load() != uses {
			t.Error("the key was used while it was to rest")
		}
		time.Sleep(time.Nanosecond)
		if q.State() != BreakerHalfOpen {
			t.Errorf("after the rest: %s", q.State())
		}
		step("the probe fails", errUnplugged, BreakerOpen)
		time.Sleep(10 * time.Second)
		key.fails.Store(false)
		step("the probe succeeds", nil, BreakerClosed)
		if diff := cmp.Diff([]BreakerState{BreakerOpen, BreakerOpen, BreakerClosed}, heard); diff != "" {
			t.Error(diff)
		}
	})
}

// One use at a time finds out whether a key works again, also when its caller
// gives up.
func TestBreakerProbesOneByOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		key.fails.Store(true)
		o := queueOptions()
		o.Waiting, o.Failures = 10, 1
		q := mustQueue(t, key, o)
		_ = q.try(t.Context())
		key.fails.Store(false)
		key.take(time.Second)
		time.Sleep(10 * time.Second)
		giveUp, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, stop)
		if err := q.try(giveUp); !errors.Is(err, context.Canceled) || q.State() != BreakerHalfOpen {
			t.Errorf("a caller who gave up: %v, then %s; want that it says nothing about the key", err, q.State())
		}
		if got := q.tries(t.Context(), 8); got["signed"] != 1 || got[ErrBusy.Error()] != 7 {
			t.Errorf("eight at once: %v, want one probe", got)
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := q.try(impatient); !errors.Is(err, ErrSlow) {
			t.Errorf("a caller whose time was over: %v", err)
		}
		if got := q.tries(t.Context(), 2); got[ErrBusy.Error()] != 2 {
			t.Errorf("after a timeout: %v, want that the key rests", got)
		}
		time.Sleep(time.Minute)
	})
}

type panicking struct{ crypto.Signer }

func (panicking) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	panic("driver lost its state")
}

func TestQueueRecoversADriver(t *testing.T) {
	t.Parallel()
	q := mustQueue(t, panicking{ecP256()}, queueOptions())
	for range 3 {
		if err := q.try(t.Context()); !errors.Is(err, ErrPanic) {
			t.Errorf("a driver that panics: %v", err)
		}
	}
	if err := q.try(t.Context()); !errors.Is(err, ErrBusy) || q.InUse() != 0 {
		t.Errorf("after three panics: %v, %d uses", err, q.InUse())
	}
}

// withContext is a key that hands on what it was called with.
type withContext struct {
	crypto.Signer
	ended chan error
}

func (k *withContext) SignContext(ctx context.Context, _ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	<-ctx.Done()
	k.ended <- ctx.Err()
	return nil, ctx.Err()
}

// A key that takes a context is told when the patience is over.
func TestQueueHandsOnTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &withContext{ecP256(), make(chan error, 1)}
		if err := mustQueue(t, key, queueOptions()).try(t.Context()); err == nil {
			t.Error("signed by a key that does not")
		}
		if err := <-key.ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the key heard %v", err)
		}
	})
}

// Nothing runs when nothing is asked for, and what hung is gone when it has answered: the
// bubble of the test does not end before all that was begun in it has.
func TestQueueLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key := &slowKey{Signer: ecP256()}
		key.take(50 * time.Millisecond)
		o := queueOptions()
		o.Patience = time.Millisecond
		if got := mustQueue(t, key, o).tries(t.Context(), 20); got["signed"] != 0 {
			t.Errorf("a device slower than the patience: %v", got)
		}
		time.Sleep(time.Second) // until it has
	})
}

// A seal through the queue is a seal; one that the queue refuses spends the sheet.
func TestSealThroughTheQueue(t *testing.T) {
	t.Parallel()
	key := &slowKey{Signer: rsa2048()}
	id := trust().identity(rsa2048())
	id.Key = mustQueue(t, key, queueOptions())
	s := mustSealer(t, id, trust().options())
	sheet, file := sealed(t, s)
	if err := s.Check(sheet, file); err != nil {
		t.Errorf("Check: %v", err)
	}
	key.fails.Store(true)
	for range 4 {
		sheet = layout{}.sheet(t, s.Reserve())
		_, err := s.Seal(t.Context(), sheet)
		if err == nil {
			t.Fatal("sealed with a key that fails")
		}
		if _, again := s.Seal(t.Context(), sheet); !errors.Is(again, ErrSpent) {
			t.Errorf("after %v the sheet gives %v, want ErrSpent", err, again)
		}
	}
	_, err := s.Seal(t.Context(), layout{}.sheet(t, s.Reserve()))
	if !errors.Is(err, ErrBusy) {
		t.Errorf("Seal by a key that rests: %v, want ErrBusy", err)
	}
}

// nothing is a key that takes no time.
type nothing struct{ crypto.Signer }

func (nothing) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, nil }

// BenchmarkQueue sets a key behind a queue, and one that the sealer uses directly,
// beside the bare one. It says why a key in memory goes without a queue.
func BenchmarkQueue(b *testing.B) {
	key, queue, empty := ecP256(), mustQueue(b, ecP256(), queueOptions()), mustQueue(b, nothing{}, queueOptions())
	for _, c := range []struct {
		name string
		sign func() ([]byte, error)
	}{
		{"bare", func() ([]byte, error) { return key.Sign(nil, digest32, crypto.SHA256) }},
		{"direct", func() ([]byte, error) { return signWith(b.Context(), key, nil, digest32, crypto.SHA256) }},
		{"queue alone", func() ([]byte, error) { return empty.Sign(nil, digest32, crypto.SHA256) }},
		{"queue", func() ([]byte, error) { return signWith(b.Context(), queue, nil, digest32, crypto.SHA256) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.sign(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
