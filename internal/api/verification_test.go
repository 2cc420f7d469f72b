package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

func TestVerifyByCode(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	_, row := c.issue(w, anna, "residence")
	check := func(code string) (v Verification) {
		a := c.do(call{method: "GET", path: "/v1/verifications/" + code, header: http.Header{"Accept-Language": {"en-GB"}}})
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", code, a.StatusCode, a.body)
		}
		if bytes.Contains(a.body, []byte(surname)) {
			t.Errorf("the answer names the holder: %s", a.body)
		}
		a.into(t, &v)
		return v
	}
	text := row.code.String()
	for _, spelling := range []string{text, strings.ToLower(text), row.code.Compact(), strings.ReplaceAll(text, "-", "%20"), strings.ReplaceAll(text, "0", "O")} {
		v := check(spelling)
		if v.State != "valid" || *v.Demo != true || v.Office.Code != "X900" || (*v.Kinds)[0].Name != "Certificate of residence" || !strings.Contains(v.Sentence, "without any legal value") {
			t.Errorf("%s: %+v", spelling, v)
		}
	}
	w.now = w.now.AddDate(0, 3, 1)
	if v := check(text); v.State != "expired" {
		t.Errorf("after three months: %s", v.State)
	}
	row.State, row.WithdrawnAt = certificates.Withdrawn, w.now
	if v := check(text); v.State != "withdrawn" || v.WithdrawnOn == nil {
		t.Errorf("withdrawn: %+v", v)
	}
	row.State = certificates.Failed
	if v := check(text); v.State != "failed" {
		t.Errorf("failed: %+v", v)
	}
	row.State = certificates.Issuing
	if v := check(text); v.State != "unknown" || v.Office != nil {
		t.Errorf("while it is being issued: %+v", v)
	}
}

// Whatever is no code of ours gets one and the same answer, which has every field
// that the answer to a good one has.
func TestUnknownCodesLookAlike(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	_, row := c.issue(w, anna, "residence")
	good := c.do(call{method: "GET", path: "/v1/verifications/" + row.code.Compact()})
	never := certificates.Code{1, 2, 3}
	first := c.do(call{method: "GET", path: "/v1/verifications/" + never.Compact()})
	var fields [2]map[string]any
	good.into(t, &fields[0])
	first.into(t, &fields[1])
	names := func(m map[string]any) (n []string) {
		for k := range m {
			n = append(n, k)
		}
		slices.Sort(n)
		return n
	}
	if diff := cmp.Diff(names(fields[0]), names(fields[1])); diff != "" {
		t.Errorf("the shapes differ:\n%s", diff)
	}
	typo := []byte(row.code.Compact())
	typo[3] ^= 1
	for _, code := range []string{string(typo), "x", "%20", "%00", "%ff", "..%2f..", "è", "12345", strings.Repeat("A", 1000), "%7B%7D", row.code.Compact() + "A"} {
		a := c.do(call{method: "GET", path: "/v1/verifications/" + code})
		a.Header.Del("X-Request-Id")
		a.Header.Del("Date")
		h := first.Header.Clone()
		h.Del("X-Request-Id")
		h.Del("Date")
		if a.StatusCode != first.StatusCode || !bytes.Equal(a.body, first.body) || !reflect.DeepEqual(a.Header, h) {
			t.Errorf("%s: %d %s %v", code, a.StatusCode, a.body, a.Header)
		}
	}
}

