package migrations

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Querier is what Check asks: a pool, a connection or a transaction of pgx.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// VersionError says that a database and this program are not of one version.
type VersionError struct {
	Have int64 // the database's version, 0 if it is empty
	Want int64 // the program's
}

func (e *VersionError) Error() string {
	if e.Have > e.Want {
		return fmt.Sprintf("this program is older than the database: it knows schema version %d, the database has %d", e.Want, e.Have)
	}
	return fmt.Sprintf("the database has schema version %d, this program needs %d: run sportello migrate", e.Have, e.Want)
}

// Check returns nil if the database has exactly the migrations that this program
// carries, else a *VersionError. It reads only, and Role may read what it needs.
func Check(ctx context.Context, q Querier) error {
	rows, err := q.Query(ctx, "SELECT version_id FROM goose_db_version WHERE is_applied ORDER BY version_id")
	if err != nil {
		return checkFailed(err)
	}
	applied, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return checkFailed(err)
	}
	if have := version(applied); have != Version() {
		return &VersionError{Have: have, Want: Version()}
	}
	return nil
}

// checkFailed tells an empty database from one that cannot be read.
func checkFailed(err error) error {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) && e.Code == "42P01" { // undefined_table
		return &VersionError{Want: Version()}
	}
	return fmt.Errorf("migrations: reading the version: %w", err)
}

// version is the version that a database with these migrations has: the newest if
// this program does not know it, else the last one before the first gap.
func version(applied []int64) (have int64) {
	if len(applied) > 0 && applied[len(applied)-1] > Version() {
		return applied[len(applied)-1]
	}
	for _, v := range versions {
		if !slices.Contains(applied, v) {
			break
		}
		have = v
	}
	return have
}
