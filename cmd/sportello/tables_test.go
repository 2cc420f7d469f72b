package main

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// tables is what stands in the tables, past the service and by its owner.
type tables struct {
	t    *testing.T
	url  string
	conn *pgx.Conn
}

func look(t *testing.T, url string) tables {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return tables{t, url, conn}
}

func (d tables) do(sql string) {
	d.t.Helper()
	if _, err := d.conn.Exec(d.t.Context(), sql); err != nil {
		d.t.Fatal(err)
	}
}

// list is the one text column of a query, with commas.
func (d tables) list(sql string, args ...any) string {
	d.t.Helper()
	rows, _ := d.conn.Query(d.t.Context(), sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(list, ", ")
}

// stored is the states, and failures, that a key has led to, the first one first.
func (d tables) stored(key string) string {
	d.t.Helper()
	return d.list("SELECT concat_ws(' ', state, failure) FROM certificate WHERE key = $1 ORDER BY serial", key)
}

// end is the number of the newest event of the demo office.
func (d tables) end() string {
	d.t.Helper()
	return d.list("SELECT audit_seq::text FROM ledger WHERE office_id = 'X900'")
}

// audited is the kinds of the demo office's events since.
func (d tables) audited(since string) string {
	d.t.Helper()
	return d.list("SELECT kind FROM audit_event WHERE office_id = 'X900' AND seq > $1::text::bigint ORDER BY seq", since)
}
