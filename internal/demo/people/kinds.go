package people

import (
	"strconv"

	"github.com/sportello/sportello/registry"
)

// kinds is the ways in which people live together, in hundredths of the
// households. Where no kind is drawn, it is the last.
var kinds = []struct {
	share int
	make  func(*home)
}{
	{27, (*home).alone},
	{7, (*home).widowed},
	{17, (*home).couple},
	{9, (*home).oneParent},
	{4, (*home).unmarriedCouple},
	{3, (*home).threeGenerations},
	{2, (*home).siblings},
	{1, (*home).civilUnion},
	{2, (*home).moved},
	{28, (*home).family},
}

func (h *home) anyKind() {
	n := h.IntN(100)
	for _, k := range kinds {
		if n -= k.share; n < 0 {
			k.make(h)
			return
		}
	}
}

func (h *home) alone() {
	year := h.between(1938, lastYear-22)
	h.settle(year)
	p := h.add(registry.Head, h.sex(), h.surname(), year)
	if year < lastYear-40 && h.once(3) {
		p.CivilStatus = &registry.CivilStatus{Code: registry.Divorced, Since: h.dayIn(h.between(year+30, lastYear))}
	}
}

func (h *home) couple() { h.spouses(h.between(1938, lastYear-26), lastYear) }

// spouses makes a married couple, the wife born in a year, married by another.
func (h *home) spouses(year, by int) (wife, husband *registry.Person) {
	older := min(year-h.between(-3, 7), lastYear-22)
	h.settle(max(year, older))
	wife = h.add(registry.Head, registry.Female, h.surname(), year)
	husband = h.add(registry.Spouse, registry.Male, h.surname(), older)
	if h.once(2) {
		wife.Membership.Relationship, husband.Membership.Relationship = registry.Spouse, registry.Head
	}
	h.join(wife, husband, registry.Married, max(year, older)+20, by)
	return wife, husband
}

// join records a marriage or civil union, in a year between two, with both.
func (h *home) join(a, b *registry.Person, code registry.CivilStatusCode, low, high int) {
	on, place := h.dayIn(h.between(low, min(high, low+15))), towns[h.IntN(3)].name
	for _, pair := range [][2]*registry.Person{{a, b}, {b, a}} {
		other := pair[1]
		pair[0].CivilStatus = &registry.CivilStatus{Code: code, Since: on, Event: &registry.UnionEvent{
			Partner: other.Name, PartnerBirth: other.Birth.Date, Date: on, Place: place, Act: unionAct(code, on, place),
		}}
	}
}

// children adds one to three, who are at most 30 and still at home; their mother
// was born in a year.
func (h *home) children(surname string, year int) {
	first := h.between(max(year+19, lastYear-30), min(year+38, lastYear))
	for range h.between(1, 3) {
		if first > lastYear {
			return
		}
		child := h.add(registry.Child, h.sex(), surname, first)
		child.Withheld.Parents = h.parents()
		first += h.between(1, 4)
	}
}

// parents is the couple of the household, or the one who is alone.
func (h *home) parents() (names []registry.Name) {
	for _, e := range h.people {
		if t := e.Person.Membership.Relationship; t == registry.Head || t == registry.Spouse || t == withAffection {
			names = append(names, e.Person.Name)
		}
	}
	return names
}

func (h *home) family() {
	year := h.between(lastYear-58, lastYear-24)
	_, husband := h.spouses(year, lastYear)
	h.children(husband.Name.Surname, year)
}

func (h *home) threeGenerations() {
	h.family()
	for _, e := range h.people {
		if p := e.Person; p.Membership.Relationship == registry.Head {
			h.add(registry.Parent, registry.Female, h.surname(), max(p.Birth.Date.Year-h.between(19, 34), 1930))
			return
		}
	}
}

// oneParent is a mother or father who is alone with the children, divorced or
// never married.
func (h *home) oneParent() {
	year := h.between(lastYear-55, lastYear-22)
	h.settle(year)
	p := h.add(registry.Head, h.sex(), h.surname(), year)
	if year < lastYear-35 && !h.once(3) {
		p.CivilStatus = &registry.CivilStatus{Code: registry.Divorced, Since: h.dayIn(h.between(year+30, lastYear))}
	}
	h.children(p.Name.Surname, year)
}

func (h *home) unmarriedCouple() {
	year := h.between(lastYear-50, lastYear-22)
	h.settle(year)
	h.add(registry.Head, registry.Female, h.surname(), year)
	father := h.add(withAffection, registry.Male, h.surname(), year-h.between(0, 6))
	if h.once(2) {
		h.children(father.Name.Surname, year)
	}
}

func (h *home) siblings() {
	year := h.between(1940, lastYear-24)
	h.settle(year)
	p := h.add(registry.Head, h.sex(), h.surname(), year)
	h.add(registry.Sibling, h.sex(), p.Name.Surname, year-h.between(1, 6))
}

// civilUnion is of two women or two men, and not before L. 76/2016.
func (h *home) civilUnion() {
	year, sex := h.between(1955, lastYear-26), h.sex()
	h.settle(year)
	a, b := h.add(registry.Head, sex, h.surname(), year), h.add(registry.Partner, sex, h.surname(), year-h.between(0, 8))
	h.join(a, b, registry.InCivilUnion, max(2017, year+20), lastYear)
}

// widowed is who outlived the husband or wife, with the record of who died.
func (h *home) widowed() {
	h.latest = 2004
	wife, husband := h.spouses(h.between(1934, 1962), 1995)
	left, died := wife, husband
	if h.once(5) {
		left, died = husband, wife
	}
	on := h.dayIn(h.between(h.latest+1, lastYear))
	left.Membership.Relationship = registry.Head
	left.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Since: on, Event: left.CivilStatus.Event}
	h.lose(died, on)
}

// lose is the death of somebody who belonged to the household.
func (h *home) lose(p *registry.Person, on registry.Date) {
	h.was(p, registry.Past{Until: on, Household: h.record.Number, Membership: &registry.Membership{Relationship: registry.Spouse, Since: p.Membership.Since}})
	h.leave(p, registry.Standing{State: registry.Dead, Since: on, Reason: "1"})
	p.Death = death(on, strconv.Itoa(h.between(1, 300)))
}

// moved is who went to live in another municipality.
func (h *home) moved() {
	h.latest = lastYear - 1
	h.alone()
	h.leave(&h.people[0].Person, registry.Standing{State: registry.Removed, Since: h.dayIn(lastYear), Reason: "3"})
}

// leave takes a record out of the household and of the register.
func (h *home) leave(p *registry.Person, s registry.Standing) {
	h.was(p, registry.Past{Until: s.Since, Standing: &p.Standing, Certifiability: p.Certifiability})
	p.Standing, p.Membership, p.Procedures = s, nil, nil
	for i := range h.people {
		if &h.people[i].Person == p {
			h.people[i].Household = nil
		}
	}
}

func (h *home) community(i int) {
	c := communities[i%len(communities)]
	h.from, h.abroad = &italy, nil
	*h.record = registry.HouseholdEntry{Number: h.record.Number, Kind: registry.Community, Certifiable: true, Complete: true, Name: c.name, CommunityKind: c.kind}
	h.settle(c.newest)
	h.add(registry.CommunityHead, h.sex(), h.surname(), h.between(1958, 1988))
	for range h.between(6, maxHome-2) {
		h.add(registry.CommunityMember, h.sex(), h.surname(), h.between(c.oldest, c.newest))
	}
}
