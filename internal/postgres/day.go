package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sportello/sportello/registry"
)

// day is a registry.Date as a column of type date. The zero Date is NULL; a date
// of which the day or month is unknown is stored as the first that it may be, with
// its precision in a column beside it.
type day registry.Date

// DateValue makes day a pgtype.DateValuer.
func (d day) DateValue() (pgtype.Date, error) {
	if registry.Date(d).IsZero() {
		return pgtype.Date{}, nil
	}
	e := registry.Date(d).Earliest()
	return pgtype.Date{Time: time.Date(e.Year, e.Month, e.Day, 0, 0, 0, 0, time.UTC), Valid: true}, nil
}

// ScanDate makes *day a pgtype.DateScanner. -infinity, the beginning of what has
// no recorded beginning, is the zero Date as well.
func (d *day) ScanDate(v pgtype.Date) error {
	*d = day{}
	if v.Valid && v.InfinityModifier == pgtype.Finite {
		*d = day(registry.DateOf(v.Time))
	}
	return nil
}

// since is the day from which something holds; for one that is not recorded,
// always.
func since(d registry.Date) pgtype.Date {
	if d.IsZero() {
		return pgtype.Date{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
	}
	v, _ := day(d).DateValue() // never an error
	return v
}

// How much of a date is known, as stored.
const (
	byDay   = "day"
	byMonth = "month"
	byYear  = "year"
)

// precision is what is stored beside a date; nil for the zero Date.
func precision(d registry.Date) any {
	switch {
	case d.IsZero():
		return nil
	case d.Month == 0:
		return byYear
	case d.Day == 0:
		return byMonth
	}
	return byDay
}

// cut takes away of a date what its precision says is unknown.
func cut(d *registry.Date, precision string) {
	switch precision {
	case byYear:
		d.Month, d.Day = 0, 0
	case byMonth:
		d.Day = 0
	}
}
