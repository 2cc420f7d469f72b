package trust

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/sportello/sportello/internal/demo/keys"
)

// statusLifetime is from an answer's thisUpdate to its nextUpdate: short, so that who
// tries out a revocation need not wait long for what has been kept.
const statusLifetime = 5 * time.Minute

const ocspAnswer = "application/ocsp-response"

// responder answers for one authority (RFC 6960), by a key that it has delegated.
// What it has not issued, or nobody remembers, is unknown.
type responder struct {
	Options
	issuer *x509.Certificate
	issued []*x509.Certificate
	by     *keys.Holder
}

// post answers the request in a body (RFC 6960 appendix A.1).
func (s *responder) post(w http.ResponseWriter, r *http.Request) {
	if der, ok := body(w, r, "application/ocsp-request"); ok {
		answer(w, ocspAnswer, s.answer(w, r, der))
	}
}

// get answers the request in a path, in base64 and percent-encoded (RFC 6960
// appendix A.1). Encoding is not optional: a path with // is another path to a
// server.
func (s *responder) get(w http.ResponseWriter, r *http.Request) {
	der, err := base64.StdEncoding.DecodeString(r.PathValue("request"))
	if err != nil {
		answer(w, ocspAnswer, ocsp.MalformedRequestErrorResponse)
		return
	}
	answer(w, ocspAnswer, s.answer(w, r, der))
}

// answer is the response to a request, or one that says what is wrong.
func (s *responder) answer(w http.ResponseWriter, r *http.Request, der []byte) []byte {
	q, err := parseStatusRequest(der)
	if err != nil {
		return ocsp.MalformedRequestErrorResponse
	}
	response, err := s.respond(q)
	if err != nil {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "demo OCSP responder", slog.Any("error", err))
		return ocsp.InternalErrorErrorResponse
	}
	if r.Method == http.MethodGet && q.nonce == nil { // RFC 5019 section 6
		mayKeep(w, fresh)
	}
	return response
}

func (s *responder) respond(q *statusRequest) ([]byte, error) {
	now := s.Clock().UTC()
	data := responseData{ResponderID: byName(s.by.Certificate), ProducedAt: now}
	for _, id := range q.ids {
		status, err := s.status(id)
		if err != nil {
			return nil, err
		}
		data.Responses = append(data.Responses, singleResponse{ID: id, Status: status, ThisUpdate: now, NextUpdate: now.Add(statusLifetime)})
	}
	if q.nonce != nil {
		data.Extensions = append(data.Extensions, *q.nonce)
	}
	return data.sign(s.Random, s.by)
}

// status is the CertStatus of what was asked for.
func (s *responder) status(id certID) (asn1.RawValue, error) {
	i := slices.IndexFunc(s.issued, func(c *x509.Certificate) bool { return c.SerialNumber.Cmp(id.Serial) == 0 })
	if i < 0 || !id.names(s.issuer) {
		return unknown, nil
	}
	since, revoked, err := s.Revoked(s.issued[i])
	if err != nil || !revoked {
		return good, err
	}
	return revokedSince(since)
}
