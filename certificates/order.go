package certificates

import (
	"crypto/sha256"
	"time"

	"github.com/sportello/sportello/registry"
)

// order is the digest of what a payment is bound to: everything that the certificate
// will state but what is known only when it is issued, its number, its days and the
// payment itself.
func (c *Content) order() ([32]byte, error) {
	o := *c
	o.Number, o.IssuedOn, o.ValidTo, o.Extracted = Number{}, registry.Date{}, registry.Date{}, time.Time{}
	if o.Duty != nil {
		duty := *o.Duty
		duty.Payment = ""
		o.Duty = &duty
	}
	canonical, err := o.Canonical()
	return sha256.Sum256(canonical), err
}

// ordered is the request without what is known only after the payment.
func (r Request) ordered() Request {
	r.Key, r.Duty.Payment, r.due = "", "", settled
	return r
}
