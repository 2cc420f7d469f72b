package certificates

import "github.com/sportello/sportello/registry"

// ownRecord is made of the parts of which certificates are made.
func ownRecord(x registry.Extract) *OwnRecord {
	p := x.Subject
	r := &OwnRecord{
		Office: p.Office, Person: individual(p), FiscalCode: p.FiscalCode, CodeValidated: p.CodeValidated, BirthAct: actContent(p.Birth.Act),
		Standing: p.Standing.State, Since: p.Standing.Since, Registered: x.History.Registered,
		Abroad: abroadContent(p), Contract: contractContent(p.Contract), Household: ownHousehold(x),
	}
	if p.Name.Latin != nil {
		r.Recorded = p.Name.String()
	}
	if r.Abroad == nil && p.Residence != nil {
		r.Residence = &PastResidence{AddressContent: addressContent(p.Residence.Address), Since: p.Residence.Since}
	}
	for _, past := range residenceHistory(x.History) {
		if !past.Until.IsZero() {
			r.Earlier = append(r.Earlier, past)
		}
	}
	r.citizenships(x)
	r.status(p)
	if e := p.Electoral; e != nil {
		r.Electoral = &OwnElectoral{Rights: e.Rights, Enrolled: e.Enrolled, Since: e.Since}
	}
	return r
}

func (r *OwnRecord) citizenships(x registry.Extract) {
	for _, c := range x.Subject.Citizenships {
		r.Citizenships = append(r.Citizenships, PastCitizenship{State: c.State, Name: c.Name, Since: c.Since})
	}
	for _, past := range citizenshipHistory(x.History) {
		if !past.Until.IsZero() {
			r.Former = append(r.Former, past)
		}
	}
}

func (r *OwnRecord) status(p registry.Person) {
	if p.CivilStatus == nil {
		return
	}
	r.CivilStatus = &OwnStatus{Code: p.CivilStatus.Code, Since: p.CivilStatus.Since}
	for _, lasting := range []registry.CivilStatusCode{registry.Married, registry.InCivilUnion} {
		if u := unionContent(p, lasting); u != nil {
			r.Union = u
		}
	}
}

func ownHousehold(x registry.Extract) *OwnHousehold {
	h := x.Household
	if h == nil {
		return nil
	}
	own := &OwnHousehold{Kind: h.Kind}
	if m := x.Subject.Membership; m != nil {
		own.Since = m.Since
	}
	if h.Kind == registry.Community {
		own.Name = h.Name
	}
	for _, m := range familyOf(x) {
		row := OwnMember{MemberContent{Individual: individual(m.Person)}, m.Person.ID == x.Subject.ID}
		if h.Kind == registry.Family {
			row.Tie = plainTie(m.Relationship)
		}
		own.Members = append(own.Members, row)
	}
	return own
}