func TestOpenContent(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, row := c.issue(w, anna, "residence")
	path := "/v1/verifications/" + row.code.String() + "/content"
	factor := func(number, birth string) string {
		return fmt.Sprintf(`{"number":%q,"birthDate":%q}`, number, birth)
	}
	for _, number := range []string{issued.Number, "2026/1", " 2026 / 0000001 "} {
		var out OpenedContent
		c.do(call{"POST", path, "", factor(number, "1985-03-04"), nil}).into(t, &out)
		if out.Number != issued.Number || out.Verification.State != "valid" || !strings.HasPrefix(out.Lines[0], surname) {
			t.Errorf("%q: %+v", number, out)
		}
	}
	opened := 0
	for _, e := range w.events {
		if e.Kind == audit.VerificationOpened && e.Person == string(anna) && e.Channel == "api" {
			opened++
		}
	}
	if opened != 3 {
		t.Errorf("%d openings recorded, want 3", opened)
	}
	file := c.do(call{"POST", path, "", factor(issued.Number, "1985-03-04"), http.Header{"Accept": {"application/pdf, application/json;q=0.9"}}})
	if !bytes.Equal(file.body, row.sealed) || file.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%s %q", file.Header.Get("Content-Type"), file.body)
	}
	c.do(call{"POST", path, "", factor(issued.Number, "1985-03-04"), http.Header{"Accept": {"text/html"}}}).wants(t, 406, "not-acceptable")

	// Whatever does not fit gets one answer.
	never := certificates.Code{1, 2, 3}
	want := c.do(call{"POST", path, "", factor(issued.Number, "1985-03-05"), nil}).wants(t, 403, "content-not-opened")
	for name, r := range map[string]call{
		"another number":       {path: path, body: factor("2026/2", "1985-03-04")},
		"another year":         {path: path, body: factor("2025/1", "1985-03-04")},
		"a code never issued":  {path: "/v1/verifications/" + never.Compact() + "/content", body: factor(issued.Number, "1985-03-04")},
		"a text that is none":  {path: "/v1/verifications/x/content", body: factor(issued.Number, "1985-03-04")},
		"a day that is unsaid": {path: path, body: factor(issued.Number, "1985-03-00")},
	} {
		r.method = "POST"
		got := c.do(r).wants(t, 403, "content-not-opened")
		got.RequestID = want.RequestID
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(got)); diff != "" {
			t.Errorf("%s: shows:\n%s", name, diff)
		}
	}
	for body, field := range map[string]string{
		factor("2026-0000001", "1985-03-04"):      "/number",
		factor("2026/00000x", "1985-03-04"):       "/number",
		factor(issued.Number, "1985-02-30"):       "/birthDate",
		factor(issued.Number, "04/03/1985"):       "/birthDate",
		`{"number":"2026/0000001"}`:               "/birthDate",
		`{"birthDate":"1985-03-04"}`:              "/number",
		factor("2026/0000001 OR 1", "0000-00-00"): "/number",
	} {
		if p := c.do(call{"POST", path, "", body, nil}).wants(t, 422, "invalid-field"); p.Errors[0].Field != field {
			t.Errorf("%s: %+v", body, p.Errors)
		}
	}
}

var pdf = http.Header{"Content-Type": {"application/pdf"}}

