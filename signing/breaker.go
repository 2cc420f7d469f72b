package signing

import (
	"context"
	"errors"
	"sync"
	"time"
)

// State is what a breaker does with the next use of a key.
type State int

// The states of a breaker.
const (
	Closed   State = iota // every use goes through
	HalfOpen              // one use goes through, to see whether the key works again
	Open                  // none goes through
)

// String is the state's name.
func (s State) String() string { return [...]string{"closed", "half-open", "open"}[s] }

// breaker keeps callers away from a key that fails again and again. It is safe for
// concurrent use.
type breaker struct {
	limit   int // failures in a row that open it
	rest    time.Duration
	clock   func() time.Time
	changed func(State, error)

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
	case Closed:
		return false, true
	case HalfOpen:
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

func (b *breaker) state() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now()
}

func (b *breaker) now() State {
	switch {
	case b.until.IsZero():
		return Closed
	case b.clock().Before(b.until):
		return Open
	}
	return HalfOpen
}
