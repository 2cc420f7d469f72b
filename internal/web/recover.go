package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// errPanic is what a panic is answered with: an internal error.
var errPanic = errors.New("web: panic")

// recoverer answers a panic like any unknown error and logs where it came from.
// The value is not logged unless it is the runtime's own: it may hold anything.
func recoverer(log *slog.Logger, fail Fail) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() { //nolint:contextcheck // it is the request's
				v := recover()
				if v == nil {
					return
				}
				if v == http.ErrAbortHandler { //nolint:errorlint // the value itself, as net/http compares it
					panic(v)
				}
				log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", RequestID(r.Context())),
					slog.String("route", Route(r)), slog.String("value", safe(v)), slog.String("stack", string(debug.Stack())))
				if begun, ok := w.(interface{ Status() int }); ok && begun.Status() != 0 {
					panic(http.ErrAbortHandler) // a cut-off answer must not look whole
				}
				fail(w, r, errPanic)
			}()
			next.ServeHTTP(w, r)
		})
	}
}

func safe(v any) string {
	if e, ok := v.(interface{ RuntimeError() }); ok {
		return fmt.Sprint(e)
	}
	return fmt.Sprintf("%T", v)
}
