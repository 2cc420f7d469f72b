package privatepg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// superuser is the cluster's, and the one whom URL names.
const superuser = "sportello"

// Server is a running PostgreSQL. It is safe for use by several goroutines.
type Server struct {
	port     string
	password string
	child    *child // nil if another process keeps the server
}

// URL leads to a database of the server, password included. The database
// "postgres" always exists.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, s.password),
		Host:     net.JoinHostPort("127.0.0.1", s.port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Create makes a database of that name unless there is one.
func (s *Server) Create(ctx context.Context, database string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("privatepg: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{database}.Sanitize())
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) && e.Code == "42P04" { // duplicate_database
		return nil
	}
	if err != nil {
		return fmt.Errorf("privatepg: making the database: %w", err)
	}
	return nil
}

// Attached reports whether another process keeps the server, which ends with it.
func (s *Server) Attached() bool { return s.child == nil }

// Stop ends the server if this process keeps it: sessions are cut off, what was
// committed stays. It returns when the server has ended, or the context has. A
// server that was attached to goes on.
func (s *Server) Stop(ctx context.Context) error {
	if s.child == nil {
		return nil
	}
	return s.child.stop(ctx)
}

// answers returns nil if the server answers to our password. Under SCRAM it proves
// in its turn that it knows the password, and somebody else who has taken the port
// does not learn it.
func (s *Server) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres")+"&require_auth=scram-sha-256")
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
