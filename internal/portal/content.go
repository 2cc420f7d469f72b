package portal

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// channel is how the audit trail calls these pages.
const channel = "page"

// factor is what was typed from the paper.
type factor struct{ Number, Day, Month, Year string }

// opened is what a certificate states.
type opened struct {
	Number   string
	Language registry.Language
	Lines    []string
}

// open shows what a certificate states, or hands out the sealed original, to who
// holds the paper. Whatever does not fit leads back to the form.
func (s *server) open(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	p := s.check(r, "verdict")
	if err := s.fill(r, p); err != nil {
		return err
	}
	if !p.Verdict.Known { // nothing to open, and no form for it on the page
		p.Wrong("", "open.refused")
		return s.Show(w, http.StatusForbidden, p.Page)
	}
	p.Factor = factor{r.PostForm.Get("number"), r.PostForm.Get("day"), r.PostForm.Get("month"), r.PostForm.Get("year")}
	f := p.factor()
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p.Page)
	}
	o, err := s.Verification.Open(r.Context(), web.PathParam(r, "code"), f, web.RequestID(r.Context()), channel)
	switch {
	case errors.Is(err, verification.ErrNotOpened):
		p.Wrong("number", "open.refused")
		return s.Show(w, http.StatusForbidden, p.Page)
	case err != nil:
		return err
	case r.PostForm.Get("as") == "pdf":
		return s.hand(w, o)
	}
	p.as("content")
	p.Opened = &opened{o.Content.Number.String(), registry.Italian, s.Lines(o.Content)} // whatever stands beside it
	return s.Show(w, http.StatusOK, p.Page)
}

// hand gives out the sealed original.
func (s *server) hand(w http.ResponseWriter, o *verification.Opened) error {
	name := strings.ReplaceAll(o.Content.Number.String(), "/", "-")
	s.Hand(w, "certificato-"+name+".pdf", "application/pdf", o.Sealed)
	return nil
}

// factor reads what was typed, and notes what cannot be so.
func (p *checking) factor() (f verification.Factor) {
	var err error
	if f.Number, err = certificates.ParseNumber(p.Factor.Number); err != nil {
		p.Wrong("number", "open.number.wrong")
	}
	if f.Birth, err = registry.ParseDate(p.Factor.date()); err != nil {
		p.Wrong("day", "open.birth.wrong")
	}
	return f
}

// date is the day as the register writes it; an empty day or month is unknown.
func (f factor) date() string {
	pad := func(s string) string {
		s = strings.TrimSpace(s)
		return strings.Repeat("0", max(0, 2-len(s))) + s
	}
	return strings.TrimSpace(f.Year) + "-" + pad(f.Month) + "-" + pad(f.Day)
}

func itoa(n int) string { return strconv.Itoa(n) }
