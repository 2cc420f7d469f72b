package postgres

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

func lived(number, street string, since, until registry.Date) registry.Past {
	return registry.Past{Number: number, Until: until, Residence: &registry.Residence{Since: since, Address: registry.Address{Street: street, Municipality: "Valdemo"}}}
}

func belonged(number, household string, tie registry.Relationship, since, until registry.Date) registry.Past {
	return registry.Past{Number: number, Until: until, Household: household, Membership: &registry.Membership{Relationship: tie, Since: since}}
}

func stood(number string, state registry.StandingState, since, until registry.Date) registry.Past {
	return registry.Past{Number: number, Until: until, Standing: &registry.Standing{State: state, Since: since, Reason: "1"}, Certifiability: registry.FullyCertifiable}
}

func was(number, state, name string, since, until registry.Date) registry.Past {
	return registry.Past{Number: number, Until: until, Citizenship: &registry.Citizenship{State: state, Name: name, Since: since}}
}

// The history of a person is read whole, the oldest first, as it was known.
func TestExtractReadsHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	e := someone(1)
	e.Person.Standing.Since = date(2005, 1, 1)
	id := f.load(t, loaded, e)["1"]
	spans := []registry.Past{
		lived("1", "Via Milano", date(1995, 2, 3), date(2010, 5, 1)), lived("1", "Via Torino", registry.Date{}, date(1990, 1, 1)),
		was("1", "ALB", "albanese", date(1980, 3, 1), date(2001, 1, 1)),
		stood("1", registry.Removed, date(2001, 1, 1), date(2005, 1, 1)), stood("1", registry.Resident, date(1990, 1, 1), date(2001, 1, 1)),
	}
	for i, want := range []Imported{{New: 5}, {Unchanged: 5}} {
		done, err := f.owner.ImportHistory(t.Context(), office, values(spans...), loaded.Add(time.Duration(i+1)*time.Hour))
		if err != nil || done != want {
			t.Errorf("ImportHistory() = %+v, %v, want %+v", done, err, want)
		}
	}
	f.imports(t, loaded.Add(4*time.Hour), Imported{Unchanged: 1, Households: 1}, e) // what was stays
	moved := e
	moved.Person.Residence = &registry.Residence{Since: date(2020, 1, 1), Address: registry.Address{Street: "Via Napoli", Municipality: "Valdemo"}}
	f.imports(t, loaded.Add(5*time.Hour), Imported{Changed: 1, Households: 1}, moved)

	past := func(p registry.Past) registry.PastResidence {
		return registry.PastResidence{Residence: *p.Residence, Until: p.Until}
	}
	old := registry.History{
		Residences:   []registry.PastResidence{past(spans[1]), past(spans[0]), {Residence: *e.Person.Residence}},
		Citizenships: []registry.PastCitizenship{{Citizenship: *spans[2].Citizenship, Until: spans[2].Until}, {Citizenship: e.Person.Citizenships[0]}},
		Registered:   date(1990, 1, 1),
	}
	whole := old
	whole.Residences = append([]registry.PastResidence{}, old.Residences...)
	whole.Residences[2].Until = date(2020, 1, 1)
	whole.Residences = append(whole.Residences, registry.PastResidence{Residence: *moved.Person.Residence})
	for name, test := range map[string]struct {
		day   registry.Date
		known time.Time
		want  registry.History
	}{
		"now":                      {now.Day, now.Known, whole},
		"on a day long ago":        {date(2006, 1, 1), now.Known, whole},
		"as known before he moved": {now.Day, loaded.Add(4 * time.Hour), old},
		"as known at first": {now.Day, loaded, registry.History{
			Residences: []registry.PastResidence{{Residence: *e.Person.Residence}}, Citizenships: []registry.PastCitizenship{{Citizenship: e.Person.Citizenships[0]}}, Registered: date(2005, 1, 1),
		}},
	} {
		x, err := f.Extract(t.Context(), id, registry.AsOf{Day: test.day, Known: test.known})
		if diff := cmp.Diff(test.want, x.History); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	f.verify(t)
}

