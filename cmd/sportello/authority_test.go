package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sportello/sportello/signing"
)

// authorities is the demo's trust services with a hand on the time stamps.
type authorities struct {
	next  http.Handler
	stamp atomic.Pointer[http.HandlerFunc] // instead of a time stamp; nil for as it should be
}

func (a *authorities) between(next http.Handler) http.Handler { a.next = next; return a }

func (a *authorities) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	instead := a.stamp.Load()
	if instead != nil && strings.HasSuffix(r.URL.Path, "/tsa") {
		(*instead)(w, r)
		return
	}
	a.next.ServeHTTP(w, r)
}

func (a *authorities) insteadOfStamps(h http.HandlerFunc) { a.stamp.Store(&h) }
func (a *authorities) well()                              { a.stamp.Store(nil) }

// The ways in which a time-stamp authority can be of no use.
func away(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }

func cutOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func late(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the other side has gone
	<-r.Context().Done()
}

func babbles(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write([]byte("0\x03 none"))
}

// asking is what a citizen asks for, under a key.
func (c *cycle) asking(key string) string {
	c.script.t.Helper()
	if c.kept["me"] == "" {
		c.must("GET /v1/subjects as chiara", http.StatusOK)
		c.keepValue("me", "$.items.0.id")
	}
	return "POST /v1/certificates as chiara key " + key + ` {"subjectId": "{me}", "kinds": ["residence"], "stampDuty": {"exemption": 107}}`
}

func (c *cycle) keepValue(name, path string) {
	c.script.t.Helper()
	v, err := c.value(path)
	if err != nil {
		c.script.t.Fatal(err)
	}
	c.kept[name] = v
}

// issued is the file of the certificate that was just answered, and its level.
func (c *cycle) issued(name string) ([]byte, signing.Level) {
	c.script.t.Helper()
	c.keepValue("id", "$.id")
	return c.stands(name)
}

// stands is the file as it is kept now, and its level.
func (c *cycle) stands(name string) ([]byte, signing.Level) {
	c.script.t.Helper()
	c.must("GET /v1/certificates/{id}/document as chiara", http.StatusOK)
	c.files[name] = c.body
	seal, err := signing.Verify(c.body, signing.VerifyOptions{Roots: c.app.material.roots, At: time.Now()})
	if err != nil {
		c.script.t.Fatal(err)
	}
	return c.body, seal.Level
}

// isOurs asks as a third party would.
func (c *cycle) isOurs(name string) {
	c.script.t.Helper()
	c.must("POST /v1/verifications file "+name, http.StatusOK)
	if state, _ := c.value("$.state"); state != "valid" {
		c.script.t.Errorf("%s is %s", name, state)
	}
}

// A certificate at the highest level, over HTTP with real services; then the time
// stamps fail in every way: 503 with Retry-After, a record that explains the number,
// and no file. The same key later gives the certificate.
func TestNoTimeStampNoCertificate(t *testing.T) {
	t.Parallel()
	var a authorities
	c := newCycleAt(t, "B-LTA", false, io.Discard, a.between)
	c.must(c.asking("stamp-key-0"), http.StatusCreated)
	if _, level := c.issued("first"); level != signing.LevelLTA {
		t.Errorf("issued at %s", level)
	}
	c.isOurs("first")
	for i, x := range []struct {
		name  string
		stamp http.HandlerFunc
	}{{"away", away}, {"cut off", cutOff}, {"late", late}, {"babbles", babbles}} {
		key, mark := "stamp-key-"+string(rune('a'+i)), c.end()
		a.insteadOfStamps(x.stamp)
		c.must(c.asking(key), http.StatusServiceUnavailable)
		if kind, _ := c.value("$.type"); kind != "urn:problem-type:sportello:seal-unavailable" || c.header.Get("Retry-After") == "" {
			t.Errorf("%s: answered %s, Retry-After %q", x.name, c.body, c.header.Get("Retry-After"))
		}
		if stored, audited := c.stored(key), c.audited(mark); stored != "failed seal" || audited != "certificate.issuing, certificate.failed" {
			t.Errorf("%s: stored %q, audited %q", x.name, stored, audited)
		}
		if files := c.list("SELECT count(*)::text FROM certificate WHERE key = $1 AND sealed_digest IS NOT NULL", key); files != "0" {
			t.Errorf("%s: %s files are left", x.name, files)
		}
		a.well()
		c.must(c.asking(key), http.StatusCreated)
		if _, level := c.issued(x.name); level != signing.LevelLTA {
			t.Errorf("%s: later issued at %s", x.name, level)
		}
	}
	checkNumbers(t, c.url)
}

