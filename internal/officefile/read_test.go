package officefile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/yamlfile"
	"github.com/sportello/sportello/registry"
)

func catalogue(t testing.TB) *certificates.Catalogue {
	t.Helper()
	c := certificates.NewCatalogue()
	return c
}

const sample = `
offices:
  X900:
    basis: local
    languages: [it, de]
    letterhead:
      department: Servizi demografici
      contact: tel. 0471 000000
    archive: Archivio storico comunale, piazza Roma 1
    kinds: [residence, household, death]
    validity:
      residence: {months: 6, ground: "art. 41 c.1 d.P.R. 445/2000"}
      death: {months: 0, ground: "art. 41 c.1 d.P.R. 445/2000"}
    fees: {stamped: 0.52, exempt: 0.26}
    virtual-stamp: Autorizzazione dell'Agenzia delle Entrate n. 1 del 2/1/2026
  X901: {}
`

func TestRead(t *testing.T) {
	t.Parallel()
	offices, faults := Read(strings.NewReader(sample), catalogue(t))
	if faults != nil {
		t.Fatal(faults)
	}
	want := certificates.Policy{
		Kinds: []certificates.Kind{certificates.Residence, certificates.Household, certificates.Death},
		Validity: map[certificates.Kind]certificates.Validity{
			certificates.Residence: {Months: 6, Ground: "art. 41 c.1 d.P.R. 445/2000"},
			certificates.Death:     {Months: 0, Ground: "art. 41 c.1 d.P.R. 445/2000"},
		},
		Fee:     certificates.Fee{Stamped: 52, Exempt: 26},
		Virtual: "Autorizzazione dell'Agenzia delle Entrate n. 1 del 2/1/2026",
	}
	if diff := cmp.Diff(want, offices["X900"].Policy); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
	all := map[registry.OfficeID]registry.Office{
		"X900": {ID: "X900", Name: "Comune di Valdemo", Department: "Anagrafe", Address: "Piazza 1", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "sl", "de"}},
		"X901": {ID: "X901", Name: "Comune di Montedemo", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}},
		"X902": {ID: "X902", Name: "Comune di Silente"},
	}
	untouched := []registry.Office{all["X901"], all["X902"]}
	policies, faults := Apply(offices, all)
	if faults != nil || len(policies) != 2 {
		t.Fatalf("%d policies, %v", len(policies), faults)
	}
	applied := registry.Office{
		ID: "X900", Name: "Comune di Valdemo", Department: "Servizi demografici", Address: "Piazza 1", Contact: "tel. 0471 000000", Basis: registry.BasisLocal,
		Languages: []registry.Language{"it", "de"}, Archive: "Archivio storico comunale, piazza Roma 1",
	}
	if diff := cmp.Diff(applied, all["X900"]); diff != "" {
		t.Errorf("office (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(untouched, []registry.Office{all["X901"], all["X902"]}); diff != "" {
		t.Errorf("offices that decided nothing (-want +got):\n%s", diff)
	}
}

// Everything that is wrong is told at once, with the line it stands on.
func TestFaults(t *testing.T) {
	t.Parallel()
	const file = `offices:
  x9:
    basis: qualified
  X900:
    languages: [de, en]
    kinds: [pension, residence, residence]
    vaildity: {}
    letterhead:
      department: [a, b]
      slogan: Benvenuti
    validity:
      residence: {months: 4, ground: none}
      household: {ground: "art. 41"}
      life: {months: 6}
      death: {months: 6, ground: x}
      birth: six
    fees: {stamped: 0.5, exempt: -1.00}
    virtual-stamp:
  X900: {}
  X901: nothing
  X902: {kinds: []}
citizens: {}
`
	want := []Fault{
		{Line: 2, Reason: `"x9" is not the cadastral code of a municipality, a capital letter and three digits`},
		{Line: 3, Reason: "is none of demo, local and national"},
		{Line: 5, Reason: "is none of it, de, sl and fr"},
		{Line: 5, Reason: "it is missing: Italian is always among the languages of an office"},
		{Line: 6, Reason: `there is no kind of certificate called "pension"; GET /v1/certificate-kinds lists them`},
		{Line: 6, Reason: `"residence" stands in the list a second time`},
		{Line: 7, Reason: `there is no setting "vaildity" here`},
		{Line: 9, Reason: "a text is wanted here"},
		{Line: 10, Reason: `there is no setting "slogan" here`},
		{Line: 12, Reason: "is neither 3 (art. 33 c.3 d.P.R. 223/1989) nor 6 (art. 41 c.1 d.P.R. 445/2000)"},
		{Line: 13, Reason: "months are missing"},
		{Line: 14, Reason: "the ground is missing: the law that says so"},
		{Line: 15, Reason: "what it certifies does not change: it is valid without limit, 0 (art. 41 c.1 d.P.R. 445/2000)"},
		{Line: 16, Reason: `settings of the form "name: value" are wanted here`},
		{Line: 16, Reason: "months are missing"},
		{Line: 17, Reason: "an amount in euro is wanted here, with two decimals: 0.52"},
		{Line: 17, Reason: "an amount in euro is wanted here, with two decimals: 0.52"},
		{Line: 18, Reason: "a text is wanted here"},
		{Line: 19, Reason: `"X900" stands here a second time`},
		{Line: 20, Reason: `settings of the form "name: value" are wanted here`},
		{Line: 21, Reason: "a list is wanted here: [a, b]"},
		{Line: 22, Reason: `there is no setting "citizens" here`},
	}
	offices, got := Read(strings.NewReader(file), catalogue(t))
	if offices != nil {
		t.Error("offices came out of a file with faults")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		line int
	}{
		"a tab":         {"offices:\n\tX900: {}\n", 2},
		"open bracket":  {"offices:\n  X900: {kinds: [a\n", 1}, // the parser counts from where the bracket was opened
		"a list":        {"- X900\n", 1},
		"no encoding":   {"offices: \xff\xfe\n", 0},
		"an alias":      {"a: &a {}\noffices: *a\n", 1},
		"a number only": {"7\n", 1},
		"too large":     {strings.Repeat("#", yamlfile.MaxSize+1), 0},
	} {
		offices, faults := Read(strings.NewReader(tt.file), catalogue(t))
		if offices != nil || len(faults) == 0 || faults[0].Line != tt.line {
			t.Errorf("%s: %v, want a fault on line %d", name, faults, tt.line)
		}
	}
	if _, faults := Read(strings.NewReader(""), catalogue(t)); faults != nil {
		t.Errorf("an empty file: %v", faults)
	}
}

func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	const file = "offices:\n  X900:\n    languages: [it, fr]\n  X999: {}\n"
	offices, faults := Read(strings.NewReader(file), catalogue(t))
	if faults != nil {
		t.Fatal(faults)
	}
	_, got := Apply(offices, map[registry.OfficeID]registry.Office{"X900": {ID: "X900", Languages: []registry.Language{"it", "de"}}})
	want := []Fault{{Line: 2, Reason: "office X900: the register does not give it the language fr"}, {Line: 4, Reason: "the register has no office X999"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("offices: {X900: {kinds: *a}}")
	c := catalogue(f)
	f.Fuzz(func(t *testing.T, file string) {
		if offices, faults := Read(strings.NewReader(file), c); offices != nil && faults != nil {
			t.Error("offices came out of a file with faults")
		}
	})
}
