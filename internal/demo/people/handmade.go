package people

import (
	"fmt"
	"strconv"

	"github.com/sportello/sportello/registry"
)

// made is somebody in the hand-made part of the register: orderly in everything
// but what change makes hard.
type made struct {
	surname, given string
	sex            registry.Sex
	born           string // as registry.ParseDate reads it
	place          registry.BirthPlace
	house          string                            // people with the same house are one household; "" for who lives alone
	tie            registry.Relationship             // 0 for the head
	change         func(*registry.Entry)             // nil for nothing
	past           func(home string) []registry.Past // what was so before, in the household of that number

	situation, outcome registry.Sentence // zero for who is not a case of his own
}

// handmade builds the hand-made part of the register anew, in the order of the list.
func handmade() []registry.Entry {
	people, _ := byHand()
	return people
}

// byHand is the hand-made people, and what was so of them before.
func byHand() ([]registry.Entry, []registry.Past) {
	var past []registry.Past
	households := map[string]*registry.HouseholdEntry{}
	out := make([]registry.Entry, 0, len(list))
	for i, m := range list {
		e := m.entry(i)
		if h := households[m.house]; m.house != "" && h != nil {
			e.Household = h
		}
		if m.house != "" {
			households[m.house] = e.Household
		}
		if m.past != nil {
			for _, p := range m.past(e.Household.Number) {
				p.Number = e.Person.Number
				past = append(past, p)
			}
		}
		if m.change != nil {
			m.change(&e)
		}
		enrol(&e.Person)
		out = append(out, e)
	}
	return out, past
}

func (m made) entry(i int) registry.Entry {
	born := day(m.born)
	moved := born.Earliest().AddMonths(12 * (2026 - born.Year) / 2)
	p := registry.Person{
		Office: registry.OfficeID(valdemo.code), Number: fmt.Sprintf("D%03d", i+1),
		Name: registry.Name{Surname: m.surname, Given: m.given}, Sex: m.sex,
		Birth:         registry.Birth{Date: born, Place: m.place},
		CodeValidated: true,
		Standing:      registry.Standing{State: registry.Resident, Since: born.Earliest(), Reason: "1"},
		CivilStatus:   &registry.CivilStatus{Code: registry.Unmarried, Since: born.Earliest()},
		Citizenships:  []registry.Citizenship{{State: registry.ItalianState, Name: "italiana", Since: born.Earliest()}},

		Certifiability: registry.FullyCertifiable,
		Residence:      &registry.Residence{Since: moved, Address: valdemo.home(streets[i%len(streets)], strconv.Itoa(3+2*i))},
		Membership:     &registry.Membership{Relationship: max(m.tie, registry.Head), Since: moved},
	}
	p.FiscalCode = fiscalCode(&p)
	p.Birth.Act = birthAct(&p, 17+6*i)
	return registry.Entry{Person: p, Household: &registry.HouseholdEntry{Number: fmt.Sprintf("DF%03d", i+1), Kind: registry.Family, Certifiable: true, Complete: true}}
}

// birthAct is the act at the place of birth, or its transcription here for a birth
// elsewhere.
func birthAct(p *registry.Person, number int) *registry.Act {
	a := &registry.Act{Kind: registry.BirthAct, Municipality: p.Birth.Place.Name, Year: p.Birth.Date.Year, Part: "I", Series: "A", Number: strconv.Itoa(number)}
	if p.Birth.Place.Kind != registry.BornInMunicipality {
		a.Municipality, a.Part, a.Series = valdemo.name, "II", "B"
	}
	return a
}

// day reads a day of this package's own making.
func day(s string) registry.Date {
	d, err := registry.ParseDate(s)
	if err != nil {
		panic("people: " + s + " is not a day")
	}
	return d
}

// The changes below make a person hard, or fit a household together.

func then(changes ...func(*registry.Entry)) func(*registry.Entry) {
	return func(e *registry.Entry) {
		for _, change := range changes {
			change(e)
		}
	}
}

// livesAt gives the members of a household their common address.
func livesAt(street, number string, since string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		r := e.Person.Residence
		r.Address.Street, r.Address.Number, r.Since = street, number, later(day(since), e.Person.Birth.Date.Earliest())
		e.Person.Membership.Since = r.Since
	}
}

func later(a, b registry.Date) registry.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func married(surname, given, born, on, place string) func(*registry.Entry) {
	return status(registry.Married, on, surname, given, born, on, place)
}

// status is a civil status since a day, with the marriage or union behind it.
func status(code registry.CivilStatusCode, since, surname, given, born, on, place string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.CivilStatus = &registry.CivilStatus{Code: code, Since: day(since), Event: &registry.UnionEvent{
			Partner: registry.Name{Surname: surname, Given: given}, PartnerBirth: day(born), Date: day(on), Place: place, Act: unionAct(code, day(on), place),
		}}
	}
}

// unionAct is the act of a marriage, or of a civil union.
func unionAct(code registry.CivilStatusCode, on registry.Date, place string) *registry.Act {
	a := &registry.Act{Kind: registry.MarriageAct, Municipality: place, Year: on.Year, Part: "II", Series: "A", Number: strconv.Itoa(3*int(on.Month) + on.Day/10)}
	if code == registry.InCivilUnion {
		a.Kind, a.Part, a.Series = registry.UnionAct, "I", ""
	}
	return a
}

// came is who was registered on a day from abroad; the act of birth is there.
func came(on string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.Standing = registry.Standing{State: registry.Resident, Since: day(on), Reason: "4"}
		e.Person.Residence.Since, e.Person.Membership.Since = day(on), day(on)
		e.Person.Birth.Act = nil
	}
}

func citizenOf(s state) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.Citizenships = []registry.Citizenship{{State: s.iso, Name: s.citizenship, Since: e.Person.Birth.Date.Earliest()}}
	}
}

// naturalised is who became Italian on a day.
func naturalised(on string) func(*registry.Entry) {
	return func(e *registry.Entry) { e.Person.Citizenships[0].Since = day(on) }
}

// bornOn replaces the recorded day of birth; the code keeps the one it was
// assigned by.
func bornOn(s string) func(*registry.Entry) {
	return func(e *registry.Entry) { e.Person.Birth.Date = day(s) }
}

// died is who died on a day in Valdemo, with the act.
func died(on, number string) func(*registry.Entry) {
	return then(gone(registry.Dead, on, "1"), func(e *registry.Entry) { e.Person.Death = death(day(on), number) })
}

func death(on registry.Date, number string) *registry.Death {
	return &registry.Death{Date: on, Place: valdemo.name, Act: &registry.Act{
		Kind: registry.DeathAct, Municipality: valdemo.name, Year: on.Year, Part: "I", Number: number,
	}}
}

// enrol puts an Italian of age on the electoral roll, from the eighteenth birthday or
// the registration on.
func enrol(p *registry.Person) {
	since := later(p.Birth.Date.Earliest().AddMonths(18*12), p.Standing.Since)
	if p.Electoral != nil || !p.Standing.Active() || !p.Italian() || since.Year > lastYear {
		return
	}
	p.Electoral = &registry.Electoral{Rights: true, Enrolled: true, Since: later(since, p.Citizenships[0].Since)}
}

// gone takes a record out of the register, and out of its household.
func gone(s registry.StandingState, since, reason string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.Standing = registry.Standing{State: s, Since: day(since), Reason: reason}
		e.Person.Membership, e.Household = nil, nil
	}
}
