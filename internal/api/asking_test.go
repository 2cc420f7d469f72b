package api

import (
	"encoding/json"
	"fmt"
	"maps"
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

type object = map[string]any

// asking is a body that asks for a certificate, with more.
func asking(subject registry.PersonID, kind string, more ...object) string {
	o := object{"subjectId": subject, "kinds": []string{kind}, "stampDuty": object{"exemption": 107}}
	for _, m := range more {
		if m["mandate"] != nil {
			delete(o, "stampDuty")
		}
		maps.Copy(o, m)
	}
	b, _ := json.Marshal(o)
	return string(b)
}

// applicant is who stands at the counter, and mandate what a lawyer has about dario.
func applicant() object {
	return object{"applicant": object{"name": "Ugo Passante", "birthDate": "1960-00-00", "document": "CI CA00000AA, Comune di Altrove"}}
}

func mandate(edit ...func(object)) object {
	m := object{
		"purpose": "judicial", "on": "2026-10-01", "fiscalCode": string(fiscalCodes["dario"]), "surname": surname, "givenName": "Dario", "birthDate": "1970-05-05",
	}
	for _, e := range edit {
		e(m)
	}
	return object{"mandate": m}
}

func force(rules ...string) object {
	return object{"force": object{"rules": rules, "reason": "accertato di persona"}}
}

// An officer finds a person, issues for the one before him, and has the file; the
// person sees in his trail that it was at the counter.
func TestAtTheCounter(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	var found FoundList
	c.do(call{"POST", "/v1/subject-searches", "counter", `{"purpose":"domanda allo sportello","surname":"quarter","givenName":"dar","birthDate":"1970-05-05"}`, nil}).into(t, &found)
	if len(found.Items) != 1 || found.Items[0].ID != string(dario) || found.Items[0].Self {
		t.Fatalf("found %+v", found)
	}
	var available AvailabilityList
	c.do(call{method: "GET", path: "/v1/subjects/" + string(dario) + "/availability", as: "counter"}).into(t, &available)
	if i := slices.IndexFunc(available.Items, func(a Availability) bool { return a.Kind == "residence" }); !available.Items[i].Available {
		t.Errorf("residence cannot be had: %+v", available.Items[i])
	}
	body := asking(dario, "residence", applicant(), object{"grounds": "per una causa"})
	if a := c.do(call{"POST", "/v1/previews", "counter", body, nil}); a.StatusCode != 200 {
		t.Errorf("preview: %d %s", a.StatusCode, a.body)
	}
	var issued Certificate
	made := c.do(call{"POST", "/v1/certificates", "counter", body, key("key-00001")})
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	made.into(t, &issued)
	for _, path := range []string{"", "/document"} {
		if a := c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + path, as: "counter"}); a.StatusCode != 200 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	var kept Application
	c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/application", as: "counter"}).into(t, &kept)
	grounds := "per una causa"
	want := Application{Applicant: &Applicant{Name: "Ugo Passante", BirthDate: "1960-00-00", Document: "CI CA00000AA, Comune di Altrove"}, Grounds: &grounds}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("application (-want +got):\n%s", diff)
	}
	told := slices.ContainsFunc(w.events, func(e audit.Event) bool {
		return e.Kind == audit.CertificateIssued && e.Person == string(dario) && e.Channel == "counter" && e.Actor.Kind == audit.Officer && e.Actor.ID == "m.rossi"
	})
	if !told {
		t.Error("dario's trail does not say that it was issued at the counter")
	}
}

func TestOnAMandate(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	search := fmt.Sprintf(`{"purpose":"notificazione di un atto","fiscalCode":%q,"surname":%q,"givenName":"dario","birthDate":"1970-05-05"}`, fiscalCodes["dario"], surname)
	var found FoundList
	c.do(call{"POST", "/v1/subject-searches", "advocate", search, nil}).into(t, &found)
	if len(found.Items) != 1 || found.Items[0].ID != string(dario) {
		t.Fatalf("found %+v", found)
	}
	var issued Certificate
	made := c.do(call{"POST", "/v1/certificates", "advocate", asking(dario, "residence", mandate()), key("key-00001")})
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	made.into(t, &issued)
	if a := c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/document", as: "advocate"}); a.StatusCode != 200 {
		t.Errorf("document: %d", a.StatusCode)
	}
	var kept Application
	c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/application", as: "counter"}).into(t, &kept)
	if kept.Lawyer == nil || *kept.Lawyer != string(fiscalCodes["stranger"]) || *kept.Purpose != "judicial" || *kept.MandateOn != "2026-10-01" || kept.Applicant != nil {
		t.Errorf("application %+v", kept)
	}
	c.do(call{method: "GET", path: "/v1/certificates/" + issued.ID + "/application", as: "advocate"}).wants(t, 404, "not-found")
}

