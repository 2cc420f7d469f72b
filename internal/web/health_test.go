package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	good := Check{"seal", func(context.Context) error { return nil }}
	bad := Check{"database", func(context.Context) error { return registry.ErrUnavailable }}
	slow := Check{"keys", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	for _, x := range []struct {
		name   string
		checks []Check
		status int
		states map[string]string
	}{
		{"nothing to check", nil, 200, map[string]string{}},
		{"all is well", []Check{good}, 200, map[string]string{"seal": "ok"}},
		{"one is not", []Check{good, bad}, 503, map[string]string{"seal": "ok", "database": "failing"}},
		{"one does not answer", []Check{slow, good}, 503, map[string]string{"seal": "ok", "keys": "failing"}},
	} {
		synctest.Test(t, func(t *testing.T) { // where no good check is late
			var log bytes.Buffer
			h := &Health{Checks: x.checks, Timeout: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))}
			rec := httptest.NewRecorder()
			h.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/readyz", nil))
			var states map[string]string
			if err := json.Unmarshal(rec.Body.Bytes(), &states); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.states, states); diff != "" || rec.Code != x.status || strings.Contains(rec.Body.String(), "unavailable") {
				t.Errorf("%s: %d, states differ:\n%s", x.name, rec.Code, diff)
			}
			err := h.Ready(context.Background())
			if (err == nil) != (x.status == 200) || (log.Len() == 0) != (x.status == 200) {
				t.Errorf("%s: %v, logged %s", x.name, err, log.String())
			}
			rec = httptest.NewRecorder()
			h.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/healthz", nil))
			if rec.Code != 200 {
				t.Errorf("%s: the process is dead", x.name)
			}
		})
	}
}

// What is missing can be told from the error, so that the answer can say it.
func TestReadyKeepsTheCause(t *testing.T) {
	t.Parallel()
	h := &Health{Checks: []Check{{"database", func(context.Context) error { return registry.ErrUnavailable }}}, Timeout: time.Hour}
	if err := h.Ready(context.Background()); !errors.Is(err, registry.ErrUnavailable) || !strings.HasPrefix(err.Error(), "database: ") {
		t.Errorf("got %v", err)
	}
}

// A check that hangs for good does not hold up the answer.
func TestHangingCheck(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	h := &Health{Checks: []Check{{"disk", func(context.Context) error { <-release; return nil }}}, Timeout: 20 * time.Millisecond}
	if err := h.Ready(context.Background()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
