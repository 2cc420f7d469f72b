package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Imported counts what a load found.
type Imported struct {
	New       int // that were not there before
	Changed   int // of which something differed; of a person, his household included
	Unchanged int
	// Households is how many households the people of the load belong to.
	Households int
}

// load is one load of the register: one transaction, one event that tells of it.
type load struct {
	tx     pgx.Tx
	office registry.OfficeID // "" if it concerns the whole installation
	zone   *time.Location    // of the office
	at     time.Time         // when the register learns of it, in UTC
	day    registry.Date     // the same in the office's own calendar
	what   string            // the rows are "people", "places", "offices"

	after *supersession // of the certificates; nil if the load states nothing about persons
}

// run does the work in a transaction. A load takes as long as it needs, works on
// whole tables, and may come from a slow source.
func (l *load) run(ctx context.Context, db *DB, at time.Time, work func(context.Context) (Imported, error)) (done Imported, err error) {
	l.zone = at.Location()
	l.learn(at)
	tx, err := db.pool.Begin(ctx)
	if err != nil {
		return Imported{}, fault("loading", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing is left of it after Commit
	l.tx = tx
	if err := l.exec(ctx, `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
		SET LOCAL plan_cache_mode = auto; SET LOCAL enable_seqscan = on; SET LOCAL work_mem = '64MB'`); err != nil {
		return Imported{}, err
	}
	if done, err = work(ctx); err != nil {
		return Imported{}, err
	}
	if err := l.record(ctx, done); err != nil {
		return Imported{}, err
	}
	return done, fault("loading", tx.Commit(ctx))
}

// learn sets when the register learns of the load.
func (l *load) learn(at time.Time) {
	l.at, l.day = at.UTC().Truncate(time.Microsecond), registry.DateOf(at.In(l.zone))
}

// record writes the event. The ledger's lock is taken last, so that a long load
// holds up no certificate.
func (l *load) record(ctx context.Context, done Imported) error {
	t := newTurn()
	var b pgx.Batch
	t.lock(&b, []string{string(l.office)})
	if err := l.tx.SendBatch(ctx, &b).Close(); err != nil {
		return fault("reading the ledger", err)
	}
	if len(t.heads) == 0 {
		return registry.ErrOfficeUnknown
	}
	t.append([]audit.Event{{
		Office: string(l.office), At: l.at, Kind: audit.RegisterImported, Actor: audit.Actor{Kind: audit.Operator}, Channel: "command",
		Details: map[string]string{
			"of": l.what, "new": strconv.Itoa(done.New), "changed": strconv.Itoa(done.Changed), "unchanged": strconv.Itoa(done.Unchanged),
		},
	}})
	b = pgx.Batch{}
	if l.after != nil {
		if err := l.after.late(ctx, &b, t); err != nil {
			return err
		}
	}
	t.finish(&b)
	return fault("writing the ledger", l.tx.SendBatch(ctx, &b).Close())
}

func (l *load) exec(ctx context.Context, sql string, args ...any) error {
	_, err := l.tx.Exec(ctx, sql, args...)
	return fault("loading", err)
}

func (l *load) copy(ctx context.Context, table string, columns []string, rows [][]any) error {
	_, err := l.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return fault("loading", err)
}
