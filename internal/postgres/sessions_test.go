package postgres

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

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
		},
	}
}

func (f fixture) loggedIn(t *testing.T, token, code string) session.Session {
	t.Helper()
	s := someLogin(code)
	if err := f.SaveSession(t.Context(), token, s); err != nil {
		t.Fatal(err)
	}
	return s
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
		if err := f.EndSession(t.Context(), "token", loaded); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveSession(t.Context(), "token", s); err != nil {
		t.Fatal(err)
	}
	if f.alive(t, "token", loaded) {
		t.Error("alive again")
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session WHERE login IS NOT NULL"); n != 0 {
		t.Error("what was known of who is gone is kept")
	}
}

func TestEndOwn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	mine, other, foreign := f.loggedIn(t, "mine", "A"), f.loggedIn(t, "other", "A"), f.loggedIn(t, "foreign", "B")
	holder := mine.Login.Holder()
	list, err := f.SessionsOf(t.Context(), holder, loaded, loaded.Add(-idle))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d sessions, %v", len(list), err)
	}
	for _, id := range []string{foreign.ID, uuid.NewString(), "", "x", "' OR true --"} {
		if done, err := f.EndOwn(t.Context(), holder, id, loaded); done || err != nil {
			t.Errorf("EndOwn(%q) = %t, %v", id, done, err)
		}
	}
	if done, err := f.EndOwn(t.Context(), holder, other.ID, loaded); !done || err != nil {
		t.Errorf("EndOwn = %t, %v", done, err)
	}
	if done, err := f.EndOwn(t.Context(), holder, other.ID, loaded); done || err != nil {
		t.Errorf("EndOwn again = %t, %v", done, err)
	}
	f.loggedIn(t, "third", "A")
	if n, err := f.EndOthers(t.Context(), holder, mine.ID, loaded); n != 1 || err != nil {
		t.Errorf("EndOthers = %d, %v", n, err)
	}
	for token, want := range map[string]bool{"mine": true, "other": false, "third": false, "foreign": true} {
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
	if err := f.SweepSessions(t.Context(), at, at.Add(-idle)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM login_attempt"); n != 0 {
		t.Errorf("%d attempts are left", n)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session WHERE login IS NOT NULL"); n != 1 || !f.alive(t, "used", at) {
		t.Errorf("%d sessions have content", n)
	}
	at = loaded.Add(lifetime)
	if err := f.SweepSessions(t.Context(), at, at.Add(-idle)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session"); n != 0 {
		t.Errorf("%d sessions are left", n)
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
	if done, err := f.EndOwn(t.Context(), s.Login.Holder(), s.ID, loaded); !done || err != nil {
		t.Fatal(done, err)
	}
	if got := count(t, f.owner, "SELECT count(*) FROM noted WHERE mode = 'local'"); got != 1 {
		t.Error("an end may be lost")
	}
}

// A look is one statement; so is what a login and its end need of each table.
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
	for name, do := range map[string]func(){
		"begin": func() { f.loggedIn(t, "token", "A") },
		"look":  func() { f.alive(t, "token", loaded) },
		"end": func() {
			if err := db.EndSession(t.Context(), "token", loaded); err != nil {
				t.Error(err)
			}
		},
	} {
		n.queries.Store(0)
		n.batches.Store(0)
		if do(); n.queries.Load() != 1 || n.batches.Load() != 0 {
			t.Errorf("%s: %d statements and %d batches", name, n.queries.Load(), n.batches.Load())
		}
	}
}

func TestSessionSchema(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.loggedIn(t, "ended", "A")
	f.loggedIn(t, "open", "A")
	if err := f.EndSession(t.Context(), "ended", loaded); err != nil {
		t.Fatal(err)
	}
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
	} {
		if got := test.db.code(t, test.sql); got != test.code {
			t.Errorf("%s: %s, want %s", test.sql, got, test.code)
		}
	}
}
