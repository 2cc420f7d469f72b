package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
)

// The day is that of the offices, whatever the machine takes it for: east and west of the
// date line it is always two.
func TestDayOfTheOffices(t *testing.T) {
	t.Parallel()
	var f faults
	east, west := zoned{"Pacific/Kiritimati"}.clock(&f)(), zoned{"Etc/GMT+12"}.clock(&f)()
	if len(f) > 0 || east.Format(time.DateOnly) <= west.Format(time.DateOnly) {
		t.Errorf("%s and %s, %v", east, west, f)
	}
	if clock := (zoned{"Europe/Atlantis"}).clock(&f); clock != nil || !strings.Contains(f.Error(), "SPORTELLO_TIME_ZONE") {
		t.Errorf("of a zone that is none: %v", f)
	}
	for _, command := range [][]string{
		{"import", "people", "--office", "X900", "/dev/null"},
		{"export", "certificates", "--office", "X900", "--month", "2025-10"},
		{"grant", "X900", "https://login.example", "anna", "office:manage", "--name", "Anna"},
	} {
		_, errOut, code := sportello(t, []string{"SPORTELLO_DATABASE_URL=postgres://nobody@localhost/none", "SPORTELLO_TIME_ZONE=Europe/Atlantis"}, command...)
		if code != exitUsage || !strings.Contains(errOut, "SPORTELLO_TIME_ZONE: is no time zone") {
			t.Errorf("%s: ended with %d: %s", command[0], code, errOut)
		}
	}
}

// A month is over when it is at the offices.
func TestOver(t *testing.T) {
	t.Parallel()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[time.Time]bool{
		time.Date(2026, 12, 31, 23, 59, 59, 999, rome):     false,
		time.Date(2026, 12, 31, 22, 59, 59, 999, time.UTC): false,
		time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC):     true,
		time.Date(2027, 1, 1, 0, 0, 0, 0, rome):            true,
		time.Date(2026, 11, 30, 23, 59, 59, 0, rome):       false,
		time.Date(2028, 2, 29, 12, 0, 0, 0, rome):          true,
	} {
		if got := over(certificates.Month{Year: 2026, Month: 12}, now.In(rome)); got != want {
			t.Errorf("at %s: %t", now, got)
		}
	}
}
