package postgres

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

func TestOpenSettles(t *testing.T) {
	t.Parallel()
	db := open(t, dbtest.New(t), migrations.Role)
	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("Ping() = %v", err)
	}
	for name, want := range map[string]string{
		"role": migrations.Role, "application_name": "sportello test", "timezone": "UTC", "statement_timeout": "10s", "lock_timeout": "5s",
		"transaction_isolation": "read committed",
	} {
		var got string
		if err := db.pool.QueryRow(t.Context(), "SELECT current_setting($1)", name).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	database := dbtest.New(t)
	stranger := login(t, database)
	for _, test := range []struct {
		name, url, role string
		want            error
	}{
		{"a login that is no member", stranger, migrations.Role, ErrRole},
		{"a role that there is not", database, "sportello_nobody", ErrRole},
		{"nobody listens", "postgres://someone:secret@127.0.0.1:1/x", "", registry.ErrUnavailable},
		{"no such database", strings.Replace(database, "?", "_not?", 1), "", registry.ErrUnavailable},
		{"no URL", "postgres://someone:secret@127.0.0.1:port/x", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db, err := Open(t.Context(), test.url, Options{Role: test.role})
			if err == nil {
				db.Close()
				t.Fatal("Open() = nil, want an error")
			}
			if test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("Open() = %v, want %v", err, test.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("Open() tells the password: %v", err)
			}
		})
	}
	db, err := Open(t.Context(), stranger, Options{})
	if err != nil {
		t.Fatalf("Open() without a role = %v", err)
	}
	db.Close()
}

// login makes a login without rights and returns the database's URL for it.
func login(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := "stranger_" + strings.TrimPrefix(u.Path, "/")
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if _, err := conn.Exec(ctx, "DROP ROLE "+name); err != nil {
			t.Error(err)
		}
		if err := conn.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	if _, err := conn.Exec(t.Context(), "CREATE ROLE "+name+" LOGIN PASSWORD 'stranger'"); err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, "stranger")
	return u.String()
}

func TestClosedDatabaseAnswersWithAnError(t *testing.T) {
	t.Parallel()
	db := open(t, dbtest.New(t), "")
	db.Close()
	if err := db.Ping(t.Context()); err == nil {
		t.Error("Ping() of a closed database = nil")
	}
}
