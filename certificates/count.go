package certificates

import (
	"errors"
	"fmt"
	"time"

	"github.com/sportello/sportello/registry"
)

// Month is a month of a year.
type Month struct {
	Year  int
	Month time.Month
}

// ErrMonth says that a text is no month.
var ErrMonth = errors.New("certificates: not a month of the form YYYY-MM")

// ParseMonth reads YYYY-MM.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, ErrMonth
	}
	return Month{t.Year(), t.Month()}, nil
}

// String is YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// First is the first day of the month.
func (m Month) First() registry.Date { return registry.Date{Year: m.Year, Month: m.Month, Day: 1} }

// Next is the month after.
func (m Month) Next() Month {
	t := time.Date(m.Year, m.Month+1, 1, 0, 0, 0, 0, time.UTC)
	return Month{t.Year(), t.Month()}
}

// Before is the month before.
func (m Month) Before() Month {
	t := time.Date(m.Year, m.Month-1, 1, 0, 0, 0, 0, time.UTC)
	return Month{t.Year(), t.Month()}
}

// Last is the last day of the month.
func (m Month) Last() registry.Date { return registry.Date{Year: m.Year, Month: m.Month}.Latest() }

// Count is how many certificates of one sort were issued in a month. What states no stamp
// duty at all was issued without.
type Count struct {
	Abroad    bool // the subject's record was among those of Italians abroad
	Combined  bool // several kinds in one certificate; then Kind is 0
	Kind      Kind
	Use       Use
	Exemption int // official table 39; 0 for none
	Stamped   int
	Exempt    int
}

// Total is all of them.
func (c Count) Total() int { return c.Stamped + c.Exempt }

// DayCount is how many certificates were issued on a day.
type DayCount struct {
	On      registry.Date
	Stamped int
	Exempt  int
}

// Total is all of them.
func (c DayCount) Total() int { return c.Stamped + c.Exempt }
