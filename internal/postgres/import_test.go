package postgres

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

func (f fixture) imports(t *testing.T, at time.Time, want Imported, entries ...registry.Entry) {
	t.Helper()
	got, err := f.owner.Import(t.Context(), office, values(entries...), at)
	if err != nil || got != want {
		t.Errorf("Import() = %+v, %v, want %+v", got, err, want)
	}
}

// facts is the number of rows in all tables of the register.
func (f fixture) rows(t *testing.T) (n int) {
	t.Helper()
	for _, table := range append([]fact{{table: "person"}, {table: "household"}}, facts...) {
		n += count(t, f.DB, "SELECT count(*) FROM "+table.table)
	}
	return n
}

func TestImportAgainChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	all := everything()
	all.Person.Procedures[0].Opened = registry.Date{}
	entries := []registry.Entry{all, someone(1), someone(2)}
	f.imports(t, loaded, Imported{New: 3, Households: 3}, entries...)
	rows := f.rows(t)
	f.imports(t, loaded.Add(time.Hour), Imported{Unchanged: 3, Households: 3}, entries...)
	if got := f.rows(t); got != rows {
		t.Errorf("%d rows after the second load, %d before", got, rows)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM person_identity WHERE retired_at IS NOT NULL"); n != 0 {
		t.Errorf("the second load retired %d identities", n)
	}
	f.imports(t, loaded.Add(2*time.Hour), Imported{New: 1, Unchanged: 1, Households: 2}, someone(2), someone(3)) // the others stay
	if x, err := f.Extract(t.Context(), f.ids(t)["1"], now); err != nil || x.Household == nil {
		t.Errorf("Extract(1) = %v, %v", x, err)
	}
}

// Every fact of a person that changes makes him changed, once, and is read back.
func TestImportNoticesEveryFact(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*registry.Entry){
		"name":             func(e *registry.Entry) { e.Person.Name.Surname = "Bianchi" },
		"transliteration":  func(e *registry.Entry) { e.Person.Name.Latin = nil },
		"birth date":       func(e *registry.Entry) { e.Person.Birth.Date.Day = 9 },
		"birth precision":  func(e *registry.Entry) { e.Person.Birth.Date.Month = 0 },
		"birth place":      func(e *registry.Entry) { e.Person.Birth.Place.Name = "Belgrado" },
		"fiscal code":      func(e *registry.Entry) { e.Person.FiscalCode, e.Person.CodeValidated = "", false },
		"validation":       func(e *registry.Entry) { e.Person.CodeValidated = false },
		"standing":         func(e *registry.Entry) { e.Person.Standing.State = registry.Removed },
		"certifiability":   func(e *registry.Entry) { e.Person.Certifiability = registry.NotCertifiable },
		"procedure closed": func(e *registry.Entry) { e.Person.Procedures = e.Person.Procedures[:1] },
		"procedure opened": func(e *registry.Entry) { e.Person.Procedures[1].Opened.Day = 4 },
		"address":          func(e *registry.Entry) { e.Person.Residence.Address.Number = "13" },
		"no address":       func(e *registry.Entry) { e.Person.Residence = nil },
		"civil status": func(e *registry.Entry) {
			e.Person.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Since: date(2020, 1, 1)}
		},
		"partner":             func(e *registry.Entry) { e.Person.CivilStatus.Event.Partner.Given = "Jovana" },
		"marriage act":        func(e *registry.Entry) { e.Person.CivilStatus.Event.Act.Number = "4" },
		"birth act":           func(e *registry.Entry) { e.Person.Birth.Act = nil },
		"citizenship lost":    func(e *registry.Entry) { e.Person.Citizenships = e.Person.Citizenships[1:] },
		"citizenship renamed": func(e *registry.Entry) { e.Person.Citizenships[0].Name = "di Serbia" },
		"death's place":       func(e *registry.Entry) { e.Person.Death.Place = "Altrove" },
		"death's precision":   func(e *registry.Entry) { e.Person.Death.Date.Day = 1 },
		"act of death":        func(e *registry.Entry) { e.Person.Death.Act.Number = "78" },
		"no death":            func(e *registry.Entry) { e.Person.Death = nil },
		"contract's notary":   func(e *registry.Entry) { e.Person.Contract.By = "Avv. Prova" },
		"contract's party":    func(e *registry.Entry) { e.Person.Contract.PartnerCode = "" },
		"no contract":         func(e *registry.Entry) { e.Person.Contract = nil },
		"off the roll":        func(e *registry.Entry) { e.Person.Electoral = &registry.Electoral{Rights: true} },
		"electoral unknown":   func(e *registry.Entry) { e.Person.Electoral = nil },
		"a parent":            func(e *registry.Entry) { e.Person.Withheld.Parents = e.Person.Withheld.Parents[:1] },
		"a parent's name":     func(e *registry.Entry) { e.Person.Withheld.Parents[1].Latin = nil },
		"homeless no more":    func(e *registry.Entry) { e.Person.Withheld.Homeless = false },
		"permit":              func(e *registry.Entry) { e.Person.Withheld.Permit = "" },
		"nothing withheld":    func(e *registry.Entry) { e.Person.Withheld = registry.Withheld{} },
		"relationship":        func(e *registry.Entry) { e.Person.Membership.Relationship = registry.CommunityMember },
		"no household":        func(e *registry.Entry) { e.Household, e.Person.Membership = nil, nil },
		"another household":   func(e *registry.Entry) { e.Household.Number = "C-10" },
		"household's state":   func(e *registry.Entry) { e.Household.Certifiable = false },
		"household's name":    func(e *registry.Entry) { e.Household.Name = "Casa Lieta" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			before, after := everything(), everything()
			change(&after)
			f.load(t, loaded, before, someone(1))
			homes := 2
			if after.Household == nil {
				homes = 1
			}
			f.imports(t, loaded.Add(time.Hour), Imported{Changed: 1, Unchanged: 1, Households: homes}, after, someone(1))
			x, err := f.Extract(t.Context(), f.ids(t)["A-1"], now)
			if err != nil {
				t.Fatal(err)
			}
			want := after.Person
			want.ID = x.Subject.ID
			if want.Membership != nil {
				want.Membership.Household = x.Household.ID
				got := registry.HouseholdEntry{
					Number: x.Household.Number, Kind: x.Household.Kind, Certifiable: x.Household.Certifiable, Complete: x.Household.Complete,
					Name: x.Household.Name, CommunityKind: x.Household.CommunityKind,
				}
				if diff := cmp.Diff(*after.Household, got); diff != "" {
					t.Errorf("the household (-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(want, x.Subject); diff != "" {
				t.Errorf("the person (-want +got):\n%s", diff)
			}
			f.imports(t, loaded.Add(2*time.Hour), Imported{Unchanged: 1, Households: homes - 1}, after)
		})
	}
}

