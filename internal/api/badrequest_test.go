package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/internal/web"
)

func TestBadBodies(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	id := string(anna)
	for _, x := range []struct {
		name, body string
		status     int
		fields     []string
	}{
		{"nothing", "", 400, []string{""}},
		{"no JSON", "kinds=residence", 400, []string{""}},
		{"half of it", `{"subjectId":"` + id, 400, []string{""}},
		{"two values", ask(id, "residence") + "{}", 400, []string{""}},
		{"a comma too many", `{"subjectId":"` + id + `","kinds":["residence",]}`, 400, []string{""}},
		{"a name twice", `{"subjectId":"` + id + `","kinds":["life"],"kinds":["residence"]}`, 400, []string{""}},
		{"a name twice in another spelling", `{"subjectId":"` + id + `","kinds":["life"],"k\u0069nds":["residence"]}`, 400, []string{""}},
		{"broken UTF-8", "{\"subjectId\":\"\xff\",\"kinds\":[\"life\"]}", 400, []string{""}},
		{"a deep nest", strings.Repeat("[", 1000) + strings.Repeat("]", 1000), 400, []string{""}},
		{"a list", `[]`, 422, []string{""}},
		{"null", `null`, 422, []string{""}},
		{"an empty object", `{}`, 422, []string{"/kinds", "/subjectId"}},
		{"an unknown field", `{"subjectId":"` + id + `","kinds":["life"],"office":"X900"}`, 422, []string{""}},
		{"a field in other capitals", `{"subjectID":"` + id + `","kinds":["life"]}`, 422, []string{"", "/subjectId"}},
		{"an unknown kind", ask(id, "residence", "happiness"), 422, []string{"/kinds/1"}},
		{"no kind", ask(id), 422, []string{"/kinds"}},
		{"a kind twice", ask(id, "life", "life"), 422, []string{"/kinds"}},
		{"too many kinds", ask(id, strings.Split(strings.Repeat("life ", 20)+"life", " ")...), 422, []string{"/kinds", "/kinds"}},
		{"a kind that is no text", `{"subjectId":"` + id + `","kinds":[8]}`, 422, []string{"/kinds/0"}},
		{"kinds that are no list", `{"subjectId":"` + id + `","kinds":"life"}`, 422, []string{"/kinds"}},
		{"no kinds but null", `{"subjectId":"` + id + `","kinds":null}`, 422, []string{"/kinds"}},
		{"a subject that is no identity", ask("QRTNNA85C44X900A", "life"), 422, []string{"/subjectId"}},
		{"a subject in another form", ask("{"+id+"}", "life"), 422, []string{"/subjectId", "/subjectId"}},
		{"a subject that is a number", ask(7, "life"), 422, []string{"/subjectId"}},
		{"an unknown use", `{"subjectId":"` + id + `","kinds":["life"],"use":"tax"}`, 422, []string{"/use"}},
		{"a language of no certificate", `{"subjectId":"` + id + `","kinds":["life"],"language":"tlh"}`, 422, []string{"/language"}},
	} {
		h := key("key-00001")
		h.Set("Content-Type", "application/json")
		a := c.do(call{"POST", "/v1/certificates", "anna", x.body, h})
		_, p := a.problem(t)
		var fields []string
		for _, f := range p.Errors {
			fields = append(fields, f.Field)
			if f.Detail == "" {
				t.Errorf("%s: nothing said of %q", x.name, f.Field)
			}
		}
		slices.Sort(fields)
		if diff := cmp.Diff(x.fields, fields); a.StatusCode != x.status || diff != "" {
			t.Errorf("%s: %d, want %d; fields differ:\n%s", x.name, a.StatusCode, x.status, diff)
		}
	}
}

// What a caller sends is never sent back: it may be somebody's name.
func TestValuesAreNotRepeated(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	const secret = "Wolfeschlegelstein"
	for _, r := range []call{
		{"POST", "/v1/certificates", "anna", `{"subjectId":"` + secret + `","kinds":["` + secret + `"],"use":"` + secret + `","` + secret + `":1}`, key("key-00001")},
		{"POST", "/v1/certificates", "anna", ask(anna, "life"), key(secret + " " + secret)},
		{"GET", "/v1/subjects/" + secret + "/availability", "anna", "", nil},
		{"GET", "/v1/subjects/" + string(anna) + "/availability?use=" + secret, "anna", "", nil},
		{"GET", "/v1/certificates?limit=" + secret + "&cursor=" + secret, "anna", "", nil},
		{"GET", "/v1/" + secret, "", "", nil},
		{"POST", "/v1/verifications/" + secret + "/content", "", `{"number":"` + secret + `","birthDate":"` + secret + `"}`, nil},
		{secret, "/v1/subjects", "", "", nil},
		{"GET", "/v1/subjects", secret, "", nil},
		{"POST", "/v1/verifications", "", secret, http.Header{"Content-Type": {"application/" + secret}}},
	} {
		a := c.do(r)
		if a.StatusCode < 400 || strings.Contains(string(a.body), secret) || strings.Contains(fmt.Sprint(a.Header), secret) {
			t.Errorf("%s %s: %d %s %v", r.method, r.path, a.StatusCode, a.body, a.Header)
		}
	}
}

