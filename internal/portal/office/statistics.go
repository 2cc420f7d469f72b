package office

import (
	"net/http"
	"strconv"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// statistics is what an office issued in a month, or in a year by month.
type statistics struct {
	Place         place
	Year          bool
	Title         string
	Total         sum
	Before, After string // addresses of the month or year before and after; After is "" for the future
	Other         string // address of the year of the month, or of the present month
	Table         string // address of the same as a file
	Tables        []sums
}

// earliest is the first year that is asked about. No office issued by such means before.
const earliest = 2000

func (s *Room) statistics(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.ReadCertificates)
	if err != nil {
		return err
	}
	body := &statistics{Place: at, Year: r.URL.Query().Has("year")}
	p := s.page(r, "office-statistics", at, body)
	fill := s.fillMonth
	if body.Year {
		fill = s.fillYear
	}
	if err := fill(r, p, body); err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p)
}

func (s *Room) fillMonth(r *http.Request, p *page.Page, body *statistics) error {
	m, err := s.asksMonth(r)
	if err != nil {
		return err
	}
	office := body.Place.ID
	counts, days, err := s.Desk.Month(r.Context(), by(r), office, m, web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	p.Keep("month", m.String())
	body.Title, body.Other, body.Table = monthName(p, m), yearly(office, m.Year), "/office/statistics.csv?office="+string(office)+"&month="+m.String()
	body.Before, body.After = monthly(office, m.Before()), s.unlessFuture(office, m.Next())
	body.Tables = []sums{
		{Name: "day", Rows: byDay(m, days), Upright: true},
		grouped("kind", counts, func(c certificates.Count) string { return s.kindName(p, c) }),
		grouped("use", counts, func(c certificates.Count) string { return word(p, "office.use.", string(c.Use)) }),
		grouped("exemption", counts, func(c certificates.Count) string { return exemptionName(p, c.Exemption) }),
	}
	body.finish(p)
	return nil
}

func (s *Room) fillYear(r *http.Request, p *page.Page, body *statistics) error {
	year, months, err := s.byMonth(r, body.Place.ID)
	if err != nil {
		return err
	}
	office := body.Place.ID
	body.Title, body.Before, body.Other = strconv.Itoa(year), yearly(office, year-1), "/office/statistics?office="+string(office)
	body.Table = "/office/statistics.csv?office=" + string(office) + "&year=" + body.Title
	p.Keep("year", body.Title)
	if year < s.Clock().Year() {
		body.After = yearly(office, year+1)
	}
	rows := make([]sum, len(months))
	for i, m := range months {
		rows[i] = m.sum
		rows[i].Label, rows[i].Short, rows[i].Address = monthName(p, m.Month), short(monthName(p, m.Month)), monthly(office, m.Month)
	}
	body.Tables = []sums{{Name: "month", Rows: rows, Upright: true}}
	body.finish(p)
	return nil
}

// finish adds up and draws.
func (b *statistics) finish(p *page.Page) {
	for _, row := range b.Tables[0].Rows {
		b.Total.Stamped, b.Total.Exempt = b.Total.Stamped+row.Stamped, b.Total.Exempt+row.Exempt
	}
	for i := range b.Tables {
		b.Tables[i].draw(p)
	}
}

// asksMonth is the month of the address, this one if it names none.
func (s *Room) asksMonth(r *http.Request) (certificates.Month, error) {
	if !r.URL.Query().Has("month") {
		return s.now(), nil
	}
	m, err := certificates.ParseMonth(r.URL.Query().Get("month"))
	if err != nil || m.Year < earliest || s.future(m) {
		return m, web.ErrNotFound
	}
	return m, nil
}

// now is the present month.
func (s *Room) now() certificates.Month {
	now := s.Clock()
	return certificates.Month{Year: now.Year(), Month: now.Month()}
}

func (s *Room) future(m certificates.Month) bool { return s.now().Last().Before(m.First()) }

// unlessFuture is the address of a month, "" for one that has not begun.
func (s *Room) unlessFuture(office registry.OfficeID, m certificates.Month) string {
	if s.future(m) {
		return ""
	}
	return monthly(office, m)
}

func monthly(office registry.OfficeID, m certificates.Month) string {
	return "/office/statistics?office=" + string(office) + "&month=" + m.String()
}

func yearly(office registry.OfficeID, year int) string {
	return "/office/statistics?office=" + string(office) + "&year=" + strconv.Itoa(year)
}
