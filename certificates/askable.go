package certificates

import (
	"context"

	"github.com/sportello/sportello/registry"
)

// Subjects is the persons about whom the requester may ask: himself first, then,
// if he is of age, the other members of his household.
func (d *Desk) Subjects(ctx context.Context, by Requester, request string) ([]registry.Person, error) {
	list, err := d.Askable(ctx, by, request)
	if err != nil {
		return nil, err
	}
	people := make([]registry.Person, len(list))
	for i, a := range list {
		people[i] = a.Person
	}
	return people, nil
}

// Askable is one person about whom the requester may ask, with what stops whatever he asks
// about that person.
type Askable struct {
	Person   registry.Person
	Refusals []Refusal
}

// Askable is Subjects with what stops every certificate about each.
func (d *Desk) Askable(ctx context.Context, by Requester, request string) ([]Askable, error) {
	if err := d.citizen(ctx, by, request); err != nil {
		return nil, err
	}
	at := d.Clock()
	x, err := d.Register.Extract(ctx, by.Person.ID, registry.Now(at).For(registry.Basics))
	if err != nil {
		return nil, err
	}
	people, offices := by.household(x, registry.DateOf(at)), d.InForce().Offices
	if err := d.read(ctx, by, request, people...); err != nil {
		return nil, err
	}
	list := make([]Askable, len(people))
	for i, p := range people {
		list[i] = Askable{Person: p, Refusals: d.Catalogue.refuseAll(Case{
			By: by, Request: Request{Subject: p.ID}, Office: offices[p.Office], Extract: registry.Extract{Subject: p, Household: x.Household}, Today: registry.DateOf(at),
		})}
	}
	return list, nil
}

// household is the requester and those of his household about whom he may ask.
func (by Requester) household(x registry.Extract, today registry.Date) []registry.Person {
	people := []registry.Person{x.Subject}
	if x.Household == nil {
		return people
	}
	for _, m := range x.Household.Members {
		other := registry.Extract{Subject: m.Person, Household: x.Household}
		if m.Person.ID != x.Subject.ID && by.mayAskFor(other, today) {
			people = append(people, m.Person)
		}
	}
	return people
}

// refuseAll is what stops every kind: the rules about requester and subject that are of no
// kind in particular.
func (c *Catalogue) refuseAll(of Case) (out []Refusal) {
	of.Subject, of.Together = &of.Extract.Subject, of.Extract.Household
	for _, rule := range c.rules {
		ofAll := rule.Kinds == nil && !rule.Missing && (rule.Stage == WhoAsks || rule.Stage == OfSubject)
		if ofAll && inEffect(rule.From, rule.Until, of.Today) && rule.stops(&of) {
			out = append(out, Refusal{Rule: rule, archive: archive(of.Office)})
		}
	}
	return out
}
