package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// filtered holds for certificates that have left the office and pass a filter, after one of
// the page before.
const filtered = ` state IN ('issued', 'withdrawn') AND certificate.certificate_id < @end
	AND (@standing = '' OR @standing = CASE WHEN state = 'withdrawn' THEN 'withdrawn' WHEN superseded_at IS NOT NULL THEN 'superseded' ELSE 'current' END)
	AND (@kind::smallint = 0 OR kinds @> ARRAY[@kind::smallint])
	AND (@from::date IS NULL OR issued_on >= @from) AND (@to::date IS NULL OR issued_on <= @to)
	AND (@ends::date IS NULL OR valid_to BETWEEN @ends AND @ends_last::date)
	AND (@subject = '' OR person_id::text = @subject)
	AND (@year = 0 OR (year, serial) = (@year, @serial))
	ORDER BY certificate.certificate_id DESC LIMIT @limit`

func filterArgs(f certificates.Filter, before certificates.ID, limit int) (pgx.StrictNamedArgs, error) {
	end := uuid.Max
	if before != "" {
		var err error
		if end, err = identity(before); err != nil {
			return nil, err
		}
	}
	return pgx.StrictNamedArgs{
		"end": end, "standing": string(f.Standing), "kind": int16(f.Kind), "from": day(f.From), "to": day(f.To), "ends": day(f.Ends[0]), "ends_last": day(f.Ends[1]),
		"subject": string(f.Subject), "year": f.Number.Year, "serial": f.Number.Serial, "limit": limit,
	}, nil
}

// ByRequester lists certificates that have been issued, the newest first, after the
// one with the identity before.
func (db *DB) ByRequester(ctx context.Context, requester certificates.RequesterRef, f certificates.Filter, before certificates.ID, limit int) ([]*certificates.Certificate, error) {
	args, err := filterArgs(f, before, limit)
	if err != nil {
		return nil, err
	}
	args["requester_kind"], args["requester"] = requester.Kind, requester.ID
	rows, _ := db.pool.Query(ctx, selectCertificate+"WHERE requester_kind = @requester_kind AND requester_id = @requester AND"+filtered, args)
	list, err := pgx.CollectRows(rows, readCertificate)
	return list, fault("reading certificates", err)
}

// ByOffice lists an office's certificates like ByRequester (certificates.Books). Of each
// it reads what the list shows.
func (db *DB) ByOffice(ctx context.Context, office registry.OfficeID, f certificates.Filter, before certificates.ID, limit int) ([]*certificates.Listed, error) {
	args, err := filterArgs(f, before, limit)
	if err != nil {
		return nil, err
	}
	args["office"] = string(office)
	rows, _ := db.pool.Query(ctx, `
		SELECT certificate.certificate_id, certificate.office_id, year, serial, state, kinds, use, channel, issued_on, valid_to, superseded_at,
		    `+stamped+`, `+exemption+`
		FROM certificate`+settled+`LEFT JOIN LATERAL (
		    SELECT s.at AS superseded_at FROM certificate_superseded s WHERE s.certificate_id = certificate.certificate_id
		) superseded ON true
		WHERE certificate.office_id = @office AND`+filtered, args)
	list, err := pgx.CollectRows(rows, readListed)
	return list, fault("reading certificates", err)
}

// settled joins how the stamp duty on a certificate was settled. The content says the same,
// but to read it takes a hundred times as long. What was issued before there was duty has no
// row, and was neither stamped nor exempt.
const (
	settled   = ` LEFT JOIN (SELECT certificate_id, means, exemption FROM certificate_duty) duty USING (certificate_id) `
	stamped   = `duty.means IS NOT NULL`
	exemption = `coalesce(duty.exemption, 0)`
)

func readListed(row pgx.CollectableRow) (*certificates.Listed, error) {
	c := new(certificates.Certificate)
	l := &certificates.Listed{Certificate: c}
	var after certificates.Supersession
	err := row.Scan(&c.ID, &c.Office, &c.Number.Year, &c.Number.Serial, &c.State, &c.Kinds, &c.Use, &c.Channel,
		(*day)(&c.IssuedOn), (*day)(&c.ValidTo), (*moment)(&after.At), &l.Stamped, &l.Exemption)
	c.Superseded = some(after)
	return l, err
}

// Stated reads what was certified (certificates.Archive).
func (db *DB) Stated(ctx context.Context, id certificates.ID) (*certificates.Content, error) {
	u, err := identity(id)
	if err != nil {
		return nil, err
	}
	data, err := one(ctx, db, pgx.RowTo[[]byte], "SELECT content FROM certificate WHERE certificate_id = $1 AND state IN ('issued', 'withdrawn')", u)
	if err != nil {
		return nil, err
	}
	content := new(certificates.Content)
	if err := json.Unmarshal(data, content); err != nil {
		return nil, fmt.Errorf("postgres: the stored content of a certificate: %T", err)
	}
	return content, nil
}

// StatedSubjects reads about whom certificates are (certificates.Names).
func (db *DB) StatedSubjects(ctx context.Context, ids []certificates.ID) (map[certificates.ID]certificates.Individual, error) {
	rows, _ := db.pool.Query(ctx, `SELECT certificate_id, content::jsonb -> 'subject' FROM certificate
		WHERE certificate_id = ANY ($1::text[]::uuid[]) AND state IN ('issued', 'withdrawn')`, ids)
	about := make(map[certificates.ID]certificates.Individual, len(ids))
	var id certificates.ID
	var who certificates.Individual
	_, err := pgx.ForEachRow(rows, []any{&id, &who}, func() error {
		about[id], who = who, certificates.Individual{}
		return nil
	})
	return about, fault("reading certificates", err)
}
