package trust

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/sportello/sportello/internal/demo/keys"
)

// Policy is under which the demo's time stamps are made: none that means anything.
// The arc is the one for examples (RFC 5612).
var Policy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 3161}

// accuracy of the time in a stamp, which is in whole seconds.
const accuracy = time.Second

// authority is the time-stamp authority (RFC 3161).
type authority struct {
	Options
	by    *keys.Holder
	above *x509.Certificate
}

// post answers a request (RFC 3161 section 3.4).
func (a *authority) post(w http.ResponseWriter, r *http.Request) {
	der, ok := body(w, r, "application/timestamp-query")
	if !ok {
		return
	}
	response, err := a.stamp(der)
	if err != nil {
		response, err = a.rejected(r.Context(), err).marshal()
	}
	if err != nil {
		a.Log.LogAttrs(r.Context(), slog.LevelError, "demo time-stamp authority", slog.Any("error", err))
		http.Error(w, "there is no answer now", http.StatusInternalServerError)
		return
	}
	answer(w, "application/timestamp-reply", response)
}

// rejected tells who asks what is his fault, and the log what is ours.
func (a *authority) rejected(ctx context.Context, err error) *rejection {
	var no *rejection
	if errors.As(err, &no) {
		return no
	}
	a.Log.LogAttrs(ctx, slog.LevelError, "demo time-stamp authority", slog.Any("error", err))
	return &rejection{systemFailure, "the time stamp could not be made"}
}

// stamp makes the response with a token. Its serial number is 160 random bits of the
// library's drawing, so none comes twice, not after a restart either.
func (a *authority) stamp(der []byte) ([]byte, error) {
	q, err := parseStampRequest(der)
	if err != nil {
		return nil, err
	}
	stamp := &timestamp.Timestamp{
		HashAlgorithm: q.hash, HashedMessage: q.Imprint.Digest, Time: a.Clock().UTC(), Accuracy: accuracy,
		Policy: Policy, Nonce: q.Nonce, AddTSACertificate: q.CertReq,
	}
	if q.CertReq {
		stamp.Certificates = []*x509.Certificate{a.above}
	}
	if a.Spoil != nil {
		a.Spoil(stamp)
	}
	return stamp.CreateResponseWithOpts(a.by.Certificate, a.by.Key, crypto.SHA256)
}
