package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is the database of an installation, safe for concurrent use.
type DB struct {
	pool   *pgxpool.Pool
	groups sync.Map // office -> *group: the writers of each office
}

// Options are how the database is used.
type Options struct {
	Role            string          // the role to work as: migrations.Role for the service, "" for the login's own rights (imports)
	ApplicationName string          // as the server's statistics show it
	MaxConns        int32           // 0: what the URL says, or the driver's default
	Tracer          pgx.QueryTracer // or nil
}

// ErrRole says that the login may not connect, may not work as the role that was
// asked for, or may not do this. docs/operations.md says which login is for what.
var ErrRole = errors.New("the login lacks a right that this needs")

// oldest is the oldest version of PostgreSQL that is supported.
const oldest = 150000

// settings hold for every connection. The service's statements are look-ups by key:
// they are planned once, and never as the reading of a table, however small it was
// then. A request is gone long before these time-outs; what waits longer stands in
// the way of others. synchronous_commit is left on: who turns it off gives up that
// what was issued is known after a power failure.
var settings = map[string]string{
	"timezone":                            "UTC",
	"default_transaction_isolation":       "read committed",
	"statement_timeout":                   "10s",
	"lock_timeout":                        "5s",
	"idle_in_transaction_session_timeout": "15s",
	"plan_cache_mode":                     "force_generic_plan",
	"enable_seqscan":                      "off",
	"jit":                                 "off",
}

// Open connects to the database, PostgreSQL 15 or newer, and checks that it
// answers. Errors: ErrRole, registry.ErrUnavailable. The URL is not quoted in any.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("postgres: the database URL is not of the form postgres://user:password@host:port/database")
	}
	o.apply(config)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fault("opening", err)
	}
	db := &DB{pool: pool}
	if err := db.fit(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func (o Options) apply(config *pgxpool.Config) {
	c := config.ConnConfig
	for name, value := range settings {
		c.RuntimeParams[name] = value
	}
	if o.Role != "" {
		c.RuntimeParams["role"] = o.Role
	}
	if o.ApplicationName != "" {
		c.RuntimeParams["application_name"] = o.ApplicationName
	}
	if c.ConnectTimeout == 0 { // the URL says nothing about it
		c.ConnectTimeout = 5 * time.Second
	}
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	c.Tracer = o.Tracer
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}
}

// fit reports whether the server answers and is one that the service can work
// with.
func (db *DB) fit(ctx context.Context) error {
	var version int
	err := db.pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version)
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused) && (refused.Code == "42501" || refused.Code == "22023"): // may not, or there is none
		return fmt.Errorf("postgres: %w: %s", ErrRole, refused.Message)
	case err != nil:
		return fault("connecting", err)
	case version < oldest:
		return fmt.Errorf("postgres: the server is PostgreSQL %d, at least %d is needed", version/10000, oldest/10000)
	}
	return nil
}

// Ping reports whether the database answers: nil or registry.ErrUnavailable.
func (db *DB) Ping(ctx context.Context) error { return fault("asking", db.pool.Ping(ctx)) }

// Close waits for what is under way and closes every connection.
func (db *DB) Close() { db.pool.Close() }
