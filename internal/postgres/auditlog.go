package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// errNoEvent refuses an act that would leave no trace.
var errNoEvent = errors.New("postgres: an act without an event")

// storable is e as it will be read back, which is what must be hashed: identities
// in canonical form. (Of the time, both the hash and the column take whole
// microseconds.)
func storable(e audit.Event) (audit.Event, error) {
	for _, id := range []*string{&e.Person, &e.Certificate} {
		if *id == "" {
			continue
		}
		u, err := uuid.Parse(*id)
		if err != nil {
			return e, fmt.Errorf("postgres: an event of kind %s names no identity", e.Kind)
		}
		*id = u.String()
	}
	return e, nil
}

// insertEvents queues events, numbered and linked, in one statement.
func insertEvents(b *pgx.Batch, events []audit.Event) {
	n := len(events)
	var texts [9][]string
	seqs, ats, prevs, hashes := make([]int64, n), make([]time.Time, n), make([][]byte, n), make([][]byte, n)
	for i := range events {
		e := &events[i]
		for j, s := range []string{
			e.Office, string(e.Kind), string(e.Actor.Kind), e.Actor.ID, e.Channel, e.Person, e.Certificate, e.Request, e.DetailsJSON(),
		} {
			texts[j] = append(texts[j], s)
		}
		seqs[i], ats[i], prevs[i], hashes[i] = e.Seq, e.At, e.Prev[:], e.Hash[:]
	}
	b.Queue(`
		INSERT INTO audit_event (office_id, seq, at, kind, actor_kind, actor_id, channel, person_id, certificate_id, request, details, prev, hash)
		SELECT office, seq, at, kind, actor_kind, actor, channel, nullif(person, '')::uuid, nullif(certificate, '')::uuid, request, details, prev, hash
		FROM unnest($1::bigint[], $2::timestamptz[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
		  AS e (seq, at, prev, hash, office, kind, actor_kind, actor, channel, person, certificate, request, details)`,
		seqs, ats, prevs, hashes, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8])
}

const selectEvent = `
SELECT office_id, seq, at, kind, actor_kind, actor_id, channel, coalesce(person_id::text, ''), coalesce(certificate_id::text, ''), request, details, prev, hash
FROM audit_event `

func readEvent(row pgx.CollectableRow) (audit.Event, error) {
	var e audit.Event
	var details string
	var prev, hash []byte
	err := row.Scan(&e.Office, &e.Seq, &e.At, &e.Kind, &e.Actor.Kind, &e.Actor.ID, &e.Channel, &e.Person, &e.Certificate, &e.Request, &details, &prev, &hash)
	if err != nil {
		return e, err
	}
	copy(e.Prev[:], prev)
	copy(e.Hash[:], hash)
	if e.Details, err = audit.ParseDetails(details); err != nil {
		return e, &audit.BrokenError{Office: e.Office, Seq: e.Seq, Why: "its details are not in the form in which they are stored"}
	}
	return e, nil
}

// page is how many events are read at once.
const page = 5000

// Events yields the events of an office in their order, from number from on, for
// audit.Verify. It holds no transaction open: events that are written meanwhile may
// follow. It ends with an error: *audit.BrokenError of an event that cannot be one
// of ours, or registry.ErrUnavailable.
func (db *DB) Events(ctx context.Context, office string, from int64) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for {
			rows, _ := db.pool.Query(ctx, selectEvent+"WHERE office_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3", office, from, page)
			events, err := pgx.CollectRows(rows, readEvent)
			if err != nil {
				yield(audit.Event{}, readingAudit(err))
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
				from = e.Seq + 1
			}
			if len(events) < page {
				return
			}
		}
	}
}

func readingAudit(err error) error {
	if broken := (*audit.BrokenError)(nil); errors.As(err, &broken) {
		return broken
	}
	return fault("reading the audit trail", err)
}

// Chains is the end of every office's chain as the ledger has it, so that a chain
// that was cut short shows.
func (db *DB) Chains(ctx context.Context) ([]audit.Head, error) {
	rows, _ := db.pool.Query(ctx, "SELECT office_id, audit_seq, audit_hash FROM ledger ORDER BY office_id")
	heads, err := pgx.CollectRows(rows, readHead)
	return heads, fault("reading the ledger", err)
}

func readHead(row pgx.CollectableRow) (audit.Head, error) {
	var h audit.Head
	var hash []byte
	err := row.Scan(&h.Office, &h.Seq, &hash)
	copy(h.Hash[:], hash)
	return h, err
}

// ByPerson is what happened to a person's data, the newest first, at most limit
// events: the citizen's own access log. Whoever is shown a certificate sees all whom
// it names, so the looks at those that name the person are among them. Errors: registry.ErrPersonUnknown for what
// is no identity, registry.ErrUnavailable.
func (db *DB) ByPerson(ctx context.Context, id registry.PersonID, limit int) ([]audit.Event, error) {
	person, err := uuid.Parse(string(id))
	if err != nil {
		return nil, registry.ErrPersonUnknown
	}
	rows, _ := db.pool.Query(ctx, selectEvent+"WHERE person_id = $1 UNION "+selectEvent+`
		WHERE kind = ANY ($2) AND certificate_id IN (SELECT certificate_id FROM audit_event WHERE person_id = $1 AND kind = $3)
		ORDER BY at DESC, office_id, seq DESC LIMIT $4`, person,
		[]audit.Kind{audit.CertificateRead, audit.CertificateDownload, audit.VerificationOpened}, audit.SubjectRead, limit)
	events, err := pgx.CollectRows(rows, readEvent)
	if err != nil {
		return nil, readingAudit(err)
	}
	return events, nil
}

// TrailOf lists the events of a certificate in the chain of an office (certificates.Books).
// It ends with an error like Events.
func (db *DB) TrailOf(ctx context.Context, office registry.OfficeID, id certificates.ID, after int64, limit int) ([]audit.Event, error) {
	u, err := identity(id)
	if err != nil {
		return nil, err
	}
	rows, _ := db.pool.Query(ctx, selectEvent+"WHERE certificate_id = $1 AND office_id = $2 AND seq > $3 ORDER BY seq LIMIT $4", u, string(office), after, limit)
	events, err := pgx.CollectRows(rows, readEvent)
	if err != nil {
		return nil, readingAudit(err)
	}
	return events, nil
}
