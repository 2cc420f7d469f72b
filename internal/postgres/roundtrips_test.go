package postgres

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

// counter counts how often the database is waited for: once for a statement, once for a
// batch of them.
type counter struct{ queries, batches atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.queries.Add(1)
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.batches.Add(1)
	return ctx
}

func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (c *counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// What can be had is decided on one reading of the register. Every transaction of the
// ledger is two batches, whatever is written in it.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	one, two := someone(1), someone(2)
	two.Household, two.Person.Membership.Relationship = one.Household, registry.Spouse
	id := f.load(t, loaded, one, two)["1"]
	count := new(counter)
	db, err := Open(t.Context(), f.url, Options{Role: migrations.Role, MaxConns: 2, Tracer: count})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	f.DB = db
	desk := f.desk(t, issuedOn, plain{})
	desk.Books = db
	by := holder(t, desk, id)
	reader := certificates.Requester{Channel: certificates.BackOffice, Principal: &auth.Principal{
		Officer: "m.rossi", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{string(office)},
	}}
	r := certificates.Request{
		Subject: id, Kinds: []certificates.Kind{certificates.Household}, Use: certificates.PrivateUse, Language: registry.Italian,
		Duty: certificates.Duty{Exemption: 107},
	}
	for _, x := range []struct {
		name             string
		do               func(context.Context) error
		queries, batches int64
	}{
		{"login", func(ctx context.Context) error { _, err := db.ByFiscalCode(ctx, one.Person.FiscalCode); return err }, 1, 0},
		{"availability, and that it was shown", func(ctx context.Context) error { _, err := desk.Availability(ctx, by, r); return err }, 1, 2},
		{"issue: the key, the register; the reservation, the completion", func(ctx context.Context) error {
			r.Key = rand.Text()
			_, err := desk.Issue(ctx, by, r)
			return err
		}, 2, 4},
		{"a month of the office, and that it was looked at", func(ctx context.Context) error {
			_, _, err := desk.Month(ctx, reader, office, november, "r-1")
			return err
		}, 1, 2},
	} {
		count.queries.Store(0)
		count.batches.Store(0)
		if err := x.do(t.Context()); err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		if q, b := count.queries.Load(), count.batches.Load(); q != x.queries || b != x.batches {
			t.Errorf("%s: %d statements and %d batches, want %d and %d", x.name, q, b, x.queries, x.batches)
		}
	}
}
