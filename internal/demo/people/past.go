package people

import (
	"iter"
	"slices"
	"strconv"

	"github.com/sportello/sportello/registry"
)

// History is what was so before of the people that Entries gives for the same n: where
// they lived, to whom they belonged, and of the dead and the removed how they stood.
func History(n int) iter.Seq[registry.Past] {
	return func(yield func(registry.Past) bool) {
		_, past := byHand()
		for _, p := range past {
			if !yield(p) {
				return
			}
		}
		walk(n, func(_ registry.Entry, past []registry.Past) bool {
			return !slices.ContainsFunc(past, func(p registry.Past) bool { return !yield(p) })
		})
	}
}

// was notes what was so before of somebody.
func (h *home) was(p *registry.Person, past registry.Past) {
	if past.Standing != nil {
		s := *past.Standing
		past.Standing = &s
	}
	for i := range h.people {
		if &h.people[i].Person == p {
			h.past[i] = append(h.past[i], past)
		}
	}
}

// finish adds what does not decide who lives together: the electoral roll, and the
// addresses before the present one.
func (h *home) finish() {
	for i := range h.people {
		p := &h.people[i].Person
		enrol(p)
		if p.Electoral != nil && h.once(400) {
			p.Electoral = &registry.Electoral{}
		}
		if p.Standing.State == registry.Resident && p.Standing.Since.Year+1 < p.Residence.Since.Year {
			h.movedAbout(p)
		}
	}
}

// movedAbout is one or two addresses in Valdemo from the registration to the present
// one.
func (h *home) movedAbout(p *registry.Person) {
	from, to := p.Standing.Since, p.Residence.Since
	if half := h.dayIn((from.Year + to.Year) / 2); h.once(2) && from.Before(half) && half.Before(to) {
		h.was(p, h.formerHome(from, half))
		from = half
	}
	h.was(p, h.formerHome(from, to))
}

func (h *home) formerHome(since, until registry.Date) registry.Past {
	a := valdemo.home(pick(h.Rand, streets), strconv.Itoa(h.between(1, 140)))
	return registry.Past{Until: until, Residence: &registry.Residence{Since: since, Address: a}}
}
