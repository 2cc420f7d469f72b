package postgres

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// A group is the writers of one office. They take turns under the office's row lock,
// and a commit waits for the disk; so those that arrive while one is at work wait
// and share the next transaction. There is no goroutine for it: of those that
// wait, whoever gets the turn leads, writes for all, and hands out the results.
type group struct {
	turn    chan struct{} // full while somebody leads
	mu      sync.Mutex
	waiting []*entry
}

// entry is an act that waits to be written, with the events that tell of it.
type entry struct {
	act    act
	events []audit.Event
	err    error
	done   chan struct{} // closed once err says how it went
}

// turnTime bounds one transaction of a group. It belongs to all who share it, so no
// single one's context ends it.
const turnTime = 10 * time.Second

func (db *DB) group(office string) *group {
	g, ok := db.groups.Load(office)
	if !ok {
		g, _ = db.groups.LoadOrStore(office, &group{turn: make(chan struct{}, 1)})
	}
	return g.(*group)
}

// write returns when e is durable or will not happen. If ctx ends before, it
// returns at once unless it leads; e may then happen or not.
func (g *group) write(ctx context.Context, e *entry, transact func(context.Context, []*entry)) error {
	g.join(e)
	select {
	case <-e.done:
	case g.turn <- struct{}{}:
		g.lead(ctx, transact)
	case <-ctx.Done():
		g.leave(e)
		return fault("waiting for the ledger", ctx.Err())
	}
	return e.err
}

// lead writes all that wait. The leader's own act is among them, or was written
// while it waited for the turn.
func (g *group) lead(ctx context.Context, transact func(context.Context, []*entry)) {
	defer func() { <-g.turn }()
	all := g.take()
	defer func() {
		for _, e := range all {
			close(e.done)
		}
	}()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTime)
	defer cancel()
	transact(ctx, all)
}

func (g *group) join(e *entry) {
	e.err, e.done = errUnwritten, make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, e)
}

// errUnwritten is the result of an act whose leader did not come back from its
// transaction.
var errUnwritten = fmt.Errorf("postgres: %w: the transaction was not finished", registry.ErrUnavailable)

func (g *group) take() []*entry {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := g.waiting
	g.waiting = nil
	return all
}

func (g *group) leave(e *entry) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, e); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
}
