package certificates

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sportello/sportello/registry"
)

// allowed says by itself, not by the rules, who may ask about whom online: everybody about
// himself, and who is certainly of age about those of his family.
func allowed(by registry.Person, x registry.Extract) bool {
	if by.ID == x.Subject.ID {
		return true
	}
	together := x.Household != nil && x.Household.Kind != registry.Community &&
		slices.ContainsFunc(x.Household.Members, func(m registry.Member) bool { return m.Person.ID == by.ID })
	born := by.Birth.Date.Latest()
	return together && !by.Birth.Date.IsZero() && !registry.Date{Year: day.Year - 18, Month: day.Month, Day: day.Day}.Before(born)
}

// Availability and issue never disagree, by one kind and by several; nobody gets anything
// about a person whom he may not ask about; and what is issued keeps the schema, which the
// ledger of the tests holds it against.
func TestRandomRequests(t *testing.T) {
	t.Parallel()
	issued := map[Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		b := village(t)
		desk := newRandomDesk(b)
		people := slices.Sorted(maps.Keys(b.people))
		by, subject := b.as(rapid.SampledFrom(people).Draw(t, "requester")), rapid.SampledFrom(append(people, nobody)).Draw(t, "subject")
		r := wish(t, subject)
		x, exists := b.people[subject]
		all, err := desk.Availability(t.Context(), by, r)
		var not *NotYoursError
		if !exists || !allowed(*by.Person, x) {
			if !errors.As(err, &not) {
				t.Fatalf("Availability about another's = %v", err)
			}
			if c, err := desk.Issue(t.Context(), by, r); !errors.As(err, &not) || c != nil || len(b.rows) != 0 {
				t.Fatalf("Issue about another's = %v, %v", c, err)
			}
			return
		}
		if err != nil {
			t.Fatalf("Availability = %v", err)
		}
		for _, a := range all {
			one := r.only(a.Entry.Kind)
			one.Key = "key-" + a.Entry.Slug
			if agrees(t, desk, by, one, RefusedError{a.Refusals}) {
				issued[a.Entry.Kind]++
			}
		}
		agrees(t, desk, by, r, previewed(t, desk, by, r))
		for _, row := range b.rows {
			if strings.Contains(string(row.content), secret) {
				t.Fatalf("issued %s", row.content)
			}
		}
	})
	for _, k := range []Kind{Birth, Citizenship, Life, Residence, CivilStatus, Household} {
		if issued[k] == 0 {
			t.Errorf("kind %d was issued to nobody, so this test says nothing about it", k)
		}
	}
}

// previewed is what the preview of several kinds says stops them.
func previewed(t *rapid.T, d *Desk, by Requester, r Request) (refused RefusedError) {
	_, err := d.Preview(t.Context(), by, r)
	if why := new(RefusedError); errors.As(err, &why) {
		return *why
	}
	if err != nil {
		t.Fatalf("Preview of %v = %v", r.Kinds, err)
	}
	return refused
}

// agrees fails unless preview and issue say what the refusals say, and reports whether a
// certificate came of it.
func agrees(t *rapid.T, d *Desk, by Requester, r Request, want RefusedError) bool {
	_, preview := d.Preview(t.Context(), by, r)
	c, issue := d.Issue(t.Context(), by, r)
	for call, err := range map[string]error{"Preview": preview, "Issue": issue} {
		var refused *RefusedError
		if errors.As(err, &refused) && slices.Equal(butDuty(*refused), butDuty(want)) {
			continue
		}
		if err != nil || len(butDuty(want)) > 0 {
			t.Fatalf("%s of %v = %v, want %q", call, r.Kinds, err, want.Codes())
		}
	}
	return c != nil
}

// butDuty is what stops a request, but for the stamp duty: availability does not ask how
// it will be settled.
func butDuty(e RefusedError) []string {
	return slices.DeleteFunc(e.Codes(), func(code string) bool {
		return slices.ContainsFunc(dutyRules, func(r *Rule) bool { return r.Code == code })
	})
}

// Whatever the register holds, a content can be made of it, tells no secret, and states of
// several kinds what each of them states.
func TestRandomContents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := village(t)
		x := b.people[rapid.SampledFrom(slices.Sorted(maps.Keys(b.people))).Draw(t, "subject")]
		if often(t, "past") {
			past := b.people[rapid.SampledFrom(slices.Sorted(maps.Keys(b.people))).Draw(t, "past")]
			x.Past = &past
		}
		r := wish(t, x.Subject.ID)
		c := asPublished().compose(r, terms{}, x, today).withNumber(Number{2026, 1})
		holdsNothingSecret(t, x, c)
		if slices.ContainsFunc(r.Kinds, func(k Kind) bool { return slices.Contains(single, k) }) {
			return
		}
		var parts []map[string]any
		for _, k := range r.Kinds {
			parts = append(parts, statements(t, x, k))
		}
		equalsItsParts(t, statements(t, x, r.Kinds...), parts...)
	})
}
