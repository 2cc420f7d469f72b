package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// Kit is what every room needs of the program. Its zero value lacks only a Log.
type Kit struct {
	Log            *slog.Logger
	Metrics        *Metrics       // nil for none
	Trace          Trace          // nil for none
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	HTTPS          bool           // the service is reached over TLS, at a proxy or here
	Timeout        time.Duration  // of a request; 0 for none
}

// Trace begins the span of a request. Work that is done in the context returned
// belongs to it. The function returned ends it, with what the access log tells.
type Trace func(*http.Request) (context.Context, func(method, route string, status int))

// Around puts the middlewares that all rooms share around a room, in the one order
// in which they make sense, the outermost first:
//
//  1. request id: everything after it can name the request
//  2. access log, metrics and trace: they see the answer as it leaves, also to a panic
//  3. recover: inside the log, so that a panic is logged as the 500 it becomes
//  4. client address: before anything counts by it
//  5. headers: before anything answers, so that errors carry them too
//  6. deadline: over everything that waits
//
// Inside, by route, a room goes on with
//
//  7. rate limits: before any work, the checking of a token included
//  8. bearer token and the caller's record: who it is comes before what he sent
//  9. the contract: media types, parameters and body, with its limit
func (k Kit) Around(room http.Handler, policy string, fail Fail) http.Handler {
	for _, wrap := range []func(http.Handler) http.Handler{
		deadline(k.Timeout),
		headers(policy, k.HTTPS),
		clientIP(k.TrustedProxies),
		recoverer(k.Log, fail),
		accessLog(k.Log, k.Metrics, k.Trace),
		requestID,
	} {
		room = wrap(room)
	}
	return room
}

func deadline(d time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if d == 0 {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), d)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
