package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTakesGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "identity": false, "br": false, "gzip;q=0": false, "gzip; q=0.0, *": false, "*;q=0": false, "gzip;q=x": false, "gzipped": false,
		"gzip": true, "br, GZIP": true, "deflate,gzip;q=0.5": true, "*": true, "br;q=1.0, *;q=0.1": true,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", header)
		if got := takesGzip(r); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
	if takesGzip(httptest.NewRequest(http.MethodGet, "/", nil)) {
		t.Error("who says nothing was sent gzip")
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	data := []byte(strings.Repeat("certificate ", 100))
	for _, c := range []struct {
		name, takes    string
		packed         []byte
		encoding, vary string
	}{
		{"packed", "gzip", pack(data), "gzip", "Accept-Encoding"},
		{"not taken", "", pack(data), "", "Accept-Encoding"},
		{"only plain", "gzip", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Accept-Encoding", c.takes)
			rec := httptest.NewRecorder()
			send(rec, takesGzip(r), http.StatusNotFound, data, c.packed)
			h := rec.Header()
			if rec.Code != http.StatusNotFound || h.Get("Content-Encoding") != c.encoding || h.Get("Vary") != c.vary {
				t.Errorf("%d %v", rec.Code, h)
			}
			body := io.Reader(rec.Body)
			if c.encoding != "" {
				unpacked, err := gzip.NewReader(body)
				if err != nil {
					t.Fatal(err)
				}
				body = unpacked
			}
			if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%v %.20q", err, got)
			}
		})
	}
}
