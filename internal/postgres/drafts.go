package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

const selectDraft = `
SELECT d.draft_id, d.requester_kind, d.requester_id, d.revision, d.answers, d.payment_id, d.created_at, d.updated_at, c.certificate_id, coalesce(c.issuing, false)
FROM draft d LEFT JOIN LATERAL (SELECT * FROM came_of_draft(d) LIMIT 1) c ON true
WHERE d.requester_kind = $1 AND d.requester_id = $2 `

func readDraft(row pgx.CollectableRow) (*certificates.Draft, error) {
	d := new(certificates.Draft)
	var answers string
	var payment, certificate zeronull.Text
	err := row.Scan(&d.ID, &d.Requester.Kind, &d.Requester.ID, &d.Revision, &answers, &payment, &d.CreatedAt, &d.UpdatedAt, &certificate, &d.Issuing)
	if err != nil {
		return nil, err
	}
	d.Payment, d.Certificate = certificates.PaymentID(payment), certificates.ID(certificate)
	if err := json.Unmarshal([]byte(answers), &d.Answers); err != nil {
		return nil, errors.New("the answers of a draft are not as they were stored")
	}
	return d, nil
}

// AddDraft stores a draft (certificates.Drafts). Those of an owner take turns, so that many at
// once are not more than he may have.
func (db *DB) AddDraft(ctx context.Context, d *certificates.Draft) error {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return fmt.Errorf("postgres: writing a draft: %w", err)
	}
	var b pgx.Batch
	b.Queue("SELECT pg_advisory_xact_lock(hashtextextended('drafts ' || $1 || ' ' || $2, 0))", d.Requester.Kind, d.Requester.ID)
	b.Queue(`
		INSERT INTO draft (draft_id, requester_kind, requester_id, revision, answers, created_at, updated_at)
		SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $8 > (
		    SELECT count(*) FROM draft o WHERE o.requester_kind = $2 AND o.requester_id = $3 AND o.updated_at >= $9 AND NOT EXISTS (SELECT FROM came_of_draft(o)))`,
		string(d.ID), d.Requester.Kind, d.Requester.ID, d.Revision, string(answers), d.CreatedAt, d.UpdatedAt, certificates.MostDrafts, d.CreatedAt.Add(-certificates.DraftTime)).
		Exec(func(tag pgconn.CommandTag) error {
			if tag.RowsAffected() == 0 {
				return certificates.ErrDrafts
			}
			return nil
		})
	if err = db.pool.SendBatch(ctx, &b).Close(); errors.Is(err, certificates.ErrDrafts) {
		return certificates.ErrDrafts
	}
	return fault("storing a draft", err)
}

// DraftByID reads a draft of an owner's (certificates.Drafts).
func (db *DB) DraftByID(ctx context.Context, owner certificates.RequesterRef, id certificates.DraftID) (*certificates.Draft, error) {
	u, err := identity(certificates.ID(id))
	if err != nil {
		return nil, err
	}
	return one(ctx, db, readDraft, selectDraft+"AND d.draft_id = $3", owner.Kind, owner.ID, u)
}

// DraftsOf lists an owner's drafts (certificates.Drafts).
func (db *DB) DraftsOf(ctx context.Context, owner certificates.RequesterRef, since time.Time) ([]*certificates.Draft, error) {
	rows, _ := db.pool.Query(ctx, selectDraft+"AND d.updated_at >= $3 ORDER BY d.updated_at DESC, d.draft_id DESC", owner.Kind, owner.ID, since)
	list, err := pgx.CollectRows(rows, readDraft)
	return list, fault("reading drafts", err)
}

// WaitingFor reads what waits for somebody, in one go (certificates.Drafts).
func (db *DB) WaitingFor(ctx context.Context, owner, holder certificates.RequesterRef, since time.Time, from, to registry.Date) (*certificates.Waiting, error) {
	w, b := new(certificates.Waiting), new(pgx.Batch)
	b.Queue(selectDraft+"AND d.updated_at >= $3 AND c.certificate_id IS NULL ORDER BY d.updated_at DESC, d.draft_id DESC", owner.Kind, owner.ID, since).
		Query(func(rows pgx.Rows) (err error) {
			w.Drafts, err = pgx.CollectRows(rows, readDraft)
			return err
		})
	b.Queue(`SELECT count(*), min(valid_to) FROM certificate c
		WHERE requester_kind = $1 AND requester_id = $2 AND state = 'issued' AND valid_to BETWEEN $3 AND $4
		AND NOT EXISTS (SELECT FROM certificate_superseded s WHERE s.certificate_id = c.certificate_id)`, holder.Kind, holder.ID, day(from), day(to)).
		QueryRow(func(row pgx.Row) error { return row.Scan(&w.Ending, (*day)(&w.First)) })
	if err := db.pool.SendBatch(ctx, b).Close(); err != nil {
		return nil, fault("reading what waits", err)
	}
	return w, nil
}

// SaveDraft stores the next revision of a draft (certificates.Drafts).
func (db *DB) SaveDraft(ctx context.Context, d *certificates.Draft) error {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return fmt.Errorf("postgres: writing a draft: %w", err)
	}
	tag, err := db.pool.Exec(ctx, `
		UPDATE draft SET revision = revision + 1, answers = $5, payment_id = $6, updated_at = $7
		WHERE draft_id = $1 AND requester_kind = $2 AND requester_id = $3 AND revision = $4`,
		string(d.ID), d.Requester.Kind, d.Requester.ID, d.Revision, string(answers), zeronull.Text(d.Payment), d.UpdatedAt)
	if err == nil && tag.RowsAffected() == 0 {
		return certificates.ErrStale
	}
	return fault("storing a draft", err)
}

// DropDraft removes a draft of which nothing has come (certificates.Drafts).
func (db *DB) DropDraft(ctx context.Context, owner certificates.RequesterRef, id certificates.DraftID) error {
	u, err := identity(certificates.ID(id))
	if err != nil {
		return err
	}
	tag, err := db.pool.Exec(ctx, `DELETE FROM draft d WHERE d.requester_kind = $1 AND d.requester_id = $2 AND d.draft_id = $3
		AND NOT EXISTS (SELECT FROM came_of_draft(d))`, owner.Kind, owner.ID, u)
	if err != nil || tag.RowsAffected() > 0 {
		return fault("removing a draft", err)
	}
	if _, err := db.DraftByID(ctx, owner, id); err != nil {
		return err
	}
	return certificates.ErrState
}

// draftsAtOnce is how many drafts are removed in one transaction.
const draftsAtOnce = 1000

// SweepDrafts removes what is too old, but for what is being issued (certificates.Drafts).
func (db *DB) SweepDrafts(ctx context.Context, before time.Time) (int, error) {
	tag, err := db.pool.Exec(ctx, `
		DELETE FROM draft WHERE draft_id IN (
		    SELECT d.draft_id FROM draft d WHERE d.updated_at < $1 AND NOT EXISTS (SELECT FROM came_of_draft(d) WHERE issuing)
		    ORDER BY d.updated_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, before, draftsAtOnce)
	return int(tag.RowsAffected()), fault("removing old drafts", err)
}
