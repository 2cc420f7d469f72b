package request

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// paying is the page about an online payment.
type paying struct {
	State   string // how it stands, for its words
	Tone    string // of the callout
	Pay     string // address of the provider's page, "" if there is nothing to pay there
	Waiting bool   // something comes of it by itself
	Amount  string
}

// showPayment says how the payment stands. It asks the provider, and issues what has been
// paid, as everybody does who looks (docs/payments.md).
func (t *turn) showPayment() error {
	switch {
	case t.draft.Certificate != "":
		return t.see("done")
	case t.draft.Payment == "":
		return t.see("")
	}
	pay, err := t.desk.Payment(t.r.Context(), t.by, t.draft.Payment)
	switch {
	case err != nil:
		return err
	case pay.Done:
		return t.see("done")
	}
	v := &paying{}
	p := t.page("payment", summaryStep, v)
	*v = stands(p, pay)
	if v.Waiting {
		p.Policy = web.PolicyChecks
	}
	return t.Show(t.w, http.StatusOK, p)
}

// stands is how a payment stands, in words.
func stands(p *page.Page, pay *certificates.Payment) paying {
	v := paying{State: string(pay.State), Tone: "careful", Amount: euro(p, pay.Amount)}
	switch {
	case pay.State == certificates.PaymentCreated:
		v.Tone, v.Pay, v.Waiting = "note", pay.URL, true
	case pay.State == certificates.PaymentPaid && pay.Refund == "":
		v.Tone, v.Waiting = "good", true
	case pay.Refund != "":
		v.State = "refund-" + string(pay.Refund)
	}
	return v
}
