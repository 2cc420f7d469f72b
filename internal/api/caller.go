package api

import (
	"context"
	"net/http"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

type requesterKey struct{}

// identify finds out who asks, once for each request: the token is checked and its
// holder looked up in the register.
func (s *server) identify(next http.Handler) http.Handler {
	return web.Handle(s.fail, func(w http.ResponseWriter, r *http.Request) error {
		p, err := s.principal(r)
		if err != nil {
			return err
		}
		by, err := s.Desk.Identify(r.Context(), p, web.RequestID(r.Context()))
		if err != nil {
			return err
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requesterKey{}, by)))
		return nil
	})
}

func (s *server) principal(r *http.Request) (*auth.Principal, error) {
	fields := r.Header.Values("Authorization")
	switch len(fields) {
	case 0:
		return nil, auth.ErrMissing
	case 1:
	default: // which of them counts must not depend on who looks
		return nil, auth.ErrInvalid
	}
	token, err := auth.Bearer(fields[0])
	if err != nil {
		return nil, err
	}
	return s.Tokens.Check(r.Context(), token)
}

// requester is who asks, as identify has found out.
func requester(ctx context.Context) certificates.Requester {
	by, _ := ctx.Value(requesterKey{}).(certificates.Requester)
	return by
}

type wishKey struct{}

// wish is how the caller wants to be answered.
type wish struct {
	language  registry.Language
	mediaType string
}

func wishOf(ctx context.Context) wish {
	w, _ := ctx.Value(wishKey{}).(wish)
	return w
}
