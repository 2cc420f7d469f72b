package guide

import (
	"maps"
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
)

// contact is where an office is found. What else an office tells citizens (its hours, a
// note) has its place here, and in the part "contact" of pages/parts-guide.html.
type contact struct {
	Name, Alternative, Department, Address, Contact string
	Demo                                            bool
}

// contacts is those of all offices, by name.
func contacts(now InForce) []contact {
	all := make([]contact, 0, len(now.Offices))
	for _, o := range now.sorted() {
		all = append(all, contact{o.Name, o.Alternative, o.Department, o.Address, o.Contact, o.Basis == registry.BasisDemo})
	}
	return all
}

// sorted is all offices, by name.
func (f InForce) sorted() []registry.Office {
	return slices.SortedFunc(maps.Values(f.Offices), func(a, b registry.Office) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
}
