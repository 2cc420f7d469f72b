package registry

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// fields is a row of a file of people, by column.
type fields map[string]string

// mario is a row with everything that must be there.
func mario(with fields) fields {
	f := fields{
		"number": "1", "surname": "Rossi", "given_name": "Mario", "sex": "M", "birth_date": "1990-01-01", "birth_place": "Roma", "birth_place_code": "H501",
		"fiscal_code": "RSSMRA90A01H501W", "fiscal_code_validated": "yes", "standing": "resident", "certifiability": "2",
	}
	maps.Copy(f, with)
	return f
}

// sheet writes rows as a file with every column.
func sheet(rows ...fields) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	columns := slices.Concat(peopleColumns.required, peopleColumns.optional)
	_ = w.Write(columns)
	for _, f := range rows {
		var record []string
		for _, c := range columns {
			record = append(record, f[c])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.String()
}

// read returns what a file of people yields.
func read(t *testing.T, file string) (entries []Entry, wrong []string) {
	t.Helper()
	for e, err := range ReadPeople(strings.NewReader(file), "X900") {
		if err != nil {
			wrong = append(wrong, told(t, err))
			continue
		}
		entries = append(entries, e)
	}
	return entries, wrong
}

func TestReadPeople(t *testing.T) {
	t.Parallel()
	least := Person{
		Office: "X900", Number: "1", Name: Name{Surname: "Rossi", Given: "Mario"}, Sex: Male,
		Birth:      Birth{Date: day("1990-01-01"), Place: BirthPlace{Kind: BornInMunicipality, Code: "H501", Name: "Roma"}},
		FiscalCode: "RSSMRA90A01H501W", CodeValidated: true, Standing: Standing{State: Resident}, Certifiability: FullyCertifiable,
	}
	with := func(change func(*Entry)) Entry {
		e := Entry{Person: least}
		change(&e)
		return e
	}
	for _, test := range []struct {
		what string
		row  fields
		want Entry
	}{
		{"the least", nil, Entry{Person: least}},
		{"no surname, blanks", fields{"surname": "  ", "given_name": " Mario\u00a0 "}, with(func(e *Entry) { e.Person.Name.Surname = "" })},
		{"no given name", fields{"given_name": ""}, with(func(e *Entry) { e.Person.Name.Given = "" })},
		{"composed", fields{"surname": "Donda\u0300 D\u2019Oria"}, with(func(e *Entry) { e.Person.Name.Surname = "Dondà D’Oria" })},
		{"a no-break space inside", fields{"surname": "De\u00a0Luca"}, with(func(e *Entry) { e.Person.Name.Surname = "De Luca" })},
		{"another alphabet", fields{"surname": "Шевчук", "given_name": "Олена", "surname_latin": "Shevchuk", "given_name_latin": "Olena"}, with(func(e *Entry) {
			e.Person.Name = Name{Surname: "Шевчук", Given: "Олена", Latin: &Name{Surname: "Shevchuk", Given: "Olena"}}
		})},
		{"no date of birth", fields{"birth_date": ""}, with(func(e *Entry) { e.Person.Birth.Date = Date{} })},
		{"unknown day", fields{"birth_date": "1990-01-00"}, with(func(e *Entry) { e.Person.Birth.Date.Day = 0 })},
		{"unknown day and month", fields{"birth_date": "1990-00-00"}, with(func(e *Entry) { e.Person.Birth.Date = Date{Year: 1990} })},
		{"born abroad, told by the code", fields{"birth_place": "Tirana", "birth_place_code": "Z100"}, with(func(e *Entry) {
			e.Person.Birth.Place = BirthPlace{Kind: BornAbroad, Code: "Z100", Name: "Tirana"}
		})},
		{"born abroad, told by the state", fields{"birth_place": "Tirana", "birth_place_code": "", "birth_state": "Albania"}, with(func(e *Entry) {
			e.Person.Birth.Place = BirthPlace{Kind: BornAbroad, Name: "Tirana", State: "Albania"}
		})},
		{"born at sea", fields{"birth_place_kind": "exceptional", "birth_place": "a bordo della nave", "birth_place_code": "Z600"}, with(func(e *Entry) {
			e.Person.Birth.Place = BirthPlace{Kind: BornElsewhere, Code: "Z600", Name: "a bordo della nave"}
		})},
		{"a bilingual place", fields{"birth_place": "Bolzano", "birth_place_code": "A952", "birth_place_alternative": "Bozen", "birth_province": "BZ"}, with(func(e *Entry) {
			e.Person.Birth.Place = BirthPlace{Kind: BornInMunicipality, Code: "A952", Name: "Bolzano", Alternative: "Bozen", Province: "BZ"}
		})},
		{"no fiscal code", fields{"fiscal_code": "", "fiscal_code_validated": ""}, with(func(e *Entry) { e.Person.FiscalCode, e.Person.CodeValidated = "", false })},
		{"provisional code, small and not validated", fields{"fiscal_code": "07643520567", "fiscal_code_validated": "9"}, with(func(e *Entry) {
			e.Person.FiscalCode, e.Person.CodeValidated = "07643520567", false
		})},
		{"omocodia, in small letters", fields{"fiscal_code": "rssmra90a01h50mo", "fiscal_code_validated": "SÌ"}, with(func(e *Entry) { e.Person.FiscalCode = "RSSMRA90A01H50MO" })},
		{"a code that disagrees", fields{"sex": "F", "fiscal_code_validated": "1"}, with(func(e *Entry) { e.Person.Sex = Female })},
		{"dead", fields{"standing": "dead", "standing_since": "2024-02-29", "standing_reason": "1", "certifiability": "0"}, with(func(e *Entry) {
			e.Person.Standing, e.Person.Certifiability = Standing{State: Dead, Since: day("2024-02-29"), Reason: "1"}, NotCertifiable
		})},
		{"an open procedure", fields{"procedure_kind": "Irreperibilità", "procedure_opened": "2026-05-04"}, with(func(e *Entry) {
			e.Person.Procedures = []Procedure{{Kind: "Irreperibilità", Opened: day("2026-05-04")}}
		})},
		{"an address", fields{"residence_since": "2010-01-01", "street": "Via Roma", "house_number": "12/B", "municipality": "Valdemo", "province": "VD"}, with(func(e *Entry) {
			e.Person.Residence = &Residence{Since: day("2010-01-01"), Address: Address{Street: "Via Roma", Number: "12/B", Municipality: "Valdemo", Province: "VD"}}
		})},
		{"a residence of which only the day is known", fields{"residence_since": "2010-01-01"}, with(func(e *Entry) {
			e.Person.Residence = &Residence{Since: day("2010-01-01")}
		})},
		{"unmarried", fields{"civil_status": "1", "civil_status_since": "1990-01-01"}, with(func(e *Entry) {
			e.Person.CivilStatus = &CivilStatus{Code: Unmarried, Since: day("1990-01-01")}
		})},
		{"married, with partial data", fields{"civil_status": "2", "partner_surname": "Verdi"}, with(func(e *Entry) {
			e.Person.CivilStatus = &CivilStatus{Code: Married, Event: &UnionEvent{Partner: Name{Surname: "Verdi"}}}
		})},
		{"a partner in another alphabet", fields{"civil_status": "2", "partner_given_name": "Ана", "partner_given_name_latin": "Ana", "partner_surname_latin": "Petrović"}, with(func(e *Entry) {
			e.Person.CivilStatus = &CivilStatus{Code: Married, Event: &UnionEvent{Partner: Name{Given: "Ана", Latin: &Name{Surname: "Petrović", Given: "Ana"}}}}
		})},
		{"Italian, the name left out", fields{"citizenships": "ITA"}, with(func(e *Entry) {
			e.Person.Citizenships = []Citizenship{{State: "ITA", Name: "italiana"}}
		})},
		{"two citizenships", fields{"citizenships": " ITA=italiana | FRA = francese ", "citizenship_since": "1990-01-01"}, with(func(e *Entry) {
			e.Person.Citizenships = []Citizenship{{"ITA", "italiana", day("1990-01-01")}, {"FRA", "francese", day("1990-01-01")}}
		})},
		{"an act of birth", fields{"birth_act_municipality": "Roma", "birth_act_year": "1990", "birth_act_part": "I", "birth_act_series": "A", "birth_act_number": "17", "birth_act_office": "1"}, with(func(e *Entry) {
			e.Person.Birth.Act = &Act{Kind: BirthAct, Municipality: "Roma", Year: 1990, Part: "I", Series: "A", Number: "17", Office: "1"}
		})},
		{"an act of marriage", fields{"civil_status": "3", "event_act_municipality": "Roma", "event_act_year": "2001", "event_act_part": "II", "event_act_series": "A", "event_act_number": "8", "event_act_office": "1"}, with(func(e *Entry) {
			act := Act{Kind: MarriageAct, Municipality: "Roma", Year: 2001, Part: "II", Series: "A", Number: "8", Office: "1"}
			e.Person.CivilStatus = &CivilStatus{Code: Widowed, Event: &UnionEvent{Act: &act}}
		})},
		{"an act of union", fields{"civil_status": "8", "event_act_municipality": "Roma", "event_act_year": "2018", "event_act_number": "8"}, with(func(e *Entry) {
			e.Person.CivilStatus = &CivilStatus{Code: FreeByDissolution, Event: &UnionEvent{Act: &Act{Kind: UnionAct, Municipality: "Roma", Year: 2018, Number: "8"}}}
		})},
		{"dead, with an act", fields{
			"standing": "dead", "death_date": "2024-02-00", "death_place": "Valdemo", "death_act_municipality": "Valdemo", "death_act_year": "2024", "death_act_part": "I", "death_act_number": "3",
		}, with(func(e *Entry) {
			e.Person.Standing.State = Dead
			e.Person.Death = &Death{Date: Date{Year: 2024, Month: 2}, Place: "Valdemo", Act: &Act{Kind: DeathAct, Municipality: "Valdemo", Year: 2024, Part: "I", Number: "3"}}
		})},
		{"a second record of who died", fields{"standing": "duplicate", "death_date": "2024-02-03"}, with(func(e *Entry) {
			e.Person.Standing.State, e.Person.Death = Duplicate, &Death{Date: day("2024-02-03")}
		})},
		{"a cohabitation contract", fields{
			"contract_partner_surname": "Шевчук", "contract_partner_given_name": "Олена", "contract_partner_surname_latin": "Shevchuk", "contract_partner_given_name_latin": "Olena",
			"contract_partner_birth_date": "1991-00-00", "contract_partner_fiscal_code": "rssmra90a01h501w", "contract_date": "2020-06-07", "contract_by": "Notaio Prova",
		}, with(func(e *Entry) {
			e.Person.Contract = &Contract{
				Partner: Name{Surname: "Шевчук", Given: "Олена", Latin: &Name{Surname: "Shevchuk", Given: "Olena"}}, PartnerBirth: Date{Year: 1991},
				PartnerCode: "RSSMRA90A01H501W", Date: day("2020-06-07"), By: "Notaio Prova",
			}
		})},
		{"a contract of which only the notary is known", fields{"contract_by": "Notaio Prova"}, with(func(e *Entry) { e.Person.Contract = &Contract{By: "Notaio Prova"} })},
		{"an elector", fields{"electoral_rights": "si", "electoral_roll": "1", "electoral_since": "2008-01-01"}, with(func(e *Entry) {
			e.Person.Electoral = &Electoral{Rights: true, Enrolled: true, Since: day("2008-01-01")}
		})},
		{"without political rights", fields{"electoral_rights": "no", "electoral_roll": "no"}, with(func(e *Entry) { e.Person.Electoral = &Electoral{} })},
		{"what is withheld", fields{
			"parent_surname": "Rossi", "parent_given_name": "Ugo", "other_parent_given_name": "Ана", "other_parent_given_name_latin": "Ana", "adopted": "yes", "anonymous_birth": "yes",
			"homeless": "yes", "occupation": "fornaio", "study": "licenza media", "digital_domicile": "mario@pec.example", "permit": "I00000000",
		}, with(func(e *Entry) {
			e.Person.Withheld = Withheld{
				Parents: []Name{{Surname: "Rossi", Given: "Ugo"}, {Given: "Ана", Latin: &Name{Given: "Ana"}}}, Adopted: true, AnonymousBirth: true, Homeless: true,
				Occupation: "fornaio", Study: "licenza media", DigitalDomicile: "mario@pec.example", Permit: "I00000000",
			}
		})},
		{"nothing withheld", fields{"adopted": "no", "anonymous_birth": "0", "homeless": "false"}, Entry{Person: least}},
		{"a family", fields{"household_number": "F1", "household_certifiable": "yes", "household_complete": "no", "relationship": "1", "member_since": "2000-01-01"}, with(func(e *Entry) {
			e.Household = &HouseholdEntry{Number: "F1", Kind: Family, Certifiable: true}
			e.Person.Membership = &Membership{Relationship: Head, Since: day("2000-01-01")}
		})},
		{"a family abroad", fields{"standing": "abroad", "household_number": "F1", "household_certifiable": "yes", "household_complete": "yes", "relationship": "28"}, with(func(e *Entry) {
			e.Person.Standing.State = Abroad
			e.Household = &HouseholdEntry{Number: "F1", Kind: FamilyAbroad, Certifiable: true, Complete: true}
			e.Person.Membership = &Membership{Relationship: Partner}
		})},
		{"a community", fields{
			"household_number": "C1", "household_kind": "community", "household_certifiable": "yes", "household_complete": "yes",
			"community_name": "Casa di riposo", "community_kind": "3", "relationship": "2",
		}, with(func(e *Entry) {
			e.Household = &HouseholdEntry{Number: "C1", Kind: Community, Certifiable: true, Complete: true, Name: "Casa di riposo", CommunityKind: 3}
			e.Person.Membership = &Membership{Relationship: CommunityMember}
		})},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			got, wrong := read(t, sheet(mario(test.row)))
			if len(wrong) > 0 {
				t.Fatalf("errors: %q", wrong)
			}
			if diff := cmp.Diff([]Entry{test.want}, got); diff != "" {
				t.Errorf("ReadPeople (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadPeopleRefusesRows(t *testing.T) {
	t.Parallel()
	member := fields{"household_number": "F1", "household_certifiable": "yes", "household_complete": "yes", "relationship": "3"}
	with := func(more fields) fields {
		f := maps.Clone(member)
		maps.Copy(f, more)
		return f
	}
	const word, number = "not one of the words that the column takes", "not one of the numbers that the column takes"
	const empty, unseen = "empty, and must not be", "holds a control character, a line break or another character that cannot be seen"
	const date = "not a date of the form YYYY-MM-DD (00 for an unknown day or month)"
	for _, test := range []struct {
		what string
		row  fields
		want []string // column: reason
	}{
		{"no number", fields{"number": " "}, []string{"number: " + empty}},
		{"nameless", fields{"surname": "", "given_name": ""}, []string{"surname: surname and given_name are both empty"}},
		{"no sex", fields{"sex": ""}, []string{"sex: " + empty}},
		{"another sex", fields{"sex": "m"}, []string{"sex: " + word}},
		{"an Italian date", fields{"birth_date": "01/01/1990"}, []string{"birth_date: " + date}},
		{"a day that there is not", fields{"birth_date": "1990-02-30"}, []string{"birth_date: " + date}},
		{"a day without month", fields{"birth_date": "1990-00-30"}, []string{"birth_date: " + date}},
		{"a kind of birth place", fields{"birth_place_kind": "ship"}, []string{"birth_place_kind: " + word}},
		{"a place code", fields{"birth_place_code": "58091"}, []string{"birth_place_code: not a letter and three digits"}},
		{"a state's code for a municipality", fields{"birth_place_kind": "municipality", "birth_place_code": "Z100"}, []string{"birth_place_code: the code of a foreign state, for a birth in a municipality"}},
		{"a state for a municipality", fields{"birth_place_kind": "municipality", "birth_state": "Albania"}, []string{"birth_state: a foreign state, for a birth in a municipality"}},
		{"a municipality's code for a birth abroad", fields{"birth_state": "Albania"}, []string{"birth_place_code: the code of a municipality, for a birth abroad"}},
		{"a wrong check character", fields{"fiscal_code": "RSSMRA90A01H501X"}, []string{"fiscal_code: not a fiscal code: its length, a character or the check character is wrong"}},
		{"validated or not is left open", fields{"fiscal_code_validated": ""}, []string{"fiscal_code_validated: " + empty}},
		{"perhaps validated", fields{"fiscal_code_validated": "perhaps"}, []string{"fiscal_code_validated: neither yes nor no"}},
		{"validated without a code", fields{"fiscal_code": ""}, []string{"fiscal_code_validated: validated, but there is no fiscal code"}},
		{"no standing", fields{"standing": ""}, []string{"standing: " + empty}},
		{"another standing", fields{"standing": "alive"}, []string{"standing: " + word}},
		{"no certifiability", fields{"certifiability": ""}, []string{"certifiability: " + empty}},
		{"certifiability out of the table", fields{"certifiability": "5"}, []string{"certifiability: " + number}},
		{"certifiability in other digits", fields{"certifiability": "\u0662"}, []string{"certifiability: " + number}},
		{"certifiability with a sign", fields{"certifiability": "+2"}, []string{"certifiability: " + number}},
		{"a number beyond an int", fields{"civil_status": "18446744073709551618"}, []string{"civil_status: " + number}},
		{"a procedure without kind", fields{"procedure_opened": "2026-01-01"}, []string{"procedure_kind: " + empty}},
		{"civil status 5", fields{"civil_status": "5"}, []string{"civil_status: " + number}},
		{"a partner without civil status", fields{"partner_surname": "Verdi"}, []string{"civil_status: " + empty}},
		{"a nameless citizenship", fields{"citizenships": "ITA|FRA"}, []string{"citizenships: a state is without a name"}},
		{"a state in two letters", fields{"citizenships": "IT=italiana"}, []string{"citizenships: a state is not three capital letters"}},
		{"a citizenship twice", fields{"citizenships": "ITA|ITA=italiana"}, []string{"citizenships: a state stands twice"}},
		{"an empty citizenship", fields{"citizenships": "ITA|"}, []string{"citizenships: a state is not three capital letters"}},
		{"half an act", fields{"birth_act_year": "1990"}, []string{"birth_act_municipality: " + empty, "birth_act_number: " + empty}},
		{"an act of no year", fields{"birth_act_municipality": "Roma", "birth_act_number": "1", "birth_act_year": "90"}, []string{"birth_act_year: " + number}},
		{"half an act of marriage", fields{"civil_status": "2", "event_act_number": "1"}, []string{"event_act_year: " + empty, "event_act_municipality: " + empty}},
		{"an act of marriage of who is single", fields{"civil_status": "1", "event_act_municipality": "Roma", "event_act_number": "1", "event_act_year": "1990"}, []string{
			"event_act_number: an act of a marriage or union, for a civil status without one",
		}},
		{"an act of marriage without civil status", fields{"event_act_municipality": "Roma", "event_act_number": "1", "event_act_year": "1990"}, []string{
			"civil_status: " + empty, "event_act_number: an act of a marriage or union, for a civil status without one",
		}},
		{"a resident who died", fields{"death_date": "2024-01-01", "death_place": "Roma"}, []string{
			"death_date: speaks of a death, but the standing is that of the living", "death_place: speaks of a death, but the standing is that of the living",
		}},
		{"an act of death of who lives abroad", fields{"standing": "abroad", "death_act_municipality": "Roma", "death_act_number": "1", "death_act_year": "1990"}, []string{
			"death_act_number: speaks of a death, but the standing is that of the living",
		}},
		{"half an act of death", fields{"standing": "dead", "death_act_part": "I"}, []string{
			"death_act_year: " + empty, "death_act_municipality: " + empty, "death_act_number: " + empty,
		}},
		{"a day of death that there is not", fields{"standing": "dead", "death_date": "2024-02-30"}, []string{"death_date: " + date}},
		{"the wrong code of the other party", fields{"contract_partner_fiscal_code": "RSSMRA90A01H501X"}, []string{
			"contract_partner_fiscal_code: not a fiscal code: its length, a character or the check character is wrong",
		}},
		{"a contract of no day", fields{"contract_date": "7 June"}, []string{"contract_date: " + date}},
		{"the roll alone", fields{"electoral_roll": "yes"}, []string{"electoral_rights: " + empty, "electoral_roll: on the roll, but without the political rights"}},
		{"the rights alone", fields{"electoral_rights": "yes"}, []string{"electoral_roll: " + empty}},
		{"on the roll without rights", fields{"electoral_rights": "no", "electoral_roll": "yes"}, []string{"electoral_roll: on the roll, but without the political rights"}},
		{"enrolled, but not on the roll", fields{"electoral_rights": "yes", "electoral_roll": "no", "electoral_since": "2008-01-01"}, []string{"electoral_since: a day of enrolment for who is not on the roll"}},
		{"perhaps adopted", fields{"adopted": "?", "anonymous_birth": "-", "homeless": "perhaps"}, []string{
			"adopted: neither yes nor no", "anonymous_birth: neither yes nor no", "homeless: neither yes nor no",
		}},
		{"a tie to no household", fields{"relationship": "1", "member_since": "2000-01-01"}, []string{
			"relationship: speaks of a household, but household_number is empty", "member_since: speaks of a household, but household_number is empty",
		}},
		{"a household of which nothing is said", fields{"household_number": "F1"}, []string{
			"household_certifiable: " + empty, "household_complete: " + empty, "relationship: " + empty,
		}},
		{"a relationship out of the table", with(fields{"relationship": "27"}), []string{"relationship: not a relationship of the official table"}},
		{"relationship 0", with(fields{"relationship": "0"}), []string{"relationship: " + number}},
		{"a community's tie by our own number", with(fields{"relationship": "101"}), []string{"relationship: " + number}},
		{"a family with the name of a community", with(fields{"community_name": "Casa", "community_kind": "3"}), []string{
			"community_name: speaks of a community, but the household is a family", "community_kind: speaks of a community, but the household is a family",
		}},
		{"a nameless community with a child", with(fields{"household_kind": "community", "relationship": "6"}), []string{
			"community_name: " + empty, "community_kind: " + empty, "relationship: not a relationship of the official table",
		}},
		{"Latin-1", fields{"surname": "Dond\xe0"}, []string{"surname: not UTF-8"}},
		{"a lost character", fields{"surname": "Dond\ufffd"}, []string{"surname: holds U+FFFD: a character was lost when the file was made"}},
		{"a control character", fields{"street": "Via\x07 Roma"}, []string{"street: " + unseen}},
		{"a line break", fields{"street": "Via\nRoma"}, []string{"street: " + unseen}},
		{"right to left from here", fields{"surname": "Ros\u202esi"}, []string{"surname: " + unseen}},
		{"a zero-width joiner", fields{"surname": "Ros\u200dsi"}, []string{"surname: " + unseen}},
		{"a byte order mark inside", fields{"surname": "\ufeffRossi"}, []string{"surname: " + unseen}},
		{"NUL", fields{"number": "1\x00"}, []string{"number: " + unseen}},
		{"an endless name", fields{"surname": strings.Repeat("a", 1001)}, []string{"surname: longer than a thousand bytes"}},
		{"five things", fields{"sex": "X", "birth_date": "?", "fiscal_code": "?", "standing": "?", "surname": "\xff"}, []string{
			"surname: not UTF-8", "sex: " + word, "birth_date: " + date, "standing: " + word, "fiscal_code: not a fiscal code: its length, a character or the check character is wrong",
		}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			bad := mario(test.row)
			got, wrong := read(t, sheet(bad, mario(fields{"number": "2"})))
			var want []string
			for _, w := range test.want {
				want = append(want, "line 2, column "+w)
			}
			if diff := cmp.Diff(want, wrong); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(got) != 1 || got[0].Person.Number != "2" {
				t.Errorf("read %d rows, want the good one alone", len(got))
			}
		})
	}
}

func TestReadPeopleAcrossRows(t *testing.T) {
	t.Parallel()
	member := func(number, household string, more fields) fields {
		f := mario(fields{"number": number, "household_number": household, "household_certifiable": "yes", "household_complete": "yes", "relationship": "3"})
		maps.Copy(f, more)
		return f
	}
	const otherwise = "an earlier row says otherwise of the same household"
	got, wrong := read(t, sheet(
		member("1", "F1", nil),
		member("2", "F1", nil),
		member("2", "F2", nil), // the number again
		member("3", "F1", fields{"household_certifiable": "no", "household_complete": "no"}), // says otherwise
		member("4", "F1", fields{"household_kind": "abroad"}),                                // says otherwise
		member("5", "F3", fields{"sex": "?", "household_certifiable": "no"}),                 // at fault: not believed
		member("6", "F3", nil), // the first that counts
		member("7", "C1", fields{"household_kind": "community", "community_name": "Casa", "community_kind": "3"}),
		member("8", "C1", fields{"household_kind": "community", "community_name": "Caserma", "community_kind": "4"}),
	))
	want := []string{
		"line 4, column number: an earlier row has the same number",
		"line 5, column household_certifiable: " + otherwise, "line 5, column household_complete: " + otherwise,
		"line 6, column household_kind: " + otherwise,
		"line 7, column sex: not one of the words that the column takes",
		"line 10, column community_name: " + otherwise, "line 10, column community_kind: " + otherwise,
	}
	if diff := cmp.Diff(want, wrong); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	var numbers []string
	for _, e := range got {
		numbers = append(numbers, e.Person.Number)
	}
	if diff := cmp.Diff([]string{"1", "2", "6", "7"}, numbers); diff != "" {
		t.Errorf("good rows (-want +got):\n%s", diff)
	}
	if got[0].Household != got[1].Household || got[2].Household.Certifiable != true {
		t.Error("rows of one household do not share it, or a row at fault was believed")
	}
}

// Whoever takes the good rows alone must know which households are not whole, or
// that it cannot be told.
func TestRowErrorNamesTheHousehold(t *testing.T) {
	t.Parallel()
	home := func(number, relationship string) fields {
		return fields{"sex": "?", "household_number": number, "household_certifiable": "yes", "household_complete": "yes", "relationship": relationship}
	}
	for _, test := range []struct {
		what, file string
		household  string
		unplaced   bool
	}{
		{"a member", sheet(mario(home("F1", "1"))), "F1", false},
		{"a member with a wrong tie", sheet(mario(home("F1", "77"))), "F1", false},
		{"nobody's member", sheet(mario(fields{"sex": "?"})), "", false},
		{"a member of an unnamed household", sheet(mario(home("", "1"))), "", true},
		{"a number with a character lost", sheet(mario(home("F\ufffd1", "1"))), "", true},
		{"nothing but such a number", sheet(mario(fields{"household_number": "\x01"})), "", true},
		{"nothing but a tie that cannot be read", sheet(mario(fields{"relationship": "\x01"})), "", true},
		{"a row in pieces", sheet() + "1,2,3\n", "", true},
	} {
		n := 0
		for _, err := range ReadPeople(strings.NewReader(test.file), "X900") {
			var row *RowError
			if n++; !errors.As(err, &row) || row.Household != test.household || row.Unplaced != test.unplaced {
				t.Errorf("%s: %#v, want household %q, unplaced %v", test.what, err, test.household, test.unplaced)
			}
		}
		if n == 0 {
			t.Errorf("%s: no error", test.what)
		}
	}
}

func TestReadPeopleHeader(t *testing.T) {
	t.Parallel()
	all := strings.Join(peopleColumns.required, ",")
	const row = "1,Rossi,Mario,M,1990-01-01,Roma,,,resident,2,,,,\n"
	for _, test := range []struct {
		what, file string
		want       []string
		entries    int
	}{
		{"required columns alone", all + "\n" + row, nil, 1},
		{"byte order mark, CR LF, no end of line", "\ufeff" + all + "\r\n" + strings.TrimSuffix(row, "\n"), nil, 1},
		{"semicolons", strings.ReplaceAll(all+"\n"+row, ",", ";"), nil, 1},
		{"semicolons and a comma in a value", strings.ReplaceAll(all+"\n"+row, ",", ";") + "2;De, Luca;Mario;M;1990-01-01;Roma;;;resident;2;;;;\n", nil, 2},
		{"quoted names with blanks", strings.ReplaceAll(all, "surname", `" surname " `[:11]) + "\n" + row, nil, 1},
		{"header alone", all + "\n", nil, 0},
		{"empty rows between", all + "\n\n,,,,,,,,,,,,,\n" + row + "  ,,,,,,,,,,,,,\n", nil, 1},
		{"nothing", "", []string{"line 1: the file is empty"}, 0},
		{"a byte order mark alone", "\ufeff", []string{"line 1: the file is empty"}, 0},
		{"UTF-16", "\xff\xfen\x00u\x00", []string{"line 1: the file is UTF-16, not UTF-8"}, 0},
		{"UTF-16, the other way", "\xfe\xff\x00n\x00u", []string{"line 1: the file is UTF-16, not UTF-8"}, 0},
		{"no header", row, []string{"line 1: the first row does not name the columns"}, 0},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", []string{"line 1: the first row does not name the columns"}, 0},
		{"a column missing", strings.Replace(all, ",sex", "", 1) + "\n" + row, []string{"line 1, column sex: the column is missing"}, 0},
		{"an unknown column", all + ",note\n" + row, []string{"line 1, column note: unknown column"}, 0},
		{"a column in capitals", strings.Replace(all, "sex", "SEX", 1) + "\n" + row, []string{"line 1, column sex: the column is missing", "line 1, column SEX: unknown column"}, 0},
		{"a nameless column", all + ",\n" + row, []string{"line 1: unknown column"}, 0},
		{"a column twice", all + ",sex\n" + row, []string{"line 1, column sex: the column stands twice"}, 0},
		{"several faults", "number,number,note\n", append([]string{"line 1, column number: the column stands twice"}, append(missing(peopleColumns.required[1:]), "line 1, column note: unknown column")...), 0},
		{"a broken header", "number,\"surname\n", []string{"line 1: a quote is not closed, or text follows a closed one"}, 0},
		{"lines that end in CR alone", strings.ReplaceAll(all+"\n"+row, "\n", "\r"), []string{"line 1: the name of column 14: holds a control character, a line break or another character that cannot be seen"}, 0},
		{"a header in Latin-1", all + ",citt\xe0\n", []string{"line 1: the name of column 15: not UTF-8"}, 0},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			entries, wrong := read(t, test.file)
			var want []string
			for _, w := range test.want {
				want = append(want, "unreadable: "+w)
			}
			if diff := cmp.Diff(want, wrong); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(entries) != test.entries {
				t.Errorf("read %d rows, want %d", len(entries), test.entries)
			}
		})
	}
}

func missing(columns []string) (out []string) {
	for _, c := range columns {
		out = append(out, "line 1, column "+c+": the column is missing")
	}
	return out
}

// Lines are counted as an editor counts them, also where a value is broken over
// several.
func TestReadPeopleLines(t *testing.T) {
	t.Parallel()
	header := strings.Join(peopleColumns.required, ",") + "\n"
	good := func(number string) string { return number + ",Rossi,Mario,M,1990-01-01,Roma,,,resident,2,,,,\n" }
	for _, test := range []struct {
		what, rows string
		want       []string
		entries    int
	}{
		{"a broken value, then a bad one", "1,Rossi,\"Ma\nrio\",?,1990-01-01,Roma,,,resident,2,,,,\n" + good("2") + "3,Rossi,Mario,?,1990-01-01,Roma,,,resident,2,,,,\n", []string{
			"line 2, column given_name: holds a control character, a line break or another character that cannot be seen",
			"line 3, column sex: not one of the words that the column takes",
			"line 5, column sex: not one of the words that the column takes",
		}, 1},
		{"empty lines count", "\n\n1,,,M,1990-01-01,Roma,,,resident,2,,,,\n", []string{"line 4, column surname: surname and given_name are both empty"}, 0},
		{"too few fields", "1,Rossi\n" + good("2"), []string{"line 2: the row has more or fewer fields than the header"}, 1},
		{"too many fields", strings.TrimSuffix(good("1"), "\n") + ",\n" + good("2"), []string{"line 2: the row has more or fewer fields than the header"}, 1},
		{"a quote inside", "1,Ros\"si,Mario,M,1990-01-01,Roma,,,resident,2,,,,\n" + good("2"), []string{"line 2: a quote stands within a value that is not quoted"}, 1},
		{"text after a quote", "1,\"Ros\"si,Mario,M,1990-01-01,Roma,,,resident,2,,,,\n" + good("2"), []string{"line 2: a quote is not closed, or text follows a closed one"}, 1},
		{"a doubled quote", "1,\"Ros\"\"si\",Mario,M,1990-01-01,Roma,,,resident,2,,,,\n", nil, 1},
		{"a quote never closed", good("1") + "2,\"Rossi,Mario,M,1990-01-01,Roma,,,resident,2,,,,\n" + good("3"), []string{"unreadable: line 3: a quote is not closed, or text follows a closed one"}, 1},
		{"a quote that joins two rows", good("1") + "2,\"Rossi,Mario\n3,Verdi\",Mario\n" + good("4"), []string{"unreadable: line 3: the row has more or fewer fields than the header"}, 1},
		{"a quote closed by the next one, rows later", good("1") + "2,\"Rossi,Mario\n" + good("3") + "4,\"Rossi\",Mario,M,1990-01-01,Roma,,,resident,2,,,,\n", []string{"unreadable: line 3: a quote is not closed, or text follows a closed one"}, 1},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			entries, wrong := read(t, header+test.rows)
			if diff := cmp.Diff(test.want, wrong); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(entries) != test.entries {
				t.Errorf("read %d rows, want %d", len(entries), test.entries)
			}
		})
	}
}

