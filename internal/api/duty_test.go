package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// settledWith is a body that asks for anna's certificate of residence.
func settledWith(duty string) string {
	return `{"subjectId":"` + string(anna) + `","kinds":["residence"],"stampDuty":` + duty + `}`
}

// Who says nothing about the stamp duty, or something that does not hold, is told which
// ways there are.
func TestStampDutyRefused(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for duty, rule := range map[string]string{
		`{}`:               "EN208",
		`{"exemption":11}`: "EN120",
		`{"exemption":99}`: "EN281",
		`{"exemption":99,"ground":"` + strings.Repeat("è", 257) + `"}`: "EN282",
		`{"exemption":3,"means":"online"}`:                             "SP602",
		`{"exemption":10}`:                                             "SP603",
		`{"means":"stamp"}`:                                            "SP605",
		`{"means":"stamp","stamp":{"identifier":"0123456789012","date":"2026-11-20"}}`:  "SP605",
		`{"means":"stamp","stamp":{"identifier":"01234567890123","date":"2026-11-22"}}`: "SP606",
		`{"means":"virtual"}`: "EN116",
		`{"means":"online"}`:  "SP608",
		`{"means":"online","payment":"` + string(nobody) + `"}`: "SP613",
	} {
		p := c.do(call{"POST", "/v1/certificates", "anna", settledWith(duty), key("key-00001")}).wants(t, 422, "refused")
		if len(p.Refusals) == 0 || p.Refusals[0].Code != rule || p.Refusals[0].Remedy == "" || p.Refusals[0].Citation == "" {
			t.Errorf("%s: refused by %+v, want %s", duty, p.Refusals, rule)
		}
	}
	without := `{"subjectId":"` + string(anna) + `","kinds":["residence"]}`
	for _, path := range []string{"/v1/certificates", "/v1/previews"} {
		p := c.do(call{"POST", path, "anna", without, key("key-00001")}).wants(t, 422, "refused")
		if len(p.Refusals) != 1 || p.Refusals[0].Code != "EN208" || !strings.Contains(p.Refusals[0].Remedy, "marca da bollo") {
			t.Errorf("%s without stamp duty: %+v", path, p.Refusals)
		}
	}
}

func TestStampDutyMalformed(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for duty, field := range map[string]string{
		`7`:                 "/stampDuty",
		`{"exemption":"7"}`: "/stampDuty/exemption",
		`{"exemption":0}`:   "/stampDuty/exemption",
		`{"means":"cash"}`:  "/stampDuty/means",
		`{"free":true}`:     "/stampDuty",
		`{"means":"stamp","stamp":{"identifier":"01234567890123"}}`:                   "/stampDuty/stamp/date",
		`{"means":"stamp","stamp":{"identifier":"01234567890123","date":"21.11.26"}}`: "/stampDuty/stamp/date",
		`{"means":"online","payment":"mine"}`:                                         "/stampDuty/payment",
	} {
		p := c.do(call{"POST", "/v1/certificates", "anna", settledWith(duty), key("key-00001")}).wants(t, 422, "invalid-field")
		if len(p.Errors) == 0 || p.Errors[0].Field != field {
			t.Errorf("%s: at fault %+v, want %s", duty, p.Errors, field)
		}
	}
}

