package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/registry"
)

// changes has the register learn something else about one of the hand-made people, by a load
// as an office sends it.
func changes(t *testing.T, name string, change func(*registry.Person)) {
	t.Helper()
	db, err := postgres.Open(t.Context(), demo.database, postgres.Options{ApplicationName: "e2e"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one := func(yield func(registry.Entry, error) bool) {
		for e := range people.Entries(0) {
			if strings.Contains(e.Person.Name.Printed().String(), name) {
				change(&e.Person)
				yield(e, nil)
				return
			}
		}
	}
	if done, err := db.Import(t.Context(), people.Office().ID, one, officeTime(t)); err != nil || done.Changed == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
}

// officeTime is the time at the office, where it may be another day than at this machine.
func officeTime(t *testing.T) time.Time {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return time.Now().In(rome)
}
