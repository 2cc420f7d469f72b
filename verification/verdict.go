package verification

import (
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

// State is the verdict in one word.
type State string

// The verdicts.
const (
	Valid     State = "valid"
	Expired   State = "expired"   // issued here; the validity printed on it has passed
	Withdrawn State = "withdrawn" // the office has taken it back
	Failed    State = "failed"    // the number was used up, nothing was issued
	Unknown   State = "unknown"   // not issued here, or changed since
)

// Verdict is what anyone may know about a certificate. All but State is zero when
// it is unknown.
type Verdict struct {
	State       State
	Kinds       []certificates.Kind
	Office      registry.OfficeID
	OfficeName  string
	Demo        bool
	IssuedOn    registry.Date // zero: nothing was issued
	ValidTo     registry.Date // zero: unlimited
	WithdrawnOn registry.Date

	// SupersededOn is the day on which the register learned that it is no longer so; zero
	// while it is, and of what has been withdrawn. It stands beside State: such a
	// certificate is as good as before for the day on which it was issued. What has
	// changed is not told, which would say something about the person.
	SupersededOn registry.Date

	// Status is where a withdrawal shows in the status lists; nil if there is no such
	// place. The statement in the QR symbol names it too, which ties the two together:
	// a true statement can stand behind the code of another certificate.
	Status *statement.Status
}

// verdict is how a certificate stands today.
func (s *Service) verdict(c *certificates.Certificate) Verdict {
	office := s.Offices[c.Office]
	today := registry.DateOf(s.Clock())
	v := Verdict{
		Kinds: c.Kinds, Office: c.Office, OfficeName: office.Name, Demo: office.Basis == registry.BasisDemo,
		IssuedOn: c.IssuedOn, ValidTo: c.ValidTo, Status: c.Status,
	}
	switch c.State {
	case certificates.Issued:
		if c.Superseded != nil {
			v.SupersededOn = day(c.Superseded.At, s.Clock().Location())
		}
		v.State = Valid
		if !c.ValidOn(today) {
			v.State = Expired
		}
	case certificates.Withdrawn:
		v.State, v.WithdrawnOn = Withdrawn, day(c.WithdrawnAt, s.Clock().Location())
	case certificates.Failed:
		v.State = Failed
		v.IssuedOn, v.ValidTo, v.Status = registry.Date{}, registry.Date{}, nil
	default: // nothing has left the office
		return Verdict{State: Unknown}
	}
	return v
}

func day(t time.Time, l *time.Location) registry.Date { return registry.DateOf(t.In(l)) }