// The register can be read as it stood on a day, and as it was known at a moment.
func TestHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	via := func(street string, since registry.Date) registry.Entry {
		e := someone(1)
		e.Person.Residence = &registry.Residence{Since: since, Address: registry.Address{Street: street, Municipality: "Valdemo"}}
		return e
	}
	moved, corrected, gone := loaded.Add(time.Hour), loaded.Add(2*time.Hour), loaded.Add(3*time.Hour)
	id := f.load(t, loaded, via("Via Roma", date(2010, 5, 1)))["1"]
	f.load(t, moved, via("Via Milano", date(2024, 3, 1)))     // a later beginning: he moved
	f.load(t, corrected, via("Via Torino", date(2024, 3, 1))) // the same: the street was wrong
	none := someone(1)
	none.Person.Residence = nil
	f.load(t, gone, none) // ended by the day of the load

	for _, test := range []struct {
		day   registry.Date
		known time.Time
		want  string
	}{
		{date(2010, 4, 30), loaded, ""},
		{date(2010, 5, 1), loaded, "Via Roma"},
		{date(2026, 11, 22), loaded, "Via Roma"},
		{date(2026, 11, 22), moved.Add(-time.Microsecond), "Via Roma"},
		{date(2024, 2, 29), moved, "Via Roma"},
		{date(2024, 3, 1), moved, "Via Milano"},
		{date(2026, 11, 22), moved, "Via Milano"},
		{date(2024, 2, 29), corrected, "Via Roma"},
		{date(2024, 3, 1), corrected, "Via Torino"},
		{date(2024, 2, 29), gone, "Via Roma"},
		{date(2026, 10, 31), gone, "Via Torino"},
		{date(2026, 11, 1), gone, ""},
		{date(2026, 11, 22), corrected, "Via Torino"},
	} {
		x, err := f.Extract(t.Context(), id, registry.AsOf{Day: test.day, Known: test.known})
		got := ""
		if x.Subject.Residence != nil {
			got = x.Subject.Residence.Address.Street
		}
		if err != nil || got != test.want {
			t.Errorf("on %v as known at %v: %q, %v, want %q", test.day, test.known.Format(time.TimeOnly), got, err, test.want)
		}
	}
}

