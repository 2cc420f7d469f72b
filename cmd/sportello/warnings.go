package main

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
)

// warnings is the records of a load that an officer should look at, by what is odd
// about them: their numbers in the office's register.
type warnings map[registry.Warning][]string

// note passes the entries on and remembers those with a warning.
func (w warnings) note(entries iter.Seq2[registry.Entry, error]) iter.Seq2[registry.Entry, error] {
	return func(yield func(registry.Entry, error) bool) {
		for e, err := range entries {
			if err == nil {
				for _, warning := range registry.Warnings(e.Person) {
					w[warning] = append(w[warning], strings.Clone(e.Person.Number))
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// tell says how many records there are with each warning, and which if asked to.
func (w warnings) tell(t terminal, which bool) {
	byCode := func(a, b registry.Warning) int { return strings.Compare(a.Code, b.Code) }
	for _, warning := range slices.SortedFunc(maps.Keys(w), byCode) {
		say(t, "%s: %d records. %s", warning.Code, len(w[warning]), warning.Sentence.English)
		for _, number := range w[warning] {
			if which {
				say(t, "  number %s", number)
			}
		}
	}
}
