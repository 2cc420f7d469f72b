package postgres

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

const advocate = registry.FiscalCode("VVCNNA70A41H501X")

// atCounter is a reservation by an officer, and onMandate one by a lawyer.
func atCounter(person registry.PersonID) certificates.Reservation {
	r := reserve(person)
	r.Channel, r.Requester = certificates.Counter, certificates.RequesterRef{Kind: "officer", ID: "m.rossi"}
	r.Application = &certificates.Application{Applicant: &certificates.Identified{Name: "Ugo Passante", Born: registry.Date{Year: 1960}, Document: "CI CA00000AA"}}
	return r
}

func onMandate(person registry.PersonID) certificates.Reservation {
	r := reserve(person)
	r.Channel, r.Requester = certificates.Lawyers, certificates.RequesterRef{Kind: "lawyer", ID: "pairwise-9", Assurance: "l2"}
	r.Application = &certificates.Application{
		Lawyer: advocate, Mandate: &certificates.Mandate{Purpose: certificates.Judicial, On: date(2026, 10, 1)},
	}
	return r
}

func TestApplicationIsKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	forced, mandated, plain := atCounter(person), onMandate(person), reserve(person)
	forced.Application.Applicant.Code, forced.Application.Grounds = "PSSGUO60A01H501X", "per una causa"
	forced.Application.Forced, forced.Application.Reason = []string{"EN181", "EN046"}, "accertato allo sportello"
	grounds := reserve(person)
	grounds.Application = &certificates.Application{Grounds: "ricerca di famiglia"}
	for _, r := range []certificates.Reservation{forced, mandated, plain, grounds} {
		f.issued(t, r)
	}
	for name, r := range map[string]certificates.Reservation{"counter": forced, "lawyer": mandated, "citizen": grounds} {
		got, err := f.Application(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Application, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, id := range []certificates.ID{plain.ID, "00000000-0000-4000-8000-0000000000ff", "no identity"} {
		if a, err := f.Application(t.Context(), id); a != nil || !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("Application of %s = %v, %v, want ErrNotFound", id, a, err)
		}
	}
}

// What an application may not be: of another office, of the wrong kind of requester,
// half of anything, forced without a reason; nor is it ever changed.
func TestApplicationAgainstItsOwner(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	citizen, kept := f.issued(t, reserve(person)), f.issued(t, atCounter(person))
	bare := atCounter(person)
	bare.Application = nil
	f.reserved(t, bare)
	insert := func(id certificates.ID, columns, values string) string {
		return fmt.Sprintf("INSERT INTO certificate_application (certificate_id, office_id, applied_on, %s) VALUES (%s, 'Z999', '2026-11-22', %s)", columns, quoted(id), values)
	}
	person3 := "applicant_name, applicant_born, applicant_document"
	for name, test := range map[string]struct{ sql, code string }{
		"a second one":                  {insert(kept.ID, person3, "'U', '1960-01-01', 'CI'"), restrict},
		"an applicant online":           {insert(citizen.ID, person3, "'U', '1960-01-01', 'CI'"), restrict},
		"a mandate online":              {insert(citizen.ID, "lawyer, mandate_purpose, mandate_on", "'X', 'judicial', '2026-01-01'"), restrict},
		"a mandate at the counter":      {insert(bare.ID, "lawyer, mandate_purpose, mandate_on", "'X', 'judicial', '2026-01-01'"), restrict},
		"no applicant at the counter":   {insert(bare.ID, "grounds", "'g'"), restrict},
		"an applicant without document": {insert(bare.ID, "applicant_name, applicant_born", "'U', '1960-01-01'"), check},
		"a birth that is no day":        {insert(bare.ID, person3, "'U', 'long ago', 'CI'"), check},
		"forced without reason":         {insert(bare.ID, person3+", forced", "'U', '1960-01-01', 'CI', '{EN181}'"), check},
		"forced just because":           {insert(bare.ID, person3+", forced, reason", "'U', '1960-01-01', 'CI', '{EN181}', 'because'"), check},
		"a reason for nothing":          {insert(bare.ID, person3+", reason", "'U', '1960-01-01', 'CI', 'a good reason'"), check},
		"nothing forced":                {insert(bare.ID, person3+", forced, reason", "'U', '1960-01-01', 'CI', '{}', 'a good reason'"), check},
		"of another office":             {"INSERT INTO certificate_application (certificate_id, office_id, applied_on, " + person3 + ") VALUES (" + quoted(bare.ID) + ", 'Z998', '2026-11-22', 'U', '1960-01-01', 'CI')", restrict},
		"changed":                       {"UPDATE certificate_application SET applicant_name = 'another'", restrict},
		"deleted":                       {"DELETE FROM certificate_application", restrict},
		"emptied":                       {"TRUNCATE certificate_application", restrict},
		"flags deleted":                 {"DELETE FROM conspicuous_lawyer", restrict},
		"searches deleted":              {"DELETE FROM subject_search", restrict},
		"a search for no reason":        {"INSERT INTO subject_search (office_id, requester_kind, requester_id, request, purpose, found, searched_at) VALUES ('Z999', 'officer', 'm', 'r', '', 1, now())", check},
		"a citizen's search":            {"INSERT INTO subject_search (office_id, requester_kind, requester_id, request, purpose, found, searched_at) VALUES ('Z999', 'citizen', 'm', 'r', 'out of curiosity', 1, now())", check},
		"a requester of no kind":        {"UPDATE certificate SET requester_kind = 'stranger' WHERE certificate_id = " + quoted(citizen.ID), restrict},
	} {
		t.Run(name, func(t *testing.T) {
			if got := f.owner.code(t, test.sql); got != test.code {
				t.Errorf("%s: %s, want %s", test.sql, got, test.code)
			}
		})
	}
	if got := f.code(t, "UPDATE certificate_application SET reason = NULL"); got != forbidden {
		t.Errorf("the service's role changes applications: %s", got)
	}
}

