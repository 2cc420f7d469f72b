package postgres

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/migrations"
)

const (
	idle     = 30 * time.Minute
	lifetime = 8 * time.Hour
)

// someLogin is a login of the citizen with the fiscal code.
func someLogin(code string) session.Session {
	return session.Session{
		ID: uuid.NewString(), Seen: loaded, Expires: loaded.Add(lifetime),
		Login: session.Login{
			Principal: auth.Principal{Issuer: "https://login.example", Subject: "s", Client: "portal", FiscalCode: code, Assurance: "2"},
			Name:      "Maria Rossi", Provider: "cie", IDToken: "a.b.c", Device: "Firefox, Android", Begun: loaded,
			Trace: session.Trace{Actor: audit.Actor{Kind: audit.Citizen, ID: code}, Channel: "online", Offices: []string{string(office)}},
		},
	}
}

func (f fixture) loggedIn(t *testing.T, token, code string) session.Session {
	t.Helper()
	s := someLogin(code)
	if err := f.SaveSession(t.Context(), token, s, s.Begun(nil, "req")...); err != nil {
		t.Fatal(err)
	}
	return s
}

// end ends a session, with its events.
func (f fixture) end(t *testing.T, s session.Session, at time.Time) {
	t.Helper()
	if err := f.EndSession(t.Context(), s.ID, at, s.Ended(session.ByHand, at, "req")...); err != nil {
		t.Fatal(err)
	}
}

// alive reports whether the token opens a session at the moment.
func (f fixture) alive(t *testing.T, token string, at time.Time) bool {
	t.Helper()
	s, err := f.TouchSession(t.Context(), token, at, at.Add(-idle))
	if err != nil {
		t.Fatal(err)
	}
	return s != nil
}

func TestSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.loggedIn(t, "token", "RSSMRA80A01H501U")
	at := loaded.Add(10 * time.Minute)
	got, err := f.TouchSession(t.Context(), "token", at, at.Add(-idle))
	if err != nil {
		t.Fatal(err)
	}
	s.Seen = at
	if diff := cmp.Diff(&s, got); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if f.alive(t, "another", at) || f.alive(t, "", at) {
		t.Error("a token that is nobody's opens a session")
	}
}

// A session is over after half an hour without use, and after eight hours whatever its use.
func TestSessionTimes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.loggedIn(t, "left", "A")
	if at := loaded.Add(idle); !f.alive(t, "left", at) {
		t.Error("over at the last moment of its idle time")
	}
	if at := loaded.Add(2*idle + time.Second); f.alive(t, "left", at) {
		t.Error("alive after its idle time")
	}
	f.loggedIn(t, "used", "A")
	for at := loaded; at.Before(loaded.Add(lifetime)); at = at.Add(20 * time.Minute) {
		if !f.alive(t, "used", at) {
			t.Fatalf("over after %s", at.Sub(loaded))
		}
	}
	if f.alive(t, "used", loaded.Add(lifetime)) {
		t.Error("alive after its lifetime")
	}
	// A process whose clock is behind does not make it look older.
	f.loggedIn(t, "skewed", "A")
	f.alive(t, "skewed", loaded.Add(20*time.Minute))
	f.alive(t, "skewed", loaded.Add(10*time.Minute))
	if !f.alive(t, "skewed", loaded.Add(45*time.Minute)) {
		t.Error("idle time began again in the past")
	}
}

// What has ended stays so, whatever a request does that was under way then.
func TestEndedSessionStaysEnded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.loggedIn(t, "token", "A")
	for range 2 {
		f.end(t, s, loaded)
	}
	if err := f.SaveSession(t.Context(), "token", s, s.Begun(nil, "req")...); err != nil {
		t.Fatal(err)
	}
	if f.alive(t, "token", loaded) {
		t.Error("alive again")
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session WHERE login IS NOT NULL"); n != 0 {
		t.Error("what was known of who is gone is kept")
	}
	if got := f.kinds(t); !slices.Equal(got, []audit.Kind{audit.SessionBegun, audit.SessionEnded}) {
		t.Errorf("the audit trail has %v", got)
	}
}