// What somebody tries who may not, and the rule that he is told.
func TestAskingRefused(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.people[4].Subject.Residence = w.people[3].Subject.Residence // elena, but for her open procedure
	c := at(t, w)
	set := func(field string, value any) func(object) { return func(m object) { m[field] = value } }
	for _, x := range []struct {
		name, as string
		body     string
		status   int
		problem  string
		code     string
	}{
		{"a citizen forces", "elena", asking(elena, "birth", force("EN181")), 403, "not-allowed", "SP203"},
		{"a citizen says that he stands at the counter", "anna", asking(dario, "residence", applicant()), 403, "not-allowed", "SP203"},
		{"a citizen has a mandate", "anna", asking(dario, "residence", mandate()), 403, "not-allowed", "SP202"},
		{"a machine asks", "reader", asking(dario, "residence"), 403, "not-allowed", "SP201"},
		{"a console at which nobody sits", "nameless", asking(dario, "residence", applicant()), 403, "not-allowed", "SP201"},
		{"an officer of another office", "othercounter", asking(dario, "residence", applicant()), 403, "subject-not-allowed", "EN169"},
		{"an officer for nobody in particular", "counter", asking(dario, "residence"), 422, "refused", "SP206"},
		{"an officer forces a rule that stands", "counter", asking(elena, "death", applicant(), force("EN061")), 422, "refused", "SP211"},
		{"an officer forces in advance", "counter", asking(dario, "residence", applicant(), force("EN181")), 422, "refused", "SP212"},
		{"a language that the office does not have", "anna", asking(anna, "residence", object{"language": "de"}), 422, "refused", "SP018"},
		{"a lawyer without a mandate", "advocate", asking(dario, "residence"), 403, "not-in-register", ""},
		{"a lawyer about another", "advocate", asking(anna, "residence", mandate()), 403, "subject-not-allowed", "EN169"},
		{"a lawyer about nobody", "advocate", asking(nobody, "residence", mandate()), 403, "subject-not-allowed", "EN169"},
		{"a lawyer who knows part of the name", "advocate", asking(dario, "residence", mandate(set("surname", surname[:6]))), 403, "subject-not-allowed", "EN169"},
		{"a mandate of tomorrow", "advocate", asking(dario, "residence", mandate(set("on", "2026-11-22"))), 422, "refused", "SP207"},
		{"a mandate of long ago", "advocate", asking(dario, "residence", mandate(set("on", "1999-01-01"))), 422, "refused", "SP207"},
		{"a lawyer forces", "advocate", asking(dario, "residence", mandate(), force("EN181")), 403, "not-allowed", "SP203"},
		{"a minor for herself", "chiara", asking(chiara, "residence"), 422, "refused", "SP204"},
	} {
		for _, path := range []string{"/v1/previews", "/v1/certificates"} {
			r := call{"POST", path, x.as, x.body, key("key-00001")}
			p := c.do(r).wants(t, x.status, x.problem)
			told := slices.ContainsFunc(p.Refusals, func(r web.Refusal) bool { return r.Code == x.code })
			if x.code != "" && !told {
				t.Errorf("%s at %s: told %+v, want %s", x.name, path, p.Refusals, x.code)
			}
		}
	}
	if len(w.rows) != 0 {
		t.Errorf("%d certificates were begun", len(w.rows))
	}
}

