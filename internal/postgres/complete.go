package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

const completed = `UPDATE certificate SET state = 'issued', sealed = $3, sealed_digest = $4, issued_at = $5, level = $6, good_until = $7
	WHERE ` + the + ` AND (state = 'issuing') IS TRUE`

// quiet holds if the register of the office has not been changed of late. A certificate
// is completed within certificates.IssueDeadline of its reservation, and reserved within
// a request's time of its extract; an extract may be older than a change by as long as it
// takes to commit that. The clock is that of the database alone.
const quiet = ` AND NOT EXISTS (SELECT FROM register_change WHERE office_id = $2 AND changed_at > clock_timestamp() - interval '5 minutes')`

// Complete turns issuing into issued (certificates.Ledger). If the register of the office
// was changed while the certificate was on its way, it is compared with what the register
// says now, and recorded as superseded with its issue if that is something else.
func (db *DB) Complete(ctx context.Context, id certificates.ID, f certificates.Sealed, at time.Time, events ...audit.Event) error {
	args := []any{f.File, f.Digest[:], at, int(f.Level), moment(f.Until)}
	err := db.change(ctx, events, completed+quiet, id, args...)
	if !errors.Is(err, certificates.ErrState) {
		return err
	}
	return db.completeInDoubt(ctx, id, at, events, args)
}

func (db *DB) completeInDoubt(ctx context.Context, id certificates.ID, at time.Time, events []audit.Event, args []any) error {
	u, err := identity(id)
	if err != nil {
		return certificates.ErrState
	}
	d, err := one(ctx, db, readDoubtful, selectDoubtful+"WHERE certificate_id = $1", u)
	switch {
	case errors.Is(err, certificates.ErrNotFound):
		return certificates.ErrState
	case err != nil:
		return err
	}
	office := events[0].Office
	c := &completion{doubtful: d, day: registry.DateOf(at), at: at, change: change{sql: completed, args: append([]any{string(id), office}, args...), none: certificates.ErrState}}
	for _, e := range events {
		if e, err = storable(e); err != nil {
			return err
		}
		c.events = append(c.events, e)
	}
	return db.enter(ctx, office, c, nil)
}

// completion completes a certificate and compares it, in one transaction. Its events are
// written by itself: what is said of a certificate comes after its issue.
type completion struct {
	change
	doubtful
	day      registry.Date
	at       time.Time
	events   []audit.Event
	outdated *outdated
	err      error
}

func (c *completion) first(b *pgx.Batch, _ *turn) {
	c.outdated = nil
	b.Queue(c.sql, c.args...).Exec(func(tag pgconn.CommandTag) error {
		c.done = tag.RowsAffected() == 1
		return nil
	})
	c.err = c.queue(b, c.day, func(o *outdated) {
		o.At = c.at
		c.outdated = o
	})
}

func (c *completion) then(b *pgx.Batch, t *turn) error {
	if c.err != nil {
		return c.err
	}
	if err := c.change.then(b, t); err != nil {
		return err
	}
	t.append(c.events)
	if c.outdated != nil {
		e := c.events[0]
		list := []outdated{*c.outdated}
		writeOutdated(b, e.Office, list)
		t.append(outdatedEvents(list, audit.Event{
			Office: e.Office, At: e.At, Channel: e.Channel, Request: e.Request, Actor: audit.Actor{Kind: audit.System},
		}))
	}
	return nil
}
