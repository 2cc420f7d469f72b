package verification

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

const issuer = "https://verifica.comune.valdemo.example"

// places is a status list that can be told to fail, and counts who asks.
type places struct {
	mu    sync.Mutex
	list  []int
	err   error
	asked int
}

func (p *places) WithdrawnIn(context.Context, int) ([]int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	return p.list, p.err
}

func newPublisher(t *testing.T, p *places, clock func() time.Time) *Publisher {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := statement.NewKey(private, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &Publisher{
		Issuer: issuer, Key: key, Keys: []statement.IssuerKey{{Public: key.Public(), From: clock().Add(-time.Hour)}}, Lists: p, Clock: clock,
	}
}

var published2026 = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// newest is the number of the list of the month.
var newest = certificates.StatusListsAt(published2026) - 1

func TestNoSuchList(t *testing.T) {
	t.Parallel()
	p := &places{}
	publisher := newPublisher(t, p, func() time.Time { return published2026 })
	for _, list := range []int{-1, newest + 1, 1 << 20} {
		if _, err := publisher.StatusList(t.Context(), list); !errors.Is(err, ErrNoList) {
			t.Errorf("list %d: %v, want %v", list, err, ErrNoList)
		}
	}
	if p.asked != 0 {
		t.Errorf("the database was asked %d times", p.asked)
	}
}

// An outage is told, not signed: a list must never say that nothing was withdrawn
// because nobody could be asked.
func TestListOfAnOutage(t *testing.T) {
	t.Parallel()
	p := &places{err: registry.ErrUnavailable}
	publisher := newPublisher(t, p, func() time.Time { return published2026 })
	if got, err := publisher.StatusList(t.Context(), newest); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("StatusList() = %v, %v, want %v", got, err, registry.ErrUnavailable)
	}
	p.err, p.list = nil, []int{certificates.StatusListSize}
	if got, err := publisher.StatusList(t.Context(), newest); !errors.Is(err, statement.ErrIndex) {
		t.Errorf("with a place that there is not: %v, %v, want %v", got, err, statement.ErrIndex)
	}
}

// What is published is what a verifier reads, and a withdrawal shows within a minute.
func TestPublished(t *testing.T) {
	t.Parallel()
	now := published2026
	p := &places{list: []int{7}}
	publisher := newPublisher(t, p, func() time.Time { return now })
	keys, err := publisher.KeySet()
	if err != nil {
		t.Fatal(err)
	}
	set, err := statement.ParseKeySet(keys.Token, issuer, now)
	if err != nil {
		t.Fatal(err)
	}
	withdrawn := func(place int) bool {
		t.Helper()
		list, err := publisher.StatusList(t.Context(), newest)
		if err != nil {
			t.Fatal(err)
		}
		read, err := statement.ParseStatusList(list.Token, set, now)
		if err != nil {
			t.Fatal(err)
		}
		if read.URI != statement.StatusURI(issuer, newest) || read.Size() != certificates.StatusListSize || list.Fresh != read.TTL {
			t.Errorf("the list is %s with %d places, fresh for %s", read.URI, read.Size(), list.Fresh)
		}
		is, err := read.Withdrawn(place)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	if !withdrawn(7) || withdrawn(8) || p.asked != 1 {
		t.Errorf("7: %t, 8: %t, asked %d times; want true, false, once", withdrawn(7), withdrawn(8), p.asked)
	}
	p.list = []int{7, 8}
	now = now.Add(signAgain)
	if !withdrawn(8) {
		t.Error("a withdrawal does not show after a minute")
	}
}

// Many who ask at once are answered from one reading.
func TestListIsReadOnce(t *testing.T) {
	t.Parallel()
	p := &places{}
	publisher := newPublisher(t, p, func() time.Time { return published2026 })
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := publisher.StatusList(context.Background(), newest); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if p.asked != 1 {
		t.Errorf("the database was asked %d times", p.asked)
	}
}
