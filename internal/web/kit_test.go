package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

// around serves one handler, at /x/{code}, with everything around it.
func around(k Kit, h http.HandlerFunc) http.Handler {
	if k.Log == nil {
		k.Log = slog.New(slog.DiscardHandler)
	}
	p := &Problems{Log: k.Log}
	mux := NewRouter(p.Write)
	mux.Get("/x/{code}", h)
	return k.Around(mux, PolicyPages, p.Write)
}

func get(h http.Handler, path string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for name, values := range header {
		r.Header[name] = values
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

func TestRequestID(t *testing.T) {
	t.Parallel()
	h := around(Kit{}, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(RequestID(r.Context()))) })
	for given, kept := range map[string]bool{
		"case-4711": true, "a": true, "A.b_c-9": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "a b": false, "a\tb": false, `a"b`: false, "é": false, "a\x00": false, "<script>": false, "a,b": false,
	} {
		rec := get(h, "/x/1", http.Header{"X-Request-Id": {given}})
		got := rec.Header().Get("X-Request-Id")
		if got != rec.Body.String() || got == "" || (got == given) != kept {
			t.Errorf("%q: answered %q, handled as %q", given, got, rec.Body)
		}
	}
	if a, b := get(h, "/x/1", nil).Body.String(), get(h, "/x/1", nil).Body.String(); a == b {
		t.Errorf("%s twice", a)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"an answer": "/x/1", "an error": "/y", "a panic": "/x/panic"} {
		rec := get(around(Kit{HTTPS: true}, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/x/panic" {
				panic("x")
			}
		}), path, nil)
		for header, want := range map[string]string{
			"Content-Security-Policy": PolicyPages, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"X-Robots-Tag": "noindex, nofollow", "Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin", "Vary": "Accept-Language",
		} {
			if got := rec.Header().Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
	if got := get(around(Kit{}, ok), "/x/1", nil).Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("without TLS: %q", got)
	}
}

func TestPoliciesAllowNothingInline(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{PolicyAPI, PolicyPages, PolicyDocs} {
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s", policy)
		}
	}
}

