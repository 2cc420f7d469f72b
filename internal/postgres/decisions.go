package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/registry"
)

var _ decisions.Store = (*DB)(nil)

const selectDecision = `
SELECT decision_id, office_id, what, settings, holder_issuer, holder_subject, holder_name, scope, reason, proposed_issuer, proposed_subject, proposed_name, proposed_at,
    effective_on, state, decided_issuer, decided_subject, decided_name, decided_at, answer, in_force_on
FROM decision `

func readDecision(row pgx.CollectableRow) (*decisions.Decision, error) {
	d := new(decisions.Decision)
	err := row.Scan(&d.ID, &d.Office, &d.What, (*text)(&d.Text), (*text)(&d.Holder.Issuer), (*text)(&d.Holder.Subject), (*text)(&d.Holder.Name), (*text)(&d.Scope),
		&d.Reason, (*text)(&d.By.Issuer), (*text)(&d.By.Subject), &d.By.Name, &d.At, (*day)(&d.From),
		&d.State, (*text)(&d.Decider.Issuer), (*text)(&d.Decider.Subject), &d.Decider.Name, (*moment)(&d.DecidedAt), &d.Answer, (*day)(&d.Counts))
	return d, err
}

// ProposeDecision stores a decision (decisions.Store).
func (db *DB) ProposeDecision(ctx context.Context, d *decisions.Decision, events ...audit.Event) error {
	if len(events) == 0 {
		return errNoEvent
	}
	return db.enterAlone(ctx, string(d.Office), proposing{d}, events)
}

// proposing is a decision that is put up.
type proposing struct{ *decisions.Decision }

func (proposing) first(*pgx.Batch, *turn) {}

func (p proposing) then(b *pgx.Batch, _ *turn) error {
	settings := &p.Text
	if p.What != decisions.Settings {
		settings = nil
	}
	b.Queue(`
		INSERT INTO decision (decision_id, office_id, what, settings, holder_issuer, holder_subject, holder_name, scope, reason,
		    proposed_issuer, proposed_subject, proposed_name, proposed_at, effective_on, state, decided_at, in_force_on)
		VALUES (@id, @office, @what, @settings, @holder_issuer, @holder_subject, @holder_name, @scope, @reason,
		    @issuer, @subject, @name, @at, @from, @state, @decided_at, @counts)`,
		pgx.StrictNamedArgs{
			"id": string(p.ID), "office": string(p.Office), "what": string(p.What), "settings": settings, "holder_issuer": text(p.Holder.Issuer),
			"holder_subject": text(p.Holder.Subject), "holder_name": text(p.Holder.Name), "scope": text(p.Scope), "reason": p.Reason,
			"issuer": text(p.By.Issuer), "subject": text(p.By.Subject), "name": p.By.Name, "at": p.At, "from": day(p.From),
			"state": string(p.State), "decided_at": moment(p.DecidedAt), "counts": day(p.Counts),
		})
	return nil
}

// AnswerDecision closes a decision (decisions.Store).
func (db *DB) AnswerDecision(ctx context.Context, d *decisions.Decision, events ...audit.Event) error {
	if len(events) == 0 {
		return errNoEvent
	}
	return db.enterAlone(ctx, string(d.Office), &deciding{Decision: d}, events)
}

// deciding is the answer to a decision.
type deciding struct {
	*decisions.Decision
	done bool
}

func (a *deciding) first(b *pgx.Batch, _ *turn) {
	b.Queue(`
		UPDATE decision SET state = @state, decided_issuer = @issuer, decided_subject = @subject, decided_name = @name, decided_at = @at, answer = @answer, in_force_on = @counts
		WHERE decision_id = @id AND office_id = @office AND state = 'proposed'
		  AND (what <> 'settings' OR @state <> 'approved' OR @seen IS NOT DISTINCT FROM (
		      SELECT last.decision_id::text FROM decision last WHERE last.office_id = @office AND last.what = 'settings' AND last.state = 'approved'
		      ORDER BY last.decided_at DESC, last.decision_id DESC LIMIT 1))`,
		pgx.StrictNamedArgs{
			"seen": text(a.Seen),
			"id":   string(a.ID), "office": string(a.Office), "state": string(a.State), "issuer": text(a.Decider.Issuer), "subject": text(a.Decider.Subject),
			"name": a.Decider.Name, "at": a.DecidedAt, "answer": a.Answer, "counts": day(a.Counts),
		}).
		Exec(func(tag pgconn.CommandTag) error {
			a.done = tag.RowsAffected() == 1
			return nil
		})
}