// Only an officer is told which rule he could set aside.
func TestForceableOverTheWire(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for as, body := range map[string]string{"elena": asking(elena, "birth"), "counter": asking(elena, "birth", applicant())} {
		p := c.do(call{"POST", "/v1/previews", as, body, nil}).wants(t, 422, "refused")
		for _, r := range p.Refusals {
			rule := certificates.Rulebook()[slices.IndexFunc(certificates.Rulebook(), func(rule *certificates.Rule) bool { return rule.Code == r.Code })]
			if r.Forceable != (as == "counter" && rule.Forced) {
				t.Errorf("%s is told that %s is forceable: %t", as, r.Code, r.Forceable)
			}
		}
	}
}

// What is no request of the contract: nothing is done, and the field is named, not its
// value.
func TestAskingMalformed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	set := func(what func() object, inner, field string, value any) object {
		o := what()
		o[inner].(object)[field] = value
		return o
	}
	mandated := func() object { return mandate() }
	forced := func() object { return force("EN181") }
	for field, body := range map[string]string{
		"/applicant/birthDate":  asking(dario, "residence", set(applicant, "applicant", "birthDate", "1960-02-31")),
		"/applicant/name":       asking(dario, "residence", set(applicant, "applicant", "name", "Ugo\u0000")),
		"/applicant/document":   asking(dario, "residence", set(applicant, "applicant", "document", "")),
		"/applicant/fiscalCode": asking(dario, "residence", set(applicant, "applicant", "fiscalCode", "x")),
		"/mandate/on":           asking(dario, "residence", set(mandated, "mandate", "on", "2026-02-31")),
		"/mandate/birthDate":    asking(dario, "residence", set(mandated, "mandate", "birthDate", "1970-13-01")),
		"/mandate/surname":      asking(dario, "residence", set(mandated, "mandate", "surname", "%")),
		"/mandate/purpose":      asking(dario, "residence", set(mandated, "mandate", "purpose", "curiosity")),
		"/force/reason":         asking(dario, "residence", set(forced, "force", "reason", "short")),
		"/force/rules":          asking(dario, "residence", set(forced, "force", "rules", []string{})),
		"/force/rules/0":        asking(dario, "residence", set(forced, "force", "rules", []string{"*"})),
		"/on":                   asking(dario, "residence-on-date", object{"on": "2020-02-30"}),
		"/grounds":              asking(dario, "residence-history", object{"grounds": "\u0000\u0000\u0000\u0000\u0000\u0000"}),
		"/language":             asking(dario, "residence", object{"language": "la"}),
	} {
		p := c.do(call{"POST", "/v1/certificates", "counter", body, key("key-00001")}).wants(t, 422, "invalid-field")
		if len(p.Errors) == 0 || p.Errors[0].Field != field {
			t.Errorf("%s: faults %+v", field, p.Errors)
		}
	}
	for field, body := range map[string]string{
		"/purpose":    `{"fiscalCode":"` + string(fiscalCodes["dario"]) + `"}`,
		"/surname":    `{"purpose":"domanda allo sportello","surname":"Quarter%","givenName":"dar","birthDate":"1970-05-05"}`,
		"/givenName":  `{"purpose":"domanda allo sportello","surname":"Quarter","givenName":"*","birthDate":"1970-05-05"}`,
		"/birthDate":  `{"purpose":"domanda allo sportello","surname":"Quarter","givenName":"dar","birthDate":"1970-02-30"}`,
		"/fiscalCode": `{"purpose":"domanda allo sportello","fiscalCode":"QRT%"}`,
	} {
		p := c.do(call{"POST", "/v1/subject-searches", "counter", body, nil}).wants(t, 422, "invalid-field")
		if len(p.Errors) == 0 || p.Errors[0].Field != field && field != "/purpose" {
			t.Errorf("search, %s: faults %+v", field, p.Errors)
		}
	}
	if len(w.events) != 0 || len(w.rows) != 0 {
		t.Errorf("something happened: %d events, %d rows", len(w.events), len(w.rows))
	}
}

