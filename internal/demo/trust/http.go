package trust

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
)

// limit is the most bytes of a request: a nonce and a digest need a few hundred.
const limit = 16 << 10

// fresh is how long others may keep an answer that a revocation can change.
const fresh = time.Minute

// guarded sets the header fields of every answer; a handler loosens the caching of
// what may be kept.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// body reads a request of the protocol's media type; false if it has been refused.
func body(w http.ResponseWriter, r *http.Request, mediaType string) ([]byte, bool) {
	if got, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || got != mediaType {
		http.Error(w, "the request's type must be "+mediaType, http.StatusUnsupportedMediaType)
		return nil, false
	}
	der, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		http.Error(w, fmt.Sprintf("the request is larger than %d bytes", limit), http.StatusRequestEntityTooLarge)
		return nil, false
	}
	if err != nil {
		http.Error(w, "the request broke off", http.StatusBadRequest)
		return nil, false
	}
	return der, true
}

// answer writes what a protocol has to say, whether yes or no: both protocols have
// their own way to say no, under status 200.
func answer(w http.ResponseWriter, mediaType string, der []byte) {
	w.Header().Set("Content-Type", mediaType)
	_, _ = w.Write(der) // who has gone away needs no answer
}

// mayKeep lets caches keep an answer.
func mayKeep(w http.ResponseWriter, d time.Duration) {
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", int(d.Seconds())))
}

// certificate serves a certificate in DER (RFC 5280 section 4.2.2.1).
func certificate(c *x509.Certificate) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mayKeep(w, time.Hour)
		w.Header().Set("Content-Type", "application/pkix-cert")
		http.ServeContent(w, r, "", c.NotBefore, bytes.NewReader(c.Raw))
	})
}
