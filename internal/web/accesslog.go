package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// Route is the pattern that a request matched, such as /v/{code}; "none" if it
// matched none. Unlike the path it holds nothing of what was asked.
func Route(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		if pattern := c.RoutePattern(); pattern != "" {
			return pattern
		}
	}
	return "none"
}

// gone is the status logged for who did not wait for the answer.
const gone = 499

// accessLog writes one line for each request, counts and traces it: method, route,
// status, size and time, and of the caller nothing. The routing context is made here, so
// that it is filled in by the room's router and can be read after it.
func accessLog(log *slog.Logger, m *Metrics, trace Trace) func(http.Handler) http.Handler {
	if trace == nil {
		trace = untraced
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			ctx, end := trace(r)
			r = r.WithContext(context.WithValue(ctx, chi.RouteCtxKey, chi.NewRouteContext()))
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer m.begin()()
			defer func() { //nolint:contextcheck // it is the request's
				done := served{method: method(r), route: Route(r), status: status(ww, r), took: time.Since(start)}
				m.count(done)
				end(done.method, done.route, done.status)
				log.LogAttrs(r.Context(), slog.LevelInfo, "request",
					slog.String("request", RequestID(r.Context())), slog.String("method", done.method), slog.String("route", done.route),
					slog.Int("status", done.status), slog.Int("bytes", ww.BytesWritten()), slog.Duration("took", done.took))
			}()
			next.ServeHTTP(ww, r)
		})
	}
}

func untraced(r *http.Request) (context.Context, func(string, string, int)) {
	return r.Context(), func(string, string, int) {}
}

// served is one request, for log and metrics.
type served struct {
	method, route string
	status        int
	took          time.Duration
}

// method is the request's, or a word for those that HTTP does not define: it is
// the caller's to choose and must not fill the log or the metrics.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

func status(w middleware.WrapResponseWriter, r *http.Request) int {
	switch {
	case w.Status() != 0:
		return w.Status()
	case r.Context().Err() != nil:
		return gone
	}
	return http.StatusOK
}
