package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/verification"
)

// ReadStatementKeys is the keys of the statements in the QR symbols.
func (s *server) ReadStatementKeys(context.Context, ReadStatementKeysRequestObject) (ReadStatementKeysResponseObject, error) {
	if s.Publisher == nil {
		return nil, web.ErrNotFound
	}
	p, err := s.Publisher.KeySet()
	if err != nil {
		return nil, err
	}
	return ReadStatementKeys200ApplicationJwkSetJwtResponse{
		Body: strings.NewReader(p.Token), ContentLength: int64(len(p.Token)),
		Headers: ReadStatementKeys200ResponseHeaders{CacheControl: cacheable(p), AccessControlAllowOrigin: anyOrigin},
	}, nil
}

// ReadStatusList is a status list.
func (s *server) ReadStatusList(ctx context.Context, r ReadStatusListRequestObject) (ReadStatusListResponseObject, error) {
	if s.Publisher == nil {
		return nil, web.ErrNotFound
	}
	p, err := s.Publisher.StatusList(ctx, int(r.List))
	if err != nil {
		return nil, err
	}
	return ReadStatusList200ApplicationStatuslistJwtResponse{
		Body: strings.NewReader(p.Token), ContentLength: int64(len(p.Token)),
		Headers: ReadStatusList200ResponseHeaders{CacheControl: cacheable(p), AccessControlAllowOrigin: anyOrigin},
	}, nil
}

// anyOrigin lets every page read what is published: there is nothing about anybody in
// it, and a verifier may be anywhere.
const anyOrigin = "*"

func cacheable(p verification.Published) string {
	return fmt.Sprintf("public, max-age=%d", int(p.Fresh.Seconds()))
}