// Nobody searches but an officer and a lawyer, nobody counts, and nobody has the list of
// lawyers but an officer of that office.
func TestSearchesAndListsAreClosed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.conspicuous = []certificates.Conspicuous{{Lawyer: fiscalCodes["stranger"], Office: valdemo, Period: certificates.OneDay, From: registry.Date{Year: 2026, Month: 11, Day: 21}, At: w.now}}
	for i := range 8 { // a crowd that is born on one day
		id := registry.PersonID(fmt.Sprintf("b0000000-0000-4000-8000-%012d", i))
		w.people = append(w.people, registry.Extract{Subject: person(id, "dario", 1970, 5, 5)})
	}
	c := at(t, w)
	code := fmt.Sprintf(`{"purpose":"domanda allo sportello","fiscalCode":%q}`, fiscalCodes["anna"])
	for _, as := range []string{"anna", "reader", "officer", "nameless"} {
		c.do(call{"POST", "/v1/subject-searches", as, code, nil}).wants(t, 403, "not-allowed")
		c.do(call{method: "GET", path: "/v1/conspicuous-lawyers", as: as}).wants(t, 403, "not-allowed")
	}
	c.do(call{method: "GET", path: "/v1/conspicuous-lawyers", as: "advocate"}).wants(t, 403, "not-allowed")
	c.do(call{"POST", "/v1/subject-searches", "counter", `{"purpose":"domanda allo sportello","surname":"Quartermain","givenName":"dario","birthDate":"1970-05-05"}`, nil}).wants(t, 422, "search-too-wide")
	c.do(call{"POST", "/v1/subject-searches", "counter", `{"purpose":"                ","fiscalCode":"` + string(fiscalCodes["anna"]) + `"}`, nil}).wants(t, 422, "search-too-wide")
	c.do(call{"POST", "/v1/subject-searches", "advocate", code, nil}).wants(t, 403, "subject-not-allowed")
	var other FoundList
	c.do(call{"POST", "/v1/subject-searches", "othercounter", code, nil}).into(t, &other)
	if len(other.Items) != 0 {
		t.Errorf("another office finds %+v", other)
	}
	for as, want := range map[string]int{"counter": 1, "othercounter": 0} {
		var list ConspicuousLawyerList
		c.do(call{method: "GET", path: "/v1/conspicuous-lawyers", as: as}).into(t, &list)
		if len(list.Items) != want {
			t.Errorf("%s is shown %+v", as, list)
		}
	}
}

// An officer who searches too fast waits, from wherever he does; another does not.
func TestSearchesAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.config(t)
	config.Limits = web.NewLimiter(web.Limits{Search: web.Rate{Requests: 3, Per: time.Hour}})
	c := over(t, config)
	search := func(as string) answer {
		return c.do(call{"POST", "/v1/subject-searches", as, fmt.Sprintf(`{"purpose":"domanda allo sportello","fiscalCode":%q}`, fiscalCodes["anna"]), nil})
	}
	for range 3 {
		if a := search("counter"); a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	search("counter").wants(t, 429, "too-many-requests")
	if a := search("othercounter"); a.StatusCode != 200 {
		t.Errorf("another officer: %d %s", a.StatusCode, a.body)
	}
}

// Nothing that an officer or a lawyer writes about a person is in the log or in the
// audit trail.
func TestAskingIsNotLogged(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	calls := []call{
		{"POST", "/v1/subject-searches", "counter", `{"purpose":"domanda di Passante","surname":"quarter","givenName":"dar","birthDate":"1970-05-05"}`, nil},
		{"POST", "/v1/certificates", "counter", asking(dario, "residence", applicant(), object{"grounds": "lite con Passante"}), key("key-00001")},
		{"POST", "/v1/certificates", "counter", asking(elena, "death", applicant(), force("EN061")), key("key-00002")},
		{"POST", "/v1/certificates", "advocate", asking(dario, "residence", mandate()), key("key-00003")},
		{"POST", "/v1/certificates", "advocate", asking(anna, "residence", mandate()), key("key-00004")},
	}
	for _, r := range calls {
		c.do(r)
	}
	written := chance.ReplaceAllString(w.log.after(t, len(calls)), "") + fmt.Sprint(w.events)
	for _, secret := range []string{"Passante", "CA00000AA", "accertato", "quarter", "1970-05-05", string(fiscalCodes["dario"]), string(fiscalCodes["stranger"])} {
		if strings.Contains(strings.ToLower(written), strings.ToLower(secret)) {
			t.Errorf("%q is written down", secret)
		}
	}
}
