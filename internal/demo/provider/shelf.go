package provider

import (
	"errors"
	"maps"
	"sync"
	"time"
)

// errFull says that too many logins are under way at once.
var errFull = errors.New("provider: too many logins under way")

const maxItems = 1000

// shelf keeps a bounded number of things for a while. It is safe for concurrent
// use.
type shelf[T any] struct {
	clock func() time.Time
	life  time.Duration

	mu    sync.Mutex
	items map[string]item[T]
}

type item[T any] struct {
	value T
	until time.Time
}

func newShelf[T any](clock func() time.Time, life time.Duration) *shelf[T] {
	return &shelf[T]{clock: clock, life: life, items: make(map[string]item[T])}
}

func (s *shelf[T]) put(key string, v T) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	if len(s.items) >= maxItems {
		maps.DeleteFunc(s.items, func(_ string, i item[T]) bool { return !now.Before(i.until) })
	}
	if len(s.items) >= maxItems {
		return errFull
	}
	s.items[key] = item[T]{v, now.Add(s.life)}
	return nil
}

// look returns what lies under the key.
func (s *shelf[T]) look(key string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(key)
}

// take returns what lies under the key, to one caller.
func (s *shelf[T]) take(key string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer delete(s.items, key)
	return s.find(key)
}

func (s *shelf[T]) find(key string) (T, bool) {
	i, ok := s.items[key]
	if !ok || !s.clock().Before(i.until) {
		return *new(T), false
	}
	return i.value, true
}
