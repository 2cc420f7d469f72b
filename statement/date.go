package statement

import (
	"fmt"
	"time"
)

// Date is a calendar day. In a date of birth the day, or the day and the month, may
// be unknown and are then 0. The zero Date means that there is none.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String is YYYY-MM-DD, with 00 for an unknown day or month, "" for the zero Date.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// number is the day as the digits YYYYMMDD.
func (d Date) number() int64 { return int64(d.Year)*1_00_00 + int64(d.Month)*1_00 + int64(d.Day) }

func dateOfNumber(n int64) Date {
	return Date{Year: int(n / 1_00_00), Month: time.Month(n / 1_00 % 1_00), Day: int(n % 1_00)}
}

// midnight is when the day begins, in UTC.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func dateOf(t time.Time) Date {
	y, m, d := t.UTC().Date()
	return Date{y, m, d}
}

// The years that a statement can name.
const firstYear, lastYear = 1600, 9999

// whole reports whether all of the day is known and in the calendar.
func (d Date) whole() bool {
	return d.Year >= firstYear && d.Year < lastYear && dateOf(d.midnight()) == d
}

// partial reports whether the day is in the calendar as far as it is known.
func (d Date) partial() bool {
	switch {
	case d.Day != 0:
		return d.whole()
	case d.Month != 0:
		return Date{d.Year, d.Month, 1}.whole()
	default:
		return Date{d.Year, time.January, 1}.whole()
	}
}
