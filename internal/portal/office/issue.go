package office

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sportello/sportello/certificates"
)

// issue makes the certificate and leads to it. The same form sent twice leads to the same
// one.
func (s *Room) issue(w http.ResponseWriter, r *http.Request) error {
	body, p, a, err := s.sent(w, r)
	if err != nil {
		return err
	}
	if len(p.Faults) > 0 {
		return s.present(w, r, http.StatusUnprocessableEntity, p, body)
	}
	c, err := s.patiently(r.Context(), by(r).With(&a.Applicant, nil), a.Request)
	if err != nil {
		return s.stopped(w, r, p, body, err)
	}
	s.See(w, r, "/office/certificates/"+string(c.ID)+"?issued=yes")
	return nil
}

// How long the second of two clicks waits for what the first one does.
const (
	pause    = 100 * time.Millisecond
	attempts = 50
)

// patiently issues, and waits if the same form is being worked on.
func (s *Room) patiently(ctx context.Context, by certificates.Requester, r certificates.Request) (c *certificates.Certificate, err error) {
	for range attempts {
		if c, err = s.Desk.Issue(ctx, by, r); !errors.Is(err, certificates.ErrInProgress) {
			return c, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil, err
}
