package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
)

// selectVerdict is what a third party's question needs, and no more.
const selectVerdict = `
SELECT certificate_id, office_id, year, serial, state, kinds, person_id, issued_on, valid_to, withdrawn_at, status_list, status_index,
    (SELECT s.at FROM certificate_superseded s WHERE s.certificate_id = certificate.certificate_id)
FROM certificate `

func readVerdict(row pgx.CollectableRow) (*certificates.Certificate, error) {
	c := new(certificates.Certificate)
	var list, index *int
	var after certificates.Supersession
	err := row.Scan(&c.ID, &c.Office, &c.Number.Year, &c.Number.Serial, &c.State, &c.Kinds, &c.Subject,
		(*day)(&c.IssuedOn), (*day)(&c.ValidTo), (*moment)(&c.WithdrawnAt), &list, &index, (*moment)(&after.At))
	c.Status, c.Superseded = place(list, index), some(after)
	return c, err
}

// ByCode finds a certificate by the hash of its code: one look-up in one index. Of
// the certificate it reads the identity, the number, the state, the kinds, the
// subject, the dates, the place in the status lists and the time at which it was
// superseded, without the reason.
func (db *DB) ByCode(ctx context.Context, code certificates.CodeHash) (*certificates.Certificate, error) {
	return one(ctx, db, readVerdict, selectVerdict+"WHERE code_hash = $1", code[:])
}

// ByDigest finds a certificate by the digest of its sealed file, as it was issued or
// after any of its renewals, and reads the same of it as ByCode.
func (db *DB) ByDigest(ctx context.Context, digest [32]byte) (*certificates.Certificate, error) {
	return one(ctx, db, readVerdict, selectVerdict+"WHERE sealed_digest = $1 OR certificate_id = (SELECT certificate_id FROM certificate_update WHERE digest = $1)", digest[:])
}

// Content reads what was certified, and the sealed file, of a certificate that has
// been issued.
func (db *DB) Content(ctx context.Context, id certificates.ID) (*certificates.Content, []byte, error) {
	u, err := identity(id)
	if err != nil {
		return nil, nil, err
	}
	type file struct {
		Content []byte
		Sealed  []byte
	}
	f, err := one(ctx, db, pgx.RowToStructByName[file],
		"SELECT content, "+wholeFile+" AS sealed FROM certificate WHERE certificate_id = $1 AND state IN ('issued', 'withdrawn')", u)
	if err != nil {
		return nil, nil, err
	}
	content := new(certificates.Content)
	if err := json.Unmarshal(f.Content, content); err != nil {
		return nil, nil, fmt.Errorf("postgres: the stored content of a certificate: %T", err)
	}
	return content, f.Sealed, nil
}

// WithdrawnIn lists the places in a status list whose certificates have been
// withdrawn.
func (db *DB) WithdrawnIn(ctx context.Context, list int) ([]int, error) {
	rows, _ := db.pool.Query(ctx, "SELECT status_index FROM certificate WHERE status_list = $1 AND state = 'withdrawn'", list)
	places, err := pgx.CollectRows(rows, pgx.RowTo[int])
	return places, fault("reading a status list", err)
}