func TestVerifyFile(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	_, row := c.issue(w, anna, "residence")
	verify := func(file string) (v Verification) {
		c.do(call{"POST", "/v1/verifications", "", file, pdf}).into(t, &v)
		return v
	}
	if v := verify(string(row.sealed)); v.State != "valid" {
		t.Errorf("the file as issued: %+v", v)
	}
	changed := bytes.Replace(row.sealed, []byte("2026"), []byte("2025"), 1)
	for name, file := range map[string]string{
		"one byte changed": string(changed), "one byte more": string(row.sealed) + "\n", "one byte less": string(row.sealed[:len(row.sealed)-1]), "another": "%PDF-2.0 hello",
	} {
		if v := verify(file); v.State != "unknown" || v.Kinds != nil || v.Office != nil {
			t.Errorf("%s: %+v", name, v)
		}
	}
	for name, file := range map[string]string{
		"nothing": "", "too short": "%PDF", "text": "Dear office,", "a picture": "\x89PNG\r\n\x1a\n", "a PDF after something": " %PDF-1.7", "another case": "%pdf-1.7",
	} {
		if p := c.do(call{"POST", "/v1/verifications", "", file, pdf}).wants(t, 422, "not-a-pdf"); strings.Contains(p.Detail, "office,") {
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
		r.Header = pdf.Clone()
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != http.StatusRequestEntityTooLarge || file.read > most {
			t.Errorf("announced %d: %d after %d bytes", announced, rec.Code, file.read)
		}
	}
}

// An upload is digested as it comes: what it takes of memory does not grow with it.
// Not parallel, because all that the process takes is counted.
func TestUploadIsNotHeld(t *testing.T) { //nolint:paralleltest // see above
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := digestPDF(&zeros{size: web.DefaultUpload}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 1<<20 {
		t.Errorf("%d bytes for a file of %d", taken, web.DefaultUpload)
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
	s.Config.ReadTimeout = 200 * time.Millisecond
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
	if _, err := digestPDF(io.MultiReader(strings.NewReader("%PDF-1.7"), broken{})); err != web.ErrRequest {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestLimits(t *testing.T) {
	t.Parallel()
	hour := func(n int) web.Rate { return web.Rate{Requests: n, Per: time.Hour} }
	w := newWorld()
	_, row := at(t, w).issue(w, anna, "residence")
	good, never := row.code.String(), certificates.Code{1}.Compact()
	check := func(code string) call { return call{method: "GET", path: "/v1/verifications/" + code} }
	open := func(code string) call {
		return call{method: "POST", path: "/v1/verifications/" + code + "/content", body: `{"number":"2026/1","birthDate":"1985-03-05"}`}
	}
	upload := call{"POST", "/v1/verifications", "", "%PDF-1.7", pdf}
	for name, x := range map[string]struct {
		limits  web.Limits
		let     []call
		stopped call
		after   *call // is let through all the same
	}{
		"by address":            {web.Limits{CheckAddress: hour(3)}, []call{check(good), check(never), upload}, check("x"), nil},
		"by code":               {web.Limits{CheckCode: hour(2)}, []call{check(good), check(good)}, check(good), ptr(check(never))},
		"by code, respelled":    {web.Limits{CheckCode: hour(2)}, []call{check(good), check(row.code.Compact())}, check(strings.ToLower(good)), nil},
		"by code, escaped":      {web.Limits{CheckCode: hour(1)}, []call{check(good)}, check(fmt.Sprintf("%%%02x%s", good[0], good[1:])), nil},
		"by unknown code":       {web.Limits{CheckCode: hour(1)}, []call{check(never)}, check(never), nil},
		"by what is no code":    {web.Limits{CheckCode: hour(1)}, []call{check("x")}, check("%78"), ptr(check("y"))},
		"in all":                {web.Limits{CheckAll: hour(2)}, []call{check(good), check(never)}, upload, nil},
		"openings":              {web.Limits{OpenCode: hour(1)}, []call{open(good)}, open(good), ptr(check(good))},
		"openings of no code":   {web.Limits{OpenCode: hour(1)}, []call{open("x")}, open("x"), nil},
		"openings count checks": {web.Limits{CheckCode: hour(1)}, []call{check(good)}, open(good), nil},
		"with a token":          {web.Limits{Calls: hour(1)}, []call{{method: "GET", path: "/v1/status"}}, call{method: "GET", path: "/v1/subjects", as: "foreign"}, ptr(check(good))},
	} {
		config := w.config(t)
		config.Limits = web.NewLimiter(x.limits)
		c := over(t, config)
		for _, r := range x.let {
			if a := c.do(r); a.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s is stopped", name, r.path)
			}
		}
		a := c.do(x.stopped)
		a.wants(t, 429, "too-many-requests")
		if a.Header.Get("Retry-After") != "3600" {
			t.Errorf("%s: Retry-After is %s", name, a.Header.Get("Retry-After"))
		}
		if x.after != nil {
			if a := c.do(*x.after); a.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s is stopped too", name, x.after.path)
			}
		}
	}
}

func ptr[T any](v T) *T { return &v }
