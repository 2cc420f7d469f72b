package web

import (
	"context"
	"crypto/rand"
	"net/http"
)

type requestIDKey struct{}

const requestIDHeader = "X-Request-Id"

// longestRequestID bounds what is believed of a caller's own identifier.
const longestRequestID = 64

// RequestID is the identifier of the request in ctx: in the log, in the audit
// trail and in the answer.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// requestID takes over the caller's identifier, if it is a plain word, or makes
// one.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !plainWord(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

func plainWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return s != "" && len(s) <= longestRequestID
}
