package web

import "net/http"

// Content security policies, one for each audience. None lets a page of ours load
// anything from elsewhere, run a script written into the page, or be framed.
const (
	// PolicyAPI is for answers that are no pages.
	PolicyAPI = "default-src 'none'; frame-ancestors 'none'"
	// PolicyPages is for pages without scripts.
	PolicyPages = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// PolicyChecks is for the pages on which certificates are checked, and for their
	// worker: scripts of ours, in files, that ask only this service.
	PolicyChecks = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// PolicyDocs is for the API's documentation, which is a script of its own
	// origin with pictures in its style sheet.
	PolicyDocs = "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

// What a page may ask of the device: nothing, or the camera, to read a QR symbol.
const (
	PermitNothing = "camera=(), microphone=(), geolocation=()"
	PermitCamera  = "camera=(self), microphone=(), geolocation=()"
)

// headers says to browsers, caches and search engines what holds for every answer
// of a room. A handler may loosen the caching, for what is nobody's, and the policies
// for a page that is more than text.
func headers(policy string, https bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("Permissions-Policy", PermitNothing)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("X-Robots-Tag", "noindex, nofollow")
			h.Set("Cache-Control", "no-store")
			h.Add("Vary", "Accept-Language")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			next.ServeHTTP(w, r)
		})
	}
}
