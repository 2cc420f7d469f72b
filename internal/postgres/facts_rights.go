package postgres

import "github.com/sportello/sportello/registry"

func deathRows(s subject) [][]any {
	d := s.Person.Death
	if d == nil {
		return nil
	}
	return [][]any{{s.person, since(died(s)), day(d.Date), precision(d.Date), d.Place}}
}

// died is the day from which a person counts as dead: that of the removal where the
// day of death is not recorded.
func died(s subject) registry.Date {
	if d := s.Person.Death.Date; !d.IsZero() {
		return d
	}
	return s.Person.Standing.Since
}

func contractRows(s subject) [][]any {
	c := s.Person.Contract
	if c == nil {
		return nil
	}
	latin := name(c.Partner.Latin)
	return [][]any{{
		s.person, since(c.Date), c.Partner.Surname, c.Partner.Given, latin.Surname, latin.Given,
		day(c.PartnerBirth), precision(c.PartnerBirth), text(c.PartnerCode), day(c.Date), precision(c.Date), c.By,
	}}
}

func electoralRows(s subject) [][]any {
	e := s.Person.Electoral
	if e == nil {
		return nil
	}
	return [][]any{{s.person, since(e.Since), e.Rights, e.Enrolled}}
}

// withheldRows dates what is withheld from always: loads do not tell since when it is
// so, and it is to be kept back on a past day too.
func withheldRows(s subject) [][]any {
	w := s.Person.Withheld
	parents := [4][]string{{}, {}, {}, {}}
	for _, p := range w.Parents {
		latin := name(p.Latin)
		for i, part := range []string{p.Surname, p.Given, latin.Surname, latin.Given} {
			parents[i] = append(parents[i], part)
		}
	}
	if len(w.Parents) == 0 && !w.Adopted && !w.AnonymousBirth && !w.Homeless && w.Occupation == "" && w.Study == "" && w.DigitalDomicile == "" && w.Permit == "" {
		return nil
	}
	return [][]any{{
		s.person, since(registry.Date{}), parents[0], parents[1], parents[2], parents[3],
		w.Adopted, w.AnonymousBirth, w.Homeless, w.Occupation, w.Study, w.DigitalDomicile, w.Permit,
	}}
}
