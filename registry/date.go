package registry

import (
	"errors"
	"fmt"
	"time"
)

// Date is a calendar day as registers hold it. The day, or the day and the
// month, may be unknown (ANPR: senzaGiorno, senzaGiornoMese); they are then 0.
// The zero Date means that nothing is recorded.
type Date struct {
	Year  int
	Month time.Month // 0 if unknown; then Day is 0 too
	Day   int        // 0 if unknown
}

// ErrDate says that a text is no calendar day.
var ErrDate = errors.New("registry: not a date of the form YYYY-MM-DD (00 for an unknown day or month)")

// ParseDate reads YYYY-MM-DD, with 00 for an unknown day or month:
// "2000-10-09", "2000-10-00", "2000-00-00".
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !digits(s[:4]) || !digits(s[5:7]) || !digits(s[8:]) {
		return Date{}, ErrDate
	}
	d := Date{Year: number(s[:4]), Month: time.Month(number(s[5:7])), Day: number(s[8:])}
	if !d.valid() {
		return Date{}, ErrDate
	}
	return d, nil
}

func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func (d Date) valid() bool {
	switch {
	case d.Year < 1 || d.Month > 12 || (d.Month == 0 && d.Day != 0):
		return false
	case d.Day == 0:
		return true
	}
	return d.Day <= lastDay(d.Year, d.Month)
}

func lastDay(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DateOf is the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// IsZero reports whether nothing is recorded.
func (d Date) IsZero() bool { return d == Date{} }

// String is the form that ParseDate reads; "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText and UnmarshalText use the form of String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String; an empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// Earliest is the first day that d may mean.
func (d Date) Earliest() Date {
	return Date{Year: d.Year, Month: max(d.Month, 1), Day: max(d.Day, 1)}
}

// Latest is the last day that d may mean.
func (d Date) Latest() Date {
	if d.Month == 0 {
		return Date{Year: d.Year, Month: time.December, Day: 31}
	}
	if d.Day == 0 {
		return Date{Year: d.Year, Month: d.Month, Day: lastDay(d.Year, d.Month)}
	}
	return d
}

// Before reports whether every day that d may mean is before every day that e
// may mean.
func (d Date) Before(e Date) bool {
	l, f := d.Latest(), e.Earliest()
	if l.Year != f.Year {
		return l.Year < f.Year
	}
	if l.Month != f.Month {
		return l.Month < f.Month
	}
	return l.Day < f.Day
}

// AddMonths is the day n months after d, the last of the month where that day
// does not exist. It is meant for complete dates.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return Date{Year: first.Year(), Month: first.Month(), Day: min(d.Day, lastDay(first.Year(), first.Month()))}
}

// OfAge reports whether someone born on d has certainly turned years by day on:
// an unknown day or month counts as the latest that it may be, so that nobody is
// taken for an adult by a gap in the record. Who is born on 29 February comes of
// age on 1 March of a common year.
func (d Date) OfAge(years int, on Date) bool {
	if d.IsZero() {
		return false
	}
	l := d.Latest()
	l.Year += years
	return !on.Before(l)
}