func TestBadParameters(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	issue := func(h http.Header) call {
		return call{"POST", "/v1/certificates", "anna", ask(anna, "life"), h}
	}
	get := func(path string) call { return call{method: "GET", path: path, as: "anna"} }
	availability := "/v1/subjects/" + string(anna) + "/availability"
	for _, x := range []struct {
		name  string
		call  call
		field string
	}{
		{"no key", issue(nil), "Idempotency-Key"},
		{"an empty key", issue(key("")), "Idempotency-Key"},
		{"a short key", issue(key("short")), "Idempotency-Key"},
		{"a long key", issue(key(strings.Repeat("k", 101))), "Idempotency-Key"},
		{"a key with a blank", issue(key("key 0001")), "Idempotency-Key"},
		{"a key with a letter of another alphabet", issue(key("kéy-00001")), "Idempotency-Key"},
		{"a key with a quote", issue(key(`"key-0001"`)), "Idempotency-Key"},
		{"two keys", issue(http.Header{"Idempotency-Key": {"key-00001", "key-00002"}}), "Idempotency-Key"},
		{"a limit of none", get("/v1/certificates?limit=0"), "limit"},
		{"a limit beyond reason", get("/v1/certificates?limit=101"), "limit"},
		{"a limit beyond numbers", get("/v1/certificates?limit=99999999999999999999"), "limit"},
		{"a limit with a fraction", get("/v1/certificates?limit=1.5"), "limit"},
		{"a limit in another notation", get("/v1/certificates?limit=0x10"), "limit"},
		{"a limit twice", get("/v1/certificates?limit=1&limit=2"), "limit"},
		{"a cursor that is none", get("/v1/certificates?cursor=first"), "cursor"},
		{"a use that is none", get(availability + "?use=tax"), "use"},
		{"an empty use", get(availability + "?use="), "use"},
	} {
		p := c.do(x.call).wants(t, 400, "invalid-request")
		if len(p.Errors) != 1 || p.Errors[0].Field != x.field {
			t.Errorf("%s: %+v", x.name, p.Errors)
		}
		if twice := x.name == "two keys" || x.name == "a limit twice"; twice != (p.Errors[0].Detail == repeated.In("it")) {
			t.Errorf("%s: %s", x.name, p.Errors[0].Detail)
		}
	}
	c.do(get("/v1/certificates?limit=%zz")).wants(t, 400, "invalid-request")
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for _, mediaType := range []string{
		"", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
		"application/problem+json", "application/json; charset=iso-8859-1", "json", "application/json, text/plain", "*/*",
	} {
		h := key("key-00001")
		h["Content-Type"] = []string{mediaType}
		c.do(call{"POST", "/v1/certificates", "anna", ask(anna, "life"), h}).wants(t, 415, "unsupported-media-type")
	}
	h := key("key-00001")
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Type", "application/json")
	c.do(call{"POST", "/v1/certificates", "anna", ask(anna, "life"), h}).wants(t, 415, "unsupported-media-type")
	h = key("key-00001")
	h.Set("Content-Type", "Application/JSON; Charset=UTF-8")
	if a := c.do(call{"POST", "/v1/certificates", "anna", ask(anna, "life"), h}); a.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for accept, want := range map[string]int{
		"":                               200,
		"*/*":                            200,
		"application/json":               200,
		"text/html, application/*;q=0.1": 200,
		"text/html":                      406,
		"application/json;q=0, */*;q=0":  406,
		"application/json;q=0":           406,
		"application/pdf":                406,
		"nonsense":                       406,
		"text/html,application/xhtml+xml,*/*;q=0.8": 200,
	} {
		h := http.Header{"Accept": {accept}}
		if accept == "" {
			h = nil
		}
		if a := c.do(call{"GET", "/v1/certificate-kinds", "", "", h}); a.StatusCode != want {
			t.Errorf("Accept: %s gives %d, want %d", accept, a.StatusCode, want)
		}
	}
	// Problems, and the status, come as problems whatever is asked for.
	if a := c.do(call{"GET", "/v1/status", "", "", http.Header{"Accept": {"application/json"}}}); a.StatusCode != http.StatusOK {
		t.Errorf("status: %d", a.StatusCode)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, _ := c.issue(w, anna, "life")
	for _, x := range []struct{ method, path, allow string }{
		{"DELETE", "/v1/certificates/" + issued.ID, "GET, HEAD"},
		{"PUT", "/v1/certificates", "GET, HEAD, POST"},
		{"PATCH", "/v1/verifications/AAAA/content", "POST"},
		{"GET", "/v1/previews", "POST"},
		{"HEAD", "/v1/previews", "POST"},
		{"OPTIONS", "/v1/subjects", "GET, HEAD"},
		{"TRACE", "/v1/subjects", "GET, HEAD"},
		{"PROPFIND", "/v1/subjects", "GET, HEAD"},
		{"GET", "/v1/certificates/" + issued.ID + "/withdrawal", "POST"},
		{"POST", "/v1/verifications/a%2Fb", "GET, HEAD"},
		{"POST", "/v1/openapi.yaml", "GET, HEAD"},
	} {
		a := c.do(call{method: x.method, path: x.path, as: "anna"})
		if a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != x.allow {
			t.Errorf("%s %s: %d, Allow is %q, want %q", x.method, x.path, a.StatusCode, a.Header.Get("Allow"), x.allow)
		}
	}
	a := c.do(call{method: "HEAD", path: "/v1/certificates/" + issued.ID + "/document", as: "anna"})
	if a.StatusCode != http.StatusOK || len(a.body) != 0 || a.ContentLength != int64(issued.Size) {
		t.Errorf("HEAD: %d with %d bytes, Content-Length %d", a.StatusCode, len(a.body), a.ContentLength)
	}
}

func TestNowhere(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for _, path := range []string{
		"/v1", "/v1/", "/v2/status", "/v1/status/", "/v1//status", "/v1/Status", "/v1/certificates/", "/v1/certificates/1", "/v1/certificates/..%2f..%2fstatus",
		"/v1/verifications/", "/docs/../v1/status", "/docs/nothing.js", "/docs/%2e%2e/openapi.yaml", "/v1/certificates/00000000-0000-0000-0000-00000000000g/document",
	} {
		c.do(call{method: "GET", path: path, as: "anna"}).wants(t, 404, "not-found")
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for _, x := range []struct {
		name, kind string
		fields     []string
		challenge  string
	}{
		{"none", "unauthenticated", nil, `Bearer realm="sportello"`},
		{"another scheme", "unauthenticated", []string{"Basic YTpi"}, `Bearer realm="sportello"`},
		{"no token", "unauthenticated", []string{"Bearer"}, `Bearer realm="sportello", error="invalid_token"`},
		{"a foreign one", "unauthenticated", []string{"Bearer foreign"}, `Bearer realm="sportello", error="invalid_token"`},
		{"two fields", "unauthenticated", []string{"Bearer anna", "Bearer dario"}, `Bearer realm="sportello", error="invalid_token"`},
		{"three fields", "unauthenticated", []string{"Bearer anna", "Bearer anna", "Bearer anna"}, `Bearer realm="sportello", error="invalid_token"`},
		{"two of the same", "unauthenticated", []string{"Bearer anna", "Bearer anna"}, `Bearer realm="sportello", error="invalid_token"`},
		{"two in one field", "unauthenticated", []string{"Bearer anna, Bearer dario"}, `Bearer realm="sportello", error="invalid_token"`},
		{"an expired one", "token-expired", []string{"Bearer expired"}, `Bearer realm="sportello", error="invalid_token", error_description="The access token expired"`},
		{"a weak login", "assurance-too-low", []string{"Bearer weak"}, `Bearer realm="sportello", error="insufficient_user_authentication"`},
	} {
		a := c.do(call{"GET", "/v1/subjects", "", "", http.Header{"Authorization": x.fields}})
		a.wants(t, 401, x.kind)
		if got := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, x.challenge) || (x.challenge == `Bearer realm="sportello"` && got != x.challenge) {
			t.Errorf("%s: WWW-Authenticate is %s", x.name, got)
		}
	}
	// A token belongs into its header and nowhere else (RFC 6750 section 5.3).
	c.do(call{method: "GET", path: "/v1/subjects?access_token=anna"}).wants(t, 401, "unauthenticated")
}

func FuzzDecodeJSON(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"a":2}`, `[1,2,{"b":[null,true]}]`, `"\ud800"`, `{"a":{"a":1}}`, `1e400`, `[`, `{"":0}`, `nul`, "\xff", `[1]]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeJSON(data)
		if err != nil {
			if _, ok := err.(*web.InvalidError); !ok {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		var want any
		if err := json.Unmarshal(data, &want); err != nil || !reflect.DeepEqual(want, got) {
			t.Errorf("%q is %v, by encoding/json %v, %v", data, got, want, err)
		}
	})
}
