package signing

import (
	"context"
	"errors"
	"sync"
	"time"
)

// BreakerState is what a breaker does with the next use of a key.
type BreakerState int

// The states of a breaker.
const (
	BreakerClosed   BreakerState = iota // every use goes through
	BreakerHalfOpen                     // one use goes through, to see whether the key works again
	BreakerOpen                         // none goes through
)

// String is the state's name.
func (s BreakerState) String() string { return [...]string{"closed", "half-open", "open"}[s] }

// breaker keeps callers away from a key that fails again and again. It is safe for
// concurrent use.
type breaker struct {
	limit   int // failures in a row that open it
	rest    time.Duration
	clock   func() time.Time
	changed func(BreakerState, error)

	mu       sync.Mutex
	failures int
	until    time.Time // zero while closed
	probing  bool
}

// admit says whether the key may be used, and whether that use is the one that is
// to find out. Every use that is let through must be reported to done.
func (b *breaker) admit() (probe, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.now() {
	case BreakerClosed:
		return false, true
	case BreakerHalfOpen:
		probe = !b.probing
		b.probing = true
	}
	return probe, probe
}

// done reports what came of a use. One that its caller has given up says nothing
// about the key.
func (b *breaker) done(probe bool, err error) {
	b.mu.Lock()
	before := b.now()
	if probe {
		b.probing = false
	}
	switch {
	case err == nil:
		b.failures, b.until = 0, time.Time{}
	case !errors.Is(err, context.Canceled):
		if b.failures++; b.failures >= b.limit {
			b.until = b.clock().Add(b.rest)
		}
	}
	after := b.now()
	b.mu.Unlock()
	if before != after && b.changed != nil {
		b.changed(after, err)
	}
}

func (b *breaker) state() BreakerState {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now()
}

func (b *breaker) now() BreakerState {
	switch {
	case b.until.IsZero():
		return BreakerClosed
	case b.clock().Before(b.until):
		return BreakerOpen
	}
	return BreakerHalfOpen
}
