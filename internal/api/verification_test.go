package api

import (
	"bytes"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
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
