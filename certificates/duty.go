package certificates

import "github.com/sportello/sportello/registry"

// StampDuty is the stamp duty on a certificate, in cents: 16.00 euro (art. 4 Tariffa d.P.R.
// 642/1972, as raised by art. 7-bis c.3 d.l. 43/2013).
const StampDuty = 1600

// sixteenEuroSince is the day from which stamps of 16.00 euro have been sold.
var sixteenEuroSince = registry.Date{Year: 2013, Month: 6, Day: 26}

// Duty is how the applicant settles the stamp duty (imposta di bollo, art. 4 Tariffa
// d.P.R. 642/1972): by an exemption that he claims, or by one of the means.
type Duty struct {
	Exemption int       // code of an exemption; 0 for none
	Ground    string    // in words, for exemption 99 alone; at most 256 characters
	Means     Means     // "" where an exemption is claimed
	Stamp     Stamp     // of PaperStamp
	Payment   PaymentID // of OnlinePayment; "" before it is ordered
}

// Means is how stamp duty is paid.
type Means string

// The means.
const (
	PaperStamp    Means = "stamp"   // contrassegno, by its identifier
	VirtualStamp  Means = "virtual" // with the office's authorisation (art. 15 d.P.R. 642/1972)
	OnlinePayment Means = "online"  // @e.bollo
)

// Stamp is a paper stamp (contrassegno telematico): its 14 digits and the day on it.
type Stamp struct {
	ID string
	On registry.Date
}

// usedUp reports whether it is of a kind that pays for one certificate only.
func (d Duty) usedUp() bool { return d.Means == PaperStamp || d.Means == OnlinePayment }

// claim is what the applicant claimed or paid, from what is printed of it.
func (d *DutyContent) claim() Duty {
	if d == nil {
		return Duty{}
	}
	return Duty{Exemption: d.Exemption, Ground: d.Ground, Means: d.Means, Stamp: Stamp{ID: d.Stamp, On: d.StampOn}, Payment: PaymentID(d.Payment)}
}

// due says how far the applicant has come with the stamp duty when he asks.
type due int

const (
	settled  due = iota // exempt or paid: to issue
	choosing            // he has said how, and an online payment may be to come: to preview, to order
	notAsked            // nothing has been said yet: which kinds can be had at all
)

// settledBy is the duty as printed and recorded. The rules have been asked before.
func settledBy(d Duty, p Policy) *DutyContent {
	if e, ok := ExemptionOf(d.Exemption); ok {
		c := &DutyContent{Exemption: e.Code, Ground: d.Ground, Citation: e.Citation}
		if !e.Fee {
			c.Fee = p.Fee.Exempt
		}
		return c
	}
	c := &DutyContent{Means: d.Means, Amount: StampDuty, Fee: p.Fee.Stamped, Stamp: d.Stamp.ID, StampOn: d.Stamp.On, Payment: string(d.Payment)}
	if d.Means == VirtualStamp {
		c.Authority = p.Virtual
	}
	return c
}
