package certificates

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

const purpose = "domanda allo sportello"

func seek(code, surname, given string, born registry.Date) Search {
	return Search{Purpose: purpose, Request: "req", Sought: registry.Sought{
		Code: registry.FiscalCode(code), Name: registry.Name{Surname: surname, Given: given}, Born: born,
	}}
}

func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	born := b.people[anna].Subject.Birth.Date
	lawyer := b.as(dario)
	lawyer.Principal.Lawyer = true
	purposeless := func(p string) Search { s := seek("Anna", "", "", registry.Date{}); s.Purpose = p; return s }
	for _, tt := range []struct {
		name string
		by   Requester
		s    Search
		want error
	}{
		{"a citizen", b.as(anna), seek("Anna", "", "", registry.Date{}), ErrNotAllowed},
		{"a machine", officer("X900", auth.ReadCertificates), seek("Anna", "", "", registry.Date{}), ErrNotAllowed},
		{"a console at which nobody sits", officer("X900", auth.IssueCertificates), seek("Anna", "", "", registry.Date{}), ErrNotAllowed},
		{"an officer who may only read", clerical("X900", auth.ReadCertificates), seek("Anna", "", "", registry.Date{}), ErrNotAllowed},
		{"no purpose", clerk("X900", nil), purposeless(""), ErrSought},
		{"a purpose of blanks", clerk("X900", nil), purposeless("            "), ErrSought},
		{"a short purpose", clerk("X900", nil), purposeless("così"), ErrSought},
		{"a purpose with a null", clerk("X900", nil), purposeless("domanda \x00 allo sportello"), ErrSought},
		{"a purpose that is no text", clerk("X900", nil), purposeless("domanda \xff allo sportello"), ErrSought},
		{"nothing", clerk("X900", nil), seek("", "", "", registry.Date{}), ErrSought},
		{"names alone", clerk("X900", nil), seek("", "D'Àloia", "Anna", registry.Date{}), ErrSought},
		{"a birth alone", clerk("X900", nil), seek("", "", "", born), ErrSought},
		{"no given name", clerk("X900", nil), seek("", "D'Àloia", "", born), ErrSought},
		{"a percent sign", clerk("X900", nil), seek("", "%", "Anna", born), ErrSought},
		{"an underscore", clerk("X900", nil), seek("", "D'Àloia", "A__a", born), ErrSought},
		{"a star", clerk("X900", nil), seek("", "D'Àl*", "Anna", born), ErrSought},
		{"a pattern beside the code", clerk("X900", nil), seek("Anna", "%", "%", born), ErrSought},
		{"a lawyer without the code", lawyer, seek("", "D'Àloia", "Anna", born), ErrSought},
	} {
		b.events, b.lookups = nil, nil
		if found, err := d.Search(t.Context(), tt.by, tt.s); !errors.Is(err, tt.want) || found != nil {
			t.Errorf("%s: %d found, %v, want %v", tt.name, len(found), err, tt.want)
		}
	}
	// What cannot be kept is not shown.
	b.failing = map[string]error{"record": errDown}
	if found, err := d.Search(t.Context(), clerk("X900", nil), seek("Anna", "", "", registry.Date{})); found != nil || !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("shown unrecorded: %d, %v", len(found), err)
	}
}

