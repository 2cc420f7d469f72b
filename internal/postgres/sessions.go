package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/internal/session"
)

// SaveSession stores a new session under the hash of its token, with the events of the
// login. A token that is known already, of a session that has ended above all, changes
// nothing.
func (db *DB) SaveSession(ctx context.Context, token string, s session.Session, events ...audit.Event) error {
	return db.step(ctx, events, `
		INSERT INTO session (token_hash, session_id, holder, login, begun_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (token_hash) DO NOTHING`, token, s.ID, s.Login.Holder(), s.Login, s.Login.Begun, s.Seen, s.Expires)
}

// errNoStep says that a statement about a session found nothing to change.
var errNoStep = errors.New("postgres: the session is there, or is over")

// step begins or ends a session, with its events; where there is nothing to begin or to
// end it writes nothing at all. It is durable when it returns.
func (db *DB) step(ctx context.Context, events []audit.Event, sql string, args ...any) error {
	if len(events) == 0 {
		return errNoEvent
	}
	err := db.enter(ctx, events[0].Office, &change{sql: sql, args: args, none: errNoStep}, events)
	if errors.Is(err, errNoStep) {
		return nil
	}
	return err
}

const readingSession = "session_id::text, login, seen_at, expires_at"

func readSession(row pgx.CollectableRow) (*session.Session, error) {
	s := new(session.Session)
	return s, row.Scan(&s.ID, &s.Login, &s.Seen, &s.Expires)
}

// TouchSession finds the session of a token and notes that it is in use: in one statement,
// whose commit does not wait for the disk. What is lost with the power is minutes of
// idleness. A session is over when it has ended, when its time is up, or when it was last
// seen before idleSince; it is nil then.
func (db *DB) TouchSession(ctx context.Context, token string, at, idleSince time.Time) (*session.Session, error) {
	rows, _ := db.pool.Query(ctx, `
		WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode)
		UPDATE session SET seen_at = greatest(seen_at, $2) FROM lazily
		WHERE mode = 'off' AND token_hash = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at >= $3
		RETURNING `+readingSession, token, at, idleSince)
	s, err := pgx.CollectExactlyOneRow(rows, readSession)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody is logged in, which is no error
	}
	return s, fault("reading a session", err)
}

// EndSession ends a session, with the events of its end. To end one again, or none, is no
// error, and leaves no event.
func (db *DB) EndSession(ctx context.Context, id string, at time.Time, events ...audit.Event) error {
	u, err := uuid.Parse(id)
	if err != nil {
		return nil //nolint:nilerr // there is none
	}
	return db.step(ctx, events, "UPDATE session SET login = NULL, ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL", u, at)
}

// SessionsOf is the sessions of the holder that are not over, the one seen last first.
func (db *DB) SessionsOf(ctx context.Context, h session.Holder, at, idleSince time.Time) ([]*session.Session, error) {
	rows, _ := db.pool.Query(ctx, "SELECT "+readingSession+` FROM session
		WHERE holder = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at >= $3 ORDER BY seen_at DESC, session_id`, h, at, idleSince)
	list, err := pgx.CollectRows(rows, readSession)
	return list, fault("reading sessions", err)
}

// LoginsOf is somebody's logins as the audit trail has them, the newest first, at most limit.
// issuer is by whom the actor is named; "" if that does not matter.
func (db *DB) LoginsOf(ctx context.Context, who audit.Actor, issuer string, since time.Time, limit int) ([]session.Past, error) {
	rows, _ := db.pool.Query(ctx, `
		SELECT begun.session, begun.provider, begun.at, ended.how, ended.at
		FROM (
		    SELECT details::jsonb ->> 'session' AS session, min(details::jsonb ->> 'provider') AS provider, min(at) AS at FROM audit_event
		    WHERE kind = 'session.begun' AND actor_id = $2 AND actor_kind = $1 AND at >= $4 AND ($3 = '' OR details::jsonb ->> 'issuer' = $3)
		    GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT $5) begun
		LEFT JOIN LATERAL (
		    SELECT details::jsonb ->> 'how' AS how, at FROM audit_event
		    WHERE kind = 'session.ended' AND details::jsonb ->> 'session' = begun.session LIMIT 1) ended ON true
		ORDER BY begun.at DESC, begun.session`, string(who.Kind), who.ID, issuer, since, limit)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p session.Past, err error) {
		err = row.Scan(&p.ID, &p.Provider, &p.At, (*text)(&p.End), (*moment)(&p.EndedAt))
		return p, err
	})
	return list, fault("reading logins", err)
}

// SaveAttempt stores a login that has begun, under the hashes of its state and of the
// secret in its browser.
func (db *DB) SaveAttempt(ctx context.Context, state, browser string, a session.Attempt) error {
	_, err := db.pool.Exec(ctx, "INSERT INTO login_attempt (state_hash, browser_hash, attempt, expires_at) VALUES ($1, $2, $3, $4)", state, browser, a, a.Expires)
	return fault("storing a login", err)
}

// TakeAttempt hands out a login that has begun in this browser, to one caller; nil if there
// is none, or its time is over.
func (db *DB) TakeAttempt(ctx context.Context, state, browser string, at time.Time) (*session.Attempt, error) {
	rows, _ := db.pool.Query(ctx, "DELETE FROM login_attempt WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 RETURNING attempt", state, browser, at)
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[*session.Attempt])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // there is none, which is no error
	}
	return a, fault("reading a login", err)
}

// SweepSessions takes the content out of sessions that nobody has used since idleSince, and
// removes what is over. Of the logins that have begun it leaves those that began last, most
// of them at most.
func (db *DB) SweepSessions(ctx context.Context, at, idleSince time.Time, most int) error {
	var b pgx.Batch
	b.Queue("UPDATE session SET login = NULL, ended_at = $1 WHERE ended_at IS NULL AND seen_at < $2", at, idleSince)
	b.Queue("DELETE FROM session WHERE expires_at <= $1", at)
	b.Queue("DELETE FROM login_attempt WHERE expires_at <= greatest($1, (SELECT expires_at FROM login_attempt ORDER BY expires_at DESC OFFSET $2 LIMIT 1))", at, most)
	return fault("sweeping sessions", db.pool.SendBatch(ctx, &b).Close())
}
