package payments

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// SignatureHeader carries the signature of a notice: t=SECONDS,v1=HEX, where HEX is the
// HMAC-SHA256 of the seconds since 1970, a full stop and the body.
const SignatureHeader = "Sportello-Signature"

// The bounds of a notice.
const (
	noticeAge   = 5 * time.Minute // a signature is good for that long, either way
	noticeLimit = 16 << 10
)

// Notice is what a provider says about a payment of its own accord.
type Notice struct {
	Payment   string `json:"payment"` // our identity
	Reference string `json:"reference"`
	State     string `json:"state"` // paid, failed or expired
	Amount    int    `json:"amountCents"`
	Receipt   string `json:"receipt"`
}

// Sign is the signature of a body at a time.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, body))
}

func mac(secret, t string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(t + "."))
	h.Write(body)
	return h.Sum(nil)
}

// signed reports whether the body was signed by who knows the secret, and not long ago.
func signed(secret, signature string, body []byte, now time.Time) bool {
	t, sum, ok := strings.Cut(signature, ",v1=")
	t, named := strings.CutPrefix(t, "t=")
	seconds, err := strconv.ParseInt(t, 10, 64)
	given, bad := hex.DecodeString(sum)
	if !ok || !named || err != nil || bad != nil || !hmac.Equal(given, mac(secret, t, body)) {
		return false
	}
	age := now.Sub(time.Unix(seconds, 0))
	return -noticeAge < age && age < noticeAge
}

// Notices takes the notices of a provider.
type Notices struct {
	Secret string // shared with the provider; not empty
	Hear   func(context.Context, certificates.PaymentID, string, certificates.Outcome) error
	Clock  func() time.Time
	Log    *slog.Logger
}

// ServeHTTP answers 204 once what was said is recorded, also the second time. Whoever
// cannot sign learns nothing: 401 whatever the payment.
func (n *Notices) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, noticeLimit))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(n.hear(r.Context(), r.Header.Get(SignatureHeader), body))
}

func (n *Notices) hear(ctx context.Context, signature string, body []byte) (status int) {
	if n.Secret == "" || !signed(n.Secret, signature, body, n.Clock()) {
		n.Log.LogAttrs(ctx, slog.LevelWarn, "a notice of payment was not signed by the provider")
		return http.StatusUnauthorized
	}
	var said Notice
	if err := json.Unmarshal(body, &said); err != nil {
		return http.StatusBadRequest
	}
	err := n.Hear(ctx, certificates.PaymentID(said.Payment), said.Reference,
		certificates.Outcome{State: certificates.PaymentState(said.State), Amount: said.Amount, Receipt: said.Receipt})
	switch {
	case err == nil:
		return http.StatusNoContent
	case errors.Is(err, certificates.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, certificates.ErrPaymentAmount):
		return http.StatusConflict
	}
	n.Log.LogAttrs(ctx, slog.LevelError, "a notice of payment could not be recorded", slog.Any("error", err))
	if errors.Is(err, registry.ErrUnavailable) {
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
