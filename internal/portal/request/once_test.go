package request

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// A double click, two tabs, a retry: one certificate, and each is led to it.
func TestConfirmedAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	revision := v.revision(base)
	var all sync.WaitGroup
	led := make(chan string, 12)
	for range cap(led) {
		all.Go(func() { led <- to(v.Post(base+"/summary", form("revision", revision))) })
	}
	all.Wait()
	close(led)
	for got := range led {
		if got != base+"/done" {
			t.Errorf("leads to %s", got)
		}
	}
	if v.Get(base+"/done").Text("#number") == "" {
		t.Error("no certificate on return")
	}
	if v.issued() != 1 {
		t.Errorf("%d certificates", v.issued())
	}
}

// While it is being issued elsewhere, the page says so, looks again by itself, and nothing
// can be changed.
func TestWaiting(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal.wait = make(chan struct{})
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	revision := v.revision(base)
	var all sync.WaitGroup
	all.Go(func() { v.Post(base+"/summary", form("revision", revision)) })
	for n := 0; !v.draft(base).Issuing; n++ {
		if n > 1000 {
			t.Fatal("nothing is being issued")
		}
		time.Sleep(10 * time.Millisecond)
	}
	done := v.Get(base + "/done")
	if len(done.All("[data-again]")) != 1 || len(done.All("script[src$='again.js']")) != 1 || len(done.All(`main a[href="`+base+`/done"]`)) != 1 ||
		!strings.Contains(done.Header.Get("Content-Security-Policy"), "script-src 'self'") {
		t.Error(done.Text("main"))
	}
	for path, answer := range map[string][]string{"/kinds": {"kind", "birth"}, "/summary": {"revision", revision}} {
		v.sends(base+path, base+"/done", answer...)
	}
	if seen := v.Post(base+"/drop", nil); seen.StatusCode != 409 {
		t.Errorf("removed: %d", seen.StatusCode)
	}
	if seen := v.Get(base + "/file"); seen.StatusCode != 404 {
		t.Errorf("a file before there is one: %d", seen.StatusCode)
	}
	close(f.seal.wait)
	all.Wait()
	if v.Get(base+"/done").Text("#number") == "" || v.issued() != 1 {
		t.Error("nothing came of it")
	}
}

// What the payment came to is told in each state, with a way on.
func TestPayment(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna", "how", "online")
	if cost := v.Get(base + "/summary").Text("dl.summary-list"); !strings.Contains(cost, "16,00 €") {
		t.Error(cost)
	}
	revision := v.revision(base)
	for _, email := range []string{"", "anna", "Anna <anna@example.org>", "anna@example.org\r\nBcc: x@example.org", strings.Repeat("a", 260) + "@example.org"} {
		if seen := v.Post(base+"/summary", form("revision", revision, "email", email)); seen.StatusCode != 422 || len(seen.All("#email[aria-invalid]")) != 1 {
			t.Errorf("pays as %q: %d", email, seen.StatusCode)
		}
	}
	if f.bank.created != 0 || v.issued() != 0 {
		t.Fatal("ordered without an address")
	}
	v.sends(base+"/summary", base+"/payment", "revision", revision, "email", "anna@example.org")
	v.sends(base+"/summary", base+"/payment", "revision", revision, "email", "anna@example.org")
	if f.bank.created != 1 || f.bank.payer.Email != "anna@example.org" {
		t.Fatalf("ordered %d times, by %q", f.bank.created, f.bank.payer.Email)
	}
	created := v.Get(base + "/payment")
	if href, _ := pagetest.Attr(created.One("main a.btn-primary"), "href"); href != "https://bank.example/pay/1" || len(created.All("[data-again=created]")) != 1 {
		t.Error(created.Text("main"))
	}
	for _, page := range []string{"/request/payment", base, base + "/done"} {
		if got := to(v.Get(page)); !strings.HasPrefix(got, base+"/payment") && got != base+"/payment" {
			t.Errorf("%s leads to %s", page, got)
		}
	}
	f.bank.pays(certificates.Outcome{State: certificates.PaymentFailed})
	if failed := v.Get(base + "/payment"); len(failed.All(`a[href="`+base+`/summary"]`)) != 1 || len(failed.All("[data-again]")) != 0 {
		t.Error(failed.Text("main"))
	}
	v.sends(base+"/summary", base+"/payment", "revision", revision, "email", "anna@example.org")
	f.bank.pays(certificates.Outcome{State: certificates.PaymentPaid, Amount: 1600, Receipt: "IUBD"})
	if got := to(v.Get(base + "/payment")); got != base+"/done" || v.Get(base+"/done").Text("#number") == "" || v.issued() != 1 {
		t.Errorf("paid: %s, %d certificates", got, v.issued())
	}
}

// What is paid and cannot be issued yet is waited for, and not changed; what is paid
// otherwise goes back, and can be paid anew.
func TestPaidAndNotIssued(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna", "how", "online")
	v.sends(base+"/summary", base+"/payment", "revision", v.revision(base), "email", "anna@example.org")
	f.bank.pays(certificates.Outcome{State: certificates.PaymentPaid, Amount: 1700, Receipt: "IUBD"})
	other := v.Get(base + "/payment")
	if !strings.Contains(other.Text("main"), "importo diverso") || len(other.All(`a[href="`+base+`/summary"]`)) != 1 {
		t.Error(other.Text("main"))
	}
	v.sends(base+"/summary", base+"/payment", "revision", v.revision(base), "email", "anna@example.org")
	f.seal.set(errAway)
	f.bank.pays(certificates.Outcome{State: certificates.PaymentPaid, Amount: 1600, Receipt: "IUBD"})
	if paid := v.Get(base + "/payment"); len(paid.All("[data-again=paid]")) != 1 || len(paid.All("main a.btn-outline-primary")) != 1 {
		t.Error(paid.Text("main"))
	}
	v.sends(base+"/kinds", base, "kind", "birth")
	f.seal.set(nil)
	if got := to(v.Get(base + "/payment")); got != base+"/done" || v.issued() != 1 {
		t.Errorf("issued later: %s, %d", got, v.issued())
	}
}

// Without the provider nothing is ordered, and nothing is lost.
func TestProviderAway(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna", "how", "online")
	f.bank.away = true
	later := v.Post(base+"/summary", form("revision", v.revision(base), "email", "anna@example.org"))
	if later.StatusCode != 503 || len(later.All(`a[href="`+base+`/summary"]`)) != 1 || strings.Contains(f.log.String(), "anna@") {
		t.Errorf("%d: %s", later.StatusCode, later.Text("main"))
	}
	f.bank.away = false
	v.sends(base+"/summary", base+"/payment", "revision", v.revision(base), "email", "anna@example.org")
	if f.bank.created != 1 {
		t.Errorf("ordered %d times", f.bank.created)
	}
	f.desk.Payments = nil
	if n := len(v.Get(base + "/duty").All("input[name=how]")); n != 2 {
		t.Errorf("%d ways to pay where nothing is paid online", n)
	}
}
