package people

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/sportello/sportello/registry"
)

// lastYear ends the time in which the generated people were born, moved, married
// and died, so that the same register comes out on every day.
const lastYear = 2025

// maxHome is how many people a household has at most.
const maxHome = 32

// home is a household that is being made, with the dead and the divorced who
// belonged to it once.
type home struct {
	*rand.Rand
	from    *origin
	abroad  *foreignHome // nil for who lives in Valdemo
	latest  int          // year by which it lives at its address
	arrived int          // year in which a family from abroad came
	address registry.Address
	since   registry.Date // at the address
	record  *registry.HouseholdEntry
	people  []registry.Entry
	past    [maxHome][]registry.Past // of each of them
}

func newHome(r *rand.Rand, room []registry.Entry, number string) *home {
	h := &home{Rand: r, from: &italy, latest: lastYear, people: room}
	h.record = &registry.HouseholdEntry{Number: number, Kind: registry.Family, Certifiable: !h.once(300), Complete: !h.once(1000)}
	switch chance := r.IntN(100); {
	case chance < 5:
		h.abroad = &foreignHomes[r.IntN(len(foreignHomes))]
		h.record.Kind = registry.FamilyAbroad
	case chance < 14:
		h.from = h.someOrigin()
	}
	return h
}

func (h *home) someOrigin() *origin {
	all := 0
	for _, o := range abroad {
		all += o.weight
	}
	n := h.IntN(all)
	for i := range abroad {
		if n -= abroad[i].weight; n < 0 {
			return &abroad[i]
		}
	}
	return &italy
}

// once is true in one case of n.
func (h *home) once(n int) bool { return h.IntN(n) == 0 }

// between is a number from low to high, or low if that is the higher one.
func (h *home) between(low, high int) int { return low + h.IntN(max(high-low, 0)+1) }

func (h *home) dayIn(year int) registry.Date {
	t := time.Date(year, time.January, 1+h.IntN(365), 0, 0, 0, 0, time.UTC)
	return registry.DateOf(t)
}

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

func (h *home) sex() registry.Sex {
	if h.once(2) {
		return registry.Male
	}
	return registry.Female
}

func (h *home) surname() string { return pick(h.Rand, h.from.surnames) }

// settle finds an address for a household whose youngest adult was born in a year.
func (h *home) settle(youngest int) {
	h.arrived = h.between(max(youngest+18, 1992), h.latest-1)
	first := max(youngest+20, lastYear-35)
	if h.from != &italy {
		first = h.arrived
	}
	h.since = h.dayIn(h.between(min(first, h.latest), h.latest))
	number := strconv.Itoa(h.between(1, 140))
	if h.abroad != nil {
		h.address = h.abroad.address(number)
		return
	}
	h.address = valdemo.home(pick(h.Rand, streets), number)
	if h.once(12) {
		h.address.Number += "/" + "ABC"[h.IntN(3):][:1]
	}
	if h.once(3) {
		h.address.Internal = "int. " + strconv.Itoa(h.between(1, 24))
	}
	if h.once(9) {
		h.address.Hamlet = pick(h.Rand, hamlets)
	}
}

// add puts somebody into the household. What is returned stands until the next
// household.
func (h *home) add(tie registry.Relationship, sex registry.Sex, surname string, year int) *registry.Person {
	born := h.dayIn(year)
	since := later(h.since, born)
	h.people = append(h.people, registry.Entry{Household: h.record, Person: registry.Person{
		Office: registry.OfficeID(valdemo.code), Name: registry.Name{Surname: surname, Given: h.given(sex, surname)}, Sex: sex,
		Birth:          registry.Birth{Date: born, Place: h.birthPlace(year)},
		CodeValidated:  !h.once(200),
		Certifiability: h.certifiability(),
		Residence:      &registry.Residence{Since: since, Address: h.address},
		CivilStatus:    &registry.CivilStatus{Code: registry.Unmarried, Since: born},
		Membership:     &registry.Membership{Relationship: tie, Since: since},
	}})
	p := &h.people[len(h.people)-1].Person
	p.Citizenships, p.Standing = h.citizenship(p), h.standing(p)
	if h.from == &italy || p.Birth.Place.Kind == registry.BornInMunicipality {
		p.Birth.Act = birthAct(p, h.between(1, 900))
	}
	if h.once(150) {
		p.Procedures = []registry.Procedure{{Kind: "Accertamento della dimora abituale", Opened: h.dayIn(lastYear)}}
	}
	return p
}

// given is a name that nobody of the same surname has in the household, if there
// are enough.
func (h *home) given(sex registry.Sex, surname string) string {
	names := h.from.women
	if sex == registry.Male {
		names = h.from.men
	}
	i := h.IntN(len(names))
	for range names {
		n := registry.Name{Surname: surname, Given: names[i]}
		if !slices.ContainsFunc(h.people, func(e registry.Entry) bool { return e.Person.Name == n }) {
			break
		}
		i = (i + 1) % len(names)
	}
	return names[i]
}

// birthPlace is here for three out of five, otherwise around; of a family from
// abroad, here for who was born after it came.
func (h *home) birthPlace(year int) registry.BirthPlace {
	if h.from != &italy && year <= h.arrived {
		return h.from.state.born(pick(h.Rand, h.from.localities))
	}
	if h.abroad != nil && year > h.since.Year {
		return h.abroad.state.born(h.abroad.locality)
	}
	if t := towns[h.IntN(len(towns))]; t.stood(year) && !h.once(3) {
		return t.born()
	}
	return valdemo.born()
}

func (h *home) citizenship(p *registry.Person) []registry.Citizenship {
	if h.from == &italy {
		return []registry.Citizenship{{State: registry.ItalianState, Name: "italiana", Since: p.Birth.Date}}
	}
	return []registry.Citizenship{{State: h.from.state.iso, Name: h.from.state.citizenship, Since: p.Birth.Date}}
}

// standing is since birth for who was born here, else since a day after it.
func (h *home) standing(p *registry.Person) registry.Standing {
	switch since := p.Residence.Since; {
	case h.abroad != nil:
		return registry.Standing{State: registry.Abroad, Since: since, Reason: "C01"}
	case p.Birth.Place.Code == valdemo.code:
		return registry.Standing{State: registry.Resident, Since: p.Birth.Date, Reason: "1"}
	case p.Birth.Place.Kind == registry.BornAbroad:
		return registry.Standing{State: registry.Resident, Since: since, Reason: "4"}
	default:
		return registry.Standing{State: registry.Resident, Since: since, Reason: "3"}
	}
}

func (h *home) certifiability() registry.Certifiability {
	switch h.IntN(1000) {
	case 0:
		return registry.NotCertifiable
	case 1, 2, 3:
		return registry.PartiallyCertifiable
	}
	return registry.FullyCertifiable
}
