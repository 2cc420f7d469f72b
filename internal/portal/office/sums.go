package office

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// sums is one table with its chart.
type sums struct {
	Name    string // in its words
	Rows    []sum
	Upright bool // the bars stand side by side, as those of days and months do
	Chart   *chart
}

// sum is one row: how many certificates with stamp duty, and without.
type sum struct {
	Label, Short    string // Short is below a bar that stands
	Address         string // of the month, in a year
	Stamped, Exempt int
}

// Total is all of them.
func (s sum) Total() int { return s.Stamped + s.Exempt }

// byDay is every day of a month, those without certificates too.
func byDay(m certificates.Month, days []certificates.DayCount) (rows []sum) {
	for d := m.First(); !m.Last().Before(d); d.Day++ {
		row := sum{Label: strconv.Itoa(d.Day)}
		if d.Day == 1 || d.Day%5 == 0 {
			row.Short = row.Label
		}
		if i := slices.IndexFunc(days, func(c certificates.DayCount) bool { return c.On == d }); i >= 0 {
			row.Stamped, row.Exempt = days[i].Stamped, days[i].Exempt
		}
		rows = append(rows, row)
	}
	return rows
}

// ofMonth is how many were issued in a month.
type ofMonth struct {
	Month certificates.Month
	sum
}

// byMonth is the year of the address, up to the present month.
func (s *Room) byMonth(r *http.Request, office registry.OfficeID) (year int, months []ofMonth, err error) {
	year, err = strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < earliest || year > s.Clock().Year() {
		return 0, nil, web.ErrNotFound
	}
	first := certificates.Month{Year: year, Month: 1}
	days, err := s.Desk.Daily(r.Context(), by(r), office, first.First(), registry.Date{Year: year}.Latest(), web.RequestID(r.Context()))
	for m := first; m.Year == year && !s.future(m); m = m.Next() {
		of := ofMonth{Month: m}
		for _, d := range days {
			if d.On.Month == m.Month {
				of.Stamped, of.Exempt = of.Stamped+d.Stamped, of.Exempt+d.Exempt
			}
		}
		months = append(months, of)
	}
	return year, months, err
}

// grouped adds up what has the same label, the most first.
func grouped(name string, counts []certificates.Count, label func(certificates.Count) string) sums {
	out := sums{Name: name}
	for _, c := range counts {
		l := label(c)
		i := slices.IndexFunc(out.Rows, func(s sum) bool { return s.Label == l })
		if i < 0 {
			i, out.Rows = len(out.Rows), append(out.Rows, sum{Label: l})
		}
		out.Rows[i].Stamped, out.Rows[i].Exempt = out.Rows[i].Stamped+c.Stamped, out.Rows[i].Exempt+c.Exempt
	}
	slices.SortFunc(out.Rows, func(a, b sum) int { return cmp.Or(b.Total()-a.Total(), strings.Compare(a.Label, b.Label)) })
	return out
}

func (s *Room) kindName(p *page.Page, c certificates.Count) string {
	if c.Combined {
		return p.Say("office.statistics.combined")
	}
	return s.names(p, []certificates.Kind{c.Kind})[0]
}

func exemptionName(p *page.Page, code int) string {
	if code == 0 {
		return p.Say("office.statistics.no-exemption")
	}
	return exemptionOf(p, code)
}

// exemptionOf is an exemption by its number and in words, "" for none.
func exemptionOf(p *page.Page, code int) string {
	e, ok := certificates.ExemptionOf(code)
	switch {
	case ok:
		return strconv.Itoa(code) + ". " + e.Name.In(p.Language)
	case code == 0:
		return ""
	}
	return strconv.Itoa(code)
}

// monthName is a month in words.
func monthName(p *page.Page, m certificates.Month) string {
	return strings.Fields(p.Say("office.months"))[m.Month-1] + " " + strconv.Itoa(m.Year)
}

// short is the first letters of a month's name.
func short(name string) string {
	letters := []rune(name)
	return string(letters[:min(3, len(letters))])
}
