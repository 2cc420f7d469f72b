package office

import (
	"errors"
	"net/http"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// withdrawing is a certificate that an officer is about to take back.
type withdrawing struct {
	*record
	Reason string
}

// Length of a withdrawal's reason, in characters, as the API has it.
const shortestReason = 5

// withdrawal asks for the reason.
func (s *Room) withdrawal(w http.ResponseWriter, r *http.Request) error {
	body, p, err := s.withdrawing(r)
	switch {
	case err != nil:
		return err
	case body.Certificate.State == certificates.Withdrawn:
		s.See(w, r, "/office/certificates/"+string(body.Certificate.ID))
		return nil
	}
	return s.Show(w, http.StatusOK, p)
}

// withdraw shows what it means, and when that is confirmed takes the certificate back.
func (s *Room) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	body, p, err := s.withdrawing(r)
	if err != nil {
		return err
	}
	here := "/office/certificates/" + string(body.Certificate.ID)
	if body.Certificate.State == certificates.Withdrawn { // by a click before, or by somebody else: the page says by whom
		s.See(w, r, here)
		return nil
	}
	body.Reason = line(r, "reason")
	if utf8.RuneCountInString(body.Reason) < shortestReason || !printable(body.Reason, longestReason) {
		p.Wrong("reason", "office.withdraw.reason.wrong")
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	if r.PostForm.Get("confirm") == "" {
		return s.Show(w, http.StatusOK, p.Named("office-withdraw-confirm"))
	}
	_, err = s.Desk.Withdraw(r.Context(), by(r), body.Certificate.ID, body.Reason, web.RequestID(r.Context()))
	if err != nil && !errors.Is(err, certificates.ErrState) { // of two clicks at once, the other one did
		return err
	}
	s.See(w, r, here+"?withdrawn=yes")
	return nil
}

func (s *Room) withdrawing(r *http.Request) (*withdrawing, *page.Page, error) {
	c, err := s.record(r)
	switch {
	case err != nil:
		return nil, nil, err
	case !c.Place.Withdraws:
		return nil, nil, certificates.ErrNotAllowed
	}
	body := &withdrawing{record: c}
	p := s.Page(r, "office-withdraw", body)
	body.Kinds = s.names(p, c.Certificate.Kinds)
	return body, p, nil
}