// A household and a residence as they were on a day: who joined, who left, who moved
// and who died.
func TestExtractOfALongPastDay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	home := &registry.HouseholdEntry{Number: "F1", Kind: registry.Family, Certifiable: true, Complete: true}
	member := func(n int, tie registry.Relationship, since registry.Date) registry.Entry {
		e := someone(n)
		e.Household, e.Person.Membership = home, &registry.Membership{Relationship: tie, Since: since}
		return e
	}
	mother := member(1, registry.Head, date(2015, 6, 1)) // head since the father died
	born := member(2, registry.Child, date(2012, 3, 4))
	born.Person.Birth.Date, born.Person.Standing.Since, born.Person.Residence.Since = date(2012, 3, 4), date(2012, 3, 4), date(2012, 3, 4)
	father, eldest := someone(3), someone(4)
	father.Household, father.Person.Membership = nil, nil
	father.Person.Standing = registry.Standing{State: registry.Dead, Since: date(2015, 6, 1), Reason: "1"}
	father.Person.Death = &registry.Death{Date: date(2015, 6, 1), Place: "Valdemo"}
	eldest.Person.Membership.Since, eldest.Person.Residence.Since = date(2018, 9, 1), date(2018, 9, 1) // in a household of his own
	ids := f.load(t, loaded, mother, born, father, eldest)
	_, err := f.owner.ImportHistory(t.Context(), office, values(
		belonged("1", "F1", registry.Spouse, date(2000, 1, 1), date(2015, 6, 1)),
		belonged("3", "F1", registry.Head, date(2000, 1, 1), date(2015, 6, 1)), stood("3", registry.Resident, date(1990, 1, 1), date(2015, 6, 1)),
		belonged("4", "F1", registry.Child, date(2001, 2, 3), date(2018, 9, 1)), lived("4", "Via Milano", date(2001, 2, 3), date(2018, 9, 1)),
		lived("1", "Via Torino", date(2000, 1, 1), date(2010, 5, 1)),
	), loaded.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		day     registry.Date
		members []string // of the mother's household, in order
		street  string   // of the mother
	}{
		{date(1999, 12, 31), nil, ""},
		{date(2000, 1, 1), []string{"3", "1"}, "Via Torino"},
		{date(2001, 2, 3), []string{"3", "1", "4"}, "Via Torino"},
		{date(2010, 4, 30), []string{"3", "1", "4"}, "Via Torino"},
		{date(2010, 5, 1), []string{"3", "1", "4"}, "Via Roma"},
		{date(2012, 3, 4), []string{"3", "1", "4", "2"}, "Via Roma"},
		{date(2015, 5, 31), []string{"3", "1", "4", "2"}, "Via Roma"},
		{date(2015, 6, 1), []string{"1", "4", "2"}, "Via Roma"},
		{date(2018, 8, 31), []string{"1", "4", "2"}, "Via Roma"},
		{date(2018, 9, 1), []string{"1", "2"}, "Via Roma"},
		{now.Day, []string{"1", "2"}, "Via Roma"},
	} {
		x, err := f.Extract(t.Context(), ids["1"], registry.AsOf{Day: test.day, Known: now.Known})
		if err != nil {
			t.Fatal(err)
		}
		var members []string
		if x.Household != nil {
			for _, m := range x.Household.Members {
				members = append(members, m.Person.Number)
			}
		}
		street := ""
		if x.Subject.Residence != nil {
			street = x.Subject.Residence.Address.Street
		}
		if diff := cmp.Diff(test.members, members); diff != "" || street != test.street {
			t.Errorf("on %v in %q, want %q; members (-want +got):\n%s", test.day, street, test.street, diff)
		}
	}
	alive, err := f.Extract(t.Context(), ids["3"], registry.AsOf{Day: date(2015, 5, 31), Known: now.Known})
	if err != nil || alive.Subject.Death != nil || alive.Subject.Standing.State != registry.Resident || alive.Household == nil {
		t.Errorf("the day before he died: %+v, %v", alive.Subject, err)
	}
	dead, err := f.Extract(t.Context(), ids["3"], registry.AsOf{Day: date(2015, 6, 1), Known: now.Known})
	if err != nil || dead.Subject.Death == nil || dead.Subject.Standing.State != registry.Dead || dead.Household != nil || dead.History.Registered != date(1990, 1, 1) {
		t.Errorf("the day on which he died: %+v, %v", dead.Subject, err)
	}
}

