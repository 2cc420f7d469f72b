package certificates

import (
	"context"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Before is the person about whom somebody at the counter asks: his record, and every
// kind of the catalogue as Availability has it. Only for an officer who issues in the
// person's office. Errors: ErrNotAllowed, *NotYoursError, registry.ErrUnavailable.
func (d *Desk) Before(ctx context.Context, by Requester, r Request) (registry.Person, []Available, error) {
	if by.Channel != Counter {
		return registry.Person{}, nil, ErrNotAllowed
	}
	return d.available(ctx, by, r)
}

// Reviewed is a request that the rules of Issue have let through, as the officer reads it
// back to the applicant.
type Reviewed struct {
	Person  registry.Person
	Duty    DutyContent   // with what there is to pay
	ValidTo registry.Date // zero: unlimited
}

// Review asks of a request at the counter what Issue would ask, and draws and issues
// nothing. Errors: ErrNotAllowed for who does not stand there, and those of Preview.
func (d *Desk) Review(ctx context.Context, by Requester, r Request) (*Reviewed, error) {
	if by.Channel != Counter {
		return nil, ErrNotAllowed
	}
	p, err := d.prepare(ctx, by, r)
	if err != nil {
		return nil, err
	}
	e := d.event(by, p.office.ID, audit.SubjectRead, r.ID)
	e.Person = string(r.Subject)
	if err := d.Journal.Record(ctx, d.intentEvents(by, e, r, p)...); err != nil {
		return nil, err
	}
	return &Reviewed{Person: p.extract.Subject, Duty: *p.content.Duty, ValidTo: p.content.ValidTo}, nil
}
