package certificates

import (
	"github.com/sportello/sportello/registry"
)

// InForce is what the offices have decided and how their pages look, all of one state.
// It does not change once the desk has it: what is decided later is another one.
type InForce struct {
	Offices    map[registry.OfficeID]registry.Office
	Policies   map[registry.OfficeID]Policy // of the offices that have one
	Typesetter Typesetter                   // with the letterheads of these offices
}

// Take has the desk work by what is in force now. A certificate that is on its way is
// finished by what it was begun with, so that no page mixes two states.
func (d *Desk) Take(now *InForce) { d.taken.Store(now) }

// InForce is what the desk works by. Whoever needs two things of it asks once.
func (d *Desk) InForce() *InForce {
	if now := d.taken.Load(); now != nil {
		return now
	}
	return &InForce{Offices: d.Offices, Policies: d.Policies, Typesetter: d.Typesetter}
}

// terms is what an office issues by, registry.ErrOfficeUnknown if there is none.
func (f *InForce) terms(id registry.OfficeID) (terms, error) {
	o, ok := f.Offices[id]
	if !ok {
		return terms{}, registry.ErrOfficeUnknown
	}
	return terms{office: o, policy: f.Policies[id]}, nil
}
