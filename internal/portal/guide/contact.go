package guide

import (
	"maps"
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// contact is where an office is found, and what else it tells citizens.
type contact struct {
	Name, Alternative, Department, Address, Contact string
	Hours, Note                                     told
	Demo                                            bool
}

// contacts is those of all offices, by name.
func contacts(l registry.Language, now *certificates.InForce) []contact {
	all := make([]contact, 0, len(now.Offices))
	for _, o := range sorted(now) {
		all = append(all, contact{o.Name, o.Alternative, o.Department, o.Address, o.Contact, inWords(o.Hours, l), inWords(o.Note, l), o.Basis == registry.BasisDemo})
	}
	return all
}

// told is a text of an office and the language in which it has it.
type told struct {
	Text     string
	Language registry.Language
}

func inWords(t registry.Texts, l registry.Language) (out told) {
	out.Text, out.Language = t.In(l)
	return out
}

// sorted is all offices, by name.
func sorted(now *certificates.InForce) []registry.Office {
	return slices.SortedFunc(maps.Values(now.Offices), func(a, b registry.Office) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
}
