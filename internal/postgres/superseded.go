package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Whoever changes the register takes the office's lock (people.lock) and keeps the identities of the persons and households whose
// facts he changed in the table load_touched of his transaction, and has a supersession
// look through the certificates before he commits: first stale, for most of the work, then,
// under the ledger's lock, late. A certificate that is completed before the lock is taken
// is seen by one of the two, one that is completed after it by Complete.

// supersession finds the certificates that state what the register no longer says after a
// change, within the transaction of the change.
type supersession struct {
	tx     pgx.Tx
	office registry.OfficeID
	day    registry.Date
	at     time.Time
	added  int   // persons that the change has brought in
	seen   int64 // the ledger's last event before stale looked
	known  bool  // somebody who was there before is concerned
	found  []outdated
}

// doubtful is a certificate that the register may no longer bear out.
type doubtful struct {
	id            certificates.ID
	person        uuid.UUID
	requesterKind string
	requester     string
	content       []byte
}

// outdated is one that it does not.
type outdated struct {
	doubtful
	certificates.Supersession
}

// concerned is everybody whose certificates may name somebody who was touched: himself,
// and who shares a household with him now or did until this change.
const concerned = `
CREATE TEMP TABLE load_concerned ON COMMIT DROP AS
WITH touched AS (SELECT DISTINCT id FROM load_touched),
home AS (
    SELECT id AS household_id FROM touched
    UNION
    SELECT m.household_id FROM touched JOIN household_member m ON m.person_id = touched.id WHERE m.retired_at IS NULL OR m.retired_at >= $1
)
SELECT person_id FROM touched JOIN person ON person_id = id
UNION
SELECT m.person_id FROM home JOIN household_member m USING (household_id) WHERE m.retired_at IS NULL OR m.retired_at >= $1`

// inForce is a certificate that somebody may still rely on.
const inForce = `c.office_id = $1 AND c.state = 'issued' AND (c.valid_to IS NULL OR c.valid_to >= $2)
    AND NOT EXISTS (SELECT FROM certificate_superseded s WHERE s.certificate_id = c.certificate_id)`

// stale looks through the certificates of everybody concerned, and writes what has become
// of them but for the events.
func (s *supersession) stale(ctx context.Context) error {
	err := s.tx.QueryRow(ctx, "SELECT audit_seq FROM ledger WHERE office_id = $1", string(s.office)).Scan(&s.seen)
	if err != nil {
		return fault("reading the ledger", err)
	}
	tag, err := s.tx.Exec(ctx, concerned, pgx.QueryExecModeSimpleProtocol, s.at)
	if err != nil {
		return fault("looking for those concerned", err)
	}
	if s.known = int(tag.RowsAffected()) > s.added; !s.known { // a first load
		return nil
	}
	if _, err := s.tx.Exec(ctx, "ANALYZE load_concerned"); err != nil {
		return fault("looking for those concerned", err)
	}
	if err := s.judge(ctx, `SELECT c.certificate_id FROM certificate c JOIN load_concerned USING (person_id) WHERE `+inForce, string(s.office), day(s.day)); err != nil {
		return err
	}
	var b pgx.Batch
	writeOutdated(&b, string(s.office), s.found) // now, so that it is not done under the lock
	return fault("recording what is superseded", s.tx.SendBatch(ctx, &b).Close())
}

// late looks through those that were completed since, and queues what must be written.
// The ledger of the office is locked; t has its end.
func (s *supersession) late(ctx context.Context, b *pgx.Batch, t *turn) error {
	if !s.known {
		return nil
	}
	written := len(s.found)
	err := s.judge(ctx, `
		SELECT c.certificate_id FROM audit_event e JOIN certificate c USING (certificate_id) JOIN load_concerned n ON n.person_id = c.person_id
		WHERE `+inForce+` AND e.office_id = $1 AND e.seq > $3 AND e.kind = '`+string(audit.CertificateIssued)+`'`,
		string(s.office), day(s.day), s.seen)
	if err != nil {
		return err
	}
	b.Queue("INSERT INTO register_change (office_id) VALUES ($1)", string(s.office))
	writeOutdated(b, string(s.office), s.found[written:])
	t.append(outdatedEvents(s.found, audit.Event{Office: string(s.office), At: s.at, Actor: audit.Actor{Kind: audit.Operator}, Channel: "command"}))
	return nil
}

// atOnce is how many certificates are held in memory, and compared in one round trip.
const atOnce = 500

