package certificates

import (
	"cmp"
	"slices"

	"github.com/sportello/sportello/registry"
)

func fillHousehold(c *Content, x registry.Extract) {
	c.Residence = residenceContent(x.Subject)
	c.members(listed(x.Household), nothingMore)
}

func fillHouseholdAndStatus(c *Content, x registry.Extract) {
	c.Residence = residenceContent(x.Subject)
	c.members(listed(x.Household), func(to *MemberContent, m registry.Member) {
		if s := m.Person.CivilStatus; s != nil {
			to.CivilStatus = s.Code
		}
	})
}

func fillHouseholdTies(c *Content, x registry.Extract) {
	c.Residence = residenceContent(x.Subject)
	c.members(listed(x.Household), func(to *MemberContent, m registry.Member) { to.Tie = plainTie(m.Relationship) })
}

func fillHouseholdAbroad(c *Content, x registry.Extract) {
	c.Abroad = abroadContent(x.Subject)
	c.members(listed(x.Household), nothingMore)
}

// fillHouseholdOnDate states the household of that day and where it lived. Names are
// those of today as far as today's extract has them: a former one could tell of an
// adoption (art. 28 L. 184/1983) or of another sex (art. 5 L. 164/1982).
func fillHouseholdOnDate(c *Content, x registry.Extract) {
	if x.Past == nil {
		return
	}
	c.Residence = residenceContent(x.Past.Subject)
	then := listed(x.Past.Household)
	for i := range then {
		if now := asOfToday(then[i].Person.ID, x); now != nil {
			then[i].Person = *now
		}
	}
	c.Household = nil // no other kind stands beside this one
	c.members(then, nothingMore)
}

func asOfToday(id registry.PersonID, x registry.Extract) *registry.Person {
	if id == x.Subject.ID {
		return &x.Subject
	}
	if x.Household != nil {
		if m := x.Household.Member(id); m != nil {
			return &m.Person
		}
	}
	return nil
}

// fillCommunity states where a community is and what it is called, not who else lives
// there.
func fillCommunity(c *Content, x registry.Extract) {
	c.Residence = residenceContent(x.Subject)
	if h := x.Household; h != nil && h.Kind == registry.Community {
		c.Community = &CommunityContent{Name: h.Name}
	}
}

func nothingMore(*MemberContent, registry.Member) {}

// members states who belongs to a household, once, and what the kind adds of each.
func (c *Content) members(list []registry.Member, add func(*MemberContent, registry.Member)) {
	if c.Household == nil {
		for _, m := range list {
			c.Household = append(c.Household, MemberContent{Individual: individual(m.Person)})
		}
	}
	for i, m := range list {
		add(&c.Household[i], m)
	}
}

// The relationships of legacy loads, from which an adoption could be read.
const (
	stepchild   registry.Relationship = 14
	stepparent  registry.Relationship = 15
	stepsibling registry.Relationship = 19
	adopted     registry.Relationship = 80
)

// plainTie is a relationship as it may be printed (art. 28 L. 184/1983).
func plainTie(r registry.Relationship) registry.Relationship {
	switch r {
	case stepchild, adopted:
		return registry.Child
	case stepparent:
		return registry.Parent
	case stepsibling:
		return registry.Sibling
	}
	return r
}

// listed is the members in the order in which a certificate lists them: the head, who
// is married to or united with the head, children, all others; each by birth and then
// by name. The order is made of what may be printed, so that it tells no more.
func listed(h *registry.Household) []registry.Member {
	if h == nil {
		return nil
	}
	list := slices.Clone(h.Members)
	slices.SortStableFunc(list, func(a, b registry.Member) int {
		x, y := a.Person.Name.Printed(), b.Person.Name.Printed()
		return cmp.Or(
			cmp.Compare(rank(a.Relationship), rank(b.Relationship)), byBirth(a.Person.Birth.Date, b.Person.Birth.Date),
			cmp.Compare(x.Surname, y.Surname), cmp.Compare(x.Given, y.Given), cmp.Compare(a.Person.ID, b.Person.ID),
		)
	})
	return list
}

func rank(r registry.Relationship) int {
	switch plainTie(r) {
	case registry.Head, registry.CommunityHead:
		return 0
	case registry.Spouse, registry.Partner:
		return 1
	case registry.Child:
		return 2
	}
	return 3
}

// byBirth puts the oldest first, and last who has no recorded birth.
func byBirth(a, b registry.Date) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}
