package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/signing"
)

// Due lists certificates whose evidence is to be renewed (certificates.Evidence).
func (db *DB) Due(ctx context.Context, level signing.Level, at time.Time, after certificates.ID, limit int) ([]*certificates.Certificate, error) {
	var from uuid.UUID
	if after != "" {
		var err error
		if from, err = identity(after); err != nil {
			return nil, err
		}
	}
	rows, _ := db.pool.Query(ctx, selectCertificate+`
		WHERE state IN ('issued', 'withdrawn') AND certificate.certificate_id > $1
		    AND (coalesce(latest.level, certificate.level) < $2 OR coalesce(latest.good_until, certificate.good_until) <= $3)
		ORDER BY certificate.certificate_id LIMIT $4`, from, int(level), at, limit)
	list, err := pgx.CollectRows(rows, readCertificate)
	return list, fault("looking for certificates to renew", err)
}

// Extend appends to a sealed file (certificates.Evidence). What is appended is what f
// has beyond the file as it is stored.
func (db *DB) Extend(ctx context.Context, id certificates.ID, of [32]byte, f certificates.Sealed, at time.Time, events ...audit.Event) error {
	stored, err := db.Sealed(ctx, id)
	if err != nil {
		return err
	}
	added, ok := bytes.CutPrefix(f.File, stored)
	if !ok || sha256.Sum256(stored) != of {
		return certificates.ErrState
	}
	digest := sha256.Sum256(f.File)
	return db.change(ctx, events, `
		INSERT INTO certificate_update (certificate_id, office_id, number, added, digest, level, good_until, added_at)
		SELECT certificate.certificate_id, certificate.office_id, latest.number + 1, $4, $5, $6, $7, $8
		FROM certificate CROSS JOIN LATERAL (
		    SELECT coalesce(max(u.number), 0) AS number, (array_agg(u.digest ORDER BY u.number DESC))[1] AS digest
		    FROM certificate_update u WHERE u.certificate_id = certificate.certificate_id
		) latest
		WHERE certificate.certificate_id = $1 AND certificate.office_id = $2 AND coalesce(latest.digest, certificate.sealed_digest) = $3`,
		id, of[:], added, digest[:], int(f.Level), moment(f.Until), at)
}
