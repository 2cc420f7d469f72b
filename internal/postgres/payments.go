package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

const selectPayment = `
SELECT p.payment_id, p.office_id, p.state, p.requester_kind, p.requester_id, p.requester_acr, p.channel, p.request, p.key, p.key_digest, p.order_digest,
    p.amount, p.reference, p.checkout, p.created_at, p.expires_at, p.paid_at, p.ended_at, p.receipt, p.refund, d.certificate_id, coalesce(c.state <> 'issuing', false)
FROM payment p
LEFT JOIN certificate_duty d ON d.payment_id = p.payment_id AND NOT d.failed
LEFT JOIN certificate c ON c.certificate_id = d.certificate_id `

func readPayment(row pgx.CollectableRow) (*certificates.Payment, error) {
	p := new(certificates.Payment)
	var request string
	var digest, order []byte
	var certificate *string
	err := row.Scan(&p.ID, &p.Office, &p.State, &p.Requester.Kind, &p.Requester.ID, &p.Requester.Assurance, &p.Channel, &request, &p.Key, &digest, &order,
		&p.Amount, (*text)(&p.Reference), (*text)(&p.URL), &p.CreatedAt, &p.ExpiresAt, (*moment)(&p.PaidAt), (*moment)(&p.EndedAt),
		(*text)(&p.Receipt), (*text)(&p.Refund), &certificate, &p.Done)
	if err != nil {
		return nil, err
	}
	if certificate != nil {
		p.Certificate = certificates.ID(*certificate)
	}
	copy(p.KeyDigest[:], digest)
	copy(p.Order[:], order)
	if err := json.Unmarshal([]byte(request), &p.Request); err != nil {
		return nil, errors.New("the request of a payment is not as it was stored")
	}
	return p, nil
}

// PaymentByID reads a payment (certificates.Till).
func (db *DB) PaymentByID(ctx context.Context, id certificates.PaymentID) (*certificates.Payment, error) {
	u, err := uuid.Parse(string(id))
	if err != nil {
		return nil, certificates.ErrNotFound
	}
	return one(ctx, db, readPayment, selectPayment+"WHERE p.payment_id = $1", u)
}

// OpenPayment stores a payment, or returns the one that still counts
// (certificates.Till).
func (db *DB) OpenPayment(ctx context.Context, p *certificates.Payment, events ...audit.Event) (*certificates.Payment, error) {
	if len(events) == 0 {
		return nil, errNoEvent
	}
	request, err := json.Marshal(p.Request)
	if err != nil {
		return nil, fmt.Errorf("postgres: writing the request of a payment: %w", err)
	}
	o := &opening{Payment: p, request: string(request)}
	switch err := db.enter(ctx, string(p.Office), o, events); {
	case errors.Is(err, errCounts):
		return db.PaymentByID(ctx, o.there)
	case err != nil:
		return nil, err
	}
	return p, nil
}

// errCounts ends the opening of a payment beside which another still counts.
var errCounts = errors.New("postgres: another payment still counts")

type opening struct {
	*certificates.Payment
	request string
	there   certificates.PaymentID
	open    int // of the same requester
}

func (o *opening) first(b *pgx.Batch, _ *turn) {
	o.there = ""
	b.Queue(`
		SELECT p.payment_id FROM payment p
		WHERE p.requester_kind = $1 AND p.requester_id = $2 AND (p.state = 'created' OR (p.state = 'paid' AND p.refund IS NULL))
		  AND (p.key = $3 OR (p.key_digest = $4 AND p.order_digest = $5
		      AND NOT EXISTS (SELECT FROM certificate_duty d WHERE d.payment_id = p.payment_id AND NOT d.failed)))
		ORDER BY p.key = $3 DESC LIMIT 1`,
		o.Requester.Kind, o.Requester.ID, o.Key, o.KeyDigest[:], o.Order[:]).
		Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if len(found) > 0 {
				o.there = certificates.PaymentID(found[0])
			}
			return err
		})
	b.Queue("SELECT count(*) FROM payment WHERE requester_kind = $1 AND requester_id = $2 AND state = 'created'", o.Requester.Kind, o.Requester.ID).
		QueryRow(func(row pgx.Row) error { return row.Scan(&o.open) })
}