// endless gives one row that never ends, and counts what is taken of it.
type endless struct {
	start io.Reader
	taken int
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.start.Read(p); n > 0 || err == nil {
		return n, err
	}
	for i := range p {
		p[i] = 'a'
	}
	e.taken += len(p)
	return len(p), nil
}

func TestReadPeopleBoundsARow(t *testing.T) {
	t.Parallel()
	const want = ": a row is longer than a million bytes, or a quote is never closed"
	for what, test := range map[string]struct{ start, line string }{
		"a quote":         {sheet(mario(nil)) + "2,\"", "line 3"},
		"a line":          {sheet(mario(nil)) + "2,", "line 3"},
		"the header":      {"number,", "line 1"},
		"no line at all":  {"", "line 1"},
		"a quoted header": {"number,\"", "line 1"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			file := &endless{start: strings.NewReader(test.start)}
			var last error
			for _, err := range ReadPeople(file, "X900") {
				last = err
			}
			if got := told(t, last); got != "unreadable: "+test.line+want || file.taken > 2*maxRow {
				t.Errorf("error %q after %d bytes", got, file.taken)
			}
		})
	}
}

func TestReadPeopleReportsReading(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	for what, good := range map[string]string{"at once": "", "in the header": "number,", "within a row": sheet(mario(nil)) + "2,Ros", "after a row": sheet(mario(nil))} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var last error
			n := 0
			for _, err := range ReadPeople(io.MultiReader(strings.NewReader(good), iotest.ErrReader(broken)), "X900") {
				last = err
				n++
			}
			if !errors.Is(last, broken) || !errors.Is(last, ErrUnreadable) {
				t.Errorf("the last of %d is %v, want %v", n, last, broken)
			}
		})
	}
}

