package postgres

import "github.com/sportello/sportello/registry"

// The parts of a record that are read of who is asked about alone. Each lists its columns in the order of
// records, and says what they hold.

type deathColumns struct {
	found     bool
	death     registry.Death
	precision string
}

func (c *deathColumns) fields() []any {
	return []any{&c.found, (*day)(&c.death.Date), (*text)(&c.precision), (*text)(&c.death.Place)}
}

func (c *deathColumns) value() *registry.Death {
	if !c.found {
		return nil
	}
	d := c.death
	cut(&d.Date, c.precision)
	return &d
}

type contractColumns struct {
	found             bool
	contract          registry.Contract
	latin             registry.Name
	birth, contracted string // precisions
}

func (c *contractColumns) fields() []any {
	k := &c.contract
	return []any{
		&c.found, (*text)(&k.Partner.Surname), (*text)(&k.Partner.Given), (*text)(&c.latin.Surname), (*text)(&c.latin.Given),
		(*day)(&k.PartnerBirth), (*text)(&c.birth), (*text)(&k.PartnerCode), (*day)(&k.Date), (*text)(&c.contracted), (*text)(&k.By),
	}
}

func (c *contractColumns) value() *registry.Contract {
	if !c.found {
		return nil
	}
	k := c.contract
	cut(&k.PartnerBirth, c.birth)
	cut(&k.Date, c.contracted)
	k.Partner.Latin = some(c.latin)
	return &k
}

type electoralColumns struct {
	found     bool
	electoral registry.Electoral
}

func (c *electoralColumns) fields() []any {
	return []any{&c.found, &c.electoral.Rights, &c.electoral.Enrolled, (*day)(&c.electoral.Since)}
}

func (c *electoralColumns) value() *registry.Electoral {
	if !c.found {
		return nil
	}
	e := c.electoral
	return &e
}

type withheldColumns struct {
	registry.Withheld
	surnames, given, surnamesLatin, givenLatin []string // one of each for a parent
}

func (c *withheldColumns) fields() []any {
	return []any{
		&c.surnames, &c.given, &c.surnamesLatin, &c.givenLatin, &c.Adopted, &c.AnonymousBirth, &c.Homeless,
		(*text)(&c.Occupation), (*text)(&c.Study), (*text)(&c.DigitalDomicile), (*text)(&c.Permit),
	}
}

func (c *withheldColumns) value() registry.Withheld {
	w := c.Withheld
	for i := range c.surnames {
		w.Parents = append(w.Parents, registry.Name{
			Surname: c.surnames[i], Given: c.given[i], Latin: some(registry.Name{Surname: c.surnamesLatin[i], Given: c.givenLatin[i]}),
		})
	}
	return w
}
