package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func (r *reservation) lawyer() registry.FiscalCode {
	if r.Application == nil {
		return ""
	}
	return r.Application.Lawyer
}

// had is how many certificates a lawyer has had before this one, in all offices.
type had struct{ day, halfYear int }

// count queues the counting of a lawyer's certificates under a lock of his own, which
// every office takes: the next one sees what this one writes.
func (r *reservation) count(b *pgx.Batch) {
	b.Queue("SELECT pg_advisory_xact_lock(hashtextextended('lawyer ' || $1, 0))", string(r.lawyer()))
	b.Queue(`SELECT count(*) FILTER (WHERE a.applied_on = $2), count(*)
			FROM certificate_application a JOIN certificate c USING (certificate_id)
			WHERE a.lawyer = $1 AND a.applied_on BETWEEN $3 AND $2 AND c.state <> 'failed'`,
		string(r.lawyer()), day(r.IssuedOn), day(certificates.HalfYear(r.IssuedOn))).
		QueryRow(func(row pgx.Row) error { return row.Scan(&r.had.day, &r.had.halfYear) })
}

// apply queues how the certificate was asked for, and that a lawyer's mandates are to be
// looked at.
func (r *reservation) apply(b *pgx.Batch) {
	a := r.Application
	if a == nil {
		return
	}
	var who certificates.Identified
	var born string
	var mandate certificates.Mandate
	if a.Applicant != nil {
		who, born = *a.Applicant, a.Applicant.Born.String()
	}
	if a.Mandate != nil {
		mandate = *a.Mandate
	}
	b.Queue(`INSERT INTO certificate_application (certificate_id, office_id, applied_on, applicant_name, applicant_born, applicant_document, applicant_code,
			lawyer, mandate_purpose, mandate_on, grounds, forced, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		string(r.ID), string(r.Office), day(r.IssuedOn), text(who.Name), text(born), text(who.Document), text(who.Code),
		text(a.Lawyer), text(mandate.Purpose), day(mandate.On), text(a.Grounds), a.Forced, text(a.Reason))
	if a.Lawyer == "" {
		return
	}
	if r.had.day >= certificates.ConspicuousDay {
		r.notice(b, certificates.OneDay, r.IssuedOn)
	}
	if r.had.halfYear >= certificates.ConspicuousHalf {
		r.notice(b, certificates.HalfAYear, certificates.HalfYear(r.IssuedOn))
	}
}

// notice queues that every office whom the lawyer asked in the period looks at him.
func (r *reservation) notice(b *pgx.Batch, p certificates.Period, from registry.Date) {
	b.Queue(`INSERT INTO conspicuous_lawyer (lawyer, office_id, period, period_from, noticed_at)
		SELECT DISTINCT lawyer, office_id, $2, applied_from, $5::timestamptz
		FROM certificate_application, (VALUES ($3::date)) AS v (applied_from) WHERE lawyer = $1 AND applied_on BETWEEN applied_from AND $4
		ON CONFLICT DO NOTHING`, string(r.lawyer()), string(p), day(from), day(r.IssuedOn), r.ReservedAt)
}

// Application reads how a certificate was asked for. certificates.ErrNotFound where
// there is nothing to it.
func (db *DB) Application(ctx context.Context, id certificates.ID) (*certificates.Application, error) {
	u, err := identity(id)
	if err != nil {
		return nil, err
	}
	return one(ctx, db, readApplication, `SELECT applicant_name, applicant_born, applicant_document, applicant_code, lawyer, mandate_purpose, mandate_on, grounds, forced, reason
		FROM certificate_application WHERE certificate_id = $1`, u)
}

func readApplication(row pgx.CollectableRow) (*certificates.Application, error) {
	var a certificates.Application
	var who certificates.Identified
	var born string
	var mandate certificates.Mandate
	err := row.Scan((*text)(&who.Name), (*text)(&born), (*text)(&who.Document), (*text)(&who.Code),
		(*text)(&a.Lawyer), (*text)(&mandate.Purpose), (*day)(&mandate.On), (*text)(&a.Grounds), &a.Forced, (*text)(&a.Reason))
	if a.Lawyer != "" {
		a.Mandate = &mandate
	}
	if err != nil || who.Name == "" {
		return &a, err
	}
	a.Applicant = &who
	who.Born, err = registry.ParseDate(born)
	return &a, err
}