// Fifty at once, through two processes and about people of two offices: thirty are
// reserved, and no number is used up for the others.
func TestLawyersDay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	here := f.load(t, loaded, someone(1))["1"]
	second := open(t, f.url, "sportello_service")
	abroad := someone(2)
	abroad.Person.Office = other
	if _, err := f.owner.Import(t.Context(), other, values(abroad), loaded); err != nil {
		t.Fatal(err)
	}
	var there registry.PersonID
	if err := f.pool.QueryRow(t.Context(), "SELECT person_id FROM person WHERE office_id = $1", other).Scan(&there); err != nil {
		t.Fatal(err)
	}
	failed := onMandate(here)
	f.reserved(t, failed)
	if err := f.Fail(t.Context(), failed.ID, certificates.SealFailed, loaded, about(failed.ID, audit.CertificateFailed)); err != nil {
		t.Fatal(err) // it counts for nothing
	}
	var wait sync.WaitGroup
	results := make(chan error, 50)
	for i := range 50 {
		wait.Go(func() {
			db, r := f.DB, onMandate(here)
			if i%2 == 1 {
				db, r = second, onMandate(there)
				r.Office, r.Events[0].Office = other, string(other)
			}
			results <- db.Reserve(t.Context(), r, layBlank)
		})
	}
	wait.Wait()
	close(results)
	done := 0
	for err := range results {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, certificates.ErrTooMany):
			t.Errorf("Reserve: %v", err)
		}
	}
	if numbers := len(f.serials(t, office, 2026)) + len(f.serials(t, other, 2026)); done != certificates.LawyerDaily || numbers != done+1 {
		t.Errorf("%d reserved with %d numbers, want %d", done, numbers, certificates.LawyerDaily)
	}
	// Another lawyer, and this one on the next day, are let in.
	next, else_ := onMandate(here), onMandate(here)
	next.IssuedOn, else_.Application.Lawyer = date(2026, 11, 23), "BLTMRA70A41H501X"
	f.reserved(t, next)
	f.reserved(t, else_)
}

