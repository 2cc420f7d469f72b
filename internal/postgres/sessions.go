package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/session"
)

// SaveSession stores a new session under the hash of its token. A token that is known
// already, of a session that has ended above all, changes nothing.
func (db *DB) SaveSession(ctx context.Context, token string, s session.Session) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO session (token_hash, session_id, holder, login, begun_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (token_hash) DO NOTHING`, token, s.ID, s.Login.Holder(), s.Login, s.Login.Begun, s.Seen, s.Expires)
	return fault("storing a session", err)
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

// EndSession ends the session of a token; it is durable when it returns. To end one again,
// or none, is no error.
func (db *DB) EndSession(ctx context.Context, token string, at time.Time) error {
	_, err := db.pool.Exec(ctx, "UPDATE session SET login = NULL, ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL", token, at)
	return fault("ending a session", err)
}

// EndOwn ends one session of the holder and reports whether there was one to end; one of
// anybody else is none.
func (db *DB) EndOwn(ctx context.Context, h session.Holder, id string, at time.Time) (bool, error) {
	u, err := uuid.Parse(id)
	if err != nil {
		return false, nil //nolint:nilerr // it is nobody's
	}
	done, err := db.pool.Exec(ctx, "UPDATE session SET login = NULL, ended_at = $3 WHERE session_id = $2 AND holder = $1 AND ended_at IS NULL", h, u, at)
	return done.RowsAffected() > 0, fault("ending a session", err)
}

// EndOthers ends every session of the holder but one, and says how many.
func (db *DB) EndOthers(ctx context.Context, h session.Holder, but string, at time.Time) (int, error) {
	done, err := db.pool.Exec(ctx, "UPDATE session SET login = NULL, ended_at = $3 WHERE holder = $1 AND session_id <> $2::uuid AND ended_at IS NULL", h, but, at)
	return int(done.RowsAffected()), fault("ending sessions", err)
}

// SessionsOf is the sessions of the holder that are not over, the one seen last first.
func (db *DB) SessionsOf(ctx context.Context, h session.Holder, at, idleSince time.Time) ([]*session.Session, error) {
	rows, _ := db.pool.Query(ctx, "SELECT "+readingSession+` FROM session
		WHERE holder = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at >= $3 ORDER BY seen_at DESC, session_id`, h, at, idleSince)
	list, err := pgx.CollectRows(rows, readSession)
	return list, fault("reading sessions", err)
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
// removes what is over.
func (db *DB) SweepSessions(ctx context.Context, at, idleSince time.Time) error {
	var b pgx.Batch
	b.Queue("UPDATE session SET login = NULL, ended_at = $1 WHERE ended_at IS NULL AND seen_at < $2", at, idleSince)
	b.Queue("DELETE FROM session WHERE expires_at <= $1", at)
	b.Queue("DELETE FROM login_attempt WHERE expires_at <= $1", at)
	return fault("sweeping sessions", db.pool.SendBatch(ctx, &b).Close())
}
