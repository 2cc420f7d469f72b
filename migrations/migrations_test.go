package migrations_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/migrations"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dbtest.M{M: m}) }

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func exec(t *testing.T, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestUp(t *testing.T) {
	t.Parallel()
	url := dbtest.Empty(t)
	for _, want := range []int{int(migrations.Version()), 0} {
		if n, err := migrations.Up(t.Context(), url); err != nil || n != want {
			t.Errorf("Up() = %d, %v, want %d", n, err, want)
		}
	}
	if err := migrations.Check(t.Context(), connect(t, url)); err != nil {
		t.Errorf("Check() after Up() = %v", err)
	}
}

func TestUpAtOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.Empty(t)
	var all sync.WaitGroup
	applied := make(chan int, 4)
	for range cap(applied) {
		all.Go(func() {
			n, err := migrations.Up(t.Context(), url)
			if err != nil {
				t.Error(err)
			}
			applied <- n
		})
	}
	all.Wait()
	sum := 0
	for range cap(applied) {
		sum += <-applied
	}
	if sum != int(migrations.Version()) {
		t.Errorf("four at once applied %d migrations, want %d", sum, migrations.Version())
	}
}

func TestUpRefuses(t *testing.T) {
	t.Parallel()
	newer := dbtest.New(t)
	exec(t, connect(t, newer), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
	_, err := migrations.Up(t.Context(), newer)
	if e := (*migrations.VersionError)(nil); !errors.As(err, &e) || e.Have != 9999 {
		t.Errorf("Up() of a newer database = %v, want a VersionError", err)
	}
	for name, url := range map[string]string{
		"no address": "postgres://%zz",
		"no server":  "postgres://nobody:secret@127.0.0.1:1/none",
	} {
		if _, err := migrations.Up(t.Context(), url); err == nil {
			t.Errorf("%s: Up() = nil", name)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: Up() tells the password: %v", name, err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	newest := migrations.Version()
	for _, test := range []struct {
		name string
		sql  string // what happens to a complete database
		have int64
		says string
	}{
		{"empty", "DROP TABLE goose_db_version", 0, "run sportello migrate"},
		{"no migration applied", "DELETE FROM goose_db_version WHERE version_id > 0", 0, "run sportello migrate"},
		{"older", "DELETE FROM goose_db_version WHERE version_id > 1", 1, "run sportello migrate"},
		{"gap", "DELETE FROM goose_db_version WHERE version_id = 2", 1, "run sportello migrate"},
		{"taken back", "UPDATE goose_db_version SET is_applied = false WHERE version_id > 2", 2, "run sportello migrate"},
		{"newer", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)", 9999, "older than the database"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, dbtest.New(t))
			exec(t, conn, test.sql)
			err := migrations.Check(t.Context(), conn)
			e := (*migrations.VersionError)(nil)
			if !errors.As(err, &e) || *e != (migrations.VersionError{Have: test.have, Want: newest}) || !strings.Contains(e.Error(), test.says) {
				t.Errorf("Check() = %v, want version %d and %q", err, test.have, test.says)
			}
		})
	}
}

func TestCheckOutOfReach(t *testing.T) {
	t.Parallel()
	conn := connect(t, dbtest.New(t))
	exec(t, conn, "REVOKE SELECT ON goose_db_version FROM "+migrations.Role, "SET ROLE "+migrations.Role)
	err := migrations.Check(t.Context(), conn)
	if e := (*migrations.VersionError)(nil); err == nil || errors.As(err, &e) {
		t.Errorf("Check() of a table that may not be read = %v, want an error of the server", err)
	}
}

func TestCheckAsService(t *testing.T) {
	t.Parallel()
	conn := connect(t, dbtest.New(t))
	exec(t, conn, "SET default_transaction_read_only = on", "SET ROLE "+migrations.Role)
	if err := migrations.Check(t.Context(), conn); err != nil {
		t.Errorf("Check() as %s = %v", migrations.Role, err)
	}
}

// An owner of the database who may not create roles is told what is missing, and
// needs nothing more once a database administrator has made the role. Roles belong
// to the cluster, so this needs one that no other test migrates in.
func TestUpAsOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // the server may run under another account
		t.Fatal(err)
	}
	server, err := privatepg.Start(t.Context(), dir, privatepg.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	admin := connect(t, server.URL("postgres"))
	exec(t, admin, "CREATE ROLE registrar LOGIN PASSWORD 'registrar'", "CREATE DATABASE office OWNER registrar")
	u, err := url.Parse(server.URL("office"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("registrar", "registrar")

	if n, err := migrations.Up(t.Context(), u.String()); !errors.Is(err, migrations.ErrNoRole) || n != 0 {
		t.Errorf("Up() without the role = %d, %v, want ErrNoRole", n, err)
	}
	conn := connect(t, u.String())
	err = migrations.Check(t.Context(), conn)
	if e := (*migrations.VersionError)(nil); !errors.As(err, &e) || e.Have != 0 {
		t.Errorf("Check() after a refusal = %v, want an empty database", err)
	}
	exec(t, admin, "CREATE ROLE "+migrations.Role+" NOLOGIN")
	if _, err := migrations.Up(t.Context(), u.String()); err != nil {
		t.Errorf("Up() with the role = %v", err)
	}
	if err := migrations.Check(t.Context(), conn); err != nil {
		t.Errorf("Check() = %v", err)
	}
}
