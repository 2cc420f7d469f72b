package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/statement"
)

const selectCertificate = `
SELECT certificate.certificate_id, certificate.office_id, year, serial, state, kinds, use, language, channel, person_id,
    requester_kind, requester_id, requester_acr, issued_on, valid_to, rules_version, wording_version,
    sheet_digest, coalesce(latest.digest, sealed_digest), coalesce(octet_length(sealed) + coalesce(latest.size, 0), 0), coalesce(latest.level, certificate.level),
    reserved_at, issued_at, failed_at, failure, withdrawn_at, withdrawal_reason,
    key_digest, instance, status_list, status_index,
    superseded_for, superseded_since, superseded_at, replaces, successor_id, successor_year, successor_serial
FROM certificate ` + latest + afterwards + ` `

// afterwards is what has become of a certificate: that it was superseded, the one that it
// replaces, the one that has replaced it.
const afterwards = `
LEFT JOIN LATERAL (
    SELECT s.reason AS superseded_for, s.since AS superseded_since, s.at AS superseded_at
    FROM certificate_superseded s WHERE s.certificate_id = certificate.certificate_id
) superseded ON true
LEFT JOIN LATERAL (
    SELECT s.replaces FROM certificate_successor s WHERE s.certificate_id = certificate.certificate_id
) replaced ON true
LEFT JOIN LATERAL (
    SELECT n.certificate_id AS successor_id, n.year AS successor_year, n.serial AS successor_serial
    FROM certificate_successor s JOIN certificate n USING (certificate_id)
    WHERE s.replaces = certificate.certificate_id AND n.state IN ('issued', 'withdrawn') LIMIT 1
) successor ON true`

// latest is what a certificate's updates add up to; nothing, for most.
const latest = `
LEFT JOIN LATERAL (
    SELECT (array_agg(u.digest ORDER BY u.number DESC))[1] AS digest, (array_agg(u.level ORDER BY u.number DESC))[1] AS level,
        (array_agg(u.good_until ORDER BY u.number DESC))[1] AS good_until, sum(octet_length(u.added))::int AS size
    FROM certificate_update u WHERE u.certificate_id = certificate.certificate_id
) latest ON true`

// moment reads NULL as the zero time.
type moment = zeronull.Timestamptz

func readKeyed(row pgx.CollectableRow) (*certificates.Keyed, error) {
	c := new(certificates.Certificate)
	k := &certificates.Keyed{Certificate: c}
	var sheet, sealed, keyDigest []byte
	var list, index *int
	var after certificates.Supersession
	var next certificates.Successor
	var year int32
	err := row.Scan(&c.ID, &c.Office, &c.Number.Year, &c.Number.Serial, &c.State, &c.Kinds, &c.Use, &c.Language, &c.Channel, &c.Subject,
		&c.Requester.Kind, &c.Requester.ID, &c.Requester.Assurance, (*day)(&c.IssuedOn), (*day)(&c.ValidTo), &c.RulesVersion, &c.WordingVersion,
		&sheet, &sealed, &c.Size, &c.Level,
		&c.ReservedAt, (*moment)(&c.IssuedAt), (*moment)(&c.FailedAt), (*text)(&c.Failure), (*moment)(&c.WithdrawnAt), (*text)(&c.Withdrawal),
		&keyDigest, &k.Instance, &list, &index,
		(*text)(&after.Reason), (*day)(&after.Since), (*moment)(&after.At), (*text)(&c.Replaces), (*text)(&next.ID), (*zeronull.Int4)(&year), (*zeronull.Int8)(&next.Number.Serial))
	copy(c.SheetDigest[:], sheet)
	copy(c.SealedDigest[:], sealed)
	copy(k.KeyDigest[:], keyDigest)
	c.Status = place(list, index)
	next.Number.Year = int(year)
	c.Superseded, c.Successor = some(after), some(next)
	return k, err
}

// place is where a withdrawal shows, nil if there is no such place.
func place(list, index *int) *statement.Status {
	if list == nil || index == nil {
		return nil
	}
	return &statement.Status{List: *list, Index: *index}
}

func readCertificate(row pgx.CollectableRow) (*certificates.Certificate, error) {
	k, err := readKeyed(row)
	return k.Certificate, err
}

// one is the one row of a query for a certificate, or certificates.ErrNotFound.
func one[T any](ctx context.Context, db *DB, read pgx.RowToFunc[T], sql string, args ...any) (v T, err error) {
	rows, _ := db.pool.Query(ctx, sql, args...) // its error is that of the rows
	v, err = pgx.CollectExactlyOneRow(rows, read)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, certificates.ErrNotFound
	}
	return v, fault("reading a certificate", err)
}

// identity is an identity as the database takes it; ErrNotFound for a text that
// can be nobody's.
func identity(id certificates.ID) (uuid.UUID, error) {
	u, err := uuid.Parse(string(id))
	if err != nil {
		return u, certificates.ErrNotFound
	}
	return u, nil
}

// ByID reads a certificate in any state.
func (db *DB) ByID(ctx context.Context, id certificates.ID) (*certificates.Certificate, error) {
	u, err := identity(id)
	if err != nil {
		return nil, err
	}
	return one(ctx, db, readCertificate, selectCertificate+"WHERE certificate_id = $1", u)
}

// ByKey reads the certificate, not failed, that a requester's key stands for. Nearly
// every key is new, so it first asks the index alone.
func (db *DB) ByKey(ctx context.Context, requester certificates.RequesterRef, key string) (*certificates.Keyed, error) {
	id, err := one(ctx, db, pgx.RowTo[uuid.UUID],
		"SELECT certificate_id FROM certificate WHERE requester_kind = $1 AND requester_id = $2 AND key = $3 AND state <> 'failed'", requester.Kind, requester.ID, key)
	if err != nil {
		return nil, err
	}
	return one(ctx, db, readKeyed, selectCertificate+"WHERE certificate_id = $1 AND state <> 'failed'", id)
}

// wholeFile is the sealed file with the updates that have been appended.
const wholeFile = `sealed || coalesce((SELECT string_agg(u.added, '' ORDER BY u.number) FROM certificate_update u
	WHERE u.certificate_id = certificate.certificate_id), '')`

// Sealed reads the sealed file of a certificate that has been issued.
func (db *DB) Sealed(ctx context.Context, id certificates.ID) ([]byte, error) {
	u, err := identity(id)
	if err != nil {
		return nil, err
	}
	return one(ctx, db, pgx.RowTo[[]byte], "SELECT "+wholeFile+" FROM certificate WHERE certificate_id = $1 AND state IN ('issued', 'withdrawn')", u)
}
