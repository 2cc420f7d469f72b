package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Searched writes down a search and its events in one transaction
// (certificates.Lookups).
func (db *DB) Searched(ctx context.Context, l certificates.Lookup, events ...audit.Event) error {
	if len(events) == 0 {
		return errNoEvent
	}
	return db.enter(ctx, string(l.Office), lookup(l), events)
}

type lookup certificates.Lookup

func (lookup) first(*pgx.Batch, *turn) {}

func (l lookup) then(b *pgx.Batch, _ *turn) error {
	b.Queue("INSERT INTO subject_search (office_id, requester_kind, requester_id, request, purpose, found, searched_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		string(l.Office), l.By.Kind, l.By.ID, l.Request, l.Purpose, l.Found, l.At)
	return nil
}

// Conspicuous lists the lawyers of the offices that are to be looked at, the newest
// first (certificates.Lookups).
func (db *DB) Conspicuous(ctx context.Context, offices []registry.OfficeID, limit int) ([]certificates.Conspicuous, error) {
	rows, _ := db.pool.Query(ctx, `SELECT lawyer, office_id, period, period_from, noticed_at FROM conspicuous_lawyer
		WHERE office_id = ANY ($1) ORDER BY noticed_at DESC, lawyer, period LIMIT $2`, offices, limit)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c certificates.Conspicuous, err error) {
		err = row.Scan(&c.Lawyer, &c.Office, &c.Period, (*day)(&c.From), &c.At)
		return c, err
	})
	return list, fault("reading conspicuous lawyers", err)
}