// A beginning that turns out to be earlier than what was known overrides it: there is
// one address for every day.
func TestHistoryIsRewritten(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	via := func(street string, since registry.Date) registry.Entry {
		e := someone(1)
		e.Person.Residence = &registry.Residence{Since: since, Address: registry.Address{Street: street, Municipality: "Valdemo"}}
		e.Person.Membership.Since = since
		return e
	}
	for i, e := range []registry.Entry{
		via("A", date(2010, 1, 1)), via("B", date(2024, 1, 1)), via("C", date(2015, 1, 1)), via("D", date(2020, 1, 1)), via("A", date(2010, 1, 1)), via("E", registry.Date{}),
	} {
		f.load(t, loaded.Add(time.Duration(i)*time.Hour), e)
	}
	id := f.ids(t)["1"]
	for i, want := range []string{"AAAAA", "AAAAB", "AACCC", "AACDD", "AAAAA", "EEEEE"} {
		got := ""
		for _, year := range []int{2010, 2014, 2016, 2023, 2025} {
			x, err := f.Extract(t.Context(), id, registry.AsOf{Day: date(year, 6, 1), Known: loaded.Add(time.Duration(i) * time.Hour)})
			if err != nil || x.Subject.Residence == nil || x.Household == nil || len(x.Household.Members) != 1 {
				t.Fatalf("%d, after load %d: %+v, %v, want one address and one membership", year, i, x, err)
			}
			got += x.Subject.Residence.Address.Street
		}
		if got != want {
			t.Errorf("after load %d the addresses are %s, want %s", i, got, want)
		}
	}
	for _, table := range []string{"person_residence", "household_member"} {
		n := count(t, f.DB, `SELECT count(*) FROM `+table+` a JOIN `+table+` b USING (person_id)
			WHERE a.fact_id < b.fact_id AND a.retired_at IS NULL AND b.retired_at IS NULL
			  AND a.valid_from < coalesce(b.valid_to, 'infinity') AND b.valid_from < coalesce(a.valid_to, 'infinity')`)
		if n != 0 {
			t.Errorf("%d facts of %s contradict each other", n, table)
		}
	}
}

// An act belongs to its civil status: before it there is none.
func TestHistoryOfCivilStatus(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	single, married := someone(1), someone(1)
	married.Person.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: date(2026, 7, 8), Event: &registry.UnionEvent{
		Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Valdemo", Year: 2026, Number: "1"},
	}}
	id := f.load(t, loaded, single)["1"]
	f.load(t, loaded.Add(time.Hour), married)
	for day, want := range map[registry.Date]*registry.CivilStatus{
		date(2026, 7, 7): single.Person.CivilStatus, date(2026, 7, 8): married.Person.CivilStatus,
	} {
		x, err := f.Extract(t.Context(), id, registry.AsOf{Day: day, Known: now.Known})
		if diff := cmp.Diff(want, x.Subject.CivilStatus); diff != "" || err != nil {
			t.Errorf("on %v: %v (-want +got):\n%s", day, err, diff)
		}
	}
}

