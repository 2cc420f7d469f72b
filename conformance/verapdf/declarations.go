package main

import (
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// declarations is two self-declarations, by name: one in Italian with what the register fills
// in, and a parent's in two languages with lines to write on.
func declarations() map[string]*certificates.Declaration {
	name, label := certificates.Text{registry.Italian: "Stato di famiglia"}, certificates.Text{registry.Italian: "Componenti"}
	state := func(facts ...certificates.DeclaredFact) certificates.Declared {
		return certificates.Declared{State: certificates.DeclarableState{Slug: "household", Letter: "f", Name: name}, Facts: facts}
	}
	known := state(certificates.DeclaredFact{Label: label, Value: certificates.Text{registry.Italian: "tre"}})
	known.Members = content(3, certificates.HouseholdTies).Household
	own := &certificates.Declaration{
		Basis: registry.BasisLocal, Language: registry.Italian, Made: time.Now(), By: member(1), Capacity: certificates.ForOneself, About: member(1),
		Receiver: "Istituto comprensivo di Valdemo", States: []certificates.Declared{known},
	}
	child := *own
	child.Basis, child.Language, child.Capacity, child.About = registry.BasisDemo, registry.German, certificates.AsParent, member(2)
	child.States = []certificates.Declared{known, state(certificates.DeclaredFact{Label: label}, certificates.DeclaredFact{Label: name})}
	return map[string]*certificates.Declaration{"declaration": own, "declaration-de": &child}
}