func TestSessionsOf(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	mine, other := f.loggedIn(t, "mine", "A"), f.loggedIn(t, "other", "A")
	f.loggedIn(t, "foreign", "B")
	list, err := f.SessionsOf(t.Context(), mine.Login.Holder(), loaded, loaded.Add(-idle))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d sessions, %v", len(list), err)
	}
	for _, id := range []string{uuid.NewString(), "", "x", "' OR true --"} {
		if err := f.EndSession(t.Context(), id, loaded, mine.Ended(session.ByHand, loaded, "req")...); err != nil {
			t.Errorf("EndSession(%q): %v", id, err)
		}
	}
	f.end(t, other, loaded)
	for token, want := range map[string]bool{"mine": true, "other": false, "foreign": true} {
		if got := f.alive(t, token, loaded); got != want {
			t.Errorf("%s is alive: %t", token, got)
		}
	}
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := session.Attempt{Provider: "cie", Nonce: "n", Verifier: "v", Then: "/request", Language: "de", Expires: loaded.Add(session.AttemptTime)}
	for _, state := range []string{"state", "late"} {
		if err := f.SaveAttempt(t.Context(), state, "browser", a); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		state, browser string
		at             time.Time
	}{{"state", "another", loaded}, {"another", "browser", loaded}, {"", "", loaded}, {"late", "browser", a.Expires}} {
		if got, err := f.TakeAttempt(t.Context(), x.state, x.browser, x.at); got != nil || err != nil {
			t.Errorf("TakeAttempt(%+v) = %v, %v", x, got, err)
		}
	}
	taken := make([]*session.Attempt, 8)
	var all sync.WaitGroup
	for i := range taken {
		all.Go(func() {
			var err error
			if taken[i], err = f.TakeAttempt(t.Context(), "state", "browser", loaded); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	n := 0
	for _, got := range taken {
		if got != nil {
			n++
			if diff := cmp.Diff(&a, got); diff != "" {
				t.Errorf("attempt (-want +got):\n%s", diff)
			}
		}
	}
	if n != 1 {
		t.Errorf("taken %d times", n)
	}
}

func TestSweepSessions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.loggedIn(t, "left", "A")
	f.loggedIn(t, "used", "A")
	if err := f.SaveAttempt(t.Context(), "state", "browser", session.Attempt{Expires: loaded.Add(session.AttemptTime)}); err != nil {
		t.Fatal(err)
	}
	at := loaded.Add(idle)
	f.alive(t, "used", at)
	at = at.Add(time.Minute)
	if err := f.SweepSessions(t.Context(), at, at.Add(-idle), 1); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM login_attempt"); n != 0 {
		t.Errorf("%d attempts are left", n)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session WHERE login IS NOT NULL"); n != 1 || !f.alive(t, "used", at) {
		t.Errorf("%d sessions have content", n)
	}
	at = loaded.Add(lifetime)
	if err := f.SweepSessions(t.Context(), at, at.Add(-idle), 1); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session"); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// Of logins that have begun there are never more than a number: those that began first are
// forgotten, and who comes last is let in.
func TestSweepAttempts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const most = 50
	f.owner.do(t, `INSERT INTO login_attempt SELECT 'flood ' || i, 'browser', '{}', $1::timestamptz + i * interval '1 second' FROM generate_series(1, 500) i`, loaded.Add(time.Minute))
	last := session.Attempt{Expires: loaded.Add(session.AttemptTime)}
	if err := f.SaveAttempt(t.Context(), "last", "browser", last); err != nil {
		t.Fatal(err)
	}
	if err := f.SweepSessions(t.Context(), loaded, loaded, most); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM login_attempt"); n != most {
		t.Errorf("%d are left", n)
	}
	if a, err := f.TakeAttempt(t.Context(), "last", "browser", loaded); a == nil || err != nil {
		t.Errorf("who came last: %v, %v", a, err)
	}
	if err := f.SweepSessions(t.Context(), loaded, loaded, most); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM login_attempt"); n != most-1 {
		t.Errorf("%d are left of what is not too much", n)
	}
}

