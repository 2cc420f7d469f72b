package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// NoticesOf lists a person's notices, the newest first (certificates.Notices).
func (db *DB) NoticesOf(ctx context.Context, holder certificates.RequesterRef, before certificates.NoticeID, limit int) ([]*certificates.Notice, error) {
	end := uuid.Max
	if before != "" {
		var err error
		if end, err = identity(certificates.ID(before)); err != nil {
			return nil, err
		}
	}
	person, err := citizen(holder)
	if err != nil {
		return nil, err
	}
	rows, _ := db.pool.Query(ctx, `
		SELECT `+ofNotice+` FROM notice LEFT JOIN remark USING (remark_id)
		WHERE notice.person_id = $1 AND notice_id < $2 ORDER BY notice_id DESC LIMIT $3`, person, end, limit)
	list, err := pgx.CollectRows(rows, readNotice)
	if err != nil {
		return nil, fault("reading notices", err)
	}
	return list, db.withCertificates(ctx, list)
}

// ReadNotice marks a person's notice as read (certificates.Notices).
func (db *DB) ReadNotice(ctx context.Context, holder certificates.RequesterRef, id certificates.NoticeID, at time.Time) (*certificates.Notice, error) {
	u, err := identity(certificates.ID(id))
	if err != nil {
		return nil, err
	}
	person, err := citizen(holder)
	if err != nil {
		return nil, err
	}
	n, err := one(ctx, db, readNotice, `
		WITH notice AS (UPDATE notice SET read_at = coalesce(read_at, $3) WHERE person_id = $1 AND notice_id = $2 RETURNING *)
		SELECT `+ofNotice+` FROM notice LEFT JOIN remark USING (remark_id)`, person, u, at)
	if err != nil {
		return nil, err
	}
	return n, db.withCertificates(ctx, []*certificates.Notice{n})
}

// Unread counts a person's notices that he has not read (certificates.Notices).
func (db *DB) Unread(ctx context.Context, holder certificates.RequesterRef) (n int, err error) {
	person, err := citizen(holder)
	if err != nil {
		return 0, err
	}
	err = db.pool.QueryRow(ctx, "SELECT count(*) FROM notice WHERE person_id = $1 AND read_at IS NULL", person).Scan(&n)
	return n, fault("counting notices", err)
}

// errNoCitizen is not seen from outside: machines ask for no notices.
var errNoCitizen = errors.New("postgres: notices of somebody who is no citizen")

// citizen is the person that a holder is.
func citizen(holder certificates.RequesterRef) (uuid.UUID, error) {
	if holder.Kind != string(audit.Citizen) {
		return uuid.Nil, errNoCitizen
	}
	return identity(certificates.ID(holder.ID))
}

const ofNotice = "notice_id, kind, certificate_id, remark_id, year, serial, at, read_at"

func readNotice(row pgx.CollectableRow) (*certificates.Notice, error) {
	var (
		n           = new(certificates.Notice)
		certificate *certificates.ID
		remark      *certificates.RemarkID
		year        *int
		serial      *int64
	)
	err := row.Scan(&n.ID, &n.Kind, &certificate, &remark, &year, &serial, &n.At, (*moment)(&n.ReadAt))
	if certificate != nil {
		n.Certificate = &certificates.Certificate{ID: *certificate}
	}
	if remark != nil {
		n.Remark = &certificates.Reference{ID: *remark, Number: certificates.Number{Year: *year, Serial: *serial}}
	}
	return n, err
}

// withCertificates completes notices with what they are about.
func (db *DB) withCertificates(ctx context.Context, list []*certificates.Notice) error {
	var ids []string
	for _, n := range list {
		if n.Certificate != nil {
			ids = append(ids, string(n.Certificate.ID))
		}
	}
	rows, _ := db.pool.Query(ctx, selectCertificate+"WHERE certificate.certificate_id = ANY ($1::uuid[])", ids)
	found, err := pgx.CollectRows(rows, readCertificate)
	if err != nil {
		return fault("reading certificates", err)
	}
	about := make(map[certificates.ID]*certificates.Certificate, len(found))
	for _, c := range found {
		about[c.ID] = c
	}
	for _, n := range list {
		if n.Certificate != nil {
			n.Certificate = about[n.Certificate.ID]
		}
	}
	return nil
}