// From the eleventh of a day on, and the hundred-and-first of a half-year, a lawyer is
// listed once for the office.
func TestConspicuousLawyers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	list := func() (periods []string) {
		t.Helper()
		all, err := f.Conspicuous(t.Context(), []registry.OfficeID{office}, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.Lawyer != advocate || c.Office != office {
				t.Errorf("listed %+v", c)
			}
			periods = append(periods, string(c.Period)+" "+c.From.String())
		}
		return periods
	}
	abroad := someone(2)
	abroad.Person.Office = other
	if _, err := f.owner.Import(t.Context(), other, values(abroad), loaded); err != nil {
		t.Fatal(err)
	}
	var there registry.PersonID
	if err := f.pool.QueryRow(t.Context(), "SELECT person_id FROM person WHERE office_id = $1", other).Scan(&there); err != nil {
		t.Fatal(err)
	}
	at := office
	issue := func(day registry.Date, n int) {
		t.Helper()
		for range n {
			r := onMandate(person)
			if r.Office, r.Events[0].Office = at, string(at); at == other {
				r.Subject = there
			}
			r.IssuedOn, r.ReservedAt = day, time.Date(day.Year, day.Month, day.Day, 9, 0, 0, 0, time.UTC)
			f.reserved(t, r)
		}
	}
	issue(date(2026, 6, 30), 10) // another half-year
	for d := 1; d <= 10; d++ {
		issue(date(2026, 7, d), 10)
	}
	if got := list(); got != nil {
		t.Errorf("ten a day and a hundred are listed: %v", got)
	}
	issue(date(2026, 7, 11), 1)
	if diff := cmp.Diff([]string{"half-year 2026-07-01"}, list()); diff != "" {
		t.Errorf("a hundred and one (-want +got):\n%s", diff)
	}
	issue(date(2026, 7, 11), 11)
	if diff := cmp.Diff([]string{"day 2026-07-11", "half-year 2026-07-01"}, list()); diff != "" {
		t.Errorf("twelve in a day (-want +got):\n%s", diff)
	}
	elsewhere := func() int {
		t.Helper()
		list, err := f.Conspicuous(t.Context(), []registry.OfficeID{other}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := elsewhere(); n != 0 {
		t.Errorf("an office whom he never asked is shown %d", n)
	}
	at = other // where one is enough to be told of the others
	issue(date(2026, 7, 11), 1)
	if n := elsewhere(); n != 2 {
		t.Errorf("the other office is shown %d periods, want 2", n)
	}
}

func TestSearched(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	l := certificates.Lookup{Office: office, By: certificates.RequesterRef{Kind: "officer", ID: "m.rossi"}, Purpose: "domanda allo sportello", Found: 1, Request: "r-1", At: loaded}
	e := audit.Event{Office: string(office), At: loaded, Kind: audit.SubjectSearched, Actor: audit.Actor{Kind: audit.Officer, ID: "m.rossi"}, Person: string(person), Request: "r-1"}
	if err := f.Searched(t.Context(), l, e); err != nil {
		t.Fatal(err)
	}
	n := count(t, f.DB, `SELECT count(*) FROM subject_search s JOIN audit_event a USING (office_id, request) WHERE s.purpose = 'domanda allo sportello' AND a.kind = 'subject.searched' AND a.person_id IS NOT NULL`)
	if n != 1 {
		t.Errorf("%d searches with their event, want 1", n)
	}
	if err := f.Searched(t.Context(), l); !errors.Is(err, errNoEvent) {
		t.Errorf("a search without an event: %v", err)
	}
	l.Purpose = "no" // the whole of it is taken back
	if err := f.Searched(t.Context(), l, e); err == nil {
		t.Error("a search without a purpose is kept")
	}
	if n := count(t, f.DB, `SELECT count(*) FROM audit_event WHERE kind = 'subject.searched'`); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestByBirth(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	vague, later := someone(2), someone(3)
	vague.Person.Birth.Date = registry.Date{Year: 1980, Month: 3}
	later.Person.Birth.Date = date(1980, 3, 2)
	ids := f.load(t, loaded, someone(1), vague, later)
	found, err := f.ByBirth(t.Context(), date(1980, 3, 1), []registry.OfficeID{office})
	if err != nil || len(found) != 1 || found[0].ID != ids["1"] {
		t.Errorf("ByBirth = %d people, %v, want the one who was born on that very day", len(found), err)
	}
	if found, err := f.ByBirth(t.Context(), registry.Date{Year: 1980, Month: 3}, []registry.OfficeID{office}); err != nil || len(found) != 1 || found[0].ID != ids["2"] {
		t.Errorf("ByBirth = %d people, %v, want the one whose day of birth is unknown", len(found), err)
	}
	for name, offices := range map[string][]registry.OfficeID{"another office": {other}, "no office": nil} {
		if found, err := f.ByBirth(t.Context(), date(1980, 3, 1), offices); err != nil || len(found) != 0 {
			t.Errorf("%s is shown %d people, %v", name, len(found), err)
		}
	}
}
