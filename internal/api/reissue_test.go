package api

import (
	"encoding/json"
	"net/http"
	"testing"
)

func body(o object) string {
	b, _ := json.Marshal(o)
	return string(b)
}

// At the counter a certificate is issued again for the person before the officer now.
func TestReissueAtTheCounter(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	var old, next Certificate
	c.do(call{"POST", "/v1/certificates", "counter", asking(dario, "residence", applicant()), key("key-00001")}).into(t, &old)
	w.supersede(old.ID)
	path := "/v1/certificates/" + old.ID + "/reissue"
	for _, x := range []struct {
		as, body string
		status   int
		kind     string
	}{
		{"counter", "", 422, "refused"},
		{"counter", "{}", 422, "refused"},
		{"counter", "[]", 422, "invalid-field"},
		{"counter", `{"applicant":{"name":"Ugo"}}`, 422, "invalid-field"},
		{"counter", `{"applicant":{"name":"Ugo Passante","birthDate":"1960-02-30","document":"CI CA00000AA"}}`, 422, "invalid-field"},
		{"counter", `{"subjectId":"x"}`, 422, "invalid-field"},
		{"othercounter", body(applicant()), 404, "not-found"},
		{"dario", body(applicant()), 404, "not-found"},
	} {
		t.Run(x.as+" "+x.body, func(t *testing.T) {
			c.do(call{"POST", path, x.as, x.body, key("key-00002")}).wants(t, x.status, x.kind)
		})
	}
	made := c.do(call{"POST", path, "counter", body(applicant()), key("key-00002")})
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	made.into(t, &next)
	if next.Replaces == nil || *next.Replaces != old.ID {
		t.Errorf("certificate %+v", next)
	}
}

// A lawyer needs a mandate again, and is told so.
func TestReissueOnAMandate(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	var old Certificate
	c.do(call{"POST", "/v1/certificates", "advocate", asking(dario, "residence", mandate()), key("key-00001")}).into(t, &old)
	w.supersede(old.ID)
	path := "/v1/certificates/" + old.ID + "/reissue"
	c.do(call{"POST", path, "advocate", "", key("key-00002")}).wants(t, 403, "not-allowed")
	c.do(call{"POST", path, "counter", body(applicant()), key("key-00002")}).wants(t, 403, "not-allowed")
	if made := c.do(call{"POST", path, "advocate", body(mandate()), key("key-00002")}); made.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", made.StatusCode, made.body)
	}
}
