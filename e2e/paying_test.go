package e2e

import "testing"

// Who pays online comes to the cashier and back: what was not paid can be paid again, and
// the certificate comes by itself.
func TestPayingOnline(t *testing.T) {
	t.Parallel()
	a := asks(t, "paying", "it")
	v := citizen(t, "Esposito")
	base := v.begin()
	v.upToDuty(base, "civil-status")
	if next := v.answer(base, "duty", map[string][]string{"how": {"online"}, "language": {"it"}}); next != "preview" {
		t.Fatalf("after the duty comes %s", next)
	}
	a.login("Esposito")
	a.Open(demo.base + base + "/summary")
	a.here("summary")
	a.unanswered("summary")
	a.pay("refuse")
	a.at("payment")
	a.here("failed")
	a.follow("main a.btn-primary")
	a.at("summary")
	a.pay("pay")
	a.Until("location.pathname.endsWith('/done') && document.querySelector('#number') !== null")
	a.here("done")
	number := a.Text("#number")
	_, file := a.download("main a[type='application/pdf']")
	sealed(t, file)
	if n := v.certificates(); n != 1 || v.certificate(number) == "" {
		t.Errorf("%d certificates", n)
	}
}

// pay orders the payment from the summary, decides at the cashier's and comes back.
func (a *asking) pay(decision string) {
	a.T.Helper()
	a.write("#email", "rosa@posta.example")
	a.follow(onward)
	a.at("payment")
	a.here("payment")
	a.press("main a.btn-primary")
	a.Until("location.pathname.startsWith('/demo/payments/') && document.readyState === 'complete'")
	a.press("button[value='" + decision + "']")
	a.Until("document.querySelector('main h2[role=status]') !== null && document.readyState === 'complete'")
	a.press("main p a")
	a.Until("location.pathname.startsWith('/request/') && location.pathname !== '/request/payment' && document.readyState === 'complete'")
}