func TestReadPeopleStops(t *testing.T) {
	t.Parallel()
	for _, file := range []string{sheet(mario(nil), mario(nil)), sheet(mario(fields{"sex": "?", "standing": "?"}), mario(nil)), "note,number,number\n"} {
		n := 0
		for range ReadPeople(iotest.OneByteReader(strings.NewReader(file)), "X900") {
			n++
			break
		}
		if n != 1 {
			t.Errorf("ranged %d times", n)
		}
	}
}

func FuzzReadPeople(f *testing.F) {
	f.Add([]byte(sheet(mario(nil))))
	f.Add([]byte(sheet(mario(fields{"citizenships": "ITA|FRA=francese", "household_number": "1", "relationship": "1", "surname": "D\u202ee"}))))
	f.Add([]byte(strings.ReplaceAll("\ufeff"+sheet(mario(nil), mario(fields{"birth_date": "x"})), ",", ";")))
	f.Add([]byte("number,\"surname\n1,\xff"))
	row := regexp.MustCompile(`line \d+(, column [a-z_]+)?: [a-zA-Z0-9_ ,:()+-]+$`)
	f.Fuzz(func(t *testing.T, file []byte) {
		seen := map[string]bool{}
		over := false
		for e, err := range ReadPeople(bytes.NewReader(file), "X900") {
			switch {
			case err == nil && over:
				t.Fatal("an entry after the end")
			case errors.Is(err, ErrUnreadable):
				over = true
			case err != nil && !row.MatchString(err.Error()):
				t.Fatalf("an error of another kind: %v", err)
			case err == nil:
				p := e.Person
				text := p.Number + p.Name.Surname + p.Name.Given + p.Birth.Place.Name
				if seen[p.Number] || p.Number == "" || p.Name.String() == "" || p.Sex == "" || p.Standing.State == "" || (p.CodeValidated && p.FiscalCode == "") || (e.Household == nil) != (p.Membership == nil) {
					t.Fatalf("an entry that must not be: %+v", e)
				}
				if !utf8.ValidString(text) || !norm.NFC.IsNormalString(p.Name.Surname) || strings.ContainsAny(text, "\x00\n\u202e") {
					t.Fatalf("unclean text in %+q", text)
				}
				seen[p.Number] = true
			}
		}
	})
}

func BenchmarkReadPeople(b *testing.B) {
	var rows []fields
	for i := range 1000 {
		rows = append(rows, mario(fields{
			"number": strconv.Itoa(i), "surname": "Dondà", "birth_act_municipality": "Roma", "birth_act_year": "1990", "birth_act_number": "17", "birth_act_part": "I", "birth_act_series": "A",
			"street": "Via della Repubblica", "house_number": "12", "municipality": "Valdemo", "province": "VD", "postal_code": "99900", "residence_since": "2001-02-03",
			"civil_status": "2", "civil_status_since": "2010-05-05", "partner_surname": "Verdi", "partner_given_name": "Anna", "citizenships": "ITA=italiana", "citizenship_since": "1990-01-01",
		}))
	}
	file := sheet(rows...)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range ReadPeople(strings.NewReader(file), "X900") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
