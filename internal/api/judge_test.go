package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	sportello "github.com/sportello/sportello"
	"github.com/sportello/sportello/internal/web"
)

// theContract is openapi.yaml, loaded apart from what the server makes of it.
var theContract = sync.OnceValues(func() (*openapi3.T, routers.Router) {
	doc, err := openapi3.NewLoader().LoadFromData(sportello.OpenAPI)
	if err != nil {
		panic(err)
	}
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return doc, router
})

// judge is a transport that fails the test for every answer that openapi.yaml does
// not describe.
type judge struct {
	t    testing.TB
	next http.RoundTripper
}

func (j judge) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := j.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	j.judge(r, answer, body)
	return answer, nil
}

func (j judge) judge(r *http.Request, answer *http.Response, body []byte) {
	j.t.Helper()
	if got := answer.Header.Get("Cache-Control"); got != "no-store" {
		j.t.Errorf("%s %s: Cache-Control is %q", r.Method, r.URL.Path, got)
	}
	if !strings.Contains(answer.Header.Get("X-Robots-Tag"), "noindex") {
		j.t.Errorf("%s %s: may be indexed", r.Method, r.URL.Path)
	}
	if answer.StatusCode >= 400 && r.Method != http.MethodHead {
		j.problem(r, answer, body)
	}
	_, router := theContract()
	route, params, err := router.FindRoute(r)
	if err != nil || r.Method == http.MethodHead {
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 answer.StatusCode, Header: answer.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(r.Context(), input); err != nil {
		j.t.Errorf("%s %s: answer %d is not in the contract: %v", r.Method, r.URL.Path, answer.StatusCode, err)
	}
}

// problem checks what holds for every problem, also those outside any operation.
func (j judge) problem(r *http.Request, answer *http.Response, body []byte) {
	j.t.Helper()
	if got := answer.Header.Get("Content-Type"); got != problemJSON {
		j.t.Errorf("%s %s: a %d of type %q", r.Method, r.URL.Path, answer.StatusCode, got)
	}
	var p web.Problem
	if err := json.Unmarshal(body, &p); err != nil {
		j.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	if p.Status != answer.StatusCode || p.Title == "" || p.Detail == "" || p.RequestID != answer.Header.Get("X-Request-Id") {
		j.t.Errorf("%s %s: a %d with the problem %+v", r.Method, r.URL.Path, answer.StatusCode, p)
	}
	waits := slices.Contains([]int{http.StatusTooManyRequests, http.StatusServiceUnavailable}, answer.StatusCode)
	if waits && answer.Header.Get("Retry-After") == "" {
		j.t.Errorf("%s %s: a %d without Retry-After", r.Method, r.URL.Path, answer.StatusCode)
	}
	if answer.StatusCode == http.StatusUnauthorized && !strings.HasPrefix(answer.Header.Get("WWW-Authenticate"), "Bearer ") {
		j.t.Errorf("%s %s: a 401 without a challenge", r.Method, r.URL.Path)
	}
	doc, _ := theContract()
	var value any
	_ = json.Unmarshal(body, &value)
	if err := doc.Components.Schemas["Problem"].Value.VisitJSON(value, openapi3.EnableJSONSchema2020()); err != nil {
		j.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
}

// counter calls the API as somebody would and has every answer judged.
type counter struct {
	t   *testing.T
	url string
	*http.Client
}

// at opens the counter of a world.
func at(t *testing.T, w *world) counter {
	t.Helper()
	return over(t, w.config(t))
}

func over(t *testing.T, c Config) counter {
	t.Helper()
	s := serve(t, c)
	client := s.Client()
	client.Transport = judge{t, client.Transport}
	return counter{t, s.URL, client}
}

// call is one request, in the order in which it is told.
type call struct {
	method, path string
	as           string // whose token; "" for none
	body         string
	header       http.Header
}

type answer struct {
	*http.Response
	body []byte
}

func (c counter) do(r call) answer {
	c.t.Helper()
	request, err := http.NewRequest(r.method, c.url+r.path, strings.NewReader(r.body))
	if err != nil {
		c.t.Fatal(err)
	}
	if r.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.as != "" {
		request.Header.Set("Authorization", "Bearer "+r.as)
	}
	for name, values := range r.header {
		request.Header[name] = values
	}
	response, err := c.Do(request)
	if err != nil {
		c.t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{response, body}
}

// ask is a body that asks for a certificate.
func ask(subject any, kinds ...string) string {
	b, _ := json.Marshal(map[string]any{"subjectId": subject, "kinds": kinds, "stampDuty": map[string]any{"exemption": 107}})
	return string(b)
}

func key(k string) http.Header { return http.Header{"Idempotency-Key": {k}} }

// issue has a certificate issued to anna and returns it with its row.
func (c counter) issue(w *world, subject any, kind string) (Certificate, *row) {
	c.t.Helper()
	a := c.do(call{"POST", "/v1/certificates", "anna", ask(subject, kind), key("key-anna-" + kind)})
	if a.StatusCode != http.StatusCreated {
		c.t.Fatalf("issuing: %d %s", a.StatusCode, a.body)
	}
	var out Certificate
	a.into(c.t, &out)
	w.mu.Lock()
	defer w.mu.Unlock()
	return out, w.rows[len(w.rows)-1]
}

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
}

// problem is the answer's, by the last part of its type.
func (a answer) problem(t *testing.T) (string, web.Problem) {
	t.Helper()
	var p web.Problem
	a.into(t, &p)
	return p.Type[strings.LastIndex(p.Type, ":")+1:], p
}

// wants fails the test unless the answer is the problem named.
func (a answer) wants(t *testing.T, status int, problem string) web.Problem {
	t.Helper()
	name, p := a.problem(t)
	if a.StatusCode != status || name != problem {
		t.Errorf("got %d %s, want %d %s (%s)", a.StatusCode, name, status, problem, a.body)
	}
	return p
}
