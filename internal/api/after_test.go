package api

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// What is a person's or an office's own is nobody else's.
func TestOthersSeeNothingOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	old, _ := c.issue(w, anna, "residence")
	w.supersede(old.ID)
	for _, x := range []struct {
		status int
		kind   string
		call   call
	}{
		{404, "not-found", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "dario", "", key("key-00001")}},
		{404, "not-found", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "bruno", "", key("key-00001")}},
		{404, "not-found", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "elsewhere", "", key("key-00001")}},
		{403, "not-allowed", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "reader", "", key("key-00001")}},
		{401, "unauthenticated", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "", "", key("key-00001")}},
		{400, "invalid-request", call{"POST", "/v1/certificates/" + old.ID + "/reissue", "anna", "", nil}},
		{404, "not-found", call{"POST", "/v1/certificates/x/reissue", "anna", "", key("key-00001")}},
		{404, "not-found", call{"POST", "/v1/notices/" + old.ID + "/reading", "dario", "", nil}},
		{404, "not-found", call{"POST", "/v1/notices/" + string(nobody) + "/reading", "anna", "", nil}},
		{403, "not-allowed", call{"POST", "/v1/notices/" + old.ID + "/reading", "reader", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/notices", "reader", "", nil}},
		{401, "unauthenticated", call{"GET", "/v1/notices", "", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/X900/certificates", "anna", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/X900/certificates", "officer", "", nil}}, // may withdraw, not read
		{403, "not-allowed", call{"GET", "/v1/offices/X901/certificates", "reader", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/nowhere/certificates", "reader", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/X901/certificates", "reader", "", http.Header{"Accept": {"text/csv"}}}},
		{406, "not-acceptable", call{"GET", "/v1/offices/X900/certificates", "reader", "", http.Header{"Accept": {"text/html"}}}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificates?kind=love", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificates?state=issued", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificates?from=2026-02-30", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificates?limit=1001", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificates?cursor=1", "reader", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/X901/certificate-counts?month=2026-11", "reader", "", nil}},
		{403, "not-allowed", call{"GET", "/v1/offices/X900/certificate-counts?month=2026-11", "anna", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificate-counts", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/offices/X900/certificate-counts?month=2026-13", "reader", "", nil}},
		{400, "invalid-request", call{"GET", "/v1/certificates?to=tomorrow", "anna", "", nil}},
	} {
		t.Run(x.call.method+" "+x.call.path+" as "+x.call.as, func(t *testing.T) { c.do(x.call).wants(t, x.status, x.kind) })
	}
	if len(w.rows) != 1 || !w.notices[0].ReadAt.IsZero() {
		t.Error("something was done all the same")
	}
}

func TestSupersededIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	old, row := c.issue(w, anna, "residence")
	w.supersede(old.ID)
	var v Verification
	c.do(call{method: "GET", path: "/v1/verifications/" + row.code.Compact()}).into(t, &v)
	if v.State != VerificationStateValid || v.SupersededOn == nil || v.SupersededOn.String() != "2026-11-21" || !strings.Contains(v.Sentence, "Superato non vuol dire ritirato") {
		t.Errorf("verification %+v", v)
	}
	var read Certificate
	c.do(call{method: "GET", path: "/v1/certificates/" + old.ID, as: "anna"}).into(t, &read)
	if read.State != "issued" || read.Superseded == nil || read.Superseded.Reason != "move" || read.Superseded.Since.String() != "2026-11-20" {
		t.Errorf("certificate %+v", read)
	}
	made := c.do(call{"POST", "/v1/certificates/" + old.ID + "/reissue", "anna", "", key("key-00001")})
	var next Certificate
	made.into(t, &next)
	if made.StatusCode != http.StatusCreated || made.Header.Get("Location") != "/v1/certificates/"+next.ID || next.Replaces == nil || *next.Replaces != old.ID || next.Superseded != nil {
		t.Errorf("%d %s", made.StatusCode, made.body)
	}
}

