package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/sportello/sportello/internal/demo/people"
)

// collector keeps what an OpenTelemetry collector would be sent.
type collector struct {
	mu    sync.Mutex
	spans bytes.Buffer
}

func (c *collector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.Copy(&c.spans, r.Body)
}

// A trace tells which route took how long, and nothing of who asked for what.
func TestTraces(t *testing.T) {
	t.Parallel()
	c := &collector{}
	server := httptest.NewServer(c)
	defer server.Close()
	env, _, data := place(t)
	cmd := process(t, append(env, "OTEL_EXPORTER_OTLP_ENDPOINT="+server.URL), "demo", "--people", "29")
	file, err := os.ReadFile(filepath.Join(data, "certificate.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	link := linkPattern.FindSubmatch(file)
	res, err := http.Get(string(link[1]))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := cmd.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	for _, want := range []string{"GET /v/{code}", "POST /v1/certificates", "GET /v1/certificates/{certificateId}/document", "INSERT INTO certificate"} {
		if !bytes.Contains(c.spans.Bytes(), []byte(want)) {
			t.Errorf("no span tells of %s", want)
		}
	}
	code := link[1][bytes.LastIndexByte(link[1], '/')+1:]
	for _, secret := range []string{string(code), string(people.DefaultCitizen), "Chiara", "url.path", "client.address", "user_agent.original"} {
		if bytes.Contains(c.spans.Bytes(), []byte(secret)) {
			t.Errorf("a span tells %s", secret)
		}
	}
}

// A collector that is away is a line in the log, and holds nothing up.
func TestCollectorAway(t *testing.T) {
	t.Parallel()
	env, _, _ := place(t)
	_, errOut, code := sportello(t, append(env, "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+free(t), "SPORTELLO_LOG_FORMAT=json"), "demo", "--once", "--people", "29")
	if code != 0 || !strings.Contains(errOut, `"level":"WARN","msg":"tracing"`) {
		t.Errorf("ended with %d: %s", code, errOut)
	}
	for line := range strings.Lines(errOut) {
		if !json.Valid([]byte(line)) {
			t.Errorf("the log has a line that is no JSON: %s", line)
		}
	}
}
