package payments

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var noon = time.Unix(1_795_000_000, 0)

func TestSigned(t *testing.T) {
	t.Parallel()
	body := []byte(`{"payment":"p"}`)
	good := Sign("secret", noon, body)
	for name, tt := range map[string]struct {
		signature string
		body      string
		at        time.Time
		want      bool
	}{
		"good":                  {good, string(body), noon, true},
		"a moment later":        {good, string(body), noon.Add(noticeAge - time.Second), true},
		"too late":              {good, string(body), noon.Add(noticeAge), false},
		"too early":             {good, string(body), noon.Add(-noticeAge), false},
		"none":                  {"", string(body), noon, false},
		"another body":          {good, "{}", noon, false},
		"another secret":        {Sign("other", noon, body), string(body), noon, false},
		"another time":          {strings.Replace(good, "t=1", "t=2", 1), string(body), noon, false},
		"half of it":            {good[:len(good)-2], string(body), noon, false},
		"not hexadecimal":       {good + "g", string(body), noon, false},
		"no time":               {strings.Replace(good, "t=", "", 1), string(body), noon, false},
		"a time that is none":   {"t=now" + good[strings.IndexByte(good, ','):], string(body), noon, false},
		"of another generation": {strings.Replace(good, "v1=", "v0=", 1), string(body), noon, false},
	} {
		if got := signed("secret", tt.signature, []byte(tt.body), tt.at); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNoticesAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err    error
		secret string
		method string
		want   int
	}{
		"recorded":            {nil, "secret", "POST", 204},
		"nobody's":            {certificates.ErrNotFound, "secret", "POST", 404},
		"of another amount":   {fmt.Errorf("x: %w", certificates.ErrPaymentAmount), "secret", "POST", 409},
		"the database is out": {registry.ErrUnavailable, "secret", "POST", 503},
		"something else":      {io.ErrUnexpectedEOF, "secret", "POST", 500},
		"no secret is set":    {nil, "", "POST", 401},
		"not posted":          {nil, "secret", "GET", 405},
	} {
		heard := 0
		n := &Notices{
			Secret: tt.secret, Clock: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler),
			Hear: func(_ context.Context, id certificates.PaymentID, reference string, o certificates.Outcome) error {
				if heard++; id != "p" || reference != "r" || o != (certificates.Outcome{State: "paid", Amount: 1600, Receipt: "x"}) {
					t.Errorf("%s: heard %s %s %+v", name, id, reference, o)
				}
				return tt.err
			},
		}
		body := `{"payment":"p","reference":"r","state":"paid","amountCents":1600,"receipt":"x"}`
		r := httptest.NewRequest(tt.method, "/payments/notices", strings.NewReader(body))
		r.Header.Set(SignatureHeader, Sign(tt.secret, noon, []byte(body)))
		w := httptest.NewRecorder()
		n.ServeHTTP(w, r)
		if w.Code != tt.want || (heard == 1) == (tt.want == http.StatusUnauthorized || tt.want == http.StatusMethodNotAllowed) {
			t.Errorf("%s: %d, heard %d times", name, w.Code, heard)
		}
	}
}

// Whatever arrives, nothing is heard that was not signed.
func FuzzNotices(f *testing.F) {
	f.Add(Sign("secret", noon, []byte("{}")), []byte("{}"))
	f.Add("t=1,v1=00", []byte("{"))
	f.Fuzz(func(t *testing.T, signature string, body []byte) {
		if signed("another secret", signature, body, noon) {
			t.Errorf("%q is taken for the signature of %q", signature, body)
		}
	})
}
