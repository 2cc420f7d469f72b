package people

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/sportello/sportello/registry"
)

// Entries is the register of Valdemo: the hand-made people, and as many others as
// it takes to make n. The same n gives the same people, and a larger one begins
// with those of a smaller but for the last households, which are made to fit. It
// holds one household at a time, and the codes that have been given out.
func Entries(n int) iter.Seq[registry.Entry] {
	return func(yield func(registry.Entry) bool) {
		for _, e := range handmade() {
			if !yield(e) {
				return
			}
		}
		walk(n, func(e registry.Entry, _ []registry.Past) bool { return yield(e) })
	}
}

// walk goes through the generated people, with what was so before of each.
func walk(n int, visit func(registry.Entry, []registry.Past) bool) {
	v := village{taken: map[[16]byte]struct{}{}, source: new(rand.PCG)}
	for _, e := range handmade() {
		v.take(e.Person.FiscalCode)
		v.count++
	}
	for k := 0; v.count < n; k++ {
		h := v.household(k, n-v.count)
		for i, e := range h.people {
			v.register(&e.Person)
			for j := range h.past[i] {
				h.past[i][j].Number = e.Person.Number
			}
			if !visit(e, h.past[i]) {
				return
			}
		}
	}
}

// village is the register as it grows.
type village struct {
	source *rand.PCG
	taken  map[[16]byte]struct{} // the codes that somebody has
	count  int
	room   [maxHome]registry.Entry // for the household at hand
}

// household makes the k-th, or a person alone where it is more than are wanted.
// Its chance depends on k only.
func (v *village) household(k, wanted int) *home {
	v.source.Seed(0x56616c64656d6f, uint64(k))
	h := newHome(rand.New(v.source), v.room[:0], fmt.Sprintf("F%06d", k+1))
	if k%500 == 250 {
		h.community(k / 500)
	} else {
		h.anyKind()
	}
	if len(h.people) > wanted {
		h = newHome(h.Rand, v.room[:0], h.record.Number)
		h.alone()
	}
	h.finish()
	return h
}

// register gives a person a number, and a code that nobody else has: where the
// plain one is taken, one in omocodia, as the Agenzia delle Entrate would.
func (v *village) register(p *registry.Person) {
	v.count++
	p.Number = fmt.Sprintf("%07d", v.count)
	plain := fiscalCode(p)
	for n := range 8 {
		if c := omocodia(plain, n); v.take(c) {
			p.FiscalCode = c
			return
		}
	}
	p.CodeValidated = false // the eighth namesake born on a day waits for one
}

// take reports whether nobody had the code.
func (v *village) take(c registry.FiscalCode) bool {
	key := [16]byte([]byte(c))
	_, had := v.taken[key]
	v.taken[key] = struct{}{}
	return !had
}
