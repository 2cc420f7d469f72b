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
		v := village{taken: map[[16]byte]struct{}{}, source: new(rand.PCG)}
		for _, e := range handmade() {
			v.take(e.Person.FiscalCode)
			v.count++
			if !yield(e) {
				return
			}
		}
		for k := 0; v.count < n; k++ {
			for _, e := range v.household(k, n-v.count) {
				v.register(&e.Person)
				if !yield(e) {
					return
				}
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
func (v *village) household(k, wanted int) []registry.Entry {
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
	return h.people
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
