package office

import (
	"errors"
	"net/http"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// paper is the question for a certificate on paper that is to be withdrawn.
type paper struct {
	Place        place
	Number, Code string // as typed
}

func (s *Room) paper(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.WithdrawCertificates)
	if err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, s.page(r, "office-paper", at, &paper{Place: at}))
}

// findPaper leads to the withdrawal of the certificate that has this number and this code.
func (s *Room) findPaper(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	at, err := s.place(r, auth.WithdrawCertificates)
	if err != nil {
		return err
	}
	body := &paper{Place: at, Number: line(r, "number"), Code: line(r, "code")}
	p := s.page(r, "office-paper", at, body)
	number, err := certificates.ParseNumber(body.Number)
	if err != nil {
		p.Wrong("number", "office.list.number.wrong")
	}
	code, err := certificates.ParseCode(body.Code)
	if err != nil {
		p.Wrong("code", "office.paper.code.wrong")
	}
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	id, err := s.Desk.OnPaper(r.Context(), by(r), at.ID, number, code, web.RequestID(r.Context()))
	switch {
	case errors.Is(err, certificates.ErrNotFound):
		p.Wrong("", "office.paper.none")
		return s.Show(w, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	s.See(w, r, "/office/certificates/"+string(id)+"/withdrawal")
	return nil
}
