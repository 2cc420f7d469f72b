package postgres

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/registry"
)

// everything is a person of whom nothing is left out.
func everything() registry.Entry {
	return registry.Entry{
		Person: registry.Person{
			Office: office, Number: "A-1", Sex: registry.Male,
			Name: registry.Name{Surname: "Ђорђевић", Given: "Стефан", Latin: &registry.Name{Surname: "Djordjević", Given: "Stefan"}},
			Birth: registry.Birth{
				Date:  registry.Date{Year: 1970, Month: 5},
				Place: registry.BirthPlace{Kind: registry.BornAbroad, Code: "Z158", Name: "Niš", Alternative: "Nissa", Province: "XX", State: "Serbia"},
				Act:   &registry.Act{Kind: registry.BirthAct, Municipality: "Valdemo", Year: 1999, Part: "II", Series: "B", Number: "12", Office: "1"},
			},
			FiscalCode: "DJRSFN70E00Z158X", CodeValidated: true,
			Standing: registry.Standing{State: registry.Resident, Since: date(1999, 2, 3), Reason: "4"}, Certifiability: registry.PartiallyCertifiable,
			Procedures: []registry.Procedure{{Kind: "7", Opened: date(2026, 1, 2)}, {Kind: "7", Opened: date(2026, 2, 3)}},
			Residence: &registry.Residence{Since: date(2001, 1, 1), Address: registry.Address{
				Street: "Via dell'Orso", Number: "12/B", Internal: "scala A", Hamlet: "San Rocco", PostalCode: "00100", Municipality: "Valdemo",
				Alternative: "Demotal", Province: "VD", State: "Italia", Consulate: "Belgrado",
			}},
			CivilStatus: &registry.CivilStatus{Code: registry.Married, Since: date(1998, 7, 8), Event: &registry.UnionEvent{
				Partner:      registry.Name{Surname: "Петровић", Given: "Ана", Latin: &registry.Name{Surname: "Petrović", Given: "Ana"}},
				PartnerBirth: registry.Date{Year: 1971}, Date: date(1998, 7, 8), Place: "Niš",
				Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Valdemo", Year: 2000, Part: "II", Series: "C", Number: "3", Office: "2"},
			}},
			Citizenships: []registry.Citizenship{{State: "SRB", Name: "serba", Since: date(1970, 5, 1)}, {State: "ITA", Name: "italiana", Since: date(2010, 1, 1)}},
			Membership:   &registry.Membership{Relationship: registry.Head, Since: date(2001, 1, 1)},
			Contract: &registry.Contract{
				Partner:      registry.Name{Surname: "Петровић", Given: "Милица", Latin: &registry.Name{Surname: "Petrović", Given: "Milica"}},
				PartnerBirth: registry.Date{Year: 1972, Month: 3}, PartnerCode: "PTRMLC72C41Z158X", Date: date(2020, 9, 10), By: "Notaio Prova",
			},
			Electoral: &registry.Electoral{Rights: true, Enrolled: true, Since: date(2010, 6, 1)},
			Death: &registry.Death{
				Date: registry.Date{Year: 2025, Month: 4}, Place: "Valdemo",
				Act: &registry.Act{Kind: registry.DeathAct, Municipality: "Valdemo", Year: 2025, Part: "I", Series: "A", Number: "77", Office: "3"},
			},
			Withheld: registry.Withheld{
				Parents: []registry.Name{
					{Surname: "Ђорђевић", Given: "Марко", Latin: &registry.Name{Surname: "Djordjević", Given: "Marko"}},
					{Surname: "Јовић", Given: "Вера", Latin: &registry.Name{Surname: "Jović", Given: "Vera"}},
				},
				Adopted: true, AnonymousBirth: true, Homeless: true, Occupation: "fornaio", Study: "licenza media", DigitalDomicile: "stefan@pec.example", Permit: "I01234567",
			},
		},
		Household: &registry.HouseholdEntry{Number: "C-9", Kind: registry.Community, Certifiable: true, Complete: true, Name: "Casa Serena", CommunityKind: 2},
	}
}

