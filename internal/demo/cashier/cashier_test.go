package cashier

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/payments"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type shop struct {
	*payments.Demo
	url   string
	mu    sync.Mutex
	now   time.Time
	heard []string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.heard = append(s.heard, string(b))
		if r.Header.Get(payments.SignatureHeader) != payments.Sign("secret", s.now, b) {
			t.Error("a notice is not signed")
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(service.Close)
	var h http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	s.url = server.URL + "/demo/payments"
	var err error
	h, err = New(Options{URL: s.url, Secret: "secret", Notices: service.URL, Clock: s.clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s.Demo = payments.NewDemo(s.url, "secret", "https://sportello.example/")
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	return s
}

func (s *shop) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *shop) order(id certificates.PaymentID) certificates.Order {
	return certificates.Order{ID: id, Digest: sha256.Sum256([]byte(id)), Amount: 1600, Expires: s.clock().Add(time.Hour)}
}

func (s *shop) press(t *testing.T, page, decision string) (int, string) {
	t.Helper()
	res, err := http.PostForm(page, url.Values{"decision": {decision}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

func TestOrderPayRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c, err := s.Create(t.Context(), s.order("p-1"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Create(t.Context(), s.order("p-1")); err != nil || again != c {
		t.Errorf("ordered again: %+v, %v; want %+v", again, err, c)
	}
	p := &certificates.Payment{ID: "p-1", Checkout: c}
	if err := s.Refund(t.Context(), p); !errors.Is(err, certificates.ErrPayments) {
		t.Errorf("refunded before it was paid: %v", err)
	}
	for range 2 {
		if status, page := s.press(t, c.URL, "pay"); status != 200 || !strings.Contains(page, "DEMO") || !strings.Contains(page, "https://sportello.example/") {
			t.Errorf("paid: %d %s", status, page)
		}
	}
	s.press(t, c.URL, "refuse") // too late
	if o, err := s.Outcome(t.Context(), p); err != nil || o.State != certificates.PaymentPaid || o.Amount != 1600 || o.Receipt == "" {
		t.Errorf("outcome %+v, %v", o, err)
	}
	if len(s.heard) != 1 || !strings.Contains(s.heard[0], `"state":"paid"`) {
		t.Errorf("heard %v", s.heard)
	}
	for range 2 {
		if err := s.Refund(t.Context(), p); err != nil {
			t.Error(err)
		}
	}
	if o, err := s.Outcome(t.Context(), p); err != nil || o.State != certificates.PaymentRefunded {
		t.Errorf("outcome %+v, %v", o, err)
	}
}

func TestCashierRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c, err := s.Create(t.Context(), s.order("p-1"))
	if err != nil {
		t.Fatal(err)
	}
	stranger := payments.NewDemo(s.url, "guess", "")
	if _, err := stranger.Create(t.Context(), s.order("p-2")); !errors.Is(err, certificates.ErrPayments) {
		t.Errorf("an order of a stranger: %v", err)
	}
	if _, err := stranger.Outcome(t.Context(), &certificates.Payment{Checkout: c}); !errors.Is(err, certificates.ErrPayments) {
		t.Errorf("a question of a stranger: %v", err)
	}
	if _, err := s.Create(t.Context(), certificates.Order{ID: "p-3"}); !errors.Is(err, certificates.ErrPayments) {
		t.Errorf("an order of nothing: %v", err)
	}
	if status, _ := s.press(t, c.URL, "maybe"); status != http.StatusBadRequest {
		t.Errorf("a button that is not there: %d", status)
	}
	if status, page := s.press(t, s.url+"/pay/nothing", "pay"); status != http.StatusNotFound || !strings.Contains(page, "non c") {
		t.Errorf("a payment that is not there: %d", status)
	}
	r, _ := http.NewRequest(http.MethodPost, c.URL, strings.NewReader("decision=pay"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("pressed from another site: %d", res.StatusCode)
	}
	s.mu.Lock()
	s.now = s.now.Add(2 * time.Hour)
	s.mu.Unlock()
	s.press(t, c.URL, "pay")
	if o, err := s.Outcome(t.Context(), &certificates.Payment{Checkout: c}); err != nil || o.State != certificates.PaymentExpired || len(s.heard) != 0 {
		t.Errorf("too late: %+v, %v, heard %v", o, err, s.heard)
	}
	if o, err := s.Outcome(t.Context(), &certificates.Payment{Checkout: certificates.Checkout{Reference: "forgotten"}}); err != nil || o.State != certificates.PaymentCreated {
		t.Errorf("forgotten: %+v, %v", o, err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Options{URL: "http://127.0.0.1/demo/payments", Secret: "s", Clock: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	for name, change := range map[string]func(*Options){
		"no address": func(o *Options) { o.URL = "" }, "no demo": func(o *Options) { o.URL = "http://127.0.0.1/payments" }, "a slash": func(o *Options) { o.URL += "/" },
		"no secret": func(o *Options) { o.Secret = "" }, "no clock": func(o *Options) { o.Clock = nil },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s: no complaint", name)
		}
	}
}