// A certificate is previewed before it is paid for.
func TestPreviewBeforePaying(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	if a := c.do(call{"POST", "/v1/previews", "anna", settledWith(`{"means":"online"}`), nil}); a.StatusCode != http.StatusOK {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

func TestListExemptions(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	for language, name := range map[string]string{"it": "Per un procedimento giudiziario", "en": "For court proceedings"} {
		var list ExemptionList
		c.do(call{"GET", "/v1/exemptions", "", "", http.Header{"Accept-Language": {language}}}).into(t, &list)
		var judicial *Exemption
		for i := range list.Items {
			if list.Items[i].Code == 3 {
				judicial = &list.Items[i]
			}
		}
		if len(list.Items) != 20 || judicial == nil || judicial.Name != name || judicial.FeeExempt || judicial.NeedsGround || len(judicial.Uses) != 2 {
			t.Errorf("%s: %d exemptions, the judicial one %+v", language, len(list.Items), judicial)
		}
	}
}

// Ordered, paid, looked at: the certificate is there, and asking for it again with the
// payment gives the same.
func TestPayOnline(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	ordered := c.do(call{"POST", "/v1/payments", "anna", pay(anna, "residence"), key("key-00001")})
	var p Payment
	ordered.into(t, &p)
	if ordered.StatusCode != 201 || ordered.Header.Get("Location") != "/v1/payments/"+p.ID || p.State != "created" || p.AmountCents != 1600 ||
		p.CheckoutURL == nil || p.CertificateID != nil || strings.Contains(string(ordered.body), "example.org") {
		t.Fatalf("%d %s", ordered.StatusCode, ordered.body)
	}
	with := settledWith(`{"means":"online","payment":"` + p.ID + `"}`)
	c.do(call{"POST", "/v1/certificates", "anna", with, key("key-00002")}).wants(t, 422, "refused")
	w.breaks("paid", errors.New("it is"))
	var paid Payment
	c.do(call{method: "GET", path: "/v1/payments/" + p.ID, as: "anna"}).into(t, &paid)
	if paid.State != "paid" || paid.CertificateID == nil || paid.CheckoutURL != nil || paid.PaidAt == nil || paid.Refund != nil {
		t.Fatalf("%+v", paid)
	}
	var issued Certificate
	c.do(call{"POST", "/v1/certificates", "anna", with, key("key-00003")}).into(t, &issued)
	if issued.ID != *paid.CertificateID || len(w.rows) != 1 {
		t.Errorf("%s, then %s, of %d", *paid.CertificateID, issued.ID, len(w.rows))
	}
}

func TestPaymentsAreOnesOwn(t *testing.T) {
	t.Parallel()
	c := at(t, newWorld())
	var p Payment
	c.do(call{"POST", "/v1/payments", "anna", pay(anna, "residence"), key("key-00001")}).into(t, &p)
	for _, as := range []string{"bruno", "dario", "officer", "reader"} {
		c.do(call{method: "GET", path: "/v1/payments/" + p.ID, as: as}).wants(t, 404, "not-found")
	}
	c.do(call{method: "GET", path: "/v1/payments/" + string(nobody), as: "anna"}).wants(t, 404, "not-found")
	c.do(call{method: "GET", path: "/v1/payments/mine", as: "anna"}).wants(t, 404, "not-found")
	theirs := `{"subjectId":"` + string(bruno) + `","kinds":["residence"],"stampDuty":{"means":"online","payment":"` + p.ID + `"}}`
	if q := c.do(call{"POST", "/v1/certificates", "bruno", theirs, key("key-00001")}).wants(t, 422, "refused"); q.Refusals[0].Code != "SP613" {
		t.Errorf("refused by %+v", q.Refusals)
	}
}

func TestCreatePaymentRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	c.do(call{"POST", "/v1/payments", "anna", pay(anna, "residence"), nil}).wants(t, 400, "invalid-request")
	for _, email := range []string{"", "anna", "@", "a b@example.org"} {
		var body map[string]any
		_ = json.Unmarshal([]byte(pay(anna, "residence")), &body)
		body["email"] = email
		b, _ := json.Marshal(body)
		c.do(call{"POST", "/v1/payments", "anna", string(b), key("key-00001")}).wants(t, 422, "invalid-field")
	}
	c.do(call{"POST", "/v1/payments", "anna", pay(dario, "residence"), key("key-00001")}).wants(t, 403, "subject-not-allowed")
	c.do(call{"POST", "/v1/payments", "officer", pay(anna, "residence"), key("key-00001")}).wants(t, 403, "not-allowed")
	if p := c.do(call{"POST", "/v1/payments", "anna", pay(anna, "death"), key("key-00001")}).wants(t, 422, "refused"); p.Refusals[0].Code != "SP205" {
		t.Errorf("refused by %+v", p.Refusals)
	}
	if len(w.ordered) != 0 {
		t.Errorf("%d payments were ordered", len(w.ordered))
	}
}