func (o *opening) then(b *pgx.Batch, _ *turn) error {
	switch {
	case o.there != "":
		return errCounts
	case o.open >= certificates.PaymentsOpen:
		return certificates.ErrPaymentsOpen
	}
	b.Queue(`
		INSERT INTO payment (payment_id, office_id, person_id, requester_kind, requester_id, requester_acr, channel, request, key, key_digest, order_digest, amount, state, created_at, expires_at)
		VALUES (@id, @office, @person, @kind, @requester, @acr, @channel, @request, @key, @key_digest, @order, @amount, 'created', @created_at, @expires_at)`,
		pgx.StrictNamedArgs{
			"id": string(o.ID), "office": string(o.Office), "person": string(o.Request.Subject), "kind": o.Requester.Kind, "requester": o.Requester.ID,
			"acr": o.Requester.Assurance, "channel": string(o.Channel), "request": o.request, "key": o.Key, "key_digest": o.KeyDigest[:], "order": o.Order[:],
			"amount": o.Amount, "created_at": o.CreatedAt, "expires_at": o.ExpiresAt,
		})
	return nil
}

// MovePayment takes a payment from one state to another (certificates.Till).
func (db *DB) MovePayment(ctx context.Context, m certificates.PaymentMove, events ...audit.Event) error {
	if len(events) == 0 {
		return errNoEvent
	}
	return db.enter(ctx, string(m.Office), &step{PaymentMove: m}, events)
}

type step struct {
	certificates.PaymentMove
	done bool
}

func (s *step) first(b *pgx.Batch, _ *turn) {
	b.Queue(`
		UPDATE payment SET state = @to, reference = coalesce(@reference, reference), checkout = coalesce(@checkout, checkout), expires_at = coalesce(@expires_at, expires_at),
		    paid_at = CASE WHEN @to = 'paid' THEN coalesce(paid_at, @at) ELSE paid_at END, receipt = coalesce(@receipt, receipt), refund = coalesce(@refund, refund),
		    ended_at = CASE WHEN @to IN ('failed', 'expired', 'refunded') THEN @at ELSE ended_at END
		WHERE payment_id = @id AND office_id = @office AND state = @from
		  AND (@to <> 'created' OR reference IS NULL) AND (@from <> 'paid' OR @to <> 'paid' OR refund IS NULL)`,
		pgx.StrictNamedArgs{
			"id": string(s.ID), "office": string(s.Office), "from": string(s.From), "to": string(s.To), "at": s.At, "reference": text(s.Checkout.Reference),
			"checkout": text(s.Checkout.URL), "expires_at": moment(s.Checkout.ExpiresAt), "receipt": text(s.Receipt), "refund": text(s.Refund),
		}).
		Exec(func(tag pgconn.CommandTag) error {
			s.done = tag.RowsAffected() == 1
			return nil
		})
}

func (s *step) then(*pgx.Batch, *turn) error {
	if !s.done {
		return certificates.ErrState
	}
	return nil
}

// DuePayments takes payments with which something may be to be done, and marks them as
// looked at, so that of several processes one looks (certificates.Till). What is open or
// paid is due every few seconds, and the more seldom the longer it has been so: each try to
// issue may use up a number. What has ended is due for a day, because money may come late;
// what the provider could not give back, every hour.
func (db *DB) DuePayments(ctx context.Context, at time.Time, limit int) ([]*certificates.Payment, error) {
	rows, _ := db.pool.Query(ctx, `
		WITH due AS (
		    UPDATE payment SET asked_at = $1::timestamptz WHERE payment_id IN (
		        SELECT p.payment_id FROM payment p
		        WHERE (p.state IN ('created', 'paid') OR (p.state IN ('failed', 'expired') AND p.ended_at > $1::timestamptz - interval '1 day'))
		          AND (p.asked_at IS NULL OR p.asked_at <= $1::timestamptz - CASE WHEN p.refund IS NOT NULL THEN interval '1 hour'
		              WHEN p.state = 'created' THEN greatest(interval '5 seconds', ($1::timestamptz - p.created_at) / 20)
		              WHEN p.state = 'paid' THEN greatest(interval '5 seconds', ($1::timestamptz - p.paid_at) / 10)
		              ELSE interval '10 minutes' END)
		          AND NOT EXISTS (SELECT FROM certificate_duty d WHERE d.payment_id = p.payment_id AND NOT d.failed)
		        ORDER BY p.asked_at NULLS FIRST LIMIT $2 FOR UPDATE SKIP LOCKED)
		    RETURNING payment_id)
		`+selectPayment+`WHERE p.payment_id IN (SELECT payment_id FROM due) ORDER BY p.created_at`, at, limit)
	list, err := pgx.CollectRows(rows, readPayment)
	return list, fault("looking for payments", err)
}
