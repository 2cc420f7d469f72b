package certificates

import (
	"context"
	"time"

	"github.com/sportello/sportello/registry"
)

// OwnRecord is what the register says of a citizen, shown to himself (visura anagrafica;
// art. 15 Reg. (EU) 2016/679), with the days from which it holds. A zero day is one that
// the register does not know, an empty part one of which it says nothing.
//
// By its shape it holds nothing that a certificate could not state: what an adoption could
// be read from (art. 28 L. 184/1983), a former name, a marriage that is over and all else
// that registry.Withheld has are given by the office, to who asks there. Of the others in
// the household it says what the household certificate says.
type OwnRecord struct {
	Office registry.OfficeID
	ReadAt time.Time

	Person        Individual
	Recorded      string // the name as recorded, where that is not in the Latin alphabet; else ""
	FiscalCode    registry.FiscalCode
	CodeValidated bool // the Agenzia delle Entrate has confirmed it
	BirthAct      *ActContent

	Standing     registry.StandingState
	Since        registry.Date // of the standing
	Registered   registry.Date // the first registration that the record knows of
	Residence    *PastResidence
	Abroad       *AbroadContent // in the place of Residence, of who is registered in the AIRE
	Earlier      []PastResidence
	Citizenships []PastCitizenship // those held now
	Former       []PastCitizenship

	CivilStatus *OwnStatus
	Union       *UnionContent // the marriage or civil union that lasts
	Contract    *ContractContent
	Electoral   *OwnElectoral
	Household   *OwnHousehold
}

// OwnStatus is a civil status and since when.
type OwnStatus struct {
	Code  registry.CivilStatusCode
	Since registry.Date
}

// OwnElectoral is what the electoral archive says, also where it says no.
type OwnElectoral struct {
	Rights, Enrolled bool
	Since            registry.Date // on the roll
}

// OwnHousehold is the household or community that a citizen belongs to.
type OwnHousehold struct {
	Kind    registry.HouseholdKind
	Name    string        // of a community
	Since   registry.Date // when he came to belong to it
	Members []OwnMember   // of a family, in a certificate's order; nobody of a community
}

// OwnMember is a row of a household: the tie only in a family that lives here, as only its
// certificate states it.
type OwnMember struct {
	MemberContent
	Self bool
}

// ofOneself is what an OwnRecord is made of; nothing withheld is even read.
const ofOneself = registry.OfResidence | registry.OfStatus | registry.OfActs | registry.OfCitizenship | registry.OfContract | registry.OfElectoral | registry.OfHistory

// OwnRecord reads what the register says of the citizen who asks. That he was shown it is
// recorded of everybody whom it names, before it is shown. ErrNotAllowed for everybody
// else; registry.ErrUnavailable.
func (d *Desk) OwnRecord(ctx context.Context, by Requester, request string) (*OwnRecord, error) {
	if err := d.oneself(ctx, by, request); err != nil {
		return nil, err
	}
	at := d.Clock()
	x, err := d.Register.Extract(ctx, by.Person.ID, registry.Now(at).For(ofOneself))
	if err != nil {
		return nil, err
	}
	if err := d.read(ctx, by, request, namedTo(x)...); err != nil {
		return nil, err
	}
	r := ownRecord(x)
	r.ReadAt = at
	return r, nil
}

// oneself lets in a citizen who asks about himself, in no other role.
func (d *Desk) oneself(ctx context.Context, by Requester, request string) error {
	if by.Channel != Online {
		return ErrNotAllowed
	}
	return d.citizen(ctx, by, request)
}

// holder lets in who may hold certificates: a citizen, and a lawyer wherever he lives.
func (d *Desk) holder(ctx context.Context, by Requester, request string) error {
	if by.Channel == Online && by.Principal.Lawyer {
		return nil
	}
	return d.oneself(ctx, by, request)
}

// namedTo is whom an OwnRecord names: the person, and his family.
func namedTo(x registry.Extract) []registry.Person {
	people := []registry.Person{x.Subject}
	for _, m := range familyOf(x) {
		if m.Person.ID != x.Subject.ID {
			people = append(people, m.Person)
		}
	}
	return people
}

// familyOf is the members of a family; of a community a certificate names nobody.
func familyOf(x registry.Extract) []registry.Member {
	if x.Household == nil || x.Household.Kind == registry.Community {
		return nil
	}
	return listed(x.Household)
}
