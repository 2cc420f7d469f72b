package postgres

import "github.com/sportello/sportello/registry"

// The parts of a record that nearly every record has. Each lists its columns in the
// order of records, and says what they hold.

type identityColumns struct {
	registry.Person
	latin registry.Name
	birth string // precision
}

func (c *identityColumns) fields() []any {
	place := &c.Birth.Place
	return []any{
		&c.ID, &c.Office, &c.Number,
		&c.Name.Surname, &c.Name.Given, &c.latin.Surname, &c.latin.Given, &c.Sex, (*day)(&c.Birth.Date), (*text)(&c.birth),
		&place.Kind, &place.Code, &place.Name, &place.Alternative, &place.Province, &place.State,
		(*text)(&c.FiscalCode), &c.CodeValidated,
	}
}

func (c *identityColumns) value() registry.Person {
	p := c.Person
	cut(&p.Birth.Date, c.birth)
	p.Name.Latin = some(c.latin)
	return p
}

type standingColumns struct {
	standing       registry.Standing
	certifiability registry.Certifiability
}

func (c *standingColumns) fields() []any {
	return []any{&c.standing.State, (*day)(&c.standing.Since), &c.standing.Reason, &c.certifiability}
}

type residenceColumns struct {
	since   day
	address []string // in the order of registry.Address
}

func (c *residenceColumns) fields() []any { return []any{&c.since, &c.address} }

func (c *residenceColumns) value() *registry.Residence {
	if c.address == nil {
		return nil
	}
	r := residence(c.since, c.address)
	return &r
}

type statusColumns struct {
	status         registry.CivilStatus
	event          registry.UnionEvent
	latin          registry.Name
	birth, wedding string // precisions
}

func (c *statusColumns) fields() []any {
	e := &c.event
	return []any{
		&c.status.Code, (*day)(&c.status.Since), (*text)(&e.Partner.Surname), (*text)(&e.Partner.Given), (*text)(&c.latin.Surname), (*text)(&c.latin.Given),
		(*day)(&e.PartnerBirth), (*text)(&c.birth), (*day)(&e.Date), (*text)(&c.wedding), (*text)(&e.Place),
	}
}

func (c *statusColumns) value() *registry.CivilStatus {
	if c.status.Code == 0 {
		return nil
	}
	s, e := c.status, c.event
	cut(&e.PartnerBirth, c.birth)
	cut(&e.Date, c.wedding)
	e.Partner.Latin = some(c.latin)
	s.Event = some(e)
	return &s
}

type procedureColumns struct {
	kinds  []string
	opened []day
}

func (c *procedureColumns) fields() []any { return []any{&c.kinds, &c.opened} }

func (c *procedureColumns) value() (list []registry.Procedure) {
	for i := range c.kinds {
		list = append(list, registry.Procedure{Kind: c.kinds[i], Opened: registry.Date(c.opened[i])})
	}
	return list
}

type actColumns struct {
	years []int
	texts [][]string // kind, municipality, part, series, number, office
}

func (c *actColumns) fields() []any { return []any{&c.years, &c.texts} }

// give puts the acts where they belong.
func (c *actColumns) give(p *registry.Person) {
	for i, t := range c.texts {
		act := &registry.Act{
			Kind: registry.ActKind(t[0]), Municipality: t[1], Year: c.years[i], Part: t[2], Series: t[3], Number: t[4], Office: t[5],
		}
		switch s := p.CivilStatus; {
		case act.Kind == registry.BirthAct:
			p.Birth.Act = act
		case act.Kind == registry.DeathAct && p.Death != nil:
			p.Death.Act = act
		case (act.Kind == registry.MarriageAct || act.Kind == registry.UnionAct) && s != nil:
			if s.Event == nil {
				s.Event = &registry.UnionEvent{}
			}
			s.Event.Act = act
		}
	}
}

type citizenshipColumns struct {
	since         []day
	states, names []string
}

func (c *citizenshipColumns) fields() []any { return []any{&c.since, &c.states, &c.names} }

func (c *citizenshipColumns) value() (list []registry.Citizenship) {
	for i := range c.states {
		list = append(list, registry.Citizenship{State: c.states[i], Name: c.names[i], Since: registry.Date(c.since[i])})
	}
	return list
}

type homeColumns struct {
	asked      bool
	membership registry.Membership
	home       registry.Household
}

func (c *homeColumns) fields() []any {
	m, h := &c.membership, &c.home
	return []any{
		&c.asked, (*text)(&m.Household), &m.Relationship, (*day)(&m.Since),
		(*text)(&h.Office), (*text)(&h.Number), (*text)(&h.Kind), &h.Certifiable, &h.Complete, (*text)(&h.Name), &h.CommunityKind,
	}
}

func (c *homeColumns) household() registry.Household {
	h := c.home
	h.ID = c.membership.Household
	return h
}
