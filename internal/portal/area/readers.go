package area

import (
	"net/http"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// seen is what the page of who looked shows.
type seen struct {
	Month   string // in words
	Own     int
	Looks   []look
	More    bool
	Earlier string // address of the month before, "" if nobody looked then or earlier
	Later   string // address of the month after, "" for the current one
}

// look is one of them, in words.
type look struct {
	At      time.Time // in the offices' zone
	Who     string
	What    string
	Purpose string // in Italian, as it was typed; or ""
	Mandate string // in words, or ""
	Names   []string
}

func (a *Room) readers(w http.ResponseWriter, r *http.Request) error {
	m := a.month(r.URL.Query().Get("month"))
	looks, err := a.Desk.Readers(r.Context(), by(r), m, requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-readers", nil)
	if m != a.current() {
		p.Keep("month", m.String())
	}
	body := seen{Month: a.named(p, m), Own: looks.Own, More: looks.More}
	for _, l := range looks.Others {
		body.Looks = append(body.Looks, a.look(p, l))
	}
	if looks.First.String() < m.String() {
		body.Earlier = p.To(with("/me/readers", "month", before(m).String()))
	}
	if m != a.current() {
		body.Later = p.To(with("/me/readers", "month", m.Next().String()))
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}

// month is the month that is asked for; the current one if that is none, or to come.
func (a *Room) month(s string) certificates.Month {
	now := a.current()
	m, err := certificates.ParseMonth(s)
	if err != nil || now.String() < m.String() {
		return now
	}
	return m
}

func (a *Room) current() certificates.Month {
	t := a.Clock()
	return certificates.Month{Year: t.Year(), Month: t.Month()}
}

func before(m certificates.Month) certificates.Month {
	t := time.Date(m.Year, m.Month-1, 1, 0, 0, 0, 0, time.UTC)
	return certificates.Month{Year: t.Year(), Month: t.Month()}
}

// named is a month in words.
func (a *Room) named(p *page.Page, m certificates.Month) string {
	return p.Say("area.month", "Month", months(p)[m.Month-1], "Year", m.Year)
}

func (a *Room) look(p *page.Page, l certificates.Look) look {
	out := look{At: l.At.In(a.zone()), Who: p.Say("area.by."+string(l.By), "Office", a.office(l.Office), "Client", l.Client), Purpose: l.Search, Names: a.kinds(p, l.Kinds)}
	out.What = p.Say("area.look." + string(l.What))
	if l.Mandate != "" && l.By == audit.Lawyer {
		out.Mandate = p.Say("area.mandate." + string(l.Mandate))
	}
	return out
}
