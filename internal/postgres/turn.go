package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// act is one thing to be written into the ledgers, in the two round trips of which
// a transaction consists. If the transaction has to be tried again it is asked
// again.
type act interface {
	// first queues what must be known or changed before it is decided.
	first(*pgx.Batch, *turn)
	// then queues the rest. An error ends this act alone, without its events; it
	// has queued nothing then.
	then(*pgx.Batch, *turn) error
}

// turn is one transaction while it is being put together: the state of the ledgers
// under its locks.
type turn struct {
	heads    map[string]*audit.Head   // by office
	numbers  map[series]int64         // the last one drawn
	keys     map[key]bool             // taken by an act of this turn
	replaced map[certificates.ID]bool // by an act of this turn
	events   []audit.Event
}

type series struct {
	office registry.OfficeID
	year   int
}

type key struct{ requesterKind, requester, key string }

func newTurn() *turn {
	return &turn{heads: map[string]*audit.Head{}, numbers: map[series]int64{}, keys: map[key]bool{}, replaced: map[certificates.ID]bool{}}
}

// enter writes an act and its events. Writers of one office share transactions;
// events of several offices need the locks of all.
func (db *DB) enter(ctx context.Context, office string, a act, events []audit.Event) error {
	e, offices, err := newEntry(office, a, events)
	switch {
	case err != nil:
		return err
	case len(offices) > 1:
		db.write(ctx, offices, []*entry{e})
		return e.err
	}
	return db.group(office).write(ctx, e, func(ctx context.Context, all []*entry) { db.write(ctx, offices, all) })
}

// enterAlone writes an act in a transaction of its own, because it takes one more lock.
// Every such act takes that after the offices' and no other, so that nobody waits for
// each other.
func (db *DB) enterAlone(ctx context.Context, office string, a act, events []audit.Event) error {
	e, offices, err := newEntry(office, a, events)
	if err != nil {
		return err
	}
	db.write(ctx, offices, []*entry{e})
	return e.err
}

// newEntry is an act with its events, and the offices whose ledgers they stand in.
func newEntry(office string, a act, events []audit.Event) (*entry, []string, error) {
	e, offices := &entry{act: a}, []string{office}
	for _, event := range events {
		event, err := storable(event)
		if err != nil {
			return nil, nil, err
		}
		e.events = append(e.events, event)
		if !slices.Contains(offices, event.Office) {
			offices = append(offices, event.Office)
		}
	}
	return e, offices, nil
}

// write writes the acts in one transaction, or each in its own if they could not
// share one for a reason of one of them.
func (db *DB) write(ctx context.Context, offices []string, all []*entry) {
	if len(all) == 0 {
		return
	}
	err := db.transact(ctx, offices, all)
	if err == nil {
		return
	}
	if len(all) > 1 && !errors.Is(err, registry.ErrUnavailable) {
		for i := range all {
			db.write(ctx, offices, all[i:i+1])
		}
		return
	}
	for _, e := range all {
		e.err = err
	}
}

// transact is one transaction in two round trips. What it returns is about all acts;
// an act that ended alone has its error.
func (db *DB) transact(ctx context.Context, offices []string, all []*entry) error {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return fault("connecting", err)
	}
	defer conn.Release()
	defer rollback(ctx, conn.Conn())

	t := newTurn()
	var b pgx.Batch
	b.Queue("BEGIN")
	t.lock(&b, offices)
	for _, e := range all {
		e.act.first(&b, t)
	}
	if err := conn.SendBatch(ctx, &b).Close(); err != nil {
		return fault("reading the ledger", err)
	}
	if len(t.heads) < len(offices) {
		return registry.ErrOfficeUnknown
	}

	b = pgx.Batch{}
	for _, e := range all {
		if e.err = e.act.then(&b, t); e.err == nil {
			t.append(e.events)
		}
	}
	t.finish(&b)
	b.Queue("COMMIT")
	return fault("writing the ledger", conn.SendBatch(ctx, &b).Close())
}

// rollback leaves no transaction behind. Where even that cannot be said to the
// server, the pool closes the connection.
func rollback(ctx context.Context, conn *pgx.Conn) {
	if conn.PgConn().TxStatus() != 'I' {
		_, _ = conn.Exec(ctx, "ROLLBACK")
	}
}

// lock queues the taking of the ledgers' locks. Everybody takes them in the same
// order.
func (t *turn) lock(b *pgx.Batch, offices []string) {
	b.Queue("SELECT office_id, audit_seq, audit_hash FROM ledger WHERE office_id = ANY ($1) ORDER BY office_id FOR UPDATE", offices).
		Query(func(rows pgx.Rows) error {
			heads, err := pgx.CollectRows(rows, readHead)
			for i := range heads {
				t.heads[heads[i].Office] = &heads[i]
			}
			return err
		})
}

// append chains events to their offices' ledgers.
func (t *turn) append(events []audit.Event) {
	for _, e := range events {
		t.heads[e.Office].Append(&e)
		t.events = append(t.events, e)
	}
}

// finish queues the events, the new heads and the numbers drawn.
func (t *turn) finish(b *pgx.Batch) {
	if len(t.events) > 0 {
		insertEvents(b, t.events)
	}
	for _, h := range t.heads {
		b.Queue("UPDATE ledger SET audit_seq = $2, audit_hash = $3 WHERE office_id = $1 AND audit_seq < $2", h.Office, h.Seq, h.Hash[:])
	}
	for s, last := range t.numbers {
		if last > 0 {
			b.Queue(`INSERT INTO certificate_number AS n (office_id, year, last) VALUES ($1, $2, $3)
				ON CONFLICT (office_id, year) DO UPDATE SET last = excluded.last WHERE n.last < excluded.last`, string(s.office), s.year, last)
		}
	}
}
