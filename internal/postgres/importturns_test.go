package postgres

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// A load that waits for another and was called before it comes after it all the same:
// nothing is retired before it was recorded.
func TestLoadsOfDifferentTimesTakeTurns(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := issueTo(t, f.desk(t, issuedOn, plain{}), f.load(t, loaded, someone(1))["1"], certificates.Residence)
	release := f.hold(t, "SELECT FROM office WHERE office_id = 'Z999' FOR UPDATE")
	older := make(chan error, 1)
	go func() {
		_, err := f.owner.Import(t.Context(), office, values(moved("Via Torino", date(2026, 11, 18))), changed.Add(-time.Hour))
		older <- err
	}()
	f.waitsForALock(t)
	release()
	f.load(t, changed, moved("Via Milano", effect)) // it may come first or second
	if err := <-older; err != nil {
		t.Fatal(err)
	}
	f.load(t, changed.Add(-2*time.Hour), moved("Via Napoli", date(2026, 11, 19)))
	if _, err := f.owner.ImportHistory(t.Context(), office, values(registry.Past{Number: "1", Until: date(2010, 5, 1), Residence: viaMilano(date(2005, 1, 1))}), loaded); err != nil {
		t.Fatal(err)
	}

	x, err := f.Extract(t.Context(), f.ids(t)["1"], registry.Now(changed.Add(time.Second)))
	if err != nil {
		t.Fatal(err)
	}
	if street := x.Subject.Residence.Address.Street; street != "Via Napoli" || len(x.History.Residences) < 4 {
		t.Errorf("%s with %d residences, want Via Napoli with at least 4", street, len(x.History.Residences))
	}
	if n := count(t, f.DB, "SELECT count(*) FROM person_residence WHERE recorded_at = retired_at"); n > 0 {
		t.Errorf("%d facts were never known", n)
	}
	rows, _ := f.pool.Query(t.Context(), "SELECT at FROM audit_event WHERE office_id = 'Z999' AND kind = 'register.imported' ORDER BY seq")
	times, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil || len(times) != 5 || !slices.IsSortedFunc(times, time.Time.Compare) || !times[4].Before(changed.Add(time.Second)) {
		t.Errorf("loads at %v, %v", times, err)
	}
	if s, ok := f.superseded(t)[id]; !ok || s.Reason != certificates.ByMove {
		t.Errorf("the certificate is superseded by %v", s)
	}
	f.verify(t)
}