// Who moves from one household to another is in one of them at any time.
func TestHistoryOfHouseholds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	child, parent := someone(1), someone(2)
	child.Household = parent.Household
	child.Person.Membership = &registry.Membership{Relationship: registry.Child, Since: date(2010, 5, 1)}
	ids := f.load(t, loaded, child, parent)
	left := someone(1)
	left.Person.Membership.Since = date(2025, 1, 1)
	f.load(t, loaded.Add(time.Hour), left)
	for _, test := range []struct {
		day               registry.Date
		household, parent int
	}{{date(2024, 12, 31), 2, 2}, {date(2025, 1, 1), 1, 1}} {
		for id, want := range map[string]int{"1": test.household, "2": test.parent} {
			x, err := f.Extract(t.Context(), ids[id], registry.AsOf{Day: test.day, Known: now.Known})
			if err != nil || len(x.Household.Members) != want {
				t.Errorf("on %v the household of %s has %d members, %v, want %d", test.day, id, len(x.Household.Members), err, want)
			}
		}
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	bad := &registry.RowError{Line: 7, Reason: "it is bad"}
	withError := func(n int) iter.Seq2[registry.Entry, error] {
		return func(yield func(registry.Entry, error) bool) {
			for i := range n {
				if !yield(someone(i), nil) {
					return
				}
			}
			yield(registry.Entry{}, bad)
		}
	}
	one, two := someone(1), someone(2)
	disagree := someone(3)
	disagree.Household = &registry.HouseholdEntry{Number: two.Household.Number, Kind: registry.Family, Certifiable: false, Complete: true}
	kind := someone(4)
	kind.Household.Number, kind.Household.Kind = "F100", registry.Community
	unhoused, loose := someone(5), someone(6)
	unhoused.Household, loose.Person.Membership = nil, nil
	broken := someone(7)
	broken.Person.Sex = "X"
	for _, test := range []struct {
		name    string
		office  registry.OfficeID
		entries iter.Seq2[registry.Entry, error]
		want    func(error) bool
	}{
		{"error of the source", office, withError(2), func(err error) bool { return err == bad }},
		{"error of the source after a chunk", office, withError(chunk + 1), func(err error) bool { return err == bad }},
		{"unknown office", "Z111", values(one), is(registry.ErrOfficeUnknown)},
		{"no office", "", values(one), is(registry.ErrOfficeUnknown)},
		{"a person twice", office, values(one, two, one), refused("1")},
		{"a household of two minds", office, values(one, two, disagree), refused("F2")},
		{"a household of another kind", office, values(one, kind), refused("F100")},
		{"a membership without household", office, values(one, unhoused), refused("5")},
		{"a household without membership", office, values(one, loose), refused("6")},
		{"what the schema refuses", office, values(one, broken), func(err error) bool { return err != nil && !errors.Is(err, registry.ErrUnavailable) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.load(t, loaded, someone(100))
			rows, events := f.rows(t), count(t, f.DB, "SELECT count(*) FROM audit_event")
			done, err := f.owner.Import(t.Context(), test.office, test.entries, loaded.Add(time.Hour))
			if !test.want(err) || done != (Imported{}) {
				t.Errorf("Import() = %+v, %v", done, err)
			}
			if got := f.rows(t); got != rows {
				t.Errorf("%d rows, want %d: something was imported", got, rows)
			}
			if got := count(t, f.DB, "SELECT count(*) FROM audit_event"); got != events {
				t.Errorf("%d events, want %d", got, events)
			}
			f.imports(t, loaded.Add(time.Hour), Imported{New: 1, Households: 1}, one) // and the connection is as before
		})
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func refused(number string) func(error) bool {
	return func(err error) bool {
		load := (*LoadError)(nil)
		return errors.As(err, &load) && load.Number == number
	}
}

func TestImportIsRecorded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.load(t, loaded, someone(1), someone(2))
	events := f.events(t, office)
	last := events[len(events)-1]
	want := audit.Event{
		Office: string(office), Seq: 1, At: loaded, Kind: audit.RegisterImported, Actor: audit.Actor{Kind: audit.Operator}, Channel: "command",
		Details: map[string]string{"of": "people", "new": "2", "changed": "0", "unchanged": "0"}, Hash: last.Hash,
	}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	f.verify(t)
}

// The same numbers in two offices are two persons, and two loads at once, of one
// office or of two, do not disturb each other.
func TestImportsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			to := []registry.OfficeID{office, other}[i%2]
			if _, err := f.owner.Import(t.Context(), to, town(200), loaded.Add(time.Duration(i)*time.Hour)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, f.DB, "SELECT count(*) FROM person"); n != 400 {
		t.Errorf("%d persons, want 400", n)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM person_residence WHERE retired_at IS NOT NULL OR valid_to IS NOT NULL"); n != 0 {
		t.Errorf("%d residences have a history, want none", n)
	}
	f.verify(t)
}

// More than one chunk, with households across the border.
func TestImportInChunks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	n := 2*chunk + 3
	for _, want := range []Imported{{New: n, Households: (n + 3) / 4}, {Unchanged: n, Households: (n + 3) / 4}} {
		got, err := f.owner.Import(t.Context(), office, town(n), loaded)
		if err != nil || got != want {
			t.Fatalf("Import() = %+v, %v, want %+v", got, err, want)
		}
	}
	x, err := f.Extract(t.Context(), f.ids(t)[strconv.Itoa(chunk)], now)
	if err != nil || len(x.Household.Members) != 4 {
		t.Errorf("Extract() = %v, %v, want four members", x.Household, err)
	}
}

func TestImportNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.imports(t, loaded, Imported{})
}

