package postgres

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

// killer is a tracer that has the server end a connection just before it is sent
// its next query or batch, once, when told to.
type killer struct {
	t     *testing.T
	owner *DB
	after atomic.Int32 // how many to let pass first; negative: all
}

func (k *killer) kill(ctx context.Context, conn *pgx.Conn, sql string) context.Context {
	if sql != "ROLLBACK" && k.after.Add(-1) == -1 {
		if !k.end(conn.PgConn().PID()) {
			k.t.Error("the connection is not gone")
		}
	}
	return ctx
}

// end ends a connection of the server and waits until it is gone.
func (k *killer) end(pid uint32) (gone bool) {
	if err := k.owner.pool.QueryRow(k.t.Context(), "SELECT pg_terminate_backend($1, 10000)", pid).Scan(&gone); err != nil {
		k.t.Error(err)
	}
	return gone
}

func (k *killer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return k.kill(ctx, conn, d.SQL)
}
func (k *killer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (k *killer) TraceBatchStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return k.kill(ctx, conn, "")
}
func (k *killer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (k *killer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// The database goes away before each of the two round trips of every act: the answer
// is "unavailable", nothing is half written, and the next attempt succeeds.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	k := &killer{t: t, owner: f.owner}
	k.after.Store(-1)
	db, err := Open(t.Context(), f.url, Options{Role: migrations.Role, Tracer: k, MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	f.DB = db
	person := f.load(t, loaded, someone(1))["1"]
	next := reserve(person)
	var current certificates.Reservation
	pay := payment(person, "k-1", "a")
	acts := []struct {
		name  string
		trips int32
		do    func() error
	}{
		{"Reserve", 2, func() error { return f.Reserve(t.Context(), next, layBlank) }},
		{"Complete", 2, func() error {
			return f.Complete(t.Context(), current.ID, sealedFile(sealedFor(current.ID)), loaded, about(current.ID, audit.CertificateIssued))
		}},
		{"Withdraw", 2, func() error {
			return f.Withdraw(t.Context(), current.ID, certificates.Withdrawal{Reason: "r", By: "b", At: loaded}, about(current.ID, audit.CertificateWithdraw))
		}},
		{"OpenPayment", 2, func() error { _, err := f.OpenPayment(t.Context(), pay, ofPayment(audit.PaymentCreated)); return err }},
		{"MovePayment", 2, func() error { return f.MovePayment(t.Context(), ordered(pay), ofPayment(audit.PaymentOrdered)) }},
		{"PaymentByID", 1, func() error { _, err := f.PaymentByID(t.Context(), pay.ID); return err }},
		{"DuePayments", 1, func() error { _, err := f.DuePayments(t.Context(), loaded, 1); return err }},
		{"Record", 2, func() error { return f.Record(t.Context(), note1(1)) }},
		{"Extract", 1, func() error { _, err := f.Extract(t.Context(), person, now); return err }},
		{"ByFiscalCode", 1, func() error { _, err := f.ByFiscalCode(t.Context(), someone(1).Person.FiscalCode); return err }},
		{"ByID", 1, func() error { _, err := f.ByID(t.Context(), current.ID); return err }},
		{"ByRequester", 1, func() error {
			_, err := f.ByRequester(t.Context(), current.Requester, certificates.Filter{}, "", 1)
			return err
		}},
		{"ByCode", 1, func() error { _, err := f.ByCode(t.Context(), current.Code); return err }},
		{"Abandoned", 1, func() error { _, err := f.Abandoned(t.Context(), "", loaded); return err }},
		{"SettingsOn", 1, func() error { _, err := f.SettingsOn(t.Context(), now.Day); return err }},
		{"GrantsOf", 1, func() error { _, err := f.GrantsOf(t.Context(), "i", "s", loaded); return err }},
		{"Offices", 1, func() error { _, err := f.Offices(t.Context()); return err }},
		{"Chains", 1, func() error { _, err := f.Chains(t.Context()); return err }},
		{"ByPerson", 1, func() error { _, err := f.ByPerson(t.Context(), person, 1); return err }},
		{"Events", 1, func() error {
			for _, err := range f.Events(t.Context(), string(office), 1) {
				return err
			}
			return nil
		}},
	}
	for _, act := range acts {
		current = next
		for trip := range act.trips {
			events := count(t, f.owner, "SELECT count(*) FROM audit_event")
			k.after.Store(trip)
			if err := act.do(); !errors.Is(err, registry.ErrUnavailable) {
				t.Errorf("%s, lost before round trip %d: %v, want %v", act.name, trip+1, err, registry.ErrUnavailable)
			}
			k.after.Store(-1)
			if got := count(t, f.owner, "SELECT count(*) FROM audit_event"); got != events {
				t.Errorf("%s, lost before round trip %d: something was written", act.name, trip+1)
			}
		}
		if err := act.do(); err != nil {
			t.Errorf("%s, the database back: %v", act.name, err)
		}
	}
	f.numbered(t, office, 2026, 1)
	f.verify(t)
}

// All of a group that shared the lost transaction are told.
func TestConnectionLostForAll(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	k := &killer{t: t, owner: f.owner}
	k.after.Store(-1)
	db, err := Open(t.Context(), f.url, Options{Role: migrations.Role, Tracer: k})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	f.DB = db
	person := f.load(t, loaded, someone(1))["1"]
	act := func() error { return f.Reserve(t.Context(), reserve(person), layBlank) }
	k.after.Store(1)
	for i, err := range f.together(t, act, act, act) {
		if !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("act %d: %v, want %v", i, err, registry.ErrUnavailable)
		}
	}
	if err := errors.Join(f.together(t, act, act, act)...); err != nil {
		t.Error(err)
	}
	f.numbered(t, office, 2026, 3)
	f.verify(t)
}

// Every connection of the pool ends at once, as when the server restarts.
func TestServerRestarts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	k := &killer{t: t, owner: f.owner}
	for _, idle := range f.pool.AcquireAllIdle(t.Context()) {
		k.end(idle.Conn().PgConn().PID())
		idle.Release()
	}
	unavailable := 0
	for err := errors.New(""); err != nil; {
		if err = f.Reserve(t.Context(), reserve(person), layBlank); err != nil && !errors.Is(err, registry.ErrUnavailable) {
			t.Fatal(err)
		}
		if unavailable++; unavailable > 10 {
			t.Fatal("the store does not come back")
		}
	}
	f.numbered(t, office, 2026, 1)
}

// An import that the connection does not survive leaves nothing.
func TestImportLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	k := &killer{t: t, owner: f.owner}
	k.after.Store(-1)
	db, err := Open(t.Context(), f.url, Options{Tracer: k})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	for _, after := range []int32{0, 3, 10, 30} {
		k.after.Store(after)
		if _, err := db.Import(t.Context(), office, values(someone(1)), loaded); !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("lost before query %d: %v, want %v", after+1, err, registry.ErrUnavailable)
		}
		k.after.Store(-1)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM person"); n != 0 {
		t.Errorf("%d persons, want none", n)
	}
	if _, err := db.Import(t.Context(), office, values(someone(1)), loaded); err != nil {
		t.Errorf("the database back: %v", err)
	}
}

// A full disk is not a fault of the request. The server says so with class 53; here
// a trigger says it in its place.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	f.owner.do(t, `
		CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
		CREATE TRIGGER full_disk BEFORE INSERT ON audit_event EXECUTE FUNCTION full_disk()`)
	err := f.Reserve(t.Context(), reserve(person), layBlank)
	if !errors.Is(err, registry.ErrUnavailable) || !strings.Contains(err.Error(), "No space left") {
		t.Errorf("Reserve() = %v, want %v and the reason", err, registry.ErrUnavailable)
	}
	f.owner.do(t, "DROP TRIGGER full_disk ON audit_event")
	f.reserved(t, reserve(person))
	f.numbered(t, office, 2026, 1)
}
