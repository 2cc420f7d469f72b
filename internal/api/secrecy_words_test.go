package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sportello/sportello/registry"
)

// unsaid is the words and codes from which a secret could be read that has no name of its
// own in the register, in every language that is printed.
var unsaid = map[string][]string{
	"an adoption": append(legacyTies(),
		"adott", "adoz", "adopt", "posvoj", "figliastr", "patrign", "matrign", "fratellastr", "sorellastr", "stief", "pastor", "mačeh", "očim", "demi-frère", "demi-sœur",
		"stepchild", "stepson", "stepdaughter", "stepfather", "stepmother", "stepbrother", "stepsister", "step-",
	),
	// art. 93 c.2 D.Lgs. 196/2003, art. 30 c.1 d.P.R. 396/2000
	"an anonymous birth": {
		"anonim", "anonym", "parto", "non consente", "nominata", "geburt einer frau", "vertrauliche geburt", "porod", "accouchement", "sous x", "196/2003", "art. 93",
	},
	// art. 35 c.2 d.P.R. 223/1989
	"no fixed abode": {
		"senza fissa dimora", "casa comunale", "festen wohnsitz", "obdachlos", "wohnungslos", "brez stalnega", "brezdom", "domicile fixe", "sans abri", "homeless", "fixed abode",
	},
	"an occupation":      {"professione", "professioni", "mestiere", "beruf", "poklic", "profession", "occupation"},
	"a title of study":   {"titolo di studio", "studientitel", "bildungsabschluss", "izobrazb", "titre d'étude", "titre d’étude", "diplôme", "title of study", "qualification"},
	"a digital domicile": {"domicilio digitale", "digitales domizil", "digitalni naslov", "domicile numérique", "digital domicile"},
	"a permit to stay": {
		"permesso di soggiorno", "aufenthaltsgenehmigung", "aufenthaltstitel", "dovoljenje za prebivanje", "dovoljenje za bivanje", "permis de séjour", "titre de séjour", "residence permit",
	},
}

// legacyTies is the ties of legacy loads as data hold them.
func legacyTies() (all []string) {
	for _, tie := range []registry.Relationship{14, 15, 19, 80} {
		all = append(all, fmt.Sprintf(`"relationship":%d,`, tie), fmt.Sprintf(`"relationship":%d}`, tie))
	}
	return all
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
	lower := strings.ToLower(told)
	for what, words := range unsaid {
		for _, w := range words {
			if strings.Contains(lower, w) {
				t.Errorf("%s: %s can be read from %q in:\n%s", where, what, w, told)
			}
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
