package people

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// kindOf is what a span is about: no two of one kind may overlap, nor reach into what
// holds.
func kindOf(p registry.Past) string {
	switch {
	case p.Standing != nil:
		return "standing"
	case p.Residence != nil:
		return "residence"
	case p.Citizenship != nil:
		return "citizenship " + p.Citizenship.State
	}
	return "household"
}

// holds is since when the entry is as it is, of a kind; zero for what it is not.
func holds(p registry.Person, kind string) registry.Date {
	switch {
	case kind == "standing":
		return p.Standing.Since
	case kind == "residence" && p.Residence != nil:
		return p.Residence.Since
	case kind == "household" && p.Membership != nil:
		return p.Membership.Since
	}
	for _, c := range p.Citizenships {
		if kind == "citizenship "+c.State {
			return c.Since
		}
	}
	return registry.Date{}
}

func TestHistoryAgreesWithEntries(t *testing.T) {
	t.Parallel()
	type line struct{ number, kind string }
	people, homes := map[string]registry.Person{}, map[string]bool{}
	for _, e := range many() {
		people[e.Person.Number] = e.Person
		if e.Household != nil {
			homes[e.Household.Number] = true
		}
	}
	spans := map[line][]registry.Past{}
	count := map[string]int{}
	for p := range History(12000) {
		person, ok := people[p.Number]
		kind := kindOf(p)
		now := holds(person, kind)
		if !ok || p.Until.Day == 0 || !p.Since().Before(p.Until) || p.Since().Before(person.Birth.Date) || !now.IsZero() && now.Before(p.Until) || end.Before(p.Until) {
			t.Errorf("%s: %s from %s until %s, then from %s on", p.Number, kind, p.Since(), p.Until, now)
		}
		if p.Membership != nil && !homes[p.Household] {
			t.Errorf("%s: belonged to a household %s that nobody belongs to", p.Number, p.Household)
		}
		for _, other := range spans[line{p.Number, kind}] {
			if other.Since().Before(p.Until) && p.Since().Before(other.Until) {
				t.Errorf("%s: two spans of %s overlap", p.Number, kind)
			}
		}
		spans[line{p.Number, kind}] = append(spans[line{p.Number, kind}], p)
		count[kind]++
	}
	if count["residence"] < 1000 || count["household"] < 100 || count["standing"] < 200 {
		t.Errorf("spans: %v", count)
	}
	for number, p := range people {
		if !p.Standing.Active() && p.Standing.State != registry.Duplicate && number[0] != 'D' && len(spans[line{number, "standing"}]) == 0 {
			t.Errorf("%s is %s and never was anything else", number, p.Standing.State)
		}
	}
}

func TestHistoryIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	a := slices.Collect(History(2000))
	if diff := cmp.Diff(a, slices.Collect(History(2000))); diff != "" {
		t.Errorf("the same n twice (-first +second):\n%s", diff)
	}
	for range History(2000) {
		break // must not go on
	}
	byHandAlone := slices.Collect(History(0))
	if len(byHandAlone) == 0 || len(byHandAlone) >= len(a) {
		t.Errorf("%d spans of the hand-made, %d of 2000 people", len(byHandAlone), len(a))
	}
}

// Each party to the contract names the other, by the code that the register has.
func TestContractsAgree(t *testing.T) {
	t.Parallel()
	parties := map[registry.FiscalCode]registry.Person{}
	for _, e := range handmade() {
		if e.Person.Contract != nil {
			parties[e.Person.FiscalCode] = e.Person
		}
	}
	if len(parties) != 2 {
		t.Fatalf("%d parties", len(parties))
	}
	for code, p := range parties {
		other := parties[p.Contract.PartnerCode]
		if other.Contract == nil || other.Contract.PartnerCode != code || other.Name != p.Contract.Partner || other.Birth.Date != p.Contract.PartnerBirth || other.Contract.Date != p.Contract.Date {
			t.Errorf("%s names %+v", code, p.Contract)
		}
	}
}
