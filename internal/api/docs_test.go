package api

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	sportello "github.com/sportello/sportello"
)

func TestContractIsServed(t *testing.T) {
	t.Parallel()
	config := newWorld().config(t)
	config.PublicURL = "https://anagrafe.example"
	s := serve(t, config)
	r, err := s.Client().Get(s.URL + "/v1/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	got, _ := io.ReadAll(r.Body)
	want := bytes.Replace(sportello.OpenAPI, []byte("https://sportello.example.it"), []byte("https://anagrafe.example"), 1)
	if r.StatusCode != http.StatusOK || !bytes.Equal(got, want) || r.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("%d, %s, %d bytes", r.StatusCode, r.Header.Get("Content-Type"), len(got))
	}
	again, _ := http.NewRequest("GET", s.URL+"/v1/openapi.yaml", nil)
	again.Header.Set("If-None-Match", r.Header.Get("ETag"))
	unchanged, err := s.Client().Do(again)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unchanged.Body.Close() }()
	if unchanged.StatusCode != http.StatusNotModified {
		t.Errorf("%d for the same again", unchanged.StatusCode)
	}
}

// The documentation comes from here alone, and its page holds nothing that its
// policy would stop: no script or style of its own, nothing of another origin.
func TestDocs(t *testing.T) {
	t.Parallel()
	s := serve(t, newWorld().config(t))
	get := func(path, encoding string) (status int, h http.Header, body []byte) {
		r, _ := http.NewRequest("GET", s.URL+path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		a, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Body.Close() }()
		body, _ = io.ReadAll(a.Body)
		return a.StatusCode, a.Header, body
	}
	if status, h, _ := get("/docs", ""); status != http.StatusPermanentRedirect || h.Get("Location") != "/docs/" {
		t.Errorf("/docs: %d to %s", status, h.Get("Location"))
	}
	_, h, index := get("/docs/", "")
	if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
		t.Errorf("the policy is %s", csp)
	}
	page, err := html.Parse(bytes.NewReader(index))
	if err != nil {
		t.Fatal(err)
	}
	loaded := 0
	for n := range page.Descendants() {
		for _, attr := range n.Attr {
			if strings.HasPrefix(attr.Key, "on") || attr.Key == "style" {
				t.Errorf("<%s %s>", n.Data, attr.Key)
			}
			if attr.Key != "src" && (attr.Key != "href" || n.Data != "link") {
				continue
			}
			loaded++
			for _, encoding := range []string{"identity", "gzip"} {
				status, h, body := get("/docs/"+attr.Val, encoding)
				if status != http.StatusOK || len(body) == 0 || h.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s as %s: %d", attr.Val, encoding, status)
				}
			}
		}
		if (n.Data == "script" || n.Data == "style") && n.FirstChild != nil {
			t.Errorf("<%s> in the page", n.Data)
		}
	}
	if loaded != 4 {
		t.Errorf("%d files, want 4", loaded)
	}
	_, _, script := get("/docs/start.js", "")
	if regexp.MustCompile(`https?://`).Match(script) || !bytes.Contains(script, []byte("validatorUrl: null")) {
		t.Errorf("start.js: %s", script)
	}
}
