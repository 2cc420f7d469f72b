package office

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// front is the first page: what the officer may do, where, and what the office did today.
type front struct {
	Place        place
	Today, Month certificates.DayCount // if he may read
}

func (s *Room) front(w http.ResponseWriter, r *http.Request) error {
	if len(s.offices(by(r).Principal, anyRight)) == 0 { // his rights have ended since he logged in
		return s.Show(w, http.StatusOK, s.Page(r, "office-none", by(r).Principal))
	}
	p, err := s.place(r, anyRight...)
	if err != nil {
		return err
	}
	body := &front{Place: p}
	if p.Reads {
		today := registry.DateOf(s.Clock())
		days, err := s.Desk.Daily(r.Context(), by(r), p.ID, registry.Date{Year: today.Year, Month: today.Month, Day: 1}, today, web.RequestID(r.Context()))
		if err != nil {
			return err
		}
		for _, d := range days {
			body.Month.Stamped, body.Month.Exempt = body.Month.Stamped+d.Stamped, body.Month.Exempt+d.Exempt
			if d.On == today {
				body.Today = d
			}
		}
	}
	return s.Show(w, http.StatusOK, s.page(r, "office-front", p, body))
}
