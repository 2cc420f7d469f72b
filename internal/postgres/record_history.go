package postgres

import "github.com/sportello/sportello/registry"

// The parts of a record that are its history: rows of a table of facts, the oldest
// first. until is exclusive, and zero for what still holds.

type standingsColumns struct {
	since  []day
	states []string
}

func (c *standingsColumns) fields() []any { return []any{&c.since, &c.states} }

// registered is when the first registration began, at home or abroad.
func (c *standingsColumns) registered() registry.Date {
	for i, s := range c.states {
		if (registry.Standing{State: registry.StandingState(s)}).Active() {
			return registry.Date(c.since[i])
		}
	}
	return registry.Date{}
}

type residencesColumns struct {
	since, until []day
	addresses    [][]string // in the order of registry.Address
}

func (c *residencesColumns) fields() []any { return []any{&c.since, &c.until, &c.addresses} }

func (c *residencesColumns) past() (list []registry.PastResidence) {
	for i, a := range c.addresses {
		list = append(list, registry.PastResidence{Residence: residence(c.since[i], a), Until: registry.Date(c.until[i])})
	}
	return list
}

func residence(since day, a []string) registry.Residence {
	return registry.Residence{Since: registry.Date(since), Address: registry.Address{
		Street: a[0], Number: a[1], Internal: a[2], Hamlet: a[3], PostalCode: a[4],
		Municipality: a[5], Alternative: a[6], Province: a[7], State: a[8], Consulate: a[9],
	}}
}

type citizenshipsColumns struct {
	citizenshipColumns
	until []day
}

func (c *citizenshipsColumns) fields() []any { return []any{&c.since, &c.until, &c.states, &c.names} }

func (c *citizenshipsColumns) past() (list []registry.PastCitizenship) {
	for i, z := range c.value() {
		list = append(list, registry.PastCitizenship{Citizenship: z, Until: registry.Date(c.until[i])})
	}
	return list
}
