package certificates

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// Availability knows every kind, with the refusals that issuing it would meet; what the
// request can still say is no refusal.
func TestAvailability(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	d.Policies = map[registry.OfficeID]Policy{"X900": {Kinds: allBut(Birth)}}
	list, err := d.Availability(t.Context(), b.as(anna), ask(anna))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(table) {
		t.Fatalf("%d kinds", len(list))
	}
	got := map[string][]string{}
	for _, a := range list {
		for _, r := range a.Refusals {
			got[a.Entry.Slug] = append(got[a.Entry.Slug], r.Rule.Code)
		}
	}
	for slug, want := range map[string][]string{
		"birth": {"SP006"}, "death": {"SP205", "EN061"}, "residence": nil, "household": nil, "residence-abroad": {"EN164"}, "marriage": {"EN160"},
		"household-on-date": {"SP205", "SP015", "SP016"}, "citizenship-history": {"SP205", "EN407", "SP015"},
	} {
		if diff := cmp.Diff(want, got[slug]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", slug, diff)
		}
	}
	for _, a := range list {
		if want := got[a.Entry.Slug] == nil; a.Possible() != want {
			t.Errorf("%s is possible: %v, want %v", a.Entry.Slug, a.Possible(), want)
		}
	}
	r := Refusal{Rule: &Rule{Missing: true}}
	if a := (Available{Refusals: []Refusal{r}}); !a.Possible() {
		t.Error("what only asks for more makes a kind impossible")
	}
}

// Availability and preview never disagree, not about one rule.
func TestAvailabilityAgreesWithPreview(t *testing.T) {
	t.Parallel()
	b := newBooks()
	b.people[anna] = extract(func(x *registry.Extract) { x.Subject.Certifiability = registry.PartiallyCertifiable })
	d := newDesk(t, b)
	for _, l := range []registry.Language{registry.Italian, registry.Slovene} {
		r := ask(anna)
		r.Language, r.On = l, inMay(2020)
		list, err := d.Availability(t.Context(), b.as(anna), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			_, err := d.Preview(t.Context(), b.as(anna), r.only(a.Entry.Kind))
			refused := &RefusedError{}
			if err != nil && !errors.As(err, &refused) {
				t.Fatalf("%s: %v", a.Entry.Slug, err)
			}
			if diff := cmp.Diff((&RefusedError{a.Refusals}).Codes(), refused.Codes()); diff != "" {
				t.Errorf("%s in %s (-availability +preview):\n%s", a.Entry.Slug, l, diff)
			}
		}
	}
}

// BenchmarkAvailability is our own part of the answer: every kind for one subject.
func BenchmarkAvailability(b *testing.B) {
	c := book(b)
	d := &Desk{Catalogue: c}
	r, x, t := ask(anna), extract(nil), terms{office: registry.Office{ID: "X900", Languages: []registry.Language{registry.Italian}}}
	b.ReportAllocs()
	for b.Loop() {
		d.everyKind(Requester{}, r, t, x, today)
	}
}
