package postgres

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dbtest.M{M: m}) }

const (
	office = registry.OfficeID("Z999")
	other  = registry.OfficeID("Z998")
)

// loaded is when the people of the tests were loaded.
var loaded = time.Date(2026, 11, 1, 8, 0, 0, 123456000, time.UTC)

// now is a moment at which they are known.
var now = registry.AsOf{Day: registry.Date{Year: 2026, Month: 11, Day: 22}, Known: loaded.Add(21 * 24 * time.Hour)}

// fixture is a database with two offices, as the service and as its owner.
type fixture struct {
	*DB
	owner *DB
	url   string
}

func newFixture(t testing.TB) fixture {
	t.Helper()
	url := dbtest.New(t)
	f := fixture{DB: open(t, url, migrations.Role), owner: open(t, url, ""), url: url}
	offices := []registry.Office{
		{ID: office, Name: "Comune di Valdemo", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "de"}, CoatOfArms: []byte("png")},
		{ID: other, Name: "Comune di Altrove", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}},
	}
	if _, err := f.owner.ImportOffices(t.Context(), values(offices...), loaded); err != nil {
		t.Fatal(err)
	}
	return f
}

// open uses the database as one process of the service does.
func open(t testing.TB, url, role string) *DB {
	t.Helper()
	db, err := Open(t.Context(), url, Options{Role: role, MaxConns: 8, ApplicationName: "sportello test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func values[T any](list ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// load loads people into the office and returns their identities by number.
func (f fixture) load(t testing.TB, at time.Time, entries ...registry.Entry) map[string]registry.PersonID {
	t.Helper()
	if _, err := f.owner.Import(t.Context(), office, values(entries...), at); err != nil {
		t.Fatal(err)
	}
	return f.ids(t)
}

func (f fixture) ids(t testing.TB) map[string]registry.PersonID {
	t.Helper()
	ids := map[string]registry.PersonID{}
	var number string
	var id registry.PersonID
	rows, _ := f.pool.Query(t.Context(), "SELECT number, person_id FROM person WHERE office_id = $1", office)
	if _, err := pgx.ForEachRow(rows, []any{&number, &id}, func() error { ids[number] = id; return nil }); err != nil {
		t.Fatal(err)
	}
	return ids
}

// exec runs a statement behind the back of the stores.
func (db *DB) do(t testing.TB, sql string, args ...any) {
	t.Helper()
	if _, err := db.pool.Exec(context.WithoutCancel(t.Context()), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, db *DB, sql string, args ...any) (n int) {
	t.Helper()
	if err := db.pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func date(y int, m time.Month, d int) registry.Date { return registry.Date{Year: y, Month: m, Day: d} }

// someone is a resident with nothing unusual about him, alone in a household of
// his own.
func someone(n int) registry.Entry {
	number := fmt.Sprintf("%d", n)
	return registry.Entry{
		Person: registry.Person{
			Office: office, Number: number, Name: registry.Name{Surname: "Rossi", Given: "Maria"}, Sex: registry.Female,
			Birth:      registry.Birth{Date: date(1980, 3, 1), Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "H501", Name: "Roma", Province: "RM"}},
			FiscalCode: registry.FiscalCode(fmt.Sprintf("RSSMRA80C4%06d", n)), CodeValidated: true,
			Standing: registry.Standing{State: registry.Resident, Since: date(1990, 1, 1)}, Certifiability: registry.FullyCertifiable,
			Residence:    &registry.Residence{Since: date(2010, 5, 1), Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
			CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried, Since: date(1980, 3, 1)},
			Citizenships: []registry.Citizenship{{State: "ITA", Name: "italiana", Since: date(1980, 3, 1)}},
			Membership:   &registry.Membership{Relationship: registry.Head, Since: date(2010, 5, 1)},
		},
		Household: &registry.HouseholdEntry{Number: "F" + number, Kind: registry.Family, Certifiable: true, Complete: true},
	}
}