// judge holds the certificates that sql lists against the register.
func (s *supersession) judge(ctx context.Context, sql string, args ...any) error {
	rows, _ := s.tx.Query(ctx, sql, args...)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return fault("looking for certificates", err)
	}
	if len(ids) == 0 {
		return nil
	}
	// Each is a look-up by key, planned once; a load plans for whole tables.
	if _, err := s.tx.Exec(ctx, "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off"); err != nil {
		return fault("comparing certificates", err)
	}
	for len(ids) > 0 {
		n := min(atOnce, len(ids))
		if err := s.compare(ctx, ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

const selectDoubtful = `SELECT certificate_id, person_id, requester_kind, requester_id, content FROM certificate `

func readDoubtful(row pgx.CollectableRow) (d doubtful, err error) {
	err = row.Scan(&d.id, &d.person, &d.requesterKind, &d.requester, &d.content)
	return d, err
}

func (s *supersession) compare(ctx context.Context, ids []uuid.UUID) error {
	rows, _ := s.tx.Query(ctx, selectDoubtful+"WHERE certificate_id = ANY ($1) ORDER BY certificate_id", ids)
	list, err := pgx.CollectRows(rows, readDoubtful)
	if err != nil {
		return fault("reading certificates", err)
	}
	var b pgx.Batch
	for _, d := range list {
		if err := d.queue(&b, s.day, func(o *outdated) {
			o.At = s.at
			s.found = append(s.found, *o)
		}); err != nil {
			return err
		}
	}
	return fault("comparing certificates", s.tx.SendBatch(ctx, &b).Close())
}

// queue has the certificate compared with the register as it stands, and tells if it is
// outdated.
func (d doubtful) queue(b *pgx.Batch, today registry.Date, tell func(*outdated)) error {
	on, err := certificates.PastDay(d.content)
	if err != nil {
		return err
	}
	var past *registry.Extract
	if !on.IsZero() {
		d.read(b, on, func(x registry.Extract) error {
			if past = &x; x.Subject.Standing.State == "" { // not in the register on that day
				past = &registry.Extract{AsOf: x.AsOf}
			}
			return nil
		})
	}
	d.read(b, today, func(x registry.Extract) error {
		x.Past = past
		o := outdated{doubtful: d}
		var superseded bool
		var err error
		if o.Supersession, superseded, err = certificates.Superseded(d.content, x, today); err == nil && superseded {
			tell(&o)
		}
		return err
	})
	return nil
}

// read queues the reading of the person, of a day as the register stands: whatever is not
// retired.
func (d doubtful) read(b *pgx.Batch, on registry.Date, give func(registry.Extract) error) {
	ever := pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true} // whatever is not retired
	b.Queue(records(0), d.person, day(on), ever).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, readRecord(0))
		if err != nil {
			return err
		}
		return give(newExtract(d.person, registry.AsOf{Day: on}, found))
	})
}

// writeOutdated queues what has become of certificates, and the notices to the citizens
// who hold them.
func writeOutdated(b *pgx.Batch, office string, list []outdated) {
	if len(list) == 0 {
		return
	}
	var ids, reasons, holders, held []string
	var since []day
	var at, heldAt []time.Time
	var notices []uuid.UUID
	for _, o := range list {
		ids, reasons, since, at = append(ids, string(o.id)), append(reasons, string(o.Reason)), append(since, day(o.Since)), append(at, o.At)
		if o.requesterKind == string(audit.Citizen) {
			notices, holders, held, heldAt = append(notices, uuid.Must(uuid.NewV7())), append(holders, o.requester), append(held, string(o.id)), append(heldAt, o.At)
		}
	}
	b.Queue(`INSERT INTO certificate_superseded (office_id, certificate_id, reason, since, at)
		SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::date[], $5::timestamptz[])`, office, ids, reasons, since, at)
	b.Queue(`INSERT INTO notice (office_id, kind, notice_id, person_id, certificate_id, at)
		SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[])`,
		office, string(certificates.NoticeSuperseded), notices, holders, held, heldAt)
}

// outdatedEvents is what is to be told of certificates, each about whom it is about.
func outdatedEvents(list []outdated, by audit.Event) []audit.Event {
	events := make([]audit.Event, len(list))
	for i, o := range list {
		e := by
		e.Kind, e.Person, e.Certificate = audit.CertificateSuperseded, o.person.String(), string(o.id)
		e.Details = map[string]string{"reason": string(o.Reason)}
		events[i] = e
	}
	return events
}
