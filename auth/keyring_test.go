package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// server serves one provider's keys, slowly, and can be out of order.
type server struct {
	mu      sync.Mutex
	body    []byte
	err     error
	fetches int
}

func (s *server) fetch(ctx context.Context, _ string) ([]byte, error) {
	select {
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetches++
	return s.body, s.err
}

func (s *server) serve(body []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body, s.err = body, err
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetches
}

func (s *server) keyring() *keyring {
	return newKeyring(keysA, s.fetch, time.Now, slog.New(slog.DiscardHandler))
}

var (
	oldKeys  = sync.OnceValue(func() []byte { return keySetJSON(publicJWK("old", &keys().rsa.PublicKey)) })
	bothKeys = sync.OnceValue(func() []byte {
		return keySetJSON(publicJWK("old", &keys().rsa.PublicKey), publicJWK("new", &keys().ec.PublicKey))
	})
	newKeys = sync.OnceValue(func() []byte { return keySetJSON(publicJWK("new", &keys().ec.PublicKey)) })
)

// expect asks for a key and checks the answer and how often the provider has been
// asked by then, in the background too.
func expect(t *testing.T, r *keyring, s *server, kid string, want error, fetches int) {
	t.Helper()
	if _, err := r.key(t.Context(), kid); !errors.Is(err, want) {
		t.Errorf("key(%s): %v, want %v", kid, err, want)
	}
	time.Sleep(time.Second) // for what goes on in the background
	if n := s.count(); n != fetches {
		t.Errorf("%d fetches, want %d", n, fetches)
	}
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	oldKeys()
	synctest.Test(t, func(t *testing.T) {
		s := &server{body: oldKeys()}
		r := s.keyring()
		expect(t, r, s, "old", nil, 1)
		time.Sleep(pause)
		s.serve(bothKeys(), nil)
		expect(t, r, s, "old", nil, 1) // known: no need to ask
		expect(t, r, s, "new", nil, 2) // unknown: asks and waits
		expect(t, r, s, "old", nil, 2)
		s.serve(newKeys(), nil)
		expect(t, r, s, "old", nil, 2) // withdrawn, not known yet
		time.Sleep(refreshAfter)
		expect(t, r, s, "old", nil, 3) // asks in the background
		expect(t, r, s, "old", ErrInvalid, 3)
		expect(t, r, s, "new", nil, 3)
	})
}

func TestKeysOutliveAnOutage(t *testing.T) {
	t.Parallel()
	oldKeys()
	for name, outage := range map[string]struct {
		body []byte
		err  error
	}{
		"no answer":    {nil, errors.New("connection refused")},
		"not JSON":     {[]byte("<html>"), nil},
		"no key set":   {[]byte(`{"error":"maintenance"}`), nil},
		"too large":    {[]byte(`{"keys":[]}` + strings.Repeat(" ", maxKeySet)), nil},
		"too many":     {[]byte(`{"keys":[{}` + strings.Repeat(",{}", maxKeys) + `]}`), nil},
		"keys is null": {[]byte(`{"keys":null}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{body: oldKeys()}
				r := s.keyring()
				expect(t, r, s, "old", nil, 1)
				s.serve(outage.body, outage.err)
				time.Sleep(refreshAfter)
				expect(t, r, s, "old", nil, 2)
				expect(t, r, s, "old", nil, 2)                // not again so soon
				expect(t, r, s, "new", ErrKeysUnavailable, 2) // may be a new one: nobody can say
				time.Sleep(pause)
				expect(t, r, s, "new", ErrKeysUnavailable, 3)
				time.Sleep(keepFor - 20*time.Minute)
				expect(t, r, s, "old", nil, 4)
				time.Sleep(20 * time.Minute)
				expect(t, r, s, "old", ErrKeysUnavailable, 5) // a day is over
				s.serve(oldKeys(), nil)
				time.Sleep(shortPause)
				expect(t, r, s, "old", nil, 6)
			})
		})
	}
}

func TestKeysUnavailableFromTheStart(t *testing.T) {
	t.Parallel()
	oldKeys()
	synctest.Test(t, func(t *testing.T) {
		s := &server{err: errors.New("connection refused")}
		r := s.keyring()
		expect(t, r, s, "old", ErrKeysUnavailable, 1)
		expect(t, r, s, "old", ErrKeysUnavailable, 1)
		time.Sleep(shortPause)
		s.serve(oldKeys(), nil)
		expect(t, r, s, "old", nil, 2)
	})
}

// What the provider says counts, even if it is that there are no keys any more.
func TestKeysAllWithdrawn(t *testing.T) {
	t.Parallel()
	oldKeys()
	synctest.Test(t, func(t *testing.T) {
		s := &server{body: oldKeys()}
		r := s.keyring()
		expect(t, r, s, "old", nil, 1)
		s.serve([]byte(`{"keys":[]}`), nil)
		time.Sleep(refreshAfter)
		expect(t, r, s, "old", nil, 2)
		expect(t, r, s, "old", ErrInvalid, 2)
	})
}

// An hour of tokens with random kids, many at once, costs the provider a request a
// minute, and those with good tokens do not wait.
func TestKeysUnderAStorm(t *testing.T) {
	t.Parallel()
	oldKeys()
	synctest.Test(t, func(t *testing.T) {
		s := &server{body: oldKeys()}
		r := s.keyring()
		for minute := range 60 {
			var storm sync.WaitGroup
			for i := range 20 {
				storm.Go(func() {
					if _, err := r.key(t.Context(), fmt.Sprint(minute, i)); !errors.Is(err, ErrInvalid) {
						t.Errorf("key of a random kid: %v", err)
					}
				})
			}
			if minute > 0 {
				synctest.Wait() // the storm waits for its fetch
				began := time.Now()
				if _, err := r.key(t.Context(), "old"); err != nil || time.Since(began) != 0 {
					t.Errorf("good key: %v after %v", err, time.Since(began))
				}
			}
			storm.Wait()
			for time.Since(r.tried) < pause {
				_, err := r.key(t.Context(), "between")
				if !errors.Is(err, ErrInvalid) {
					t.Errorf("key of a random kid: %v", err)
				}
				time.Sleep(10 * time.Second)
			}
		}
		if n := s.count(); n != 60 {
			t.Errorf("%d fetches in an hour, want 60", n)
		}
	})
}

// Who hangs up stops waiting, and does not stop the fetch for the others.
func TestKeysForWhoHangsUp(t *testing.T) {
	t.Parallel()
	oldKeys()
	synctest.Test(t, func(t *testing.T) {
		s := &server{body: oldKeys()}
		r := s.keyring()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := r.key(ctx, "old"); !errors.Is(err, ErrKeysUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("key: %v", err)
		}
		expect(t, r, s, "old", nil, 1)
	})
}

// A provider that does not answer is asked once, by however many, and not for ever.
func TestKeysOfASilentProvider(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		silent := func(ctx context.Context, _ string) ([]byte, error) { asked.Add(1); <-ctx.Done(); return nil, ctx.Err() }
		r := newKeyring(keysA, silent, time.Now, slog.New(slog.DiscardHandler))
		began := time.Now()
		var callers sync.WaitGroup
		for i := range fetchTimeout / time.Second {
			callers.Go(func() {
				time.Sleep(i * time.Second)
				_, err := r.key(t.Context(), "old")
				if !errors.Is(err, ErrKeysUnavailable) || time.Since(began) != fetchTimeout {
					t.Errorf("key: %v after %v", err, time.Since(began))
				}
			})
		}
		callers.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
	})
}
