package registry

import (
	"errors"
	"strings"
	"testing"
)

func record(state StandingState, office OfficeID) Person {
	return Person{Office: office, Standing: Standing{State: state}, Certifiability: FullyCertifiable, FiscalCode: "RSSMRA90A01H501W", CodeValidated: true}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	partial := record(Abroad, "X900")
	partial.Certifiability = PartiallyCertifiable
	for _, test := range []struct {
		what    string
		records []Person
		want    OfficeID
	}{
		{"one", []Person{record(Resident, "X900")}, "X900"},
		{"one abroad, partially certifiable", []Person{partial}, "X900"},
		{"one beside a former residence", []Person{record(Removed, "X901"), record(Resident, "X900")}, "X900"},
		{"one beside a closed duplicate", []Person{record(Resident, "X900"), record(Duplicate, "X900")}, "X900"},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			got, err := Match(test.records)
			if err != nil || got.Office != test.want || !got.Standing.Active() {
				t.Errorf("Match = %v, %v, want the active record of %s", got, err, test.want)
			}
		})
	}
}

func TestMatchRefuses(t *testing.T) {
	t.Parallel()
	with := func(change func(*Person)) Person {
		p := record(Resident, "X900")
		change(&p)
		return p
	}
	for _, test := range []struct {
		what    string
		records []Person
		want    UnmatchedError
	}{
		{"nobody", nil, UnmatchedError{UnknownCode, ""}},
		{"two active", []Person{record(Resident, "X900"), record(Resident, "X901")}, UnmatchedError{DuplicateRecord, "X900"}},
		{"at home and abroad", []Person{record(Abroad, "X901"), record(Resident, "X900")}, UnmatchedError{DuplicateRecord, "X901"}},
		{"dead", []Person{record(Dead, "X900")}, UnmatchedError{DeadRecord, "X900"}},
		{"dead, and moved before", []Person{record(Removed, "X901"), record(Dead, "X900")}, UnmatchedError{DeadRecord, "X900"}},
		{"removed", []Person{record(Removed, "X901")}, UnmatchedError{RemovedRecord, "X901"}},
		{"closed duplicate only", []Person{record(Duplicate, "X900")}, UnmatchedError{DuplicateRecord, "X900"}},
		{"code not validated", []Person{with(func(p *Person) { p.CodeValidated = false })}, UnmatchedError{UnvalidatedCode, "X900"}},
		{"not certifiable", []Person{with(func(p *Person) { p.Certifiability = NotCertifiable })}, UnmatchedError{UncertifiableCode, "X900"}},
		{"not registrable", []Person{with(func(p *Person) { p.Certifiability = NotRegistrable })}, UnmatchedError{UncertifiableCode, "X900"}},
		{"interdicted", []Person{with(func(p *Person) { p.Certifiability = Interdicted })}, UnmatchedError{UncertifiableCode, "X900"}},
		{"certifiability out of the table", []Person{with(func(p *Person) { p.Certifiability = 7 })}, UnmatchedError{UncertifiableCode, "X900"}},
		{"standing out of the table", []Person{with(func(p *Person) { p.Standing.State = "ghost" })}, UnmatchedError{UnknownCode, ""}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			p, err := Match(test.records)
			var got *UnmatchedError
			if !errors.As(err, &got) || *got != test.want {
				t.Fatalf("Match = %v, want %v", err, test.want)
			}
			if p.FiscalCode != "" || strings.Contains(err.Error(), "RSSMRA") {
				t.Errorf("the refusal gives the person away: %v", err)
			}
		})
	}
}

func TestOfficeIDValid(t *testing.T) {
	t.Parallel()
	for id, want := range map[OfficeID]bool{
		"X900": true, "H501": true, "": false, "X90": false, "X9000": false, "x900": false, "9900": false, "X90A": false, "X90\u0660": false,
	} {
		if got := id.Valid(); got != want {
			t.Errorf("OfficeID(%q).Valid() = %v, want %v", id, got, want)
		}
	}
}

func TestHouseholdFinds(t *testing.T) {
	t.Parallel()
	family := Household{Members: []Member{{Person{ID: "b"}, Child}, {Person{ID: "a"}, Head}}}
	if h := family.Head(); h == nil || h.Person.ID != "a" {
		t.Errorf("Head = %v", h)
	}
	if m := family.Member("b"); m == nil || m.Relationship != Child {
		t.Errorf("Member = %v", m)
	}
	community := Household{Members: []Member{{Person{ID: "c"}, CommunityMember}}}
	if h, m := community.Head(), community.Member("a"); h != nil || m != nil {
		t.Errorf("Head, Member = %v, %v, want nobody", h, m)
	}
}

func TestNamePrinted(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]Name{
		"Rossi Mario":     {Surname: "Rossi", Given: "Mario"},
		"Singh":           {Surname: "Singh"},
		"Aryan":           {Given: "Aryan"},
		"":                {},
		"Shevchuk Olena":  {Surname: "Шевчук", Given: "Олена", Latin: &Name{Surname: "Shevchuk", Given: "Olena"}},
		"Papadopoulos Io": {Surname: "Παπαδόπουλος", Latin: &Name{Surname: "Papadopoulos", Given: "Io"}},
	} {
		if got := n.Printed().String(); got != want {
			t.Errorf("Printed = %q, want %q", got, want)
		}
	}
}
