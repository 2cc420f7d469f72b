package office

import (
	"net/http"
	"strconv"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// figures is the statistics as a file.
func (s *Room) figures(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.ReadCertificates)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("year") {
		return s.yearTable(w, r, at.ID)
	}
	m, err := s.asksMonth(r)
	if err != nil {
		return err
	}
	counts, err := s.Desk.Counted(r.Context(), by(r), at.ID, m, web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	t := web.NewTable(w, "statistics-"+string(at.ID)+"-"+m.String(), "month", "subject", "kind", "use", "exemption", "stamped", "exempt", "total")
	for _, c := range counts {
		if err := t.Row(m.String(), subject(c), s.slug(c), string(c.Use), strconv.Itoa(c.Exemption), strconv.Itoa(c.Stamped), strconv.Itoa(c.Exempt), strconv.Itoa(c.Total())); err != nil {
			return err
		}
	}
	return t.End()
}

func (s *Room) yearTable(w http.ResponseWriter, r *http.Request, office registry.OfficeID) error {
	year, months, err := s.byMonth(r, office)
	if err != nil {
		return err
	}
	t := web.NewTable(w, "statistics-"+string(office)+"-"+strconv.Itoa(year), "month", "stamped", "exempt", "total")
	for _, m := range months {
		if err := t.Row(m.Month.String(), strconv.Itoa(m.Stamped), strconv.Itoa(m.Exempt), strconv.Itoa(m.Total())); err != nil {
			return err
		}
	}
	return t.End()
}

// subject and slug are the words that the API has for them.
func subject(c certificates.Count) string {
	if c.Abroad {
		return "abroad"
	}
	return "resident"
}

func (s *Room) slug(c certificates.Count) string {
	if c.Combined {
		return "combined"
	}
	e, _ := s.Catalogue.Entry(c.Kind)
	return e.Slug
}