// An officer finds those of his offices alone.
func TestOfficerSearches(t *testing.T) {
	t.Parallel()
	b := newBooks()
	x := b.people[dario]
	x.Subject.Office = "X901"
	b.people[dario] = x
	d := newDesk(t, b)
	born := b.people[anna].Subject.Birth.Date
	for _, tt := range []struct {
		name   string
		office string
		s      Search
		want   []registry.PersonID
	}{
		{"by code", "X900", seek("Anna", "", "", registry.Date{}), []registry.PersonID{anna}},
		{"by whole names", "X900", seek("", "D'Àloia", "Anna", born), []registry.PersonID{anna}},
		{"without accents", "X900", seek("", "daloia", "ANNA", born), []registry.PersonID{anna}},
		{"by how they begin", "X900", seek("", "d'al", "ann", born), []registry.PersonID{anna}},
		{"by too little", "X900", seek("", "d", "a", born), nil},
		{"by the year of a birth whose day is known", "X900", seek("", "D'Àloia", "Anna", registry.Date{Year: born.Year}), nil},
		{"on another day", "X900", seek("", "D'Àloia", "Anna", registry.Date{Year: 1985, Month: 3, Day: 5}), nil},
		{"by the code of another office's", "X900", seek("Dario", "", "", registry.Date{}), nil},
		{"by the names of another office's", "X900", seek("", "D'Àloia", "Dario", x.Subject.Birth.Date), nil},
		{"of his own, elsewhere", "X901", seek("Dario", "", "", registry.Date{}), []registry.PersonID{dario}},
	} {
		b.events, b.lookups = nil, nil
		found, err := d.Search(t.Context(), clerk(tt.office, nil), tt.s)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []registry.PersonID
		for _, p := range found {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if len(b.lookups) != 1 || b.lookups[0].Purpose != purpose || b.lookups[0].Found != len(got) || b.lookups[0].By.ID != "m.rossi" {
			t.Errorf("%s: kept %+v", tt.name, b.lookups)
		}
		if e := b.events[0]; e.Kind != audit.SubjectSearched || len(got) > 0 && e.Person != string(got[0]) || len(got) == 0 && e.Person != "" {
			t.Errorf("%s: recorded %+v", tt.name, e)
		}
	}
}

// Twins are shown; a crowd is not, nor how many there are.
func TestSearchShowsAHandful(t *testing.T) {
	t.Parallel()
	born := registry.Date{Year: 1990, Month: 1, Day: 1}
	for n, shown := range map[int]bool{1: true, mostFound: true, mostFound + 1: false, 40: false} {
		b := newBooks()
		for i := range n {
			id := registry.PersonID(fmt.Sprintf("b0000000-0000-4000-8000-%012d", i))
			b.people[id] = registry.Extract{Subject: person(id, "Gemella", born)}
		}
		found, err := newDesk(t, b).Search(t.Context(), clerk("X900", nil), seek("", "D'Àl", "Gem", born))
		if shown && (err != nil || len(found) != n) || !shown && (!errors.Is(err, ErrSought) || found != nil) {
			t.Errorf("of %d: %d, %v", n, len(found), err)
		}
		if !shown && (b.lookups[0].Found != 0 || len(b.events) != 1 || b.events[0].Person != "") {
			t.Errorf("of %d: kept %+v, recorded %+v", n, b.lookups, b.events)
		}
	}
}

// A lawyer finds whom he knows in every detail, and learns nothing otherwise.
func TestLawyerSearches(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	by := b.as(dario)
	by.Principal.Lawyer = true
	p := b.people[anna].Subject
	found, err := d.Search(t.Context(), by, seek("Anna", "d'aloia", "anna", p.Birth.Date))
	if err != nil || len(found) != 1 || found[0].ID != anna {
		t.Fatalf("Search = %d, %v", len(found), err)
	}
	if e := b.events[0]; e.Person != string(anna) || e.Actor.Kind != audit.Lawyer || e.Channel != string(Lawyers) {
		t.Errorf("recorded %+v", e)
	}
	var answers []string
	for _, s := range []Search{
		seek("Nessuno", "Nessuno", "Nessuno", p.Birth.Date),
		seek("Anna", "D'Àl", "Anna", p.Birth.Date),
		seek("Anna", "D'Àloia", "Annamaria", p.Birth.Date),
		seek("Anna", "D'Àloia", "Anna", registry.Date{Year: 1985, Month: 3, Day: 5}),
		seek("Bruno", "D'Àloia", "Anna", p.Birth.Date),
	} {
		found, err := d.Search(t.Context(), by, s)
		var not *NotYoursError
		if found != nil || !errors.As(err, &not) {
			t.Fatalf("Search = %d, %v", len(found), err)
		}
		answers = append(answers, err.Error())
	}
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("the answers differ: %q and %q", answers[0], a)
		}
	}
}
