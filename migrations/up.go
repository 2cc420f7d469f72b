package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Role is the role of the whole cluster under which the service works. The login
// of the service must be a member of it.
const Role = "sportello_service"

// oldest is the oldest PostgreSQL that the schema is tried with.
const oldest = 15

// The reasons for which Up refuses before it applies anything.
var (
	ErrServerTooOld = errors.New("migrations: PostgreSQL 15 or newer is needed")
	ErrNoRole       = errors.New("migrations: the role " + Role + " does not exist and this login may not create it; " +
		"let the database administrator run: CREATE ROLE " + Role + " NOLOGIN")
)

// Up applies the migrations that the database at the URL lacks, and says how many
// those were. Several processes may call it at once: one works, the others wait
// for it, for up to five minutes. The URL must lead to PostgreSQL itself, not to a
// pooler that hands every transaction another session. Errors: ErrServerTooOld,
// ErrNoRole, *VersionError if the database is newer than this program.
func Up(ctx context.Context, url string) (applied int, err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(2) // goose holds its lock on one and works on the other

	if err := fit(ctx, db); err != nil {
		return 0, err
	}
	provider, err := newProvider(db)
	if err != nil {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrations: applying: %w", err)
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrations: reading the version: %w", err)
	}
	if have != want {
		return 0, &VersionError{Have: have, Want: want}
	}
	return len(results), nil
}

// fit reports whether the server and the login are fit for the migrations.
func fit(ctx context.Context, db *sql.DB) error {
	var major int
	var role, creates bool
	err := db.QueryRowContext(ctx, `
		SELECT current_setting('server_version_num')::int / 10000,
		       EXISTS (SELECT FROM pg_roles WHERE rolname = $1),
		       (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user)`, Role).
		Scan(&major, &role, &creates)
	if err != nil {
		return fmt.Errorf("migrations: asking the server: %w", err)
	}
	return judge(major, role, creates)
}

// judge is fit's judgement: the server's major version, whether the role exists,
// whether the login may create it.
func judge(major int, role, creates bool) error {
	switch {
	case major < oldest:
		return fmt.Errorf("%w, this is %d", ErrServerTooOld, major)
	case !role && !creates:
		return ErrNoRole
	}
	return nil
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	// Look for the lock every second: the default of five makes a second
	// instance wait that long for a migration of 100 ms.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
}
