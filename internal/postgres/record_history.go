package postgres

import "github.com/sportello/sportello/registry"

// The parts of a record of which the history is read: rows of a table of facts, the
// oldest first. Of who is not asked about it is the rows that hold alone.

// spans is when the rows held, until exclusive and zero for what still does, and
// whether on the day of reading.
type spans struct {
	since, until []day
	lasts        []bool
}

func (s *spans) fields() []any { return []any{&s.since, &s.until, &s.lasts} }

// last is the newest row that holds, or -1.
func (s *spans) last() int {
	for i := len(s.lasts) - 1; i >= 0; i-- {
		if s.lasts[i] {
			return i
		}
	}
	return -1
}

type standingColumns struct {
	spans
	states, reasons []string
	certifiability  []registry.Certifiability
}

func (c *standingColumns) fields() []any {
	return append(c.spans.fields(), &c.states, &c.reasons, &c.certifiability)
}

func (c *standingColumns) value() (registry.Standing, registry.Certifiability) {
	i := c.last()
	if i < 0 {
		return registry.Standing{}, registry.NotCertifiable
	}
	return registry.Standing{State: registry.StandingState(c.states[i]), Since: registry.Date(c.since[i]), Reason: c.reasons[i]}, c.certifiability[i]
}

// registered is when the first registration began, at home or abroad.
func (c *standingColumns) registered() registry.Date {
	for i, s := range c.states {
		if (registry.Standing{State: registry.StandingState(s)}).Active() {
			return registry.Date(c.since[i])
		}
	}
	return registry.Date{}
}

type residenceColumns struct {
	spans
	addresses [][]string // in the order of registry.Address
}

func (c *residenceColumns) fields() []any { return append(c.spans.fields(), &c.addresses) }

func (c *residenceColumns) at(i int) registry.Residence {
	a := c.addresses[i]
	return registry.Residence{Since: registry.Date(c.since[i]), Address: registry.Address{
		Street: a[0], Number: a[1], Internal: a[2], Hamlet: a[3], PostalCode: a[4],
		Municipality: a[5], Alternative: a[6], Province: a[7], State: a[8], Consulate: a[9],
	}}
}

func (c *residenceColumns) value() *registry.Residence {
	i := c.last()
	if i < 0 {
		return nil
	}
	r := c.at(i)
	return &r
}

func (c *residenceColumns) past() (list []registry.PastResidence) {
	for i := range c.addresses {
		list = append(list, registry.PastResidence{Residence: c.at(i), Until: registry.Date(c.until[i])})
	}
	return list
}

type citizenshipColumns struct {
	spans
	states, names []string
}

func (c *citizenshipColumns) fields() []any { return append(c.spans.fields(), &c.states, &c.names) }

func (c *citizenshipColumns) at(i int) registry.Citizenship {
	return registry.Citizenship{State: c.states[i], Name: c.names[i], Since: registry.Date(c.since[i])}
}

func (c *citizenshipColumns) value() (list []registry.Citizenship) {
	for i := range c.states {
		if c.lasts[i] {
			list = append(list, c.at(i))
		}
	}
	return list
}

func (c *citizenshipColumns) past() (list []registry.PastCitizenship) {
	for i := range c.states {
		list = append(list, registry.PastCitizenship{Citizenship: c.at(i), Until: registry.Date(c.until[i])})
	}
	return list
}
