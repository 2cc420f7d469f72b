package provider

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestShelfIsBounded(t *testing.T) {
	t.Parallel()
	c := &clock{now: today}
	s := newShelf[int](c.time, time.Minute)
	for i := range maxItems {
		if err := s.put(strconv.Itoa(i), i); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.put("more", 0); !errors.Is(err, errFull) {
		t.Errorf("put on a full shelf: %v", err)
	}
	c.turn(time.Minute)
	if v, ok := s.look("7"); ok {
		t.Errorf("look after its time = %d", v)
	}
	if err := s.put("more", 0); err != nil || len(s.items) != 1 {
		t.Errorf("put after a minute: %v, %d items", err, len(s.items))
	}
}

func TestShelfGivesOnce(t *testing.T) {
	t.Parallel()
	s := newShelf[int](time.Now, time.Minute)
	if err := s.put("a", 1); err != nil {
		t.Fatal(err)
	}
	var winners atomic.Int32
	var takers sync.WaitGroup
	for range 50 {
		takers.Go(func() {
			if _, ok := s.take("a"); ok {
				winners.Add(1)
			}
		})
	}
	takers.Wait()
	if n := winners.Load(); n != 1 {
		t.Errorf("%d took it, want one", n)
	}
}