// The address that limits count by is the connection's, or what a trusted proxy
// says; never what a caller says of himself.
func TestClientIP(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}
	for _, x := range []struct {
		name    string
		proxies []netip.Prefix
		from    string
		xff     []string
		want    string
	}{
		{"directly", nil, "198.51.100.7:1", nil, "198.51.100.7"},
		{"directly, claiming", nil, "198.51.100.7:1", []string{"203.0.113.9"}, "198.51.100.7"},
		{"past the proxy, claiming", proxies, "198.51.100.7:1", []string{"203.0.113.9"}, "198.51.100.7"},
		{"through the proxy", proxies, "192.0.2.1:1", []string{"203.0.113.9"}, "203.0.113.9"},
		{"through the proxy, claiming", proxies, "192.0.2.1:1", []string{"10.0.0.1, 203.0.113.9"}, "203.0.113.9"},
		{"through two proxies", proxies, "192.0.2.1:1", []string{"203.0.113.9, 192.0.2.2"}, "203.0.113.9"},
		{"through the proxy, two fields", proxies, "192.0.2.1:1", []string{"10.0.0.1", "203.0.113.9"}, "203.0.113.9"},
		{"through the proxy, nonsense", proxies, "192.0.2.1:1", []string{"203.0.113.9, nonsense"}, "unknown"},
		{"IPv6 by its network", nil, "[2001:db8:1:2:3:4:5:6]:1", nil, "2001:db8:1:2::"},
	} {
		var got string
		h := clientIP(x.proxies)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = address(r) }))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = x.from
		r.Header["X-Forwarded-For"] = x.xff
		r.Header.Set("X-Real-IP", "10.9.9.9")
		r.Header.Set("True-Client-IP", "10.9.9.9")
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// A panic in the middle of an answer cuts it off; one before it is a 500.
func TestPanic(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := around(Kit{Log: slog.New(slog.NewJSONHandler(&log, nil))}, func(w http.ResponseWriter, r *http.Request) {
		switch r.PathValue("code") {
		case "middle":
			_, _ = w.Write([]byte("half"))
			panic("in the middle")
		case "abort":
			panic(http.ErrAbortHandler)
		case "index":
			_ = []int{}[len(r.URL.Path)]
		}
		panic(errors.New("RSSMRA80A01H501U"))
	})
	if rec := get(h, "/x/early", nil); rec.Code != 500 || strings.Contains(rec.Body.String(), "RSSMRA") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := get(h, "/x/index", nil); rec.Code != 500 {
		t.Errorf("%d", rec.Code)
	}
	for _, path := range []string{"/x/middle", "/x/abort"} {
		func() {
			defer func() {
				if v := recover(); v != http.ErrAbortHandler {
					t.Errorf("%s: %v", path, v)
				}
			}()
			get(h, path, nil)
		}()
	}
	if strings.Contains(log.String(), "RSSMRA") || !strings.Contains(log.String(), "index out of range") || !strings.Contains(log.String(), "kit_test.go") {
		t.Errorf("logged %s", log.String())
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	h := around(Kit{Timeout: time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		(&Problems{Log: slog.New(slog.DiscardHandler)}).Write(w, r, context.Cause(r.Context()))
	})
	if rec := get(h, "/x/1", nil); rec.Code != 503 {
		t.Errorf("%d", rec.Code)
	}
}

// Labels hold patterns and known words, so that strangers cannot fill the memory.
func TestMetrics(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	h := around(Kit{Metrics: m}, ok)
	for i := range 50 {
		get(h, "/x/"+strconv.Itoa(i), nil)
		get(h, "/nowhere/"+strconv.Itoa(i), nil)
		r := httptest.NewRequest("METHOD"+strconv.Itoa(i), "/x/1", nil)
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	body := rec.Body.String()
	for _, line := range []string{
		`sportello_http_requests_total{method="GET",route="/x/{code}",status="200"} 50`,
		`sportello_http_requests_total{method="GET",route="none",status="404"} 50`,
		`sportello_http_requests_total{method="other",route="none",status="405"} 50`,
		`sportello_http_requests_active 0`,
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
	if n := strings.Count(body, "\nsportello_http_requests_total{"); n != 3 {
		t.Errorf("%d series, want 3", n)
	}
}

func TestStatusOfWhoHasGone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequestWithContext(ctx, "GET", "/", nil)
	w := middleware.NewWrapResponseWriter(httptest.NewRecorder(), 1)
	if got := status(w, r); got != 200 {
		t.Errorf("%d for an empty answer", got)
	}
	cancel()
	if got := status(w, r); got != gone {
		t.Errorf("%d for who has gone", got)
	}
	w.WriteHeader(404)
	if got := status(w, r); got != 404 {
		t.Errorf("%d for a 404", got)
	}
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	offers := []string{"application/json", "application/pdf"}
	for accept, want := range map[string]string{
		"application/pdf": "application/pdf", "application/pdf, application/json": "application/json", "application/pdf, application/json;q=0.9": "application/pdf",
		"*/*": "application/json", "application/*;q=0.5, application/pdf": "application/pdf", "*/*, application/json;q=0": "application/pdf",
		"text/html": "", "": "", "application/json;q=2": "", "application/json;q=x": "", "*/*;q=0": "", "Application/PDF": "application/pdf", ",,,": "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Accept"] = []string{accept}
		got, ok := Accepts(r, offers...)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %t, want %q", accept, got, ok, want)
		}
	}
	if got, ok := Accepts(httptest.NewRequest("GET", "/", nil), offers...); got != offers[0] || !ok {
		t.Errorf("without a wish: %q", got)
	}
}

func TestHandle(t *testing.T) {
	t.Parallel()
	p := &Problems{Log: slog.New(slog.DiscardHandler)}
	rec := get(Handle(p.Write, func(http.ResponseWriter, *http.Request) error { return ErrNotFound }), "/", nil)
	if rec.Code != 404 {
		t.Errorf("%d", rec.Code)
	}
	rec = get(Handle(p.Write, func(w http.ResponseWriter, r *http.Request) error { ok(w, r); return nil }), "/", nil)
	if rec.Code != 200 || rec.Body.String() != "ok" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