// Who holds a certificate learns what has taken its place, and nobody else.
func TestSuccessorIsTheHolders(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	old, row := c.issue(w, anna, "residence")
	row.Successor = &certificates.Successor{ID: certificates.ID(nobody), Number: certificates.Number{Year: 2026, Serial: 77}}
	for as, want := range map[string]bool{"anna": true, "reader": false} {
		row.Successor = &certificates.Successor{ID: certificates.ID(nobody), Number: certificates.Number{Year: 2026, Serial: 77}}
		var got Certificate
		c.do(call{method: "GET", path: "/v1/certificates/" + old.ID, as: as}).into(t, &got)
		if (got.ReplacedBy != nil) != want {
			t.Errorf("%s: replacedBy is %v", as, got.ReplacedBy)
		}
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	first, _ := c.issue(w, anna, "residence")
	second, _ := c.issue(w, anna, "life")
	w.supersede(first.ID)
	w.supersede(second.ID)
	var page, rest NoticeList
	c.do(call{method: "GET", path: "/v1/notices?limit=1", as: "anna"}).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].Certificate.ID != second.ID || page.Items[0].ReadAt != nil || page.Next == nil || page.Items[0].Sentence == "" {
		t.Fatalf("notices %+v", page)
	}
	if strings.Contains(page.Items[0].Sentence, surname) {
		t.Error("a notice names somebody")
	}
	c.do(call{method: "GET", path: "/v1/notices?limit=1&cursor=" + *page.Next, as: "anna"}).into(t, &rest)
	if len(rest.Items) != 1 || rest.Items[0].Certificate.ID != first.ID || rest.Next != nil {
		t.Errorf("notices %+v", rest)
	}
	var once, again Notice
	reading := call{"POST", "/v1/notices/" + page.Items[0].ID + "/reading", "anna", "", nil}
	c.do(reading).into(t, &once)
	c.do(reading).into(t, &again)
	if diff := cmp.Diff(once, again); diff != "" || once.ReadAt == nil {
		t.Errorf("read once and again:\n%s", diff)
	}
	w.answer(anna, string(nobody))
	var (
		answer NoticeList
		told   Notice
	)
	c.do(call{method: "GET", path: "/v1/notices?limit=1", as: "anna"}).into(t, &answer)
	if n := answer.Items[0]; n.Certificate != nil || n.Kind != "remark.answered" || n.Remark == nil || n.Remark.ID != string(nobody) || n.Remark.Number != "2026/0000003" || n.Sentence == "" {
		t.Errorf("of an answer: %+v", n)
	}
	c.do(call{"POST", "/v1/notices/" + answer.Items[0].ID + "/reading", "anna", "", nil}).into(t, &told)
	if told.ReadAt == nil || told.Certificate != nil || told.Remark == nil {
		t.Errorf("of an answer, read: %+v", told)
	}
	var none NoticeList
	c.do(call{method: "GET", path: "/v1/notices", as: "dario"}).into(t, &none)
	if len(none.Items) != 0 {
		t.Errorf("others' notices: %+v", none)
	}
}

func TestOfficeList(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.exemption = 7
	c := at(t, w)
	first, _ := c.issue(w, anna, "residence")
	c.issue(w, anna, "life")
	w.supersede(first.ID)
	var page OfficeCertificateList
	a := c.do(call{method: "GET", path: "/v1/offices/X900/certificates?kind=residence&limit=1", as: "reader"})
	a.into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != first.ID || page.Items[0].Exemption != 7 || page.Items[0].SupersededOn == nil || page.Next != nil {
		t.Errorf("list %+v", page)
	}
	if strings.Contains(string(a.body), surname) || strings.Contains(string(a.body), string(anna)) {
		t.Error("the list tells whom it is about")
	}
	table := c.do(call{method: "GET", path: "/v1/offices/X900/certificates?limit=1", as: "reader", header: http.Header{"Accept": {"text/csv"}}})
	rows, err := csv.NewReader(strings.NewReader(string(table.body))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %s", err, table.body)
	}
	want := []string{first.ID, "2026/0000001", "residence", "issued", "2026-11-21", "2026-11-21", "2027-02-21", "private", "online", "false", "7"}
	if diff := cmp.Diff(want, rows[2]); diff != "" {
		t.Errorf("a row (-want +got):\n%s", diff)
	}
	if got := table.Header.Get("Content-Type"); got != "text/csv; charset=utf-8; header=present" {
		t.Errorf("Content-Type is %s", got)
	}
	if last := w.events[len(w.events)-1]; last.Kind != audit.CertificatesListed || last.Details["rows"] != "2" || last.Person != "" {
		t.Errorf("recorded %+v", last)
	}
	var counts CertificateCountList
	c.do(call{method: "GET", path: "/v1/offices/X900/certificate-counts?month=2026-11", as: "reader"}).into(t, &counts)
	if len(counts.Items) != 2 || counts.Items[0].Kind != "residence" || counts.Items[0].Total != 12 || counts.Items[1].Kind != "combined" || counts.Items[1].Subject != "abroad" {
		t.Errorf("counts %+v", counts)
	}
}

// A table must not be taken for whole when it is not.
func TestExportThatBreaks(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	c.issue(w, anna, "residence")
	w.breaks("ByOffice", errDown)
	c.do(call{method: "GET", path: "/v1/offices/X900/certificates", as: "reader", header: http.Header{"Accept": {"text/csv"}}}).wants(t, 503, "database-unavailable")
}
