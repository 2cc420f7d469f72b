package templates

import (
	"fmt"

	"github.com/sportello/sportello/certificates"
)

// remark is what the law wants on every certificate: what it is for, how long it is
// valid, and how the stamp duty was settled.
func (w *wording) remark(d *document, c *certificates.Content) error {
	use := w.use(c.Use)
	if use == nil {
		return errUse
	}
	n := &note{[]block{&paragraph{style: &useStyle, text: use.Text}, &paragraph{style: &validityStyle, text: w.validity(c)}}}
	if c.Duty != nil {
		duty, err := w.duty(c.Duty)
		if err != nil {
			return err
		}
		n.parts = append(n.parts, &paragraph{style: &validityStyle, text: duty})
		if c.Duty.Fee > 0 {
			n.parts = append(n.parts, &paragraph{style: &validityStyle, text: w.Duty.Fee.fill("", w.amount(c.Duty.Fee))})
		}
	}
	d.notes = []block{n}
	return nil
}

// use is the sentence that art. 40 d.P.R. 445/2000 prescribes for a use, nil for a use
// that it does not know. A body of another state is abroad too (circolare DFP 5/2012).
func (w *wording) use(u certificates.Use) *phrase {
	n := &w.Notes
	switch u {
	case certificates.PrivateUse:
		return &n.Private
	case certificates.AbroadUse, certificates.AuthorityUse:
		return &n.Abroad
	case certificates.ImmigrationUse:
		return &n.Immigration
	case certificates.JudicialUse:
		return &n.Judicial
	}
	return nil
}

func (w *wording) validity(c *certificates.Content) string {
	n := &w.Notes
	const threeMonths = 3 // art. 33 c.3 d.P.R. 223/1989
	switch {
	case c.Validity == 0:
		return n.Unlimited.Text
	case c.Ground != "":
		return n.UntilBy.fill("", w.date(c.ValidTo), c.Ground)
	case c.Validity == threeMonths:
		return n.ThreeMonths.fill("", w.date(c.ValidTo))
	}
	return n.Until.fill("", w.date(c.ValidTo))
}

// duty is the exemption with the law that grants it, or the way in which the duty was
// paid.
func (w *wording) duty(s *certificates.DutyContent) (string, error) {
	t := &w.Duty
	switch {
	case s.Exemption != 0 && s.Means == "" && s.Citation+s.Ground != "":
		return t.Exempt.fill("", joinBy(": ", s.Citation, s.Ground)), nil
	case s.Exemption != 0 || s.Amount <= 0:
	case s.Means == certificates.PaperStamp && s.Stamp != "" && !s.StampOn.IsZero():
		return t.Stamp.fill("", w.amount(s.Amount), s.Stamp, w.date(s.StampOn)), nil
	case s.Means == certificates.VirtualStamp && s.Authority != "":
		return t.Virtual.fill("", w.amount(s.Amount), s.Authority), nil
	case s.Means == certificates.OnlinePayment && s.Payment != "":
		return t.Online.fill("", w.amount(s.Amount), s.Payment), nil
	}
	return "", lacks("how the stamp duty was settled")
}

// amount is an amount of cents as it is written.
func (w *wording) amount(cents int) string {
	return fmt.Sprintf("%d%s%02d", cents/100, w.Decimal, cents%100)
}

// joinBy puts something between two texts if both are there.
func joinBy(between, a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}
