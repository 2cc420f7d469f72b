package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// Entry is one row of the catalogue: a kind with its names, who and which way it is
// for, and the law behind it.
type Entry struct {
	Kind     Kind
	Slug     string // stable name in the API
	Name     Text
	Citation string                   // where the kind is written
	Subjects []registry.StandingState // how the subject's record may stand
	Channels []Channel                // by which it can be had
	Single   bool                     // issued on its own only (EN153)
	Validity int                      // months for which it is valid; 0: unlimited
	Ground   string                   // the law that sets the validity
	From     registry.Date            // first day in the catalogue; zero for always
	Until    registry.Date            // first day no longer in it; zero while it stands

	digest [32]byte // of all of the above
}

// Catalogue is the kinds that an installation knows, in the order of the official
// table, with the rules about them. It is safe for concurrent use once made.
type Catalogue struct {
	entries []Entry
	rules   []*Rule
}

// NewCatalogue is the table and the rule book.
func NewCatalogue() *Catalogue {
	c := &Catalogue{entries: slices.Clone(table), rules: rulebook}
	for i := range c.entries {
		c.entries[i].digest = digestOf(c.entries[i])
	}
	return c
}

// Two laws in force say for how long a certificate is valid: art. 33 three months for
// registry certificates, art. 41 six for certificates, longer where a law or rule says
// so, and without limit for what cannot change.
const (
	art33 = "art. 33 c.3 d.P.R. 223/1989"
	art41 = "art. 41 c.1 d.P.R. 445/2000"
)

// threeMonths is art. 33 c.3 d.P.R. 223/1989 as amended by d.P.R. 126/2015.
const threeMonths = 3

// Entries is every kind, in the order of the table.
func (c *Catalogue) Entries() []Entry { return slices.Clone(c.entries) }

// Entry returns the row of a kind; ok is false for a code outside the table.
func (c *Catalogue) Entry(k Kind) (e Entry, ok bool) {
	for i := range c.entries {
		if c.entries[i].Kind == k {
			return c.entries[i], true
		}
	}
	return Entry{}, false
}

// Slug returns the row with that name in the API; ok is false for any other.
func (c *Catalogue) Slug(slug string) (e Entry, ok bool) {
	if p := c.bySlug(slug); p != nil {
		return *p, true
	}
	return Entry{}, false
}

func (c *Catalogue) bySlug(slug string) *Entry {
	for i := range c.entries {
		if c.entries[i].Slug == slug {
			return &c.entries[i]
		}
	}
	return nil
}

// In reports whether the kind is in the catalogue on a day.
func (e *Entry) In(day registry.Date) bool { return e.Kind != 0 && inEffect(e.From, e.Until, day) }

// inEffect reports whether what holds from a day until another, exclusive, holds on
// day. Zero stands for always.
func inEffect(from, until, day registry.Date) bool {
	return (from.IsZero() || !day.Before(from)) && (until.IsZero() || day.Before(until))
}

// kindsWhere is the kinds of the table of which a condition holds.
func kindsWhere(is func(Entry) bool) (kinds []Kind) {
	for _, e := range table {
		if is(e) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// allBut is every kind of the table but these.
func allBut(kinds ...Kind) []Kind {
	return kindsWhere(func(e Entry) bool { return !slices.Contains(kinds, e.Kind) })
}

// isNotFor reports of a kind whether no subject in a state of the register can have it.
func isNotFor(state registry.StandingState) func(Entry) bool {
	return func(e Entry) bool { return !slices.Contains(e.Subjects, state) }
}
