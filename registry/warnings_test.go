package registry

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func orderly() Person {
	return Person{
		Name: Name{Surname: "Rossi", Given: "Mario"}, Sex: Male,
		Birth:      Birth{Date: Date{1990, 1, 1}, Place: BirthPlace{Kind: BornInMunicipality, Code: "H501", Name: "Roma"}},
		FiscalCode: "RSSMRA90A01H501W", CodeValidated: true,
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what   string
		change func(*Person)
		want   []Warning
	}{
		{"nothing", func(*Person) {}, nil},
		{"nothing in omocodia", func(p *Person) { p.FiscalCode = chain[3] }, nil},
		{"nothing a century off", func(p *Person) { p.Birth.Date.Year = 1890 }, nil},
		{"no code", func(p *Person) { p.FiscalCode, p.CodeValidated = "", false }, []Warning{WarnNoCode}},
		{"not validated", func(p *Person) { p.CodeValidated = false }, []Warning{WarnNotValidated}},
		{"malformed", func(p *Person) { p.FiscalCode = "RSSMRA90A01H501X" }, []Warning{WarnMalformed}},
		{"provisional", func(p *Person) { p.FiscalCode = "07643520567" }, []Warning{WarnProvisional}},
		{"provisional and not validated", func(p *Person) { p.FiscalCode, p.CodeValidated = "07643520567", false }, []Warning{WarnNotValidated, WarnProvisional}},
		{"other surname", func(p *Person) { p.Name.Surname = "Verdi" }, []Warning{WarnName}},
		{"no given name", func(p *Person) { p.Name.Given = "" }, []Warning{WarnName}},
		{"other day", func(p *Person) { p.Birth.Date.Day = 2 }, []Warning{WarnDate}},
		{"other month", func(p *Person) { p.Birth.Date.Month = 2 }, []Warning{WarnDate}},
		{"other year", func(p *Person) { p.Birth.Date.Year = 1991 }, []Warning{WarnDate}},
		{"day unknown", func(p *Person) { p.Birth.Date.Day = 0 }, []Warning{WarnDateIncomplete}},
		{"day and month unknown", func(p *Person) { p.Birth.Date = Date{Year: 1990} }, []Warning{WarnDateIncomplete}},
		{"day unknown and another month", func(p *Person) { p.Birth.Date = Date{1990, 2, 0} }, []Warning{WarnDate, WarnDateIncomplete}},
		{"no date", func(p *Person) { p.Birth.Date = Date{} }, []Warning{WarnDateIncomplete}},
		{"other sex", func(p *Person) { p.Sex = Female }, []Warning{WarnSex}},
		{"other place", func(p *Person) { p.Birth.Place.Code = "F205" }, []Warning{WarnPlace}},
		{"place without code", func(p *Person) { p.Birth.Place.Code = "" }, []Warning{WarnPlaceIncomplete}},
		{"nothing agrees", func(p *Person) {
			*p = Person{Name: Name{Surname: "Bianchi"}, Sex: Female, FiscalCode: p.FiscalCode, Birth: Birth{Date: Date{1971, 5, 5}, Place: BirthPlace{Code: "F205"}}}
		}, []Warning{WarnNotValidated, WarnName, WarnDate, WarnSex, WarnPlace}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			p := orderly()
			test.change(&p)
			if diff := cmp.Diff(test.want, Warnings(p)); diff != "" {
				t.Errorf("Warnings (-want +got):\n%s", diff)
			}
		})
	}
}

// A mismatch is a warning and never in the way of who logs in.
func TestWarningsDoNotStopMatch(t *testing.T) {
	t.Parallel()
	p := orderly()
	p.Sex, p.Birth.Place.Code, p.Name.Given = Female, "F205", "Carla"
	p.Standing.State, p.Certifiability = Resident, FullyCertifiable
	if len(Warnings(p)) != 3 {
		t.Fatalf("Warnings = %v, want three", Warnings(p))
	}
	if _, err := Match([]Person{p}); err != nil {
		t.Errorf("Match = %v", err)
	}
}

func TestWarningTexts(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range []Warning{WarnNoCode, WarnNotValidated, WarnMalformed, WarnProvisional, WarnName, WarnDate, WarnDateIncomplete, WarnSex, WarnPlace, WarnPlaceIncomplete} {
		if seen[w.Code] || w.Code == "" {
			t.Errorf("code %q is empty or stands twice", w.Code)
		}
		seen[w.Code] = true
		for _, s := range []string{w.Sentence.Italian, w.Sentence.English} {
			if !strings.HasSuffix(s, ".") {
				t.Errorf("%s: %q is no sentence", w.Code, s)
			}
		}
	}
}
