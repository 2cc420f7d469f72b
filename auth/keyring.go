package auth

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// How long a provider's keys are good for, and how often it is asked. A token with
// an unknown kid has the keys fetched, so whoever sends random kids decides when
// that is, but not how often. A key that the provider withdraws is accepted for
// refreshAfter more, or until the provider can be reached again.
const (
	refreshAfter = 15 * time.Minute // known keys of this age are fetched again while they are in use
	keepFor      = 24 * time.Hour   // known keys outlive an outage of this length
	pause        = time.Minute      // between two fetches
	shortPause   = 5 * time.Second  // the same, as long as there are no keys at all
	fetchTimeout = 10 * time.Second
)

// keyring is the public keys of one provider, fetched when needed by one goroutine
// at a time, which outlives the request that started it.
type keyring struct {
	address string
	fetch   func(context.Context, string) ([]byte, error)
	clock   func() time.Time
	log     *slog.Logger

	held atomic.Pointer[keySet] // never nil

	mu     sync.Mutex
	flight chan struct{} // closed when the fetch under way is over; nil if there is none
	tried  time.Time     // when the last fetch began
}

type keySet struct {
	keys map[string]key
	at   time.Time // when they were fetched; zero for never
}

func newKeyring(address string, fetch func(context.Context, string) ([]byte, error), clock func() time.Time, log *slog.Logger) *keyring {
	r := &keyring{address: address, fetch: fetch, clock: clock, log: log}
	r.held.Store(&keySet{})
	return r
}

// key is the provider's key of that kid. ErrInvalid if the provider has none,
// ErrKeysUnavailable if that cannot be found out now.
func (r *keyring) key(ctx context.Context, kid string) (key, error) {
	now := r.clock()
	held := r.held.Load()
	if k, ok := held.keys[kid]; ok && held.age(now) < keepFor {
		if held.age(now) >= refreshAfter {
			r.refresh(now)
		}
		return k, nil
	}
	if flight := r.refresh(now); flight != nil {
		select {
		case <-flight:
		case <-ctx.Done():
			return key{}, fmt.Errorf("%w: %w", ErrKeysUnavailable, ctx.Err())
		}
	}
	held = r.held.Load()
	k, ok := held.keys[kid]
	switch {
	case held.age(now) >= keepFor:
		return key{}, ErrKeysUnavailable
	case ok:
		return k, nil
	case r.failing(held):
		return key{}, ErrKeysUnavailable
	}
	return key{}, invalid("kid")
}

func (s *keySet) age(now time.Time) time.Duration { return now.Sub(s.at) }

// refresh starts a fetch, unless one is under way or it is too soon for another,
// and returns what is closed when the fetch is over; nil if there is none.
func (r *keyring) refresh(now time.Time) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	wait := pause
	if r.held.Load().age(now) >= keepFor {
		wait = shortPause
	}
	if r.flight == nil && now.Sub(r.tried) >= wait {
		r.flight, r.tried = make(chan struct{}), now
		go r.run(r.flight, now)
	}
	return r.flight
}

func (r *keyring) run(flight chan struct{}, now time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	keys, err := r.get(ctx)
	if err == nil {
		r.held.Store(&keySet{keys, now})
		r.log.LogAttrs(ctx, slog.LevelDebug, "identity provider's keys fetched", slog.Int("usable", len(keys)))
	} else {
		r.log.LogAttrs(ctx, slog.LevelWarn, "identity provider's keys could not be fetched", slog.Any("error", err))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flight = nil
	close(flight)
}

func (r *keyring) get(ctx context.Context) (map[string]key, error) {
	b, err := r.fetch(ctx, r.address)
	if err != nil {
		return nil, err
	}
	return readKeySet(b)
}

// failing reports whether the last fetch was in vain: then a kid that we do not know
// may be a new one.
func (r *keyring) failing(held *keySet) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.tried.Equal(held.at)
}
