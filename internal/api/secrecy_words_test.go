package api

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/registry"
)

// unsaid is the words and codes from which a secret could be read that has no name of its
// own in the register, in every language that is printed.
var unsaid = map[string]*regexp.Regexp{
	"an adoption": regexp.MustCompile(`(?i)"relationship":(14|15|19|80)\b|"tie":(14|15|19|80)\b|figliastr|patrign|matrign|fratellastr|sorellastr|adott|adoz|adopt|stief|pastor|mačeh|očim|posvoj|demi-frère|demi-sœur|step-?(child|son|daughter|father|mother|brother|sister)`),
	// art. 93 c.2 D.Lgs. 196/2003, art. 30 c.1 d.P.R. 396/2000
	"an anonymous birth": regexp.MustCompile(`(?i)anonim|anonym|parto|non consente|nominata|geburt einer frau|vertrauliche geburt|porod|accouchement|sous x|196/2003|art\. 93`),
	// art. 35 c.2 d.P.R. 223/1989
	"no fixed abode":     regexp.MustCompile(`(?i)senza fissa dimora|casa comunale|festen wohnsitz|obdachlos|wohnungslos|brez stalnega|brezdom|domicile fixe|sans abri|homeless|fixed abode`),
	"an occupation":      regexp.MustCompile(`(?i)profession[ei]|mestiere|\bberuf\b|poklic|profession\b|occupation`),
	"a title of study":   regexp.MustCompile(`(?i)titolo di studio|studientitel|bildungsabschluss|izobrazb|titre d['’]étude|diplôme|title of study|qualification`),
	"a digital domicile": regexp.MustCompile(`(?i)domicilio digitale|digitales domizil|digitalni naslov|domicile numérique|digital domicile`),
	"a permit to stay":   regexp.MustCompile(`(?i)permesso di soggiorno|aufenthaltsgenehmigung|aufenthaltstitel|dovoljenje za (prebivanje|bivanje)|permis de séjour|titre de séjour|residence permit`),
}

// search looks for what must not be told.
func search(t *testing.T, where, told string) {
	t.Helper()
	if strings.Contains(strings.ToUpper(told), secret) {
		t.Errorf("%s: a secret is told:\n%s", where, told)
	}
	for name, code := range fiscalCodes {
		if strings.Contains(told, string(code)) {
			t.Errorf("%s: the fiscal code of %s is told:\n%s", where, name, told)
		}
	}
	for what, words := range unsaid {
		if found := words.FindString(told); found != "" {
			t.Errorf("%s: %s can be read from %q in:\n%s", where, what, found, told)
		}
	}
}

// The search can fail: what it looks for is in the register, of everybody.
func TestThereAreSecrets(t *testing.T) {
	t.Parallel()
	for name, change := range secretives {
		x := secretive(change).people[0]
		found := map[registry.Relationship]bool{}
		for _, m := range x.Household.Members {
			w := m.Person.Withheld
			if len(w.Parents) != 2 || !w.Adopted || !w.AnonymousBirth || w.Occupation == "" || w.Study == "" || w.DigitalDomicile == "" || w.Permit == "" {
				t.Errorf("%s: %s has no secrets", name, m.Person.Name.Given)
			}
			found[m.Relationship] = true
		}
		for _, tie := range []registry.Relationship{14, 15, 19, 80} {
			if found[tie] == (name == "abroad, with plain ties") {
				t.Errorf("%s: somebody has the tie %d: %t", name, tie, found[tie])
			}
		}
	}
}