func (a *deciding) then(*pgx.Batch, *turn) error {
	if !a.done {
		return decisions.ErrState
	}
	return nil
}

// DecisionByID reads a decision (decisions.Store).
func (db *DB) DecisionByID(ctx context.Context, id decisions.ID) (*decisions.Decision, error) {
	u, err := uuid.Parse(string(id))
	if err != nil {
		return nil, decisions.ErrNotFound
	}
	found, err := db.decisions(ctx, "WHERE decision_id = $1", u)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, decisions.ErrNotFound
	}
	return found[0], nil
}

func (db *DB) decisions(ctx context.Context, where string, args ...any) ([]*decisions.Decision, error) {
	rows, _ := db.pool.Query(ctx, selectDecision+where, args...)
	list, err := pgx.CollectRows(rows, readDecision)
	return list, fault("reading decisions", err)
}

// DecisionsOf lists an office's decisions (decisions.Store).
func (db *DB) DecisionsOf(ctx context.Context, office registry.OfficeID, limit int) ([]*decisions.Decision, error) {
	return db.decisions(ctx, "WHERE office_id = $1 ORDER BY proposed_at DESC, decision_id DESC LIMIT $2", string(office), limit)
}

// lastWord picks of several decisions the one that comes last: by the day from which it
// counts, and of one day the one that was approved last.
const lastWord = "in_force_on DESC, decided_at DESC, decision_id DESC"

// RolesOf lists the decisions about rights that come last (decisions.Store).
func (db *DB) RolesOf(ctx context.Context, office registry.OfficeID) ([]*decisions.Decision, error) {
	return db.decisions(ctx, `
		WHERE decision_id IN (
		    SELECT DISTINCT ON (holder_issuer, holder_subject, scope) decision_id FROM decision WHERE office_id = $1 AND what <> 'settings' AND state = 'approved'
		    ORDER BY holder_issuer, holder_subject, scope, `+lastWord+`)
		ORDER BY holder_name, holder_issuer, holder_subject, scope`, string(office))
}

// SettingsOn lists the settings that count on a day (decisions.Store).
func (db *DB) SettingsOn(ctx context.Context, on registry.Date) ([]*decisions.Decision, error) {
	return db.decisions(ctx, `
		WHERE decision_id IN (
		    SELECT DISTINCT ON (office_id) decision_id FROM decision WHERE what = 'settings' AND state = 'approved' AND in_force_on <= $1 ORDER BY office_id, `+lastWord+`)
		ORDER BY office_id`, day(on))
}

// GrantsOf is what somebody may do by decisions of the offices, at a time in their zone.
// Every request of an officer asks.
func (db *DB) GrantsOf(ctx context.Context, issuer, subject string, at time.Time) ([]auth.Grant, error) {
	rows, _ := db.pool.Query(ctx, `
		SELECT scope, office_id FROM (
		    SELECT DISTINCT ON (office_id, scope) office_id, scope, what FROM decision
		    WHERE holder_issuer = $1 AND holder_subject = $2 AND what <> 'settings' AND state = 'approved' AND in_force_on <= $3
		    ORDER BY office_id, scope, `+lastWord+`) last
		WHERE what = 'grant' ORDER BY office_id, scope`, issuer, subject, day(registry.DateOf(at)))
	grants, err := pgx.CollectRows(rows, pgx.RowToStructByPos[auth.Grant])
	return grants, fault("reading rights", err)
}
