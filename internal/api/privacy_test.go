package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// Whatever happens, no log line and no metric tells who somebody is, what his code
// opens, or what he sent.
func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.config(t)
	config.Metrics = web.NewMetrics()
	c := over(t, config)
	issued, row := c.issue(w, chiara, "household")
	code := row.code
	factor := fmt.Sprintf(`{"number":%q,"birthDate":"2015-06-07"}`, issued.Number)
	calls := []call{
		{"GET", "/v1/subjects?tax=" + string(fiscalCodes["anna"]), "anna", "", nil},
		{"GET", "/v1/subjects/" + string(chiara) + "/availability", "anna", "", nil},
		{"POST", "/v1/previews", "anna", ask(chiara, "residence"), nil},
		{"POST", "/v1/certificates", "anna", ask(dario, "residence"), key("key-00001")},
		{"POST", "/v1/certificates", "anna", ask(anna, "death"), key("key-00002")},
		{"POST", "/v1/certificates", "stranger", ask(anna, "death"), key("key-00002")},
		{"GET", "/v1/certificates/" + issued.ID + "/document", "anna", "", nil},
		{"GET", "/v1/verifications/" + code.String(), "", "", nil},
		{"POST", "/v1/verifications/" + code.Compact() + "/content", "", factor, nil},
		{"POST", "/v1/verifications/" + code.Compact() + "/content", "", strings.Replace(factor, "2015", "2014", 1), nil},
		{"GET", "/v1/nowhere/" + surname, "", "", nil},
		{surname, "/v1/status", "", "", nil},
	}
	for _, port := range []string{"", "ByFiscalCode", "Extract", "Record", "ByCode", "Seal"} {
		if port != "" {
			w.breaks(port, errDown)
		}
		for _, r := range calls {
			c.do(r)
		}
		w.breaks(port, nil)
	}
	log := w.log.after(t, 6*len(calls)+1)
	families, err := config.Metrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	written := chance.ReplaceAllString(log, "") + fmt.Sprint(families)
	for _, secret := range []string{
		surname, street, "anna", "bruno", "chiara", "dario", "1985-03-04", "2015-06-07", "2014-06-07", code.String(), code.Compact(), issued.ID,
		string(fiscalCodes["anna"]), string(fiscalCodes["stranger"]), string(chiara), "key-00001", "127.0.0.1", "Bearer",
	} {
		if strings.Contains(strings.ToLower(written), strings.ToLower(secret)) {
			t.Errorf("%q is written down", secret)
		}
	}
	if !strings.Contains(log, `"route":"/v1/verifications/{code}"`) {
		t.Error("no route pattern in the log")
	}
}

func TestLogLine(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	a := c.do(call{"GET", "/v1/certificate-kinds?x=y", "", "", http.Header{"X-Request-Id": {"from.the-proxy_1"}}})
	if got := a.Header.Get("X-Request-Id"); got != "from.the-proxy_1" {
		t.Errorf("X-Request-Id is %q", got)
	}
	var line struct {
		Msg, Method, Route, Request string
		Status, Bytes               int
		Took                        int64
	}
	log := w.log.after(t, 1)
	if err := json.Unmarshal([]byte(log), &line); err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	if line.Msg != "request" || line.Method != "GET" || line.Route != "/v1/certificate-kinds" || line.Request != "from.the-proxy_1" ||
		line.Status != 200 || line.Bytes != len(a.body) || line.Took <= 0 {
		t.Errorf("%+v", line)
	}
}

// The cause of an internal error is in the log and not in the answer; that of a
// panic is its place, for its value may be anything.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.config(t)
	config.Ready = func(context.Context) error {
		if w.fail("Ready") != nil {
			panic("record of " + surname)
		}
		return errors.New("a bolt is loose")
	}
	c := over(t, config)
	status := call{method: "GET", path: "/v1/status"}
	p := c.do(status).wants(t, 500, "internal")
	if log := w.log.after(t, 1); strings.Contains(fmt.Sprint(p), "bolt") || !strings.Contains(log, "bolt") {
		t.Errorf("answered %+v, logged %s", p, log)
	}
	w.breaks("Ready", errDown)
	a := c.do(status)
	a.wants(t, 500, "internal")
	if log := w.log.after(t, 2); strings.Contains(log, surname) || !strings.Contains(log, "privacy_test.go") || !strings.Contains(log, `"status":500`) {
		t.Errorf("logged %s", log)
	}
}

// A machine reads of its own office, and each look is recorded.
func TestMachinesReadsAreRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, _ := c.issue(w, anna, "residence")
	c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID, as: "reader"})
	last := w.events[len(w.events)-1]
	if last.Kind != audit.CertificateRead || last.Actor.Kind != audit.Machine || last.Person != string(anna) || last.Office != string(valdemo) {
		t.Errorf("recorded %+v", last)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	status := call{method: "GET", path: "/v1/status"}
	if a := c.do(status); a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != problemJSON {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	for err, want := range map[error]string{registry.ErrUnavailable: "database-unavailable", certificates.ErrSeal: "seal-unavailable"} {
		w.breaks("Ready", err)
		c.do(status).wants(t, 503, want)
	}
}
