package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// Policy is what an office has decided about its certificates. The zero Policy is that
// of an office that has decided nothing.
type Policy struct {
	Kinds    []Kind            // the kinds that it offers; nil for all
	Validity map[Kind]Validity // where it is not that of the catalogue
	Fee      Fee
	Virtual  string // the authorisation of its virtual stamp, as printed; "" if it has none
}

// Offers reports whether the office issues a kind.
func (p Policy) Offers(k Kind) bool { return p.Kinds == nil || slices.Contains(p.Kinds, k) }

// Offers reports whether an office of the installation issues a kind today.
func (d *Desk) Offers(k Kind) bool {
	e, _ := d.Catalogue.Entry(k)
	if !e.In(registry.DateOf(d.Clock())) {
		return false
	}
	now := d.InForce()
	for id := range now.Offices {
		if now.Policies[id].Offers(k) {
			return true
		}
	}
	return false
}

// Validity is for how long a kind is valid, in months, and the law that says so.
type Validity struct {
	Months int // 0: unlimited
	Ground string
}

// Fee is the diritti di segreteria (Tab. D L. 604/1962) of an office, in cents.
type Fee struct{ Stamped, Exempt int }