func TestImportHistoryRefuses(t *testing.T) {
	t.Parallel()
	bad := &registry.RowError{Line: 7, Reason: "it is bad"}
	from, to := date(1995, 1, 1), date(2000, 1, 1)
	good := lived("1", "Via Milano", from, to)
	for name, test := range map[string]struct {
		office registry.OfficeID
		rows   []registry.Past
		want   func(error) bool
	}{
		"unknown office":                  {"Z111", []registry.Past{good}, is(registry.ErrOfficeUnknown)},
		"the people of another office":    {other, []registry.Past{good}, refused("1")},
		"nobody":                          {office, []registry.Past{good, lived("9", "Via Milano", from, to)}, refused("9")},
		"no such household":               {office, []registry.Past{good, belonged("1", "F9", registry.Child, from, to)}, refused("F9")},
		"into the residence that holds":   {office, []registry.Past{good, lived("2", "Via Milano", from, date(2010, 5, 2))}, refused("2")},
		"into the household that holds":   {office, []registry.Past{good, belonged("2", "F1", registry.Child, from, date(2010, 5, 2))}, refused("2")},
		"into the citizenship that holds": {office, []registry.Past{good, was("2", "ITA", "italiana", from, to)}, refused("2")},
		"into the standing that holds":    {office, []registry.Past{good, stood("2", registry.Abroad, date(1980, 1, 1), date(1990, 1, 2))}, refused("2")},
		"two residences at once":          {office, []registry.Past{good, lived("1", "Via Torino", date(1999, 12, 31), date(2001, 1, 1))}, refused("1")},
		"the same twice":                  {office, []registry.Past{good, good}, refused("1")},
		"a span that ends as it begins":   {office, []registry.Past{good, lived("2", "Via Milano", from, from)}, func(err error) bool { return err != nil }},
		"a span without end":              {office, []registry.Past{good, lived("2", "Via Milano", from, registry.Date{})}, refused("2")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.load(t, loaded, someone(1), someone(2))
			rows := f.rows(t)
			done, err := f.owner.ImportHistory(t.Context(), test.office, values(test.rows...), loaded.Add(time.Hour))
			if !test.want(err) || done != (Imported{}) || f.rows(t) != rows {
				t.Errorf("ImportHistory() = %+v, %v; %d rows, %d before", done, err, f.rows(t), rows)
			}
		})
	}
	f := newFixture(t)
	f.load(t, loaded, someone(1))
	broken := func(yield func(registry.Past, error) bool) { _ = yield(good, nil) && yield(registry.Past{}, bad) }
	if _, err := f.owner.ImportHistory(t.Context(), office, broken, loaded); err != bad {
		t.Errorf("ImportHistory(broken) = %v, want %v", err, bad)
	}
}

// A span that had ended gives way to one that is known better; what was known before can
// still be read.
func TestImportHistoryCorrects(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.load(t, loaded, someone(1))["1"]
	for i, test := range []struct {
		spans []registry.Past
		want  Imported
		known string // the streets then
	}{
		{[]registry.Past{lived("1", "A", date(1990, 1, 1), date(2000, 1, 1)), lived("1", "B", date(2000, 1, 1), date(2010, 1, 1))}, Imported{New: 2}, "A B Via Roma "},
		{[]registry.Past{lived("1", "C", date(1995, 1, 1), date(2005, 1, 1))}, Imported{New: 1, Changed: 2}, "C Via Roma "},
		{[]registry.Past{lived("1", "C", date(1995, 1, 1), date(2004, 1, 1))}, Imported{New: 1, Changed: 1}, "C Via Roma "},
		{[]registry.Past{lived("1", "D", date(2004, 1, 1), date(2005, 1, 1))}, Imported{New: 1}, "C D Via Roma "},
	} {
		at := loaded.Add(time.Duration(i+1) * time.Hour)
		done, err := f.owner.ImportHistory(t.Context(), office, values(test.spans...), at)
		if err != nil || done != test.want {
			t.Errorf("%d: ImportHistory() = %+v, %v, want %+v", i, done, err, test.want)
		}
		for _, known := range []time.Time{at, at.Add(30 * time.Minute)} {
			x, err := f.Extract(t.Context(), id, registry.AsOf{Day: now.Day, Known: known})
			streets := ""
			for _, r := range x.History.Residences {
				streets += r.Address.Street + " "
			}
			if err != nil || streets != test.known {
				t.Errorf("%d: %q, %v, want %q", i, streets, err, test.known)
			}
		}
	}
}

func TestImportHistoryInChunks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	n := chunk + 3
	if _, err := f.owner.Import(t.Context(), office, town(n), loaded); err != nil {
		t.Fatal(err)
	}
	spans := func(yield func(registry.Past, error) bool) {
		for i := range n {
			if !yield(lived(strconv.Itoa(i), "Via Milano", date(1990, 1, 1), date(2000, 1, 1)), nil) {
				return
			}
		}
	}
	for _, want := range []Imported{{New: n}, {Unchanged: n}} {
		if done, err := f.owner.ImportHistory(t.Context(), office, spans, loaded); err != nil || done != want {
			t.Errorf("ImportHistory() = %+v, %v, want %+v", done, err, want)
		}
	}
}
