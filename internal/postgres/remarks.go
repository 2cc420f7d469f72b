package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// MakeRemark stores a remark under the next number of its office and year
// (certificates.Remarks). The office's lock stands behind it, so that no number is drawn twice.
func (db *DB) MakeRemark(ctx context.Context, r certificates.Remark, key string, events ...audit.Event) (*certificates.Remark, error) {
	if len(events) == 0 {
		return nil, errNoEvent
	}
	act := &remark{Remark: r, key: key}
	if err := db.enterAlone(ctx, string(r.Office), act, events); err != nil && !errors.Is(err, errMade) {
		return nil, err
	}
	return one(ctx, db, readRemark, selectRemark+"WHERE r.person_id = $1 AND r.key = $2", string(r.Person), key)
}

// errMade is not seen from outside: what is to be written is there already.
var errMade = errors.New("postgres: the remark was made before")

type remark struct {
	certificates.Remark
	key  string
	made bool
	open int
	last int64
}

func (r *remark) first(b *pgx.Batch, _ *turn) {
	b.Queue(`SELECT EXISTS (SELECT FROM remark WHERE person_id = $1 AND key = $2),
			(SELECT count(*) FROM remark r WHERE r.person_id = $1 AND NOT EXISTS (SELECT FROM remark_answer a WHERE a.remark_id = r.remark_id)),
			(SELECT coalesce(max(serial), 0) FROM remark WHERE office_id = $3 AND year = $4)`,
		string(r.Person), r.key, string(r.Office), r.Number.Year).
		QueryRow(func(row pgx.Row) error { return row.Scan(&r.made, &r.open, &r.last) })
}

func (r *remark) then(b *pgx.Batch, _ *turn) error {
	switch {
	case r.made:
		return errMade
	case r.open >= certificates.RemarksOpen:
		return certificates.ErrRemarks
	}
	b.Queue(`INSERT INTO remark (remark_id, office_id, year, serial, person_id, key, about, wrong, correct, reach, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		string(r.ID), string(r.Office), r.Number.Year, r.last+1, string(r.Person), r.key, string(r.About), r.Wrong, r.Right, text(r.Reach), r.At)
	return nil
}

const selectRemark = `
SELECT r.remark_id, r.office_id, r.year, r.serial, r.person_id, r.about, r.wrong, r.correct, r.reach, r.made_at, a.answer, a.answered_by, a.answered_at
FROM remark r LEFT JOIN remark_answer a USING (remark_id) `

func readRemark(row pgx.CollectableRow) (*certificates.Remark, error) {
	r, a := new(certificates.Remark), certificates.Answer{}
	err := row.Scan(&r.ID, &r.Office, &r.Number.Year, &r.Number.Serial, &r.Person, &r.About, &r.Wrong, &r.Right, (*text)(&r.Reach), &r.At,
		(*text)(&a.Text), (*text)(&a.By), (*moment)(&a.At))
	r.Answer = some(a)
	return r, err
}

// RemarkByID reads one remark (certificates.Remarks).
func (db *DB) RemarkByID(ctx context.Context, id certificates.RemarkID) (*certificates.Remark, error) {
	u, err := identity(certificates.ID(id))
	if err != nil {
		return nil, err
	}
	return one(ctx, db, readRemark, selectRemark+"WHERE r.remark_id = $1", u)
}

// RemarksBy lists remarks, the newest first (certificates.Remarks).
func (db *DB) RemarksBy(ctx context.Context, f certificates.RemarkFilter, before certificates.RemarkID, limit int) ([]*certificates.Remark, error) {
	end := uuid.Max
	if before != "" {
		var err error
		if end, err = identity(certificates.ID(before)); err != nil {
			return nil, err
		}
	}
	whose, is := "r.office_id = @is", string(f.Office)
	if f.Person != "" {
		whose, is = "r.person_id = @is", string(f.Person)
	}
	rows, _ := db.pool.Query(ctx, selectRemark+"WHERE "+whose+` AND r.remark_id < @end
		AND (@state = '' OR @state = CASE WHEN a.remark_id IS NULL THEN 'open' ELSE 'answered' END)
		ORDER BY r.remark_id DESC LIMIT @limit`, pgx.StrictNamedArgs{"is": is, "end": end, "state": string(f.State), "limit": limit})
	list, err := pgx.CollectRows(rows, readRemark)
	return list, fault("reading remarks", err)
}

// AnswerRemark stores the answer to a remark and tells whom has made it (certificates.Remarks).
func (db *DB) AnswerRemark(ctx context.Context, id certificates.RemarkID, a certificates.Answer, events ...audit.Event) error {
	if len(events) == 0 {
		return errNoEvent
	}
	u, err := identity(certificates.ID(id))
	if err != nil {
		return err
	}
	office := events[0].Office // no other office's remark is answered
	return db.enter(ctx, office, &answering{id: u, office: office, Answer: a}, events)
}

type answering struct {
	certificates.Answer
	id     uuid.UUID
	office string
	done   bool
}

func (a *answering) first(b *pgx.Batch, _ *turn) {
	b.Queue(`INSERT INTO remark_answer (remark_id, office_id, answer, answered_by, answered_at)
			SELECT remark_id, office_id, $3, $4, $5 FROM remark WHERE remark_id = $1 AND office_id = $2
			ON CONFLICT (remark_id) DO NOTHING`, a.id, a.office, a.Text, a.By, a.At).
		Exec(func(tag pgconn.CommandTag) error {
			a.done = tag.RowsAffected() == 1
			return nil
		})
}

func (a *answering) then(b *pgx.Batch, _ *turn) error {
	if !a.done {
		return certificates.ErrState
	}
	b.Queue(`INSERT INTO notice (notice_id, office_id, person_id, kind, remark_id, at)
			SELECT $1, office_id, person_id, $2, remark_id, $3 FROM remark WHERE remark_id = $4`,
		uuid.Must(uuid.NewV7()), string(certificates.NoticeAnswered), a.At, a.id)
	return nil
}