// full fails for every field of v that the test data leave empty, so that a field
// that the store forgets cannot hide.
func full(t *testing.T, path string, v reflect.Value, may ...string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			break
		}
		full(t, path, v.Elem(), may...)
		return
	case reflect.Slice:
		for i := range v.Len() {
			full(t, path+"["+strconv.Itoa(i)+"]", v.Index(i), may...)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[registry.Date]() {
			break
		}
		for i := range v.NumField() {
			full(t, path+"."+v.Type().Field(i).Name, v.Field(i), may...)
		}
		return
	}
	for _, m := range may {
		if m == path {
			return
		}
	}
	if v.IsZero() {
		t.Errorf("the test data leave %s empty", path)
	}
}

func TestExtractReadsWhatWasLoaded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	in := everything()
	id := f.load(t, loaded, in)["A-1"]
	got, err := f.Extract(t.Context(), id, now)
	if err != nil {
		t.Fatal(err)
	}
	full(t, "", reflect.ValueOf(got.Subject), ".Name.Latin.Latin", ".CivilStatus.Event.Partner.Latin.Latin", ".Contract.Partner.Latin.Latin",
		".Withheld.Parents[0].Latin.Latin", ".Withheld.Parents[1].Latin.Latin")
	want := in.Person
	want.ID, want.Membership.Household = id, got.Household.ID
	home := &registry.Household{
		ID: got.Household.ID, Office: office, Number: "C-9", Kind: registry.Community, Certifiable: true, Complete: true, Name: "Casa Serena", CommunityKind: 2,
		Members: []registry.Member{{Person: want, Relationship: registry.Head}},
	}
	history := registry.History{
		Residences:   []registry.PastResidence{{Residence: *want.Residence}},
		Citizenships: []registry.PastCitizenship{{Citizenship: want.Citizenships[0]}, {Citizenship: want.Citizenships[1]}},
		Registered:   want.Standing.Since,
	}
	if diff := cmp.Diff(registry.Extract{Subject: want, Household: home, History: history, AsOf: now}, got); diff != "" {
		t.Errorf("Extract() (-want +got):\n%s", diff)
	}
	people, err := f.ByFiscalCode(t.Context(), want.FiscalCode)
	want = registry.Person{
		ID: id, Office: office, Number: want.Number, Name: want.Name, Sex: want.Sex, Birth: registry.Birth{Date: want.Birth.Date, Place: want.Birth.Place},
		FiscalCode: want.FiscalCode, CodeValidated: true, Standing: want.Standing, Certifiability: want.Certifiability,
	}
	if diff := cmp.Diff([]registry.Person{want}, people); diff != "" || err != nil {
		t.Errorf("ByFiscalCode() = %v (-want +got):\n%s", err, diff)
	}
}

// Whoever asks for some facts has those and no others, of himself and of his household.
func TestExtractOfSomeFacts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	one, two := everything(), everything()
	two.Person.Number, two.Person.FiscalCode, two.Person.CodeValidated, two.Person.Membership = "A-2", "", false, &registry.Membership{Relationship: registry.Spouse, Since: date(2001, 1, 1)}
	id := f.load(t, loaded, one, two)["A-1"]
	whole, err := f.Extract(t.Context(), id, now)
	if err != nil || len(whole.Household.Members) != 2 || !whole.Household.Members[1].Person.Withheld.Adopted {
		t.Fatalf("Extract() = %v, %v, want a household of two, told wholly", whole.Household, err)
	}
	if diff := cmp.Diff(whole.Only(0), whole); diff != "" {
		t.Errorf("everything (-Only +Extract):\n%s", diff)
	}
	all := []registry.Facts{
		registry.Basics, registry.OfResidence, registry.OfStatus, registry.OfActs, registry.OfCitizenship, registry.OfDeath, registry.OfContract,
		registry.OfElectoral, registry.OfWithheld, registry.OfMembers, registry.OfHistory,
	}
	for i, first := range all {
		for _, second := range all[i:] {
			some := first | second
			got, err := f.Extract(t.Context(), id, now.For(some))
			want := whole.Only(some)
			want.AsOf.Facts = some
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%b: Extract() = %v (-want +got):\n%s", some, err, diff)
			}
		}
	}
}

func TestExtractKeepsWhatIsUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bare := registry.Entry{Person: registry.Person{
		Office: office, Number: "1", Name: registry.Name{Given: "Maria"}, Sex: registry.Female,
		Birth:    registry.Birth{Place: registry.BirthPlace{Kind: registry.BornElsewhere, Name: "a bordo della nave Aurora"}},
		Standing: registry.Standing{State: registry.Dead}, Certifiability: registry.NotCertifiable,
	}}
	year := someone(2)
	year.Person.Birth.Date = registry.Date{Year: 1930}
	year.Person.Standing.Since = registry.Date{Year: 1990, Month: 6} // counts from the first that it may be
	ids := f.load(t, loaded, bare, year)
	got, err := f.Extract(t.Context(), ids["1"], now)
	bare.Person.ID = ids["1"]
	if diff := cmp.Diff(registry.Extract{Subject: bare.Person, AsOf: now}, got); diff != "" || err != nil {
		t.Errorf("Extract(bare) = %v (-want +got):\n%s", err, diff)
	}
	got, err = f.Extract(t.Context(), ids["2"], now)
	if err != nil || got.Subject.Birth.Date != (registry.Date{Year: 1930}) || got.Subject.Standing.Since != date(1990, 6, 1) {
		t.Errorf("Extract(year) = %v, %v", got.Subject, err)
	}
}

// The order is that of a printed list. An adopted child and a stepchild stand among
// the children: the place must not tell.
func TestExtractOrdersMembers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var entries []registry.Entry
	for i, m := range []struct {
		relationship registry.Relationship
		born         registry.Date
		want         int
	}{
		{registry.Parent, date(1940, 1, 1), 5},
		{registry.Child, date(2012, 1, 1), 3},
		{80, date(2010, 1, 1), 2},
		{14, date(2015, 1, 1), 4},
		{registry.Sibling, registry.Date{}, 7},
		{registry.Spouse, date(1985, 1, 1), 1},
		{99, date(2000, 1, 1), 6},
		{registry.Head, date(1990, 1, 1), 0},
	} {
		e := someone(i)
		e.Person.Number, e.Household.Number = strconv.Itoa(m.want), "F"
		e.Person.Membership.Relationship, e.Person.Birth.Date = m.relationship, m.born
		entries = append(entries, e)
	}
	neighbour := someone(100)
	ids := f.load(t, loaded, append(entries, neighbour)...)
	for number, id := range ids {
		x, err := f.Extract(t.Context(), id, now)
		if err != nil {
			t.Fatal(err)
		}
		if x.Subject.Number != number {
			t.Errorf("Extract(%s) reads %s", number, x.Subject.Number)
		}
		if number == neighbour.Person.Number {
			if len(x.Household.Members) != 1 {
				t.Errorf("the neighbour has %d members in his household", len(x.Household.Members))
			}
			continue
		}
		for i, m := range x.Household.Members {
			if m.Person.Number != strconv.Itoa(i) {
				t.Errorf("member %d is %s", i, m.Person.Number)
			}
		}
		if len(x.Household.Members) != len(entries) {
			t.Errorf("%d members, want %d", len(x.Household.Members), len(entries))
		}
	}
}

// Who has died stays a member until the register ends the membership: what is
// recorded decides, not what follows from it.
func TestExtractGoesByTheMembership(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	head, dead := someone(1), someone(2)
	dead.Household, dead.Person.Membership.Relationship = head.Household, registry.Spouse
	dead.Person.Standing = registry.Standing{State: registry.Dead, Since: date(2026, 10, 1)}
	ids := f.load(t, loaded, head, dead)
	x, err := f.Extract(t.Context(), ids["1"], now)
	if err != nil || len(x.Household.Members) != 2 || x.Household.Members[1].Person.Standing.State != registry.Dead {
		t.Errorf("Extract() = %v, %v, want two members, one dead", x.Household, err)
	}
	dead.Household, dead.Person.Membership = nil, nil
	f.load(t, loaded.Add(time.Hour), dead)
	x, err = f.Extract(t.Context(), ids["1"], now)
	if err != nil || len(x.Household.Members) != 1 {
		t.Errorf("Extract() = %v, %v, want one member", x.Household, err)
	}
}

func TestExtractUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.load(t, loaded, someone(1))["1"]
	before := registry.AsOf{Day: now.Day, Known: loaded.Add(-time.Microsecond)}
	unborn := registry.AsOf{Day: date(1980, 2, 29), Known: now.Known}
	elsewhere := registry.AsOf{Day: date(1989, 12, 31), Known: now.Known} // born, not yet registered
	for name, ask := range map[string]struct {
		id registry.PersonID
		at registry.AsOf
	}{
		"nobody": {"c0ffee00-0000-4000-8000-000000000000", now}, "no identity": {"1' OR '1'='1", now}, "empty": {"", now},
		"not yet known": {id, before}, "not yet born": {id, unborn}, "not yet registered": {id, elsewhere},
	} {
		if x, err := f.Extract(t.Context(), ask.id, ask.at); !errors.Is(err, registry.ErrPersonUnknown) {
			t.Errorf("%s: Extract() = %v, %v, want %v", name, x, err, registry.ErrPersonUnknown)
		}
	}
	if x, err := f.Extract(t.Context(), registry.PersonID(strings.ToUpper(string(id))), now); err != nil || x.Subject.ID != id {
		t.Errorf("Extract(capitals) = %v, %v, want the canonical identity", x.Subject.ID, err)
	}
	if x, err := f.Extract(t.Context(), id, registry.AsOf{Day: date(1990, 1, 1), Known: loaded}); err != nil || x.Household != nil {
		t.Errorf("Extract(first day) = %v, %v, want a person without household", x, err)
	}
}

func TestByFiscalCode(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	resident, gone, another := someone(1), someone(2), someone(3)
	gone.Person.FiscalCode = resident.Person.FiscalCode
	gone.Person.Standing.State = registry.Removed
	f.load(t, loaded, resident, gone, another)
	people, err := f.ByFiscalCode(t.Context(), resident.Person.FiscalCode)
	if err != nil || len(people) != 2 {
		t.Fatalf("ByFiscalCode() = %v, %v, want two records", people, err)
	}
	if p, err := registry.Match(people); err != nil || p.Number != "1" || p.Membership != nil {
		t.Errorf("Match() = %v, %v, want the resident, without household", p, err)
	}
	resident.Person.FiscalCode = "RSSMRA80C41XXXXX" // a code that was corrected leads nowhere any more
	f.load(t, loaded.Add(time.Hour), resident)
	if people, err := f.ByFiscalCode(t.Context(), someone(1).Person.FiscalCode); err != nil || len(people) != 1 {
		t.Errorf("ByFiscalCode(old) = %v, %v, want one record", people, err)
	}
	for _, code := range []registry.FiscalCode{"", "RSSMRA80C41H501X", "\x00", "' OR ''='"} {
		people, err := f.ByFiscalCode(t.Context(), code)
		if len(people) > 0 || code != "\x00" && err != nil {
			t.Errorf("ByFiscalCode(%q) = %v, %v, want nobody", code, people, err)
		}
	}
}

// Reading one household must not read a table, whatever the planner knows of it.
func TestRegisterIsReadByIndex(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.owner.Import(t.Context(), office, town(10_000), loaded); err != nil {
		t.Fatal(err)
	}
	conn, err := f.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for name, test := range map[string]struct{ sql, types, args string }{
		"Extract":      {records(0), "uuid, date, timestamptz", "gen_random_uuid(), '2026-11-22', now()"},
		"a residence":  {records(registry.OfResidence), "uuid, date, timestamptz", "gen_random_uuid(), '2026-11-22', now()"},
		"ByFiscalCode": {standing + withCode, "text", "'RSSMRA80C4000001'"},
		"ByBirth":      {standing + bornOn, "date, text[], text", "'1980-03-01', '{Z999}', 'day'"},
		"Complete":     {completed + quiet, "uuid, text, bytea, bytea, timestamptz, smallint, timestamptz", `gen_random_uuid(), 'Z999', '', '', now(), 0, now()`},
		"ByCode":       {selectVerdict + "WHERE code_hash = $1", "bytea", `'\x00'`},
		"ByDigest":     {selectVerdict + "WHERE sealed_digest = $1", "bytea", `'\x00'`},
	} {
		if _, err := conn.Exec(t.Context(), "PREPARE q ("+test.types+") AS "+test.sql); err != nil {
			t.Fatal(err)
		}
		rows, _ := conn.Query(t.Context(), "EXPLAIN EXECUTE q ("+test.args+")", pgx.QueryExecModeSimpleProtocol)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(plan, "\n")
		if strings.Contains(text, "Seq Scan") || !strings.Contains(text, "Index") {
			t.Errorf("%s reads a whole table:\n%s", name, text)
		}
		if strings.Contains(text, " on certificate ") && !strings.Contains(text, "Index Cond: (cert") && !strings.Contains(text, "Index Cond: (code") && !strings.Contains(text, "Index Cond: (sealed") {
			t.Errorf("%s reads through an index:\n%s", name, text)
		}
		if _, err := conn.Exec(t.Context(), "DEALLOCATE q"); err != nil {
			t.Fatal(err)
		}
	}
}
