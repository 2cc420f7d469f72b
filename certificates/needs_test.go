package certificates

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sportello/sportello/registry"
)

func TestEveryKindSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	for _, e := range table {
		if needs[e.Kind] == 0 {
			t.Errorf("kind %d says nothing", e.Kind)
		}
	}
	if f := facts([]Kind{Life, 999}); f != 0 {
		t.Errorf("for an unknown kind %b is read, want everything", f)
	}
}

// What is read for a kind is enough: with the whole record the rules say the same, and
// the content is the same.
func TestNeedsAreEnough(t *testing.T) {
	t.Parallel()
	catalogue := NewCatalogue()
	rapid.Check(t, func(t *rapid.T) {
		b := village(t)
		subject := rapid.SampledFrom(slices.Sorted(maps.Keys(b.people))).Draw(t, "subject")
		x, by := b.people[subject], b.as(subject)
		for _, e := range table {
			r := wish(t, subject).only(e.Kind)
			then := x
			x.Past = &then
			less, past := x.Only(facts(r.Kinds)), then.Only(facts(r.Kinds))
			less.Past = &past

			if diff := cmp.Diff(told(catalogue, by, r, x), told(catalogue, by, r, less)); diff != "" {
				t.Fatalf("kind %d: refusals (-whole +needed):\n%s", e.Kind, diff)
			}
			a, b := catalogue.compose(r, terms{}, x, today), catalogue.compose(r, terms{}, less, today)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("kind %d: content (-whole +needed):\n%s", e.Kind, diff)
			}
		}
	})
}

func told(c *Catalogue, by Requester, r Request, x registry.Extract) []string {
	e := RefusedError{c.refuse(Case{Request: r, By: by, Extract: x, Today: day})}
	return e.Codes()
}
