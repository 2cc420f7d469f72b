package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

var (
	errDown       = fmt.Errorf("%w: connection refused", registry.ErrUnavailable)
	errToken      = errors.New("token in slot 0 is locked")
	errGlyph      = fmt.Errorf("%w: U+10FFFD", certificates.ErrGlyph)
	errInProgress = certificates.ErrInProgress
)

func TestIssueReadAndFetch(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	made := c.do(call{"POST", "/v1/certificates", "anna", ask(chiara, "household"), key("key-00001")})
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	var issued, read Certificate
	made.into(t, &issued)
	if got, want := made.Header.Get("Location"), "/v1/certificates/"+issued.ID; got != want {
		t.Errorf("Location is %q, want %q", got, want)
	}
	c.do(call{method: "GET", path: made.Header.Get("Location"), as: "anna"}).into(t, &read)
	if diff := cmp.Diff(issued, read); diff != "" {
		t.Errorf("issued and read differ:\n%s", diff)
	}
	if issued.Number != "2026/0000001" || issued.State != "issued" || issued.Use != "private" || issued.Language != "it" ||
		issued.ValidUntil == nil || issued.ValidUntil.String() != "2027-02-21" || issued.WithdrawnAt != nil || issued.Office.Name != "Comune di Valdemo" {
		t.Errorf("issued %+v", issued)
	}
	file := c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/document", as: "anna"})
	if sum := sha256.Sum256(file.body); hex.EncodeToString(sum[:]) != issued.Digest || int(issued.Size) != len(file.body) {
		t.Errorf("the file is not the one of the record")
	}
	if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="certificato-2026-0000001.pdf"` {
		t.Errorf("Content-Disposition is %s", got)
	}
}

func TestSameKeySameCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	r := call{"POST", "/v1/certificates", "anna", ask(anna, "residence"), key("key-00001")}
	first, again := c.do(r), c.do(r)
	if !bytes.Equal(first.body, again.body) || len(w.rows) != 1 {
		t.Errorf("two answers to one key: %s and %s, %d rows", first.body, again.body, len(w.rows))
	}
	// Another's key is another key.
	r.as, r.body = "dario", ask(dario, "residence")
	if a := c.do(r); a.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// A database that goes away, a disk that is full, a seal that has expired overnight
// cost nothing: the same request later has its answer.
func TestSameKeyAfterAnOutage(t *testing.T) {
	t.Parallel()
	for port, problem := range map[string]string{
		"ByFiscalCode": "database-unavailable", "ByKey": "database-unavailable", "Extract": "database-unavailable",
		"Reserve": "database-unavailable", "Complete": "database-unavailable", "Seal": "seal-unavailable", "Check": "seal-unavailable",
	} {
		t.Run(port, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			c := at(t, w)
			r := call{"POST", "/v1/certificates", "anna", ask(anna, "residence"), key("key-00001")}
			cause := errDown
			if problem == "seal-unavailable" {
				cause = errToken
			}
			w.breaks(port, cause)
			p := c.do(r).wants(t, 503, problem)
			if strings.Contains(p.Detail, "refused") || strings.Contains(p.Detail, "slot") {
				t.Errorf("the answer tells the cause: %s", p.Detail)
			}
			w.breaks(port, nil)
			if a := c.do(r); a.StatusCode != http.StatusCreated {
				t.Errorf("afterwards %d %s", a.StatusCode, a.body)
			}
		})
	}
}

func TestRefusedWithEveryRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.people[1].Subject.Certifiability = registry.PartiallyCertifiable // bruno
	w.people[3].Subject.Standing.State = registry.Abroad               // dario
	c := at(t, w)
	for _, x := range []struct {
		name, language, as string
		subject            registry.PersonID
		kinds              []string
		codes              []string
		sentence           string
	}{
		{"two of a kind that exclude each other", "it", "anna", anna, []string{"household", "household-with-relationships"}, []string{"EN154", "EN157", "EN222"}, "In un solo documento non stanno insieme: Certificato di stato di famiglia;"},
		{"an open procedure", "en", "elena", elena, []string{"birth"}, []string{"EN181"}, "A procedure is open"},
		{"partly certifiable", "it", "bruno", bruno, []string{"civil-status"}, []string{"EN046"}, "Per questa persona"},
		{"registered abroad", "it", "dario", dario, []string{"residence"}, []string{"EN044"}, "La persona è iscritta tra gli italiani"},
		{"no address", "es, fr;q=0.5", "elena", elena, []string{"residence"}, []string{"EN434"}, "Sur la fiche il manque une adresse"},
		{"of the living", "de", "anna", anna, []string{"death"}, []string{"SP205", "EN061"}, "Diese Bescheinigung wird auf diesem Weg nicht ausgestellt"},
		{"every reason, by stage", "it", "anna", anna, []string{"household", "residence-abroad"}, []string{"EN164", "EN287"}, "La persona non è iscritta"},
	} {
		h := key("key-00001")
		h.Set("Accept-Language", x.language)
		p := c.do(call{"POST", "/v1/certificates", x.as, ask(x.subject, x.kinds...), h}).wants(t, 422, "refused")
		var codes []string
		for _, r := range p.Refusals {
			codes = append(codes, r.Code)
			if r.Citation == "" || r.Remedy == "" || r.By == "" || r.Stage == "" || r.Forceable || !slices.Contains(x.kinds, r.Kind) {
				t.Errorf("%s: %+v", x.name, r)
			}
		}
		if diff := cmp.Diff(x.codes, codes); diff != "" {
			t.Errorf("%s: refusals differ:\n%s", x.name, diff)
		}
		if len(p.Refusals) > 0 && !strings.HasPrefix(p.Refusals[0].Sentence, x.sentence) {
			t.Errorf("%s: %s", x.name, p.Refusals[0].Sentence)
		}
	}
}

// Who cannot be served is told why, and by whom it can be mended.
func TestNotInRegister(t *testing.T) {
	t.Parallel()
	w := newWorld()
	double := w.people[3]
	double.Subject.ID = nobody
	for i, change := range map[int]func(*registry.Person){
		0: func(p *registry.Person) { p.CodeValidated = false },                    // anna
		1: func(p *registry.Person) { p.Certifiability = registry.NotCertifiable }, // bruno
		4: func(p *registry.Person) { p.Standing.State = registry.Removed },        // elena
	} {
		change(&w.people[i].Subject)
	}
	w.people = append(w.people, double) // dario
	c := at(t, w)
	for as, reason := range map[string]registry.Mismatch{
		"malformed": registry.MalformedCode, "stranger": registry.UnknownCode, "dario": registry.DuplicateRecord, "elena": registry.RemovedRecord,
		"fulvio": registry.DeadRecord, "anna": registry.UnvalidatedCode, "bruno": registry.UncertifiableCode,
	} {
		p := c.do(call{method: "GET", path: "/v1/subjects", as: as}).wants(t, 403, "not-in-register")
		if p.Reason != reason || p.Contact != "anagrafe@valdemo.example" {
			t.Errorf("%s: %+v", as, p)
		}
	}
}

// A certificate is there for who asked for it and for his office's machines. To
// all others it is as if it did not exist, and they cannot tell the difference.
func TestOthersCertificates(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, _ := c.issue(w, chiara, "residence")
	for _, as := range []string{"dario", "bruno", "elsewhere", "othercounter", "nameless", "advocate"} {
		for _, r := range []call{
			{method: "GET", path: "/v1/certificates/%s"},
			{method: "GET", path: "/v1/certificates/%s/document"},
			{method: "GET", path: "/v1/certificates/%s/application"},
			{method: "POST", path: "/v1/certificates/%s/withdrawal", body: `{"reason":"no longer true"}`},
		} {
			r.as = as
			there, nowhere := r, r
			there.path, nowhere.path = fmt.Sprintf(r.path, issued.ID), fmt.Sprintf(r.path, nobody)
			got, want := c.do(there).wants(t, 404, "not-found"), c.do(nowhere).wants(t, 404, "not-found")
			got.RequestID, want.RequestID = "", ""
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(got)); diff != "" {
				t.Errorf("%s %s %s: another's certificate shows:\n%s", as, r.method, r.path, diff)
			}
		}
	}
	if w.rows[0].State != certificates.Issued {
		t.Errorf("the certificate is %s", w.rows[0].State)
	}
	var list CertificateList
	c.do(call{method: "GET", path: "/v1/certificates", as: "dario"}).into(t, &list)
	if len(list.Items) != 0 {
		t.Errorf("dario is shown %d certificates of anna's", len(list.Items))
	}
}

// A person who is not yours and one who does not exist get the same answer, on
// every way that leads to a person.
func TestOthersData(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for _, as := range []string{"anna", "chiara", "dario"} {
		other := map[string]registry.PersonID{"anna": dario, "chiara": anna, "dario": anna}[as]
		for _, r := range []call{
			{method: "GET", path: "/v1/subjects/%s/availability"},
			{method: "POST", path: "/v1/previews", body: "%s"},
			{method: "POST", path: "/v1/certificates", body: "%s", header: key("key-00001")},
		} {
			var problems []string
			for _, id := range []registry.PersonID{other, nobody} {
				r := r
				r.as = as
				if r.body == "" {
					r.path = fmt.Sprintf(r.path, id)
				} else {
					r.body = ask(id, "residence")
				}
				p := c.do(r).wants(t, 403, "subject-not-allowed")
				p.RequestID = ""
				problems = append(problems, fmt.Sprint(p))
			}
			if problems[0] != problems[1] {
				t.Errorf("%s: %s %s tells the two apart:\n%s\n%s", as, r.method, r.path, problems[0], problems[1])
			}
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.people[0].Household.Members[1].Person.Birth.Date = registry.Date{} // the record lacks it
	c := at(t, w)
	for as, want := range map[string][]registry.PersonID{"anna": {anna, bruno, chiara}, "chiara": {chiara}, "dario": {dario}} {
		var list SubjectList
		c.do(call{method: "GET", path: "/v1/subjects", as: as}).into(t, &list)
		var got []registry.PersonID
		for i, s := range list.Items {
			got = append(got, registry.PersonID(s.ID))
			if s.Self != (i == 0) {
				t.Errorf("%s: self is %t for %s", as, s.Self, s.ID)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: subjects differ:\n%s", as, diff)
		}
	}
}

func TestAvailability(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	var list AvailabilityList
	c.do(call{method: "GET", path: "/v1/subjects/" + string(elena) + "/availability?use=abroad", as: "elena"}).into(t, &list)
	if len(list.Items) != 23 {
		t.Fatalf("%d kinds", len(list.Items))
	}
	for _, a := range list.Items {
		if a.Available || len(a.Refusals) == 0 {
			t.Errorf("%s: can be had without address and with an open procedure", a.Kind)
		}
	}
}

// What stands against a kind depends on the language asked for, and what is only missing
// from the request is told apart.
func TestAvailabilityInALanguage(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for query, want := range map[string]string{"": "", "?language=en": "", "?use=judicial&language=sl": "SP018"} {
		var list AvailabilityList
		c.do(call{method: "GET", path: "/v1/subjects/" + string(anna) + "/availability" + query, as: "anna"}).into(t, &list)
		for _, a := range list.Items {
			switch a.Kind {
			case "life":
				if a.Available != (want == "") || want != "" && (len(a.Refusals) != 1 || a.Refusals[0].Code != want) {
					t.Errorf("%q: %+v", query, a)
				}
			case "household-on-date":
				if a.Available || !slices.ContainsFunc(a.Refusals, func(r web.Refusal) bool { return r.Missing && r.Code == "SP015" }) {
					t.Errorf("%q: %+v", query, a)
				}
			}
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	var list CertificateKindList
	at(t, newWorld()).do(call{method: "GET", path: "/v1/certificate-kinds"}).into(t, &list)
	if len(list.Items) != 23 || list.Items[19].Kind != "residence-on-date" || list.Items[0].Name != "Certificato anagrafico di nascita" {
		t.Errorf("%+v", list.Items)
	}
	for _, k := range list.Items {
		if !k.Offered || k.ValidityGround == "" || k.Citation == "" || k.Single && !slices.Equal(k.Channels, []CertificateKindChannels{"counter"}) {
			t.Errorf("%+v", k)
		}
	}
}

// A kind is offered if an office of the installation does, and not before its day.
func TestOffered(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.policies = map[registry.OfficeID]certificates.Policy{valdemo: {Kinds: []certificates.Kind{certificates.Birth, certificates.CivilUnion}}, altrove: {}}
	w.now = time.Date(2016, 6, 4, 12, 0, 0, 0, time.UTC)
	var list CertificateKindList
	at(t, w).do(call{method: "GET", path: "/v1/certificate-kinds"}).into(t, &list)
	for _, k := range list.Items {
		if k.Offered != (k.Kind == "birth") {
			t.Errorf("%s is offered: %t", k.Kind, k.Offered)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	for _, kind := range []string{"residence", "life", "birth"} {
		c.issue(w, anna, kind)
	}
	var seen []KindSlug
	path := "/v1/certificates?limit=2"
	for range 2 {
		var list CertificateList
		c.do(call{method: "GET", path: path, as: "anna"}).into(t, &list)
		for _, i := range list.Items {
			seen = append(seen, i.Kinds...)
		}
		if list.Next == nil {
			break
		}
		path = "/v1/certificates?limit=2&cursor=" + *list.Next
	}
	if diff := cmp.Diff([]KindSlug{"birth", "life", "residence"}, seen); diff != "" {
		t.Errorf("pages differ:\n%s", diff)
	}
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, _ := c.issue(w, anna, "residence")
	r := call{method: "POST", path: "/v1/certificates/" + issued.ID + "/withdrawal", body: `{"reason":"the address was wrong"}`}
	for as, want := range map[string]string{"anna": "not-allowed", "reader": "not-allowed"} {
		r.as = as
		c.do(r).wants(t, 403, want)
	}
	r.as = "officer"
	var out Certificate
	c.do(r).into(t, &out)
	if out.State != "withdrawn" || out.WithdrawnAt == nil {
		t.Errorf("%+v", out)
	}
	c.do(r).wants(t, 409, "wrong-state")
	for _, reason := range []string{"", "    ", "\t\n\t\n\t\n", "abc", strings.Repeat("a", 501)} {
		r.body = fmt.Sprintf(`{"reason":%q}`, reason)
		if p := c.do(r).wants(t, 422, "invalid-field"); p.Errors[0].Field != "/reason" {
			t.Errorf("%q: %+v", reason, p.Errors)
		}
	}
}

// A file is for who asked for it, not for the machines that may see its record.
func TestDocumentIsNotForMachines(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, _ := c.issue(w, anna, "residence")
	for _, as := range []string{"reader", "officer"} {
		if a := c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID, as: as}); a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", as, a.StatusCode)
		}
		c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/document", as: as}).wants(t, 403, "not-allowed")
	}
}

// What was never issued has no record to show, not even to who asked for it.
func TestFailedCertificateIsNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	w.breaks("Seal", errToken)
	c.do(call{"POST", "/v1/certificates", "anna", ask(anna, "residence"), key("key-00001")}).wants(t, 503, "seal-unavailable")
	id := string(w.rows[0].ID)
	c.do(call{method: "GET", path: "/v1/certificates/" + id, as: "anna"}).wants(t, 404, "not-found")
	c.do(call{method: "GET", path: "/v1/certificates/" + id + "/document", as: "anna"}).wants(t, 404, "not-found")
}

// What is not recorded is not shown.
func TestNothingIsShownUnrecorded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	issued, row := c.issue(w, anna, "residence")
	w.breaks("Record", errDown)
	factor := fmt.Sprintf(`{"number":%q,"birthDate":"1985-03-04"}`, issued.Number)
	for _, r := range []call{
		{method: "GET", path: "/v1/subjects", as: "anna"},
		{method: "GET", path: "/v1/subjects/" + string(anna) + "/availability", as: "anna"},
		{method: "POST", path: "/v1/previews", as: "anna", body: ask(anna, "residence")},
		{method: "GET", path: "/v1/certificates/" + issued.ID, as: "anna"},
		{method: "GET", path: "/v1/certificates/" + issued.ID + "/document", as: "anna"},
		{method: "POST", path: "/v1/verifications/" + row.code.Compact() + "/content", body: factor},
	} {
		c.do(r).wants(t, 503, "database-unavailable")
	}
}

func TestRequestIDReachesTheAuditTrail(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	h := key("key-00001")
	h.Set("X-Request-Id", "case-4711")
	c.do(call{"POST", "/v1/certificates", "anna", ask(anna, "residence"), h})
	for _, e := range w.events {
		if e.Kind == audit.CertificateIssued && e.Request == "case-4711" {
			return
		}
	}
	t.Errorf("no event of that request in %v", w.events)
}
