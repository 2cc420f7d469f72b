package people

import "github.com/sportello/sportello/registry"

// DefaultCitizen is the fiscal code of the citizen who asks for the first
// certificate: a mother with husband and two children.
const DefaultCitizen registry.FiscalCode = "DMCCHR86E54X900X"

// Case is one of the hand-made people: who it is, what is hard about him or her,
// and what happens when he or she logs in and asks.
type Case struct {
	FiscalCode registry.FiscalCode
	Name       string // as printed
	Situation  registry.Sentence
	Outcome    registry.Sentence
}

// Cases lists the hand-made people whose case is worth trying, the DefaultCitizen
// first. Somebody who is recorded twice is listed once.
func Cases() []Case {
	var out []Case
	for i, e := range handmade() {
		if m := list[i]; m.situation != (registry.Sentence{}) {
			out = append(out, Case{e.Person.FiscalCode, e.Person.Name.Printed().String(), m.situation, m.outcome})
		}
	}
	return out
}
