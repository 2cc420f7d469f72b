package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/payments"
)

// paymentCycle is a cycle with the one who pays.
type paymentCycle struct {
	*cycle
	me string
}

func newPaymentCycle(t *testing.T) *paymentCycle {
	t.Helper()
	c := newCycle(t)
	c.must("GET /v1/subjects as chiara", http.StatusOK)
	me, err := c.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	return &paymentCycle{c, me}
}

func (c *paymentCycle) body() string {
	return `{"email": "chiara@example.org", "certificate": {"subjectId": "` + c.me + `", "kinds": ["residence"], "stampDuty": {"means": "online"}}}`
}

// order orders a payment, and returns it with the page on which to pay.
func (c *paymentCycle) order(key string) (id, page string) {
	c.script.t.Helper()
	c.must("POST /v1/payments as chiara key "+key+" "+c.body(), http.StatusCreated)
	id, _ = c.value("$.id")
	page, _ = c.value("$.checkoutUrl")
	return id, page
}

// decide presses a button of the page.
func (c *paymentCycle) decide(page, decision string) string {
	c.script.t.Helper()
	res, err := http.PostForm(page, url.Values{"decision": {decision}})
	if err != nil {
		c.script.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		c.script.t.Fatalf("%s: %s %v", decision, res.Status, err)
	}
	return string(b)
}

// standing is the states of a payment so far, and how many certificates came of it.
func (c *paymentCycle) standing(id string) string {
	c.script.t.Helper()
	states := c.list("SELECT concat_ws(' ', state, refund) FROM payment_event WHERE payment_id = $1::text::uuid ORDER BY number", id)
	issued := c.list("SELECT count(*)::text FROM certificate_duty JOIN certificate USING (certificate_id) WHERE payment_id = $1::text::uuid AND state = 'issued'", id)
	return states + "; issued " + issued
}

const paidAndIssued = "created, created, paid; issued 1"

// Ordered with three clicks, paid once, and issued by itself before the citizen comes
// back.
func TestPayOnline(t *testing.T) {
	t.Parallel()
	c := newPaymentCycle(t)
	id, page := c.order("click-0001")
	for _, key := range []string{"click-0001", "click-0002", "click-0003"} {
		if again, there := c.order(key); again != id || there != page {
			t.Errorf("%s: another payment", key)
		}
	}
	res, err := http.Get(page)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); !strings.Contains(string(b), "DEMO") || !strings.Contains(string(b), "16,00") {
		t.Errorf("the page: %s", b)
	}
	if after := c.decide(page, "pay"); !strings.Contains(after, "Pagato") {
		t.Errorf("paid: %s", after)
	}
	if got := c.standing(id); got != paidAndIssued {
		t.Errorf("told of it by the provider: %s", got)
	}
	c.must("GET /v1/payments/"+id+" as chiara", http.StatusOK)
	certificate, _ := c.value("$.certificateId")
	c.must(`POST /v1/certificates as chiara key click-0004 {"subjectId": "`+c.me+`", "kinds": ["residence"], "stampDuty": {"means": "online", "payment": "`+id+`"}}`, http.StatusCreated)
	if again, _ := c.value("$.id"); again != certificate {
		t.Errorf("issued %s, then %s", certificate, again)
	}
	c.must("GET /v1/certificates/"+certificate+"/document as chiara", http.StatusOK)
	if !strings.HasPrefix(string(c.script.body), "%PDF-") {
		t.Error("no document")
	}
	c.decide(page, "pay") // the button again
	if got := c.standing(id); got != paidAndIssued {
		t.Errorf("after the button was pressed again: %s", got)
	}
}

func TestNotPaid(t *testing.T) {
	t.Parallel()
	c := newPaymentCycle(t)
	id, page := c.order("click-0001")
	c.decide(page, "refuse")
	if got := c.standing(id); got != "created, created, failed; issued 0" {
		t.Error(got)
	}
	if next, _ := c.order("click-0001"); next == id {
		t.Error("the payment that failed counts")
	}
}

// Notices that are not the provider's, not of this payment or not of today change
// nothing.
func TestNoticesRefused(t *testing.T) {
	t.Parallel()
	c := newPaymentCycle(t)
	id, page := c.order("click-0001")
	reference := page[strings.LastIndexByte(page, '/')+1:]
	secret := c.app.material.noticeSecret
	good := payments.Notice{Payment: id, Reference: reference, State: "paid", Amount: 1600, Receipt: "R"}
	with := func(change func(*payments.Notice)) []byte {
		n := good
		change(&n)
		b, _ := json.Marshal(n)
		return b
	}
	same := with(func(*payments.Notice) {})
	now := time.Now()
	send := func(signature string, body []byte) int {
		r, _ := http.NewRequest(http.MethodPost, c.base+noticePath, strings.NewReader(string(body)))
		r.Header.Set(payments.SignatureHeader, signature)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	other := with(func(n *payments.Notice) { n.Amount = 100 })
	stranger := with(func(n *payments.Notice) { n.Reference = "r" })
	for name, x := range map[string]struct {
		signature string
		body      []byte
		status    int
	}{
		"forged":                      {payments.Sign("guess", now, same), same, 401},
		"without a signature":         {"", same, 401},
		"with that of another body":   {payments.Sign(secret, now, same), other, 401},
		"of yesterday":                {payments.Sign(secret, now.Add(-24*time.Hour), same), same, 401},
		"of tomorrow":                 {payments.Sign(secret, now.Add(24*time.Hour), same), same, 401},
		"of another amount":           {payments.Sign(secret, now, other), other, 409},
		"of another payment":          {payments.Sign(secret, now, stranger), stranger, 404},
		"that cannot be read":         {payments.Sign(secret, now, []byte("{")), []byte("{"), 400},
		"that is longer than allowed": {"", make([]byte, 20<<10), 413},
	} {
		if got := send(x.signature, x.body); got != x.status {
			t.Errorf("%s: %d, want %d", name, got, x.status)
		}
	}
	if got := c.standing(id); got != "created, created; issued 0" {
		t.Fatalf("after bad notices: %s", got)
	}
	signature := payments.Sign(secret, now, same)
	for range 3 { // replayed
		if got := send(signature, same); got != http.StatusNoContent {
			t.Errorf("the good one: %d", got)
		}
	}
	if got := c.standing(id); got != paidAndIssued {
		t.Error(got)
	}
}
