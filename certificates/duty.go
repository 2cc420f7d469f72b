package certificates

import "github.com/sportello/sportello/registry"

// Duty is how the applicant settles the stamp duty (imposta di bollo, art. 4 Tariffa
// d.P.R. 642/1972): by an exemption that he claims, or by one of the means.
type Duty struct {
	Exemption int    // official table 39: 1 to 10, 99; 0 for none
	Ground    string // in words, for exemption 99 alone; at most 256 characters
	Means     Means  // "" where an exemption is claimed
	Stamp     Stamp  // of PaperStamp
	Payment   string // of OnlinePayment, the identity of the payment
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
	return Duty{Exemption: d.Exemption, Ground: d.Ground, Means: d.Means, Stamp: Stamp{ID: d.Stamp, On: d.StampOn}, Payment: d.Payment}
}
