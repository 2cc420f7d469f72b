package registry

// Past is one thing that was so of a person from a day to another, as a load of
// history brings it: what an office has from the time before its first load. Exactly
// one of the pointers is set, and it says since when.
type Past struct {
	Number string // of the person's record
	Until  Date   // exclusive, a whole day

	Standing       *Standing
	Certifiability Certifiability // with a standing
	Residence      *Residence
	Citizenship    *Citizenship
	Membership     *Membership
	Household      string // number of the household of a membership
}

// Since is the day on which it began.
func (p Past) Since() Date {
	switch {
	case p.Standing != nil:
		return p.Standing.Since
	case p.Residence != nil:
		return p.Residence.Since
	case p.Citizenship != nil:
		return p.Citizenship.Since
	case p.Membership != nil:
		return p.Membership.Since
	}
	return Date{}
}
