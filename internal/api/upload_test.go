package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/web"
)

var pdfType = http.Header{"Content-Type": {"application/pdf"}}

func TestVerifyFile(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	_, row := c.issue(w, anna, "residence")
	verify := func(file string) (v FileVerification) {
		c.do(call{"POST", "/v1/verifications", "", file, pdfType}).into(t, &v)
		return v
	}
	if v := verify(string(row.sealed)); v.State != "valid" || v.File != nil || *v.Demo != true {
		t.Errorf("the file as issued: %+v", v)
	}
	changed := bytes.Replace(row.sealed, []byte("2026"), []byte("2025"), 1)
	for name, file := range map[string]string{
		"one byte changed": string(changed), "one byte more": string(row.sealed) + "\n", "one byte less": string(row.sealed[:len(row.sealed)-1]), "another": "%PDF-2.0 hello",
	} {
		if v := verify(file); v.State != "unknown" || v.Kinds != nil || v.Office != nil || v.File == nil || v.File.Verdict != "unreadable" || v.Sentence != "La struttura del file non si può seguire con sicurezza." {
			t.Errorf("%s: %+v", name, v)
		}
	}
	for name, file := range map[string]string{
		"nothing": "", "too short": "%PDF", "text": "Dear office,", "a picture": "\x89PNG\r\n\x1a\n", "a PDF after something": " %PDF-1.7", "another case": "%pdf-1.7",
	} {
		if p := c.do(call{"POST", "/v1/verifications", "", file, pdfType}).wants(t, 422, "not-a-pdf"); strings.Contains(p.Detail, "office,") {
			t.Errorf("%s: %s", name, p.Detail)
		}
	}
}

// zeros is a file of so many bytes that begins like a PDF and says that it is being
// read.
type zeros struct {
	size, read int64
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.read >= z.size {
		return 0, io.EOF
	}
	n := copy(p, "%PDF-")
	if z.read > 0 || len(p) > n {
		n = int(min(int64(len(p)), z.size-z.read))
	}
	z.read += int64(n)
	return n, nil
}

// A hundred megabytes are refused by their announced size without being read, and
// unannounced as soon as they are too many.
func TestHugeUpload(t *testing.T) {
	t.Parallel()
	h, err := New(newWorld().config(t))
	if err != nil {
		t.Fatal(err)
	}
	for announced, most := range map[int64]int64{100 << 20: 0, -1: web.DefaultUpload + 64<<10} {
		file := &zeros{size: 100 << 20}
		r := httptest.NewRequest("POST", "/v1/verifications", file)
		r.ContentLength = announced
		r.Header = pdfType.Clone()
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != http.StatusRequestEntityTooLarge || file.read > most {
			t.Errorf("announced %d: %d after %d bytes", announced, rec.Code, file.read)
		}
	}
}

// Who sends his request a byte at a time is not waited for.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	h, err := New(newWorld().config(t))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Config.ReadTimeout, s.Config.ReadHeaderTimeout = 200*time.Millisecond, time.Hour // the head is waited for, however late we send it
	s.Start()
	defer s.Close()
	for _, x := range []struct{ path, mediaType, begin string }{
		{"/v1/verifications", "application/pdf", "%PDF-1.7 "},
		{"/v1/verifications", "application/pdf", "%P"},
		{"/v1/verifications/x/content", "application/json", `{"number":`},
	} {
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\n%s", x.path, x.mediaType, x.begin)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: %v", x.path, err)
		}
		if answer.StatusCode != http.StatusRequestTimeout {
			t.Errorf("%s: %d", x.path, answer.StatusCode)
		}
		_ = answer.Body.Close()
		_ = conn.Close()
	}
}

// A body that breaks off is nobody's certificate.
func TestBrokenOffUpload(t *testing.T) {
	t.Parallel()
	h, err := New(newWorld().config(t))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/v1/verifications", io.MultiReader(strings.NewReader("%PDF-1.7"), broken{}))
	r.Header = pdfType.Clone()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	if rec.Code != http.StatusBadRequest {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