// With the other policy the certificate is issued at the level that can be had, and
// raised when the authority is back. What was handed out stays ours.
func TestLoweredThenRaised(t *testing.T) {
	t.Parallel()
	var a authorities
	c := newCycleAt(t, "B-LTA", true, io.Discard, a.between)
	a.insteadOfStamps(away)
	c.must(c.asking("lowered-key"), http.StatusCreated)
	handed, level := c.issued("handed out")
	if level != signing.LevelB {
		t.Fatalf("issued at %s without time stamps", level)
	}
	c.isOurs("handed out")

	c.app.raise(t.Context())
	if same, level := c.stands("still"); level != signing.LevelB || !bytes.Equal(same, handed) {
		t.Errorf("with the authority away it became %s", level)
	}
	a.well()
	mark := c.end()
	c.app.raise(t.Context())
	if audited := c.audited(mark); audited != "certificate.renewed" {
		t.Errorf("audited %q", audited)
	}
	raised, level := c.stands("raised")
	if level != signing.LevelLTA || !bytes.HasPrefix(raised, handed) {
		t.Errorf("raised to %s, what was handed out in front: %t", level, bytes.HasPrefix(raised, handed))
	}
	c.isOurs("raised")
	c.isOurs("handed out")
	c.files["between"] = raised[:len(raised)-1]
	c.must("POST /v1/verifications file between", http.StatusOK)
	if state, _ := c.value("$.state"); state == "valid" {
		t.Error("a part of it that was never a file is valid")
	}
	mark = c.end()
	c.app.raise(t.Context())
	if audited := c.audited(mark); audited != "" {
		t.Errorf("raised once more: %q", audited)
	}
}

// heard keeps what is logged.
type heard struct {
	mu   sync.Mutex
	said strings.Builder
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.Write(b)
}

func (h *heard) has(text string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Contains(h.said.String(), text)
}

// The certificate of the seal is revoked while the service runs: with the next news
// nothing is issued, whatever the policy, the log says so loudly and /readyz fails.
func TestSealRevoked(t *testing.T) {
	t.Parallel()
	for _, lowered := range []bool{false, true} {
		t.Run(map[bool]string{false: "strict", true: "lowered"}[lowered], func(t *testing.T) {
			t.Parallel()
			var a authorities
			var log heard
			c := newCycleAt(t, "B-LTA", lowered, &log, a.between)
			var later atomic.Int64
			s, err := newSeal(c.app.config, c.app.material, c.app.log, func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
			if err != nil {
				t.Fatal(err)
			}
			*c.app.seal = *s
			c.app.seal.refresh(t.Context(), c.app.log)
			c.must(c.asking("revoked-key-1"), http.StatusCreated)
			c.must("GET /readyz", http.StatusOK)

			revoked := filepath.Join(filepath.Dir(c.app.config.SealKeyFile), "revoked")
			if err := os.WriteFile(revoked, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			later.Store(int64(3 * time.Minute))
			c.app.seal.refresh(t.Context(), c.app.log)
			if !log.has("A CERTIFICATE OF THE SEAL IS REVOKED") {
				t.Error("the log does not say so")
			}
			mark := c.end()
			c.must(c.asking("revoked-key-2"), http.StatusServiceUnavailable)
			if kind, _ := c.value("$.type"); kind != "urn:problem-type:sportello:seal-unavailable" || c.header.Get("Retry-After") == "" {
				t.Errorf("answered %s, Retry-After %q", c.body, c.header.Get("Retry-After"))
			}
			if stored, audited := c.stored("revoked-key-2"), c.audited(mark); stored != "" || audited != "" { // no number is used up
				t.Errorf("stored %q, audited %q", stored, audited)
			}
			c.must("GET /readyz", http.StatusServiceUnavailable)
			c.must("GET /healthz", http.StatusOK)
		})
	}
}
