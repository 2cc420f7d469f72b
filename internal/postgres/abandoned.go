package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
)

// Abandoned finds reservations for the sweep (certificates.Abandoned), the oldest
// first.
func (db *DB) Abandoned(ctx context.Context, instance string, before time.Time) ([]*certificates.Certificate, error) {
	rows, _ := db.pool.Query(ctx, selectCertificate+"WHERE state = 'issuing' AND (instance = $1 OR reserved_at < $2) ORDER BY reserved_at", instance, before)
	list, err := pgx.CollectRows(rows, readCertificate)
	return list, fault("looking for abandoned certificates", err)
}
