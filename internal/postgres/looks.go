package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// seen is the events e of the kinds @kinds about the person @person in a time: his own, and
// the looks at certificates that name him.
const seen = `
WITH e AS (
    SELECT office_id, seq, at, kind, actor_kind, actor_id, channel, certificate_id, request, details
    FROM audit_event WHERE person_id = @person AND kind = ANY (@kinds) AND at >= @from AND at < @to
    UNION
    SELECT office_id, seq, at, kind, actor_kind, actor_id, channel, certificate_id, request, details
    FROM audit_event WHERE kind = ANY (@kinds) AND kind = ANY (@handed) AND at >= @from AND at < @to AND certificate_id IN (
        SELECT certificate_id FROM audit_event WHERE person_id = @person AND kind = @named)
)`

// handed is the events by which whoever is shown a certificate sees all whom it names.
var handed = []audit.Kind{audit.CertificateRead, audit.CertificateDownload, audit.VerificationOpened}

// byHimself is that the event e was caused by the person it is about, in whatever role.
const byHimself = `e.actor_kind IN ('citizen', 'lawyer') AND e.actor_id = @person::text`

// selectTraces reads the looks of others. A search is written down at the same moment as its
// events, under the same request.
const selectTraces = seen + `
SELECT e.office_id, e.at, e.kind, e.actor_kind, e.actor_id, e.channel, e.request, c.kinds, s.purpose,
    coalesce(a.mandate_purpose, CASE e.actor_kind WHEN 'lawyer' THEN e.details::json->>'mandate' END)
FROM e
LEFT JOIN certificate c ON c.certificate_id = e.certificate_id
LEFT JOIN certificate_application a ON a.certificate_id = e.certificate_id AND e.actor_kind = 'lawyer'
LEFT JOIN LATERAL (
    SELECT s.purpose FROM subject_search s
    WHERE e.kind = @searched AND s.requester_kind = e.actor_kind AND s.requester_id = e.actor_id AND s.searched_at = e.at AND s.request = e.request LIMIT 1) s ON true
WHERE NOT (` + byHimself + `)
ORDER BY e.at DESC, e.office_id, e.seq DESC LIMIT @limit`

// countTraces counts the person's own occasions, and finds the first look of all, which no
// look at a certificate comes before: it was made from a look at his data. Events of one
// request are within the minute.
const countTraces = seen + `
SELECT count(DISTINCT (e.request, date_trunc('minute', e.at))) FILTER (WHERE ` + byHimself + `),
    (SELECT f.at FROM audit_event f WHERE f.person_id = @person AND f.kind = ANY (@kinds) ORDER BY f.at LIMIT 1)
FROM e`

// Looks reads who looked at a person's data (certificates.Trail).
func (db *DB) Looks(ctx context.Context, id registry.PersonID, kinds []audit.Kind, from, to time.Time, limit int) (t certificates.Traces, err error) {
	person, err := uuid.Parse(string(id))
	if err != nil {
		return t, registry.ErrPersonUnknown
	}
	about := pgx.NamedArgs{
		"person": person, "kinds": kinds, "handed": handed, "named": audit.SubjectRead, "searched": audit.SubjectSearched, "from": from, "to": to, "limit": limit,
	}
	if err := db.pool.QueryRow(ctx, countTraces, about).Scan(&t.Own, (*moment)(&t.First)); err != nil {
		return t, fault("reading the audit trail", err)
	}
	rows, _ := db.pool.Query(ctx, selectTraces, about)
	t.Others, err = pgx.CollectRows(rows, readTrace)
	return t, fault("reading the audit trail", err)
}

func readTrace(row pgx.CollectableRow) (t certificates.Trace, err error) {
	err = row.Scan(&t.Office, &t.At, &t.Kind, &t.Actor.Kind, &t.Actor.ID, &t.Channel, &t.Request, &t.Kinds, (*text)(&t.Search), (*text)(&t.Mandate))
	return t, err
}
