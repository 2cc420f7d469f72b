package api

import (
	"context"
	"net/http"

	"github.com/sportello/sportello/internal/web"
)

// ReadStatus says whether the service can work.
func (s *server) ReadStatus(ctx context.Context, _ ReadStatusRequestObject) (ReadStatusResponseObject, error) {
	if err := s.Ready(ctx); err != nil {
		return nil, err
	}
	return ReadStatus200ApplicationProblemPlusJSONResponse(web.Problem{Type: "about:blank", Title: "OK", Status: http.StatusOK}), nil
}