func TestImportPlaces(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	place := func(i int, name string) registry.Place {
		return registry.Place{
			Kind: "municipality", SourceID: strconv.Itoa(i), Code: fmt.Sprintf("A%03d", i), Istat: "001001", Name: name, Province: "TO",
			From: date(1861, 3, 17), To: date(1928, 1, 1),
		}
	}
	state := registry.Place{Kind: "state", SourceID: "1", Code: "Z100", ISO: "ALB", Name: "Albania", From: date(1912, 11, 28)}
	for i, test := range []struct {
		places []registry.Place
		want   Imported
	}{
		{[]registry.Place{place(1, "Uno"), place(2, "Due"), state}, Imported{New: 3}},
		{[]registry.Place{place(1, "Uno"), place(2, "Due"), state}, Imported{Unchanged: 3}},
		{[]registry.Place{place(1, "Uno"), place(2, "Dos"), place(3, "Tre")}, Imported{New: 1, Changed: 1, Unchanged: 1}},
		{nil, Imported{}},
	} {
		got, err := f.owner.ImportPlaces(t.Context(), values(test.places...), loaded.Add(time.Duration(i)*time.Hour))
		if err != nil || got != test.want {
			t.Errorf("load %d: ImportPlaces() = %+v, %v, want %+v", i, got, err, test.want)
		}
	}
	if n := count(t, f.DB, "SELECT count(*) FROM place WHERE name = 'Dos' AND valid_to = '1928-01-01'"); n != 1 {
		t.Errorf("%d places named Dos, want 1", n)
	}
	bad := errors.New("bad")
	places := func(yield func(registry.Place, error) bool) {
		_ = yield(place(9, "Nove"), nil) && yield(registry.Place{}, bad)
	}
	if _, err := f.owner.ImportPlaces(t.Context(), places, loaded); err != bad {
		t.Errorf("ImportPlaces(bad) = %v, want %v", err, bad)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM place"); n != 4 {
		t.Errorf("%d places, want 4", n)
	}
	f.verify(t)
}

func TestOffices(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	want := registry.Office{
		ID: "Z997", Name: "Comune di Prova", Alternative: "Gemeinde Probe", Province: "Provincia di Prova", Department: "Anagrafe", Address: "Piazza 1",
		Contact: "0123", CoatOfArms: []byte{0x89, 'P', 'N', 'G', 0}, Basis: registry.BasisLocal, Languages: []registry.Language{"it", "de"},
		DataFrom: date(1995, 1, 1), Archive: "Archivio storico",
	}
	for i, expect := range []Imported{{New: 1}, {Unchanged: 1}, {Changed: 1}} {
		if i == 2 {
			want.Name, want.DataFrom = "Comune di Prova Alta", registry.Date{}
		}
		got, err := f.owner.ImportOffices(t.Context(), values(want), loaded)
		if err != nil || got != expect {
			t.Errorf("load %d: ImportOffices() = %+v, %v, want %+v", i, got, err, expect)
		}
	}
	offices, err := f.Offices(t.Context())
	if diff := cmp.Diff(want, offices["Z997"]); diff != "" || err != nil || len(offices) != 3 {
		t.Errorf("Offices() = %d, %v (-want +got):\n%s", len(offices), err, diff)
	}
	if err := f.Record(t.Context(), audit.Event{Office: "Z997", At: loaded, Kind: audit.SubjectRead, Actor: audit.Actor{Kind: audit.System}}); err != nil {
		t.Errorf("the new office has no ledger: %v", err)
	}
	want.ID = "roma"
	if _, err := f.owner.ImportOffices(t.Context(), values(want), loaded); err == nil {
		t.Error("ImportOffices(roma) = nil, want an error")
	}
	f.verify(t)
}

// The service's role may not load anything.
func TestServiceCannotImport(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.Import(t.Context(), office, values(someone(1)), loaded); !errors.Is(err, ErrRole) {
		t.Errorf("Import() by the service = %v, want %v", err, ErrRole)
	}
	if _, err := f.ImportPlaces(t.Context(), values(registry.Place{Kind: "state", SourceID: "1", From: date(1900, 1, 1)}), loaded); !errors.Is(err, ErrRole) {
		t.Errorf("ImportPlaces() by the service = %v, want %v", err, ErrRole)
	}
	if _, err := f.ImportOffices(t.Context(), values(registry.Office{ID: "Z996", Name: "x", Basis: "demo", Languages: []registry.Language{"it"}}), loaded); !errors.Is(err, ErrRole) {
		t.Errorf("ImportOffices() by the service = %v, want %v", err, ErrRole)
	}
}
