package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// Reserve draws the next number, has lay make the page for it and stores the intent
// (certificates.Ledger). lay runs under the office's lock, possibly in another
// goroutine, and again if the transaction is tried again. registry.ErrOfficeUnknown
// for an office that the installation does not serve.
func (db *DB) Reserve(ctx context.Context, r certificates.Reservation, lay func(certificates.Number) (certificates.Laid, error)) error {
	if len(r.Events) == 0 {
		return errNoEvent
	}
	act := &reservation{Reservation: r, lay: lay}
	if act.lawyer() != "" {
		return db.enterAlone(ctx, string(r.Office), act, r.Events)
	}
	return db.enter(ctx, string(r.Office), act, r.Events)
}

type reservation struct {
	certificates.Reservation
	lay  func(certificates.Number) (certificates.Laid, error)
	held bool // another certificate holds the key
	had  had  // of a lawyer
	gone bool // another certificate has replaced the one to be replaced
}

func (r *reservation) key() key { return key{r.Requester.Kind, r.Requester.ID, r.Key} }

func (r *reservation) series() series { return series{r.Office, r.Year} }

func (r *reservation) first(b *pgx.Batch, t *turn) {
	b.Queue(`SELECT coalesce((SELECT last FROM certificate_number WHERE office_id = $1 AND year = $2), 0),
			EXISTS (SELECT FROM certificate WHERE requester_kind = $3 AND requester_id = $4 AND key = $5 AND state <> 'failed')`,
		string(r.Office), r.Year, r.Requester.Kind, r.Requester.ID, r.Key).
		QueryRow(func(row pgx.Row) error {
			var last int64
			err := row.Scan(&last, &r.held)
			t.numbers[r.series()] = last
			return err
		})
	if r.lawyer() != "" {
		r.count(b)
	}
	if r.Replaces != "" {
		b.Queue(`SELECT EXISTS (SELECT FROM certificate_successor s JOIN certificate c USING (certificate_id) WHERE s.replaces = $1 AND c.state <> 'failed')`,
			string(r.Replaces)).QueryRow(func(row pgx.Row) error { return row.Scan(&r.gone) })
	}
}

func (r *reservation) then(b *pgx.Batch, t *turn) error {
	if r.held || t.keys[r.key()] {
		return certificates.ErrInProgress
	}
	if r.had.day >= certificates.LawyerDaily {
		return certificates.ErrTooMany
	}
	if r.gone || r.Replaces != "" && t.replaced[r.Replaces] {
		return certificates.ErrReplaced
	}
	number := certificates.Number{Year: r.Year, Serial: t.numbers[r.series()] + 1}
	laid, err := r.lay(number)
	if err != nil {
		return err
	}
	t.numbers[r.series()], t.keys[r.key()], t.replaced[r.Replaces] = number.Serial, true, true
	b.Queue(insertCertificate, pgx.StrictNamedArgs{
		"id": string(r.ID), "office": string(r.Office), "year": number.Year, "serial": number.Serial,
		"kinds": r.Kinds, "use": string(r.Use), "language": string(r.Language), "channel": string(r.Channel), "person": string(r.Subject),
		"requester_kind": r.Requester.Kind, "requester_id": r.Requester.ID, "requester_acr": r.Requester.Assurance,
		"key": r.Key, "key_digest": r.KeyDigest[:], "code_hash": r.Code[:], "issued_on": day(r.IssuedOn), "valid_to": day(r.ValidTo),
		"rules": r.RulesVersion, "wording": r.WordingVersion, "content": string(laid.Content), "sheet": laid.Digest[:],
		"instance": r.Instance, "reserved_at": r.ReservedAt, "status_list": r.Status.List, "status_index": r.Status.Index,
	})
	r.apply(b)
	r.insertDuty(b)
	if r.Replaces != "" {
		b.Queue("INSERT INTO certificate_successor (certificate_id, office_id, replaces) VALUES ($1, $2, $3)",
			string(r.ID), string(r.Office), string(r.Replaces))
	}
	return nil
}

const insertCertificate = `
INSERT INTO certificate (certificate_id, office_id, year, serial, state, kinds, use, language, channel, person_id,
    requester_kind, requester_id, requester_acr, key, key_digest, code_hash, issued_on, valid_to,
    rules_version, wording_version, content, sheet_digest, instance, reserved_at, status_list, status_index)
VALUES (@id, @office, @year, @serial, 'issuing', @kinds, @use, @language, @channel, @person,
    @requester_kind, @requester_id, @requester_acr, @key, @key_digest, @code_hash, @issued_on, @valid_to,
    @rules, @wording, @content, @sheet, @instance, @reserved_at, @status_list, @status_index)`

// the is the certificate $1 of the office $2. What is asked of it beside its identity is
// asked in a way that no index answers: in a new table the planner would take the index
// of an office's certificates, or of those that are being issued, and read through it.
const the = `certificate_id = $1 AND (office_id = $2) IS TRUE`

// Fail turns issuing into failed (certificates.Ledger).
func (db *DB) Fail(ctx context.Context, id certificates.ID, why certificates.Failure, at time.Time, events ...audit.Event) error {
	return db.change(ctx, events, `UPDATE certificate SET state = 'failed', failure = $3, failed_at = $4
		WHERE `+the+` AND (state = 'issuing') IS TRUE`, id, string(why), at)
}

// Withdraw turns issued into withdrawn (certificates.Ledger).
func (db *DB) Withdraw(ctx context.Context, id certificates.ID, w certificates.Withdrawal, events ...audit.Event) error {
	return db.change(ctx, events, `UPDATE certificate SET state = 'withdrawn', withdrawal_reason = $3, withdrawn_by = $4, withdrawn_at = $5
		WHERE `+the+` AND (state = 'issued') IS TRUE`, id, w.Reason, w.By, w.At)
}

// change is a certificate's step to its next state: sql changes the certificate $1
// of the office $2 if it is in the state before.
func (db *DB) change(ctx context.Context, events []audit.Event, sql string, id certificates.ID, args ...any) error {
	if len(events) == 0 {
		return errNoEvent
	}
	office := events[0].Office // no other office's certificate is changed
	return db.enter(ctx, office, &change{sql: sql, args: slices.Concat([]any{string(id), office}, args), none: certificates.ErrState}, events)
}

// change is a statement that writes one row; none is told where it wrote none.
type change struct {
	sql  string
	args []any
	none error
	done bool
}

func (c *change) first(b *pgx.Batch, _ *turn) {
	b.Queue(c.sql, c.args...).Exec(func(tag pgconn.CommandTag) error {
		c.done = tag.RowsAffected() == 1
		return nil
	})
}

func (c *change) then(*pgx.Batch, *turn) error {
	if !c.done {
		return c.none
	}
	return nil
}

// Record writes events that stand by themselves (certificates.Journal).
func (db *DB) Record(ctx context.Context, events ...audit.Event) error {
	if len(events) == 0 {
		return nil
	}
	return db.enter(ctx, events[0].Office, note{}, events)
}

// note is the act of which nothing is written but its events.
type note struct{}

func (note) first(*pgx.Batch, *turn) {}

func (note) then(*pgx.Batch, *turn) error { return nil }
