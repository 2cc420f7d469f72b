package postgres

import (
	"context"
	"errors"

	"github.com/sportello/sportello/migrations"
)

// CheckSchema reports whether the database has this program's schema: nil, a
// *migrations.VersionError, or registry.ErrUnavailable.
func (db *DB) CheckSchema(ctx context.Context) error {
	err := migrations.Check(ctx, db.pool)
	if version := (*migrations.VersionError)(nil); err == nil || errors.As(err, &version) {
		return err
	}
	return fault("reading the schema's version", err)
}
