package web

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// NewRouter is a router whose own refusals go through fail: 404, and 405 with
// Allow. HEAD is answered wherever GET is (RFC 9110 section 9.3.2).
func NewRouter(fail Fail) *chi.Mux {
	mux := chi.NewRouter()
	mux.Use(head)
	mux.NotFound(func(w http.ResponseWriter, r *http.Request) { fail(w, r, ErrNotFound) })
	mux.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed(mux, r))
		fail(w, r, ErrMethod)
	})
	return mux
}

func head(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// allowed lists the methods that the address of r answers.
func allowed(routes chi.Routes, r *http.Request) string {
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	var methods []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if !routes.Match(chi.NewRouteContext(), m, path) {
			continue
		}
		methods = append(methods, m)
		if m == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	return strings.Join(methods, ", ")
}
