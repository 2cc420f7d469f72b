package portal

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// A file is checked without scripts.
func TestFile(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change        func(*archive)
		file          []byte
		status        int
		tone, verdict string
	}{
		"changed":       {func(*archive) {}, append(bytes.Clone(sealed), '\n'), 200, "unknown", "Il file non è un originale rilasciato qui"},
		"withdrawn":     {func(a *archive) { a.certificate.State = certificates.Withdrawn }, sealed, 200, "bad", "Certificato ritirato: non vale più"},
		"expired":       {func(a *archive) { a.now = a.now.AddDate(1, 0, 0) }, sealed, 200, "careful", "Certificato autentico, ma scaduto"},
		"of a demo":     {func(a *archive) { a.basis = registry.BasisDemo }, sealed, 200, "careful", "Certificato di prova: nessun valore legale"},
		"never left us": {func(a *archive) { a.certificate.State = certificates.Issuing }, sealed, 200, "unknown", "Il file non è un originale rilasciato qui"},
		"original":      {func(*archive) {}, sealed, 200, "good", "Certificato autentico e valido"},
	} {
		a := newArchive()
		x.change(a)
		page := a.site(t).upload(x.file)
		class, _ := pagetest.Attr(page.One("section.verdict"), "class")
		if page.StatusCode != x.status || class != "verdict "+x.tone || page.Text("h1") != x.verdict {
			t.Errorf("%s: %d %s %q", name, page.StatusCode, class, page.Text("h1"))
		}
		if known := x.tone != "unknown"; known != (len(page.All("dl")) == 1) || known != strings.Contains(page.Text("main"), "byte per byte") {
			t.Errorf("%s: %s", name, page.Text("main"))
		}
		if bytes.Contains(page.Body, []byte(surname)) {
			t.Errorf("%s: the page tells about the person", name)
		}
	}
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s := a.site(t)
	for name, x := range map[string]struct {
		file  []byte
		fault string
	}{
		"no file": {nil, "Scegli il file da controllare."}, "an empty one": {[]byte{}, "Il file non è un PDF. "}, "a letter": {[]byte("Cara Anna"), "Il file non è un PDF. "}, "too short": {[]byte("%PDF"), "Il file non è un PDF. "},
	} {
		page := s.upload(x.file)
		if invalid, _ := pagetest.Attr(page.One("input#file"), "aria-invalid"); page.StatusCode != 422 || invalid != "true" || !strings.HasPrefix(page.Text("p#file-fault")+" ", x.fault) {
			t.Errorf("%s: %d %s", name, page.StatusCode, page.Text("main"))
		}
	}
	for name, x := range map[string]struct {
		mediaType, body string
		status          int
	}{
		"JSON":              {"application/json", "{}", 415},
		"a small form":      {page.FormType, "file=x", 415},
		"a bare PDF":        {"application/pdf", string(sealed), 415},
		"no boundary":       {"multipart/form-data", "--x--", 415},
		"broken off":        {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.7", 400},
		"another field":     {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a\"\r\n\r\n%PDF-1.7\r\n--x--\r\n", 422},
		"not a form at all": {"multipart/form-data; boundary=x", "nothing", 422},
	} {
		r := httptest.NewRequest("POST", "/verify/file", strings.NewReader(x.body))
		r.Header.Set("Content-Type", x.mediaType)
		if page := s.Do(r); page.StatusCode != x.status || len(page.All("h1")) != 1 {
			t.Errorf("%s: %d, want %d: %s", name, page.StatusCode, x.status, page.Text("main"))
		}
	}
	a.failing = registry.ErrUnavailable
	if page := s.upload(sealed); page.StatusCode != 503 {
		t.Errorf("without a database: %d", page.StatusCode)
	}
}

// A file counts like a code, and its size has the same bound as through the API.
func TestFileLimits(t *testing.T) {
	t.Parallel()
	c := newArchive().config(t)
	c.Limits = web.NewLimiter(web.Limits{Upload: 1000, Body: 1000, CheckAll: web.Rate{Requests: 2, Per: time.Hour}})
	s := over(t, c)
	if page := s.upload(append(bytes.Clone(sealed), make([]byte, 3000)...)); page.StatusCode != 413 {
		t.Errorf("too large: %d", page.StatusCode)
	}
	s.Get(here)
	if page := s.upload(sealed); page.StatusCode != 429 {
		t.Errorf("too many: %d", page.StatusCode)
	}
}

// Whatever is sent as a form, the answer is a page.
func FuzzUpload(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\r\n--x--\r\n"))
	f.Add("multipart/form-data; boundary=x", []byte("--x--"))
	f.Add("multipart/form-data", []byte(""))
	f.Add(page.FormType, []byte("file=a"))
	h := New(newArchive().config(f))
	f.Fuzz(func(t *testing.T, mediaType string, body []byte) {
		r := httptest.NewRequest("POST", "/verify/file", bytes.NewReader(body))
		r.Header.Set("Content-Type", mediaType)
		page := pagetest.Site{T: t, Handler: h}.Do(r)
		if page.StatusCode >= 500 || len(page.All("h1")) != 1 {
			t.Errorf("%d %s", page.StatusCode, page.Text("main"))
		}
	})
}
