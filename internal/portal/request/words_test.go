package request

import (
	"encoding/json"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// There are words for whatever a page may have to say.
func TestWordsForEverything(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, s := range way {
		keys = append(keys, "request.step."+string(s))
	}
	for _, by := range []certificates.Remedy{certificates.TheOffice, certificates.CivilState, certificates.TaxAgency, certificates.OldArchive} {
		keys = append(keys, "request.by."+string(by))
	}
	for _, r := range certificates.Receivers(false) {
		keys = append(keys, "request.receiver."+string(r), "request.receiver."+string(r)+".for")
		if r.Use() != "" {
			keys = append(keys, "request.use."+string(r.Use()))
		}
	}
	for _, s := range []certificates.PaymentState{certificates.PaymentCreated, certificates.PaymentPaid, certificates.PaymentFailed, certificates.PaymentExpired} {
		keys = append(keys, "request.payment."+string(s), "request.payment."+string(s)+".title")
	}
	for _, why := range []certificates.Refund{certificates.PaidLate, certificates.OrderRefused, certificates.OrderDifferent, certificates.PaidOther} {
		keys = append(keys, "request.payment.refund-"+string(why), "request.payment.refund-"+string(why)+".title")
	}
	for _, s := range []certificates.State{certificates.Issued, certificates.Withdrawn} {
		keys = append(keys, "request.done."+string(s)+".title")
	}
	for _, l := range certificates.Languages {
		keys = append(keys, "request.language."+string(l))
	}
	for _, w := range []string{exempt, stamp, online} {
		keys = append(keys, "request.duty."+w, "request.duty."+w+".for")
	}
	for _, p := range purposes {
		keys = append(keys, "request.mandate.purpose."+string(p))
	}
	for _, g := range groups {
		keys = append(keys, g.key)
	}
	for _, l := range certificates.Languages {
		data, err := Files.ReadFile("words/" + string(l) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if words[k] == "" {
				t.Errorf("%s: no words for %s", l, k)
			}
		}
	}
}
