package registry

import "slices"

// Facts is a choice of what is read of a person. It is made by what is to be stated, so
// that a certificate of residence does not wait for what only others say. The zero value
// is everything.
type Facts uint16

// The facts. Of the others in a household it is who they are and what the facts say that
// is theirs too; nothing else of them is read.
const (
	Basics        Facts = 1 << iota // who a person is, where he stands, what is examined about him, his household; always read
	OfResidence                     // Person.Residence
	OfStatus                        // Person.CivilStatus, also of the household's members
	OfActs                          // the acts of civil status behind birth, union and death
	OfCitizenship                   // Person.Citizenships
	OfDeath                         // Person.Death
	OfContract                      // Person.Contract
	OfElectoral                     // Person.Electoral
	OfWithheld                      // Person.Withheld
	OfMembers                       // Person.Withheld of the household's members, by which an adoption could be known
	OfHistory                       // Extract.History
)

// Has reports whether the choice includes f.
func (c Facts) Has(f Facts) bool { return c == 0 || f == Basics || c&f == f }

// Only is the extract with the chosen facts alone: what a store gives that is asked for
// no more.
func (x Extract) Only(f Facts) Extract {
	x.Subject = x.Subject.only(f)
	if !f.Has(OfHistory) {
		x.History = History{}
	}
	if x.Household == nil {
		return x
	}
	h := *x.Household
	h.Members = slices.Clone(h.Members)
	for i := range h.Members {
		p := &h.Members[i].Person
		if p.ID == x.Subject.ID {
			*p = x.Subject
			continue
		}
		*p = p.member(f)
	}
	x.Household = &h
	return x
}

// only is the person without what is not chosen.
func (p Person) only(f Facts) Person {
	drop(f, OfResidence, &p.Residence)
	drop(f, OfStatus, &p.CivilStatus)
	drop(f, OfDeath, &p.Death)
	drop(f, OfContract, &p.Contract)
	drop(f, OfElectoral, &p.Electoral)
	if !f.Has(OfCitizenship) {
		p.Citizenships = nil
	}
	if !f.Has(OfWithheld) {
		p.Withheld = Withheld{}
	}
	if !f.Has(OfActs) {
		p = p.withoutActs()
	}
	return p
}

func drop[T any](f, of Facts, what **T) {
	if !f.Has(of) {
		*what = nil
	}
}

func (p Person) withoutActs() Person {
	p.Birth.Act = nil
	if d := p.Death; d != nil {
		d := *d
		d.Act, p.Death = nil, &d
	}
	if s := p.CivilStatus; s != nil && s.Event != nil {
		s, e := *s, *s.Event
		if e.Act, s.Event = nil, &e; e == (UnionEvent{}) {
			s.Event = nil
		}
		p.CivilStatus = &s
	}
	return p
}

// member is what is read of a member of a household who is not asked about.
func (p Person) member(f Facts) Person {
	only := Person{
		ID: p.ID, Office: p.Office, Number: p.Number, Name: p.Name, Sex: p.Sex, Birth: p.Birth, FiscalCode: p.FiscalCode, CodeValidated: p.CodeValidated,
		Standing: p.Standing, Certifiability: p.Certifiability, Membership: p.Membership,
	}
	if f.Has(OfStatus) {
		only.CivilStatus = p.CivilStatus
	}
	if f.Has(OfMembers) {
		only.Withheld = p.Withheld
	}
	return only.withoutActs()
}