// To note that a session is in use waits for no disk, to end it does.
func TestSessionDurability(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.owner.do(t, `CREATE TABLE noted (mode text)`)
	f.owner.do(t, `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO noted VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`)
	f.owner.do(t, `CREATE TRIGGER noted AFTER UPDATE ON session FOR EACH ROW EXECUTE FUNCTION note()`)
	config, err := pgxpool.ParseConfig(f.url)
	if err != nil {
		t.Fatal(err)
	}
	Options{Role: migrations.Role}.apply(config)
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "local"
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	f.DB = &DB{pool: pool}
	s := f.loggedIn(t, "token", "A")
	f.alive(t, "token", loaded)
	if got := count(t, f.owner, "SELECT count(*) FROM noted WHERE mode = 'off'"); got != 1 {
		t.Error("a look waits for the disk")
	}
	f.end(t, s, loaded)
	if got := count(t, f.owner, "SELECT count(*) FROM noted WHERE mode = 'local'"); got != 1 {
		t.Error("an end may be lost")
	}
}

// A look is one statement. A login and its end are one transaction of the ledger each.
func TestSessionRoundTrips(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	n := new(counter)
	db, err := Open(t.Context(), f.url, Options{Role: migrations.Role, MaxConns: 2, Tracer: n})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	f.DB = db
	var s session.Session
	for _, x := range []struct {
		name             string
		do               func()
		queries, batches int64
	}{
		{"begin", func() { s = f.loggedIn(t, "token", "A") }, 0, 2},
		{"look", func() { f.alive(t, "token", loaded) }, 1, 0},
		{"end", func() { f.end(t, s, loaded) }, 0, 2},
	} {
		n.queries.Store(0)
		n.batches.Store(0)
		if x.do(); n.queries.Load() != x.queries || n.batches.Load() != x.batches {
			t.Errorf("%s: %d statements and %d batches", x.name, n.queries.Load(), n.batches.Load())
		}
	}
}

func TestSessionSchema(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.end(t, f.loggedIn(t, "ended", "A"), loaded)
	f.loggedIn(t, "open", "A")
	for _, test := range []struct {
		db        *DB
		sql, code string
	}{
		{f.owner, "UPDATE session SET ended_at = NULL, login = '{}' WHERE token_hash = 'ended'", restrict},
		{f.owner, "UPDATE session SET seen_at = now() WHERE token_hash = 'ended'", restrict},
		{f.DB, "UPDATE session SET login = '{}' WHERE token_hash = 'open'", restrict},
		{f.DB, "UPDATE session SET seen_at = '2000-01-01' WHERE token_hash = 'open'", restrict},
		{f.owner, "UPDATE session SET holder = repeat('a', 64) WHERE token_hash = 'open'", restrict},
		{f.owner, "UPDATE session SET expires_at = 'infinity' WHERE token_hash = 'open'", restrict},
		{f.owner, "UPDATE session SET token_hash = 'mine' WHERE token_hash = 'open'", restrict},
		{f.DB, "UPDATE session SET ended_at = now() WHERE token_hash = 'open'", check},
		{f.DB, "UPDATE session SET login = NULL WHERE token_hash = 'open'", restrict},
		{f.DB, "UPDATE session SET expires_at = 'infinity'", forbidden},
		{f.DB, "UPDATE session SET holder = repeat('a', 64)", forbidden},
		{f.DB, "UPDATE session SET token_hash = 'mine'", forbidden},
		{f.DB, "UPDATE login_attempt SET browser_hash = 'mine'", forbidden},
		{f.DB, "TRUNCATE session", forbidden},
		{f.DB, "INSERT INTO session (token_hash, session_id, holder, login, begun_at, seen_at, expires_at) VALUES ('x', gen_random_uuid(), 'x', '{}', now(), now(), 'infinity')", check},
		{f.DB, "INSERT INTO session (token_hash, session_id, holder, login, begun_at, seen_at, expires_at) SELECT 'x', session_id, holder, login, begun_at, seen_at, expires_at FROM session WHERE token_hash = 'open'", unique},
		{f.DB, "INSERT INTO session (token_hash, session_id, holder, login, begun_at, seen_at, expires_at) SELECT 'x', gen_random_uuid(), holder, login, begun_at, seen_at, expires_at FROM session WHERE token_hash = 'open'", restrict},
	} {
		if got := test.db.code(t, test.sql); got != test.code {
			t.Errorf("%s: %s, want %s", test.sql, got, test.code)
		}
	}
}
