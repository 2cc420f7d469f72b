package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// both is how many of what is counted were stamped, and how many were not.
const both = ` count(*) FILTER (WHERE stamped), count(*) FILTER (WHERE NOT stamped) FROM certificate_counted `

// Counts counts what was issued in a month (certificates.Books). It reads it once for both:
// of a row for a day everything else is NULL, and the other way round.
func (db *DB) Counts(ctx context.Context, office registry.OfficeID, m certificates.Month) (counts []certificates.Count, days []certificates.DayCount, err error) {
	rows, _ := db.pool.Query(ctx, `
		SELECT issued_on, coalesce(abroad, false), coalesce(kind = 0, false), coalesce(kind, 0), coalesce(use, ''), coalesce(exemption, 0),`+both+`
		WHERE office_id = $1 AND issued_on BETWEEN $2 AND $3
		GROUP BY GROUPING SETS ((issued_on), (abroad, kind, use, exemption)) ORDER BY issued_on, abroad, kind = 0, kind, use, exemption`,
		string(office), day(m.First()), day(m.Last()))
	var on registry.Date
	var c certificates.Count
	_, err = pgx.ForEachRow(rows, []any{(*day)(&on), &c.Abroad, &c.Combined, &c.Kind, &c.Use, &c.Exemption, &c.Stamped, &c.Exempt}, func() error {
		if on.IsZero() {
			counts = append(counts, c)
		} else {
			days = append(days, certificates.DayCount{On: on, Stamped: c.Stamped, Exempt: c.Exempt})
		}
		return nil
	})
	return counts, days, fault("counting certificates", err)
}

// Days counts what was issued by day (certificates.Books).
func (db *DB) Days(ctx context.Context, office registry.OfficeID, from, to registry.Date) ([]certificates.DayCount, error) {
	rows, _ := db.pool.Query(ctx, "SELECT issued_on,"+both+"WHERE office_id = $1 AND issued_on BETWEEN $2 AND $3 GROUP BY issued_on ORDER BY issued_on",
		string(office), day(from), day(to))
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c certificates.DayCount, err error) {
		err = row.Scan((*day)(&c.On), &c.Stamped, &c.Exempt)
		return c, err
	})
	return list, fault("counting certificates", err)
}
