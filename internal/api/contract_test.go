package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
)

func TestContractIsValid(t *testing.T) {
	t.Parallel()
	doc, _ := theContract()
	if err := doc.Validate(context.Background()); err != nil {
		t.Error(err)
	}
}

// Every operation of openapi.yaml is served, and nothing else is.
func TestRoutesAreTheContract(t *testing.T) {
	t.Parallel()
	var served, described []string
	s := &server{Config: newWorld().config(t), fail: func(http.ResponseWriter, *http.Request, error) {}}
	err := chi.Walk(s.routes(&docs{}), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if route != "/v1/openapi.yaml" { // the contract does not describe itself
			served = append(served, method+" "+route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range operationsOf(t) {
		described = append(described, name)
	}
	slices.Sort(served)
	slices.Sort(described)
	if diff := cmp.Diff(described, served); diff != "" {
		t.Errorf("described and served differ (-described +served):\n%s", diff)
	}
}

func operationsOf(t *testing.T) map[string]*openapi3.Operation {
	t.Helper()
	doc, _ := theContract()
	all := map[string]*openapi3.Operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all[method+" "+path] = op
		}
	}
	return all
}

// What the contract says needs a token does, before anything else is looked at.
// What it does not say so of does not.
func TestTokenIsAskedForWhereTheContractSaysSo(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for name, op := range operationsOf(t) {
		method, path, _ := strings.Cut(name, " ")
		a := c.do(call{method: method, path: strings.NewReplacer("{", "", "}", "").Replace(path)})
		open := op.Security != nil && len(*op.Security) == 0
		if refused := a.StatusCode == http.StatusUnauthorized; refused == open {
			t.Errorf("%s: %d without a token, open is %t", name, a.StatusCode, open)
		}
	}
}

// Everything that an operation with a body may answer to a bad one is described.
func TestEveryBodyIsBounded(t *testing.T) {
	t.Parallel()
	c, err := newContract()
	if err != nil {
		t.Fatal(err)
	}
	for name, op := range operationsOf(t) {
		if (op.RequestBody != nil) != (c[name].mediaType != "") {
			t.Errorf("%s: the body has not been found", name)
		}
		if op.RequestBody == nil {
			continue
		}
		for _, status := range []string{"413", "415"} {
			if op.Responses.Value(status) == nil {
				t.Errorf("%s: may answer %s and does not say so", name, status)
			}
		}
	}
}

// The schema of Problem lists the types of the table, which internal/web compares
// with the file; here every one of them is seen to happen.
func TestEveryProblemHappens(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.config(t)
	config.Limits = web.NewLimiter(web.Limits{Body: 2000, OpenCode: web.Rate{Requests: 1, Per: 3600e9}})
	c := over(t, config)
	issued, row := c.issue(w, anna, "residence")
	withdrawn, _ := c.issue(w, anna, "life")
	withdraw := "/v1/certificates/" + withdrawn.ID + "/withdrawal"
	old, _ := c.issue(w, anna, "citizenship")
	w.supersede(old.ID)
	c.do(call{"POST", "/v1/certificates/" + old.ID + "/reissue", "anna", "", key("key-00005")})
	c.do(call{"POST", withdraw, "officer", `{"reason":"wrong address"}`, nil})
	factor := `{"number":"2026/0000009","birthDate":"1985-03-04"}`
	open := "/v1/verifications/" + row.code.Compact() + "/content"

	seen := map[string]bool{"about:blank": true} // a slow body: TestSlowBody
	for _, x := range []struct {
		status int
		kind   string
		call   call
		port   string // fails with err
		err    error
	}{
		{400, "invalid-request", call{"POST", "/v1/certificates", "anna", "{", key("key-00001")}, "", nil},
		{422, "invalid-field", call{"POST", "/v1/certificates", "anna", "{}", key("key-00001")}, "", nil},
		{401, "unauthenticated", call{"GET", "/v1/subjects", "", "", nil}, "", nil},
		{401, "token-expired", call{"GET", "/v1/subjects", "expired", "", nil}, "", nil},
		{401, "assurance-too-low", call{"GET", "/v1/subjects", "weak", "", nil}, "", nil},
		{503, "login-unavailable", call{"GET", "/v1/subjects", "keyless", "", nil}, "", nil},
		{403, "not-in-register", call{"GET", "/v1/subjects", "stranger", "", nil}, "", nil},
		{403, "not-allowed", call{"GET", "/v1/subjects", "officer", "", nil}, "", nil},
		{403, "subject-not-allowed", call{"POST", "/v1/certificates", "anna", ask(dario, "residence"), key("key-00001")}, "", nil},
		{422, "search-too-wide", call{"POST", "/v1/subject-searches", "counter", `{"purpose":"domanda allo sportello"}`, nil}, "", nil},
		{403, "content-not-opened", call{"POST", open, "", factor, nil}, "", nil},
		{429, "too-many-requests", call{"POST", open, "", factor, nil}, "", nil},
		{404, "not-found", call{"GET", "/v1/certificates/" + string(nobody), "anna", "", nil}, "", nil},
		{405, "method-not-allowed", call{"DELETE", "/v1/certificates/" + issued.ID, "anna", "", nil}, "", nil},
		{406, "not-acceptable", call{"GET", "/v1/subjects", "anna", "", http.Header{"Accept": {"text/html"}}}, "", nil},
		{409, "key-reused", call{"POST", "/v1/certificates", "anna", ask(bruno, "residence"), key("key-anna-residence")}, "", nil},
		{409, "wrong-state", call{"GET", "/v1/certificates/" + withdrawn.ID + "/document", "anna", "", nil}, "", nil},
		{409, "not-superseded", call{"POST", "/v1/certificates/" + issued.ID + "/reissue", "anna", "", key("key-00006")}, "", nil},
		{409, "replaced-already", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "anna", "", key("key-00007")}, "", nil},
		{413, "too-large", call{"POST", "/v1/certificates", "anna", strings.Repeat(" ", 2001), key("key-00001")}, "", nil},
		{415, "unsupported-media-type", call{"POST", "/v1/verifications", "", "{}", nil}, "", nil},
		{422, "refused", call{"POST", "/v1/certificates", "anna", ask(anna, "death"), key("key-00001")}, "", nil},
		{422, "not-a-pdf", call{"POST", "/v1/verifications", "", "{}", http.Header{"Content-Type": {"application/pdf"}}}, "", nil},
		{409, "in-progress", call{"POST", "/v1/certificates", "anna", ask(anna, "birth"), key("key-00002")}, "Reserve", errInProgress},
		{422, "unprintable", call{"POST", "/v1/certificates", "anna", ask(anna, "birth"), key("key-00003")}, "Lay", errGlyph},
		{503, "database-unavailable", call{"GET", "/v1/certificates/" + issued.ID, "anna", "", nil}, "ByID", errDown},
		{503, "seal-unavailable", call{"POST", "/v1/certificates", "anna", ask(anna, "birth"), key("key-00004")}, "Seal", errToken},
		{503, "payment-unavailable", call{"POST", "/v1/payments", "anna", pay(anna, "residence"), key("key-00005")}, "Create", certificates.ErrPayments},
		{503, "busy", call{"POST", "/v1/verifications", "", "%PDF-1.7", pdfType}, "ByDigest", inspect.ErrBusy},
		{500, "internal", call{"GET", "/v1/certificates/" + issued.ID, "anna", "", nil}, "ByID", errToken},
	} {
		if x.port != "" {
			w.breaks(x.port, x.err)
		}
		a := c.do(x.call)
		a.wants(t, x.status, x.kind)
		if waits := x.status == 429 || x.status == 503 || x.kind == "in-progress"; waits != (a.Header.Get("Retry-After") != "") {
			t.Errorf("%s: Retry-After is %q", x.kind, a.Header.Get("Retry-After"))
		}
		seen["urn:problem-type:sportello:"+x.kind] = true
		if x.port != "" {
			w.breaks(x.port, nil)
		}
	}
	doc, _ := theContract()
	for _, kind := range doc.Components.Schemas["Problem"].Value.Properties["type"].Value.Enum {
		if !seen[kind.(string)] {
			t.Errorf("%s never happens", kind)
		}
	}
}
