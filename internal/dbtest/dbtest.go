// Package dbtest gives every test a database of its own: real PostgreSQL, all
// migrations applied, gone after the test.
//
// The databases lie in the cluster that SPORTELLO_TEST_DATABASE_URL leads to, as a
// superuser; otherwise in a private one. A test program starts its private server
// itself and takes it with it when it ends, killed included (privatepg says how),
// so no server can vanish under another test program, nor is one left behind. What
// is slow, initdb and the migrations, is kept for the next run: the clusters lie in
// numbered directories below the user's cache directory, and a test program takes
// the first that nobody uses. There are as many as test programs ever ran at once,
// some 60 MB each; they may be removed at any time.
//
// One cluster for all test programs would save little but those directories, and
// would need somebody who knows when the last of them has ended.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long a test waits for its database, the first one for the server
// as well.
const patience = 2 * time.Minute

// New returns the URL of a database with all migrations applied, as the cluster's
// superuser. It is dropped when the test ends, whoever is still connected.
func New(t testing.TB) string {
	t.Helper()
	c := shared(t)
	template, err := c.template()
	if err != nil {
		t.Fatal("dbtest:", err)
	}
	return c.create(t, " TEMPLATE "+template)
}

// Empty returns the URL of a database in which nothing is, like New.
func Empty(t testing.TB) string {
	t.Helper()
	return shared(t).create(t, " TEMPLATE template0")
}

// create makes a database for the test.
func (c *cluster) create(t testing.TB, template string) string {
	t.Helper()
	name := prefix + strings.ToLower(rand.Text())
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.do(ctx, "CREATE DATABASE "+name+template); err != nil {
		t.Fatal("dbtest:", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := c.do(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error("dbtest:", err)
		}
	})
	return c.url(name)
}

// do runs statements that need a connection outside of the tests' databases.
func (c *cluster) do(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
