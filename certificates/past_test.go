package certificates

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// almanac is books that note as of when they are read, and hold another page for past days.
type almanac struct {
	*books
	past  registry.Extract
	fault error // of the past
	reads []registry.AsOf
}

func (d *almanac) Extract(ctx context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	d.reads = append(d.reads, as)
	if as.Day == day {
		return d.books.Extract(ctx, id, as)
	}
	x := d.past
	x.AsOf = as
	return x.Only(as.Facts), d.fault
}

func newAlmanac() *almanac {
	b, x := newBooks(), witness(HouseholdOnDate)
	past := *x.Past
	x.Past = nil
	b.people[x.Subject.ID] = x
	return &almanac{books: b, past: past}
}

// The register is read as it stands; a second time, as of the past day and as known now,
// for a household of that day alone.
func TestPastIsReadOnlyForItsKind(t *testing.T) {
	t.Parallel()
	now := registry.Now(today)
	past := registry.AsOf{Day: then, Known: today, Facts: facts([]Kind{HouseholdOnDate})}
	both := []registry.AsOf{now.For(facts([]Kind{HouseholdOnDate})), past}
	ask := func(on registry.Date, kinds ...Kind) Request {
		return Request{Subject: witness(Residence).Subject.ID, Kinds: kinds, Use: PrivateUse, Language: registry.Italian, On: on}
	}
	for name, x := range map[string]struct {
		request      Request
		availability bool
		want         []registry.AsOf
	}{
		"household on a day":              {ask(then, HouseholdOnDate), false, both},
		"household on no day":             {ask(registry.Date{}, HouseholdOnDate), false, both[:1]},
		"household on some day of a year": {ask(registry.Date{Year: 2010}, HouseholdOnDate), false, both[:1]},
		"residence on a day":              {ask(then, ResidenceOnDate), false, []registry.AsOf{now.For(facts([]Kind{ResidenceOnDate}))}},
		"household":                       {ask(then, Household), false, []registry.AsOf{now.For(facts([]Kind{Household}))}},
		"what can be had for a day":       {ask(then), true, []registry.AsOf{now, past}},
		"what can be had":                 {ask(registry.Date{}), true, []registry.AsOf{now}},
	} {
		b := newAlmanac()
		d := newDesk(t, b.books)
		d.Register = b
		by := b.as(x.request.Subject)
		var err error
		if x.availability {
			_, err = d.Availability(t.Context(), by, x.request)
		} else {
			_, err = d.Preview(t.Context(), by, x.request)
		}
		if refused := new(RefusedError); err != nil && !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(x.want, b.reads); diff != "" {
			t.Errorf("%s: reads (-want +got):\n%s", name, diff)
		}
	}
}

// A past that cannot be read is no past without a household; who was not in the register
// then was in no household.
func TestPastThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := newAlmanac()
	d := newDesk(t, b.books)
	d.Register = b
	r := Request{Subject: witness(Residence).Subject.ID, Kinds: []Kind{HouseholdOnDate}, On: then}
	b.fault = errDown
	if _, err := d.Preview(t.Context(), b.as(r.Subject), r); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("Preview = %v, want %v", err, registry.ErrUnavailable)
	}
	if _, err := d.Availability(t.Context(), b.as(r.Subject), r); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("Availability = %v, want %v", err, registry.ErrUnavailable)
	}
	b.past, b.fault = registry.Extract{}, registry.ErrPersonUnknown
	x := b.people[r.Subject]
	if err := d.past(t.Context(), r, &x, today); err != nil || x.Past == nil || x.Past.Household != nil || x.Past.AsOf.Day != then {
		t.Errorf("past = %v, %+v", err, x.Past)
	}
	if rules := pastRules[0]; !rules.stops(&Case{Extract: x}) {
		t.Error("nobody's household of a past day can be certified")
	}
}

// Who is named in a household of the past is told so, also who no longer belongs to it.
func TestPastMembersAreToldSo(t *testing.T) {
	t.Parallel()
	x := witness(HouseholdOnDate)
	b := newBooks()
	b.people[x.Subject.ID] = x
	d := newDesk(t, b)
	p := &prepared{terms: terms{office: d.Offices["X900"]}, extract: x, content: stated(t, x, HouseholdOnDate), at: today}
	r := ask(x.Subject.ID, HouseholdOnDate)
	var got []string
	for _, e := range d.intentEvents(b.as(x.Subject.ID), audit.Event{Kind: audit.CertificateIssuing}, r, p)[1:] {
		got = append(got, e.Person)
	}
	want := []string{string(x.Past.Household.Members[1].Person.ID), string(x.Past.Household.Members[2].Person.ID)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// When a household of a past day can be stated.
func TestPastRule(t *testing.T) {
	t.Parallel()
	family := func(change func(*registry.Household)) func(*registry.Extract) {
		return func(x *registry.Extract) { change(x.Past.Household) }
	}
	tea := func(x *registry.Extract) *registry.Person { return &x.Household.Members[3].Person }
	zoe := func(x *registry.Extract) *registry.Person { return &x.Past.Household.Members[1].Person }
	for name, x := range map[string]struct {
		change func(*registry.Extract)
		stops  bool
	}{
		"no day":                                {func(x *registry.Extract) { x.Past = nil }, false},
		"a family":                              {func(*registry.Extract) {}, false},
		"none":                                  {func(x *registry.Extract) { x.Past.Household = nil }, true},
		"a community":                           {family(func(h *registry.Household) { h.Kind = registry.Community }), true},
		"abroad":                                {family(func(h *registry.Household) { h.Kind = registry.FamilyAbroad }), true},
		"incomplete":                            {family(func(h *registry.Household) { h.Complete = false }), true},
		"without a head":                        {family(func(h *registry.Household) { h.Members = h.Members[1:] }), true},
		"without an address":                    {func(x *registry.Extract) { x.Past.Subject.Residence = nil }, true},
		"without a street":                      {func(x *registry.Extract) { x.Past.Subject.Residence.Address.Street = "" }, true},
		"an adopted child, there today":         {func(x *registry.Extract) { tea(x).Withheld.Adopted = true }, false},
		"an adopted child, in another family":   {func(x *registry.Extract) { tea(x).Withheld.Adopted, x.Household.ID = true, "i" }, true},
		"another family":                        {func(x *registry.Extract) { x.Household.ID = "i" }, false},
		"an adopted child who has moved out":    {func(x *registry.Extract) { zoe(x).Withheld.Adopted = true }, true},
		"an adopted subject, in another family": {func(x *registry.Extract) { x.Subject.Withheld.Adopted, x.Household = true, nil }, true},
		"an adopted subject, there today":       {func(x *registry.Extract) { x.Subject.Withheld.Adopted = true }, false},
	} {
		w := witness(HouseholdOnDate)
		for _, h := range []*registry.Household{w.Household, w.Past.Household} {
			for i := range h.Members {
				h.Members[i].Person.Withheld.Adopted = false
			}
		}
		w.Subject.Withheld.Adopted = false
		x.change(&w)
		if got := pastRules[0].stops(&Case{Extract: w}); got != x.stops {
			t.Errorf("%s: stops is %v, want %v", name, got, x.stops)
		}
	}
}
