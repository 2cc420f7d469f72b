package people

import (
	"context"
	"errors"
	"slices"

	"github.com/sportello/sportello/registry"
)

// register is the hand-made people as a store would hold them, in the order of the list,
// with what was so of them before.
type register struct {
	entries []registry.Entry
	past    map[string][]registry.Past          // by number of the record
	homes   map[string]*registry.HouseholdEntry // by number of the household
}

func newRegister() *register { return registerOf(byHand()) }

func registerOf(entries []registry.Entry, past []registry.Past) *register {
	r := &register{entries: entries, past: map[string][]registry.Past{}, homes: map[string]*registry.HouseholdEntry{}}
	for i := range r.entries {
		e := &r.entries[i]
		e.Person.ID = registry.PersonID(e.Person.Number)
		if e.Household != nil {
			r.homes[e.Household.Number] = e.Household
		}
	}
	for _, p := range past {
		r.past[p.Number] = append(r.past[p.Number], p)
	}
	return r
}

func (*register) ByBirth(context.Context, registry.Date, []registry.OfficeID) ([]registry.Person, error) {
	return nil, errors.New("nobody is searched here")
}

func (r *register) ByFiscalCode(_ context.Context, c registry.FiscalCode) (found []registry.Person, _ error) {
	for _, e := range r.entries {
		if e.Person.FiscalCode == c {
			found = append(found, e.Person)
		}
	}
	return found, nil
}

func (r *register) Extract(_ context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	i := slices.IndexFunc(r.entries, func(e registry.Entry) bool { return e.Person.ID == id })
	if i < 0 {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	p, home := r.on(r.entries[i], as.Day)
	if p.Standing.State == "" {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	x := registry.Extract{Subject: p, History: r.history(r.entries[i].Person), AsOf: as}
	h := r.homes[home]
	if h == nil {
		return x, nil
	}
	x.Household = &registry.Household{ID: registry.HouseholdID(h.Number), Kind: h.Kind, Certifiable: h.Certifiable, Complete: h.Complete, Name: h.Name, CommunityKind: h.CommunityKind}
	for _, e := range r.entries {
		if m, belonged := r.on(e, as.Day); belonged == home {
			x.Household.Members = append(x.Household.Members, registry.Member{Person: m, Relationship: m.Membership.Relationship})
		}
	}
	return x, nil
}

// on is a person as of a day, and the household that he belonged to then.
func (r *register) on(e registry.Entry, on registry.Date) (p registry.Person, home string) {
	p = e.Person
	if on.Before(p.Standing.Since) {
		p.Standing = registry.Standing{}
	}
	if p.Residence != nil && on.Before(p.Residence.Since) {
		p.Residence = nil
	}
	if p.Membership != nil && on.Before(p.Membership.Since) {
		p.Membership = nil
	}
	if p.Membership != nil {
		home = e.Household.Number
	}
	for _, past := range r.past[p.Number] {
		switch since := past.Since(); {
		case on.Before(since) || !on.Before(past.Until):
		case past.Standing != nil:
			p.Standing = *past.Standing
		case past.Residence != nil:
			p.Residence = past.Residence
		case past.Membership != nil:
			p.Membership, home = past.Membership, past.Household
		}
	}
	return p, home
}

// history is what was so of a person, with what is.
func (r *register) history(p registry.Person) (h registry.History) {
	if p.Standing.Active() {
		h.Registered = p.Standing.Since
	}
	for _, past := range r.past[p.Number] {
		switch {
		case past.Standing != nil && past.Standing.Active() && (h.Registered.IsZero() || past.Standing.Since.Before(h.Registered)):
			h.Registered = past.Standing.Since
		case past.Residence != nil:
			h.Residences = append(h.Residences, registry.PastResidence{Residence: *past.Residence, Until: past.Until})
		case past.Citizenship != nil:
			h.Citizenships = append(h.Citizenships, registry.PastCitizenship{Citizenship: *past.Citizenship, Until: past.Until})
		}
	}
	if p.Residence != nil {
		h.Residences = append(h.Residences, registry.PastResidence{Residence: *p.Residence})
	}
	for _, c := range p.Citizenships {
		h.Citizenships = append(h.Citizenships, registry.PastCitizenship{Citizenship: c})
	}
	return h
}
