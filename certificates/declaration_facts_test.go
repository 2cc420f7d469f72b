package certificates

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// filled is what the register says of the subject of x, who declares for himself, by slug.
func filled(t testing.TB, x registry.Extract, language registry.Language) map[string]string {
	t.Helper()
	s := &signature{catalogue: asPublished(), signer: x.Subject, capacity: ForOneself}
	s.Case = Case{
		By: Requester{Person: &x.Subject, Channel: Online}, Office: registry.Office{ID: "X900", Name: "Comune di Valdemo"},
		Extract: x.Only(declaredFacts), Today: day,
	}
	all := map[string]string{}
	for i := range declarable {
		all[declarable[i].Slug] = inWords(s.fill(&declarable[i]), language)
	}
	return all
}

func inWords(d Declared, l registry.Language) string {
	var parts []string
	for _, f := range d.Facts {
		value := "___"
		if !f.Blank() {
			value = f.Value.In(l)
		}
		parts = append(parts, f.Label.In(l)+": "+value)
	}
	for _, m := range d.Members {
		parts = append(parts, fmt.Sprintf("%s %d", m.Given, m.Tie))
	}
	return strings.Join(parts, " | ")
}

// wandaHeld is what is held of Wanda, who is widowed and heads a large family.
var wandaHeld = map[string]string{
	"birth":          "Data di nascita: 04/03/1980 | Luogo di nascita: Bolzano/Bozen (BZ)",
	"residence":      "Indirizzo: Via Roma 1 | Comune: Valdemo (VD)",
	"citizenship":    "Cittadinanza: italiana",
	"rights":         "Diritti politici: ne ha il godimento | Diritti civili: ___",
	"civil-status":   "Stato civile: vedova",
	"household":      "Wanda 1 | Vito 2 | Rosa 3 | Tea 3 | Pia 3 | Ugo 3 | Nino 6 | Olga 6 | Lino 9 | Mara 9",
	"life":           "Esistenza in vita: in vita",
	"child-birth":    "Cognome e nome del figlio: ___ | Data di nascita: ___ | Luogo di nascita: ___", // one is a stepchild
	"spouse-death":   "Cognome e nome della persona deceduta: SEGRETO Gianna | Data del decesso: ___ | Luogo del decesso: ___",
	"electoral-roll": "Liste elettorali: Comune di Valdemo | Iscrizione dal: 04/03/2004",
	"tax-code":       "Codice fiscale: RSSMRA90A01H501W",
	"civil-acts":     "Atto di nascita: Bolzano, anno 1980, parte I, serie A, n. 12, ufficio 1",
}

func heldWanda() registry.Extract {
	x := witness(FreeStatus)
	x.Subject.Withheld.Homeless, x.Subject.FiscalCode = false, "RSSMRA90A01H501W"
	return x
}

func TestWhatIsFilledIn(t *testing.T) {
	t.Parallel()
	got := filled(t, heldWanda(), registry.Italian)
	for i := range declarable {
		if row := &declarable[i]; got[row.Slug] != wandaHeld[row.Slug] || row.Held() != (got[row.Slug] != "") {
			t.Errorf("%s: %q, want %q; held: %v", row.Slug, got[row.Slug], wandaHeld[row.Slug], row.Held())
		}
	}
}

// What is missing, in doubt or no longer so is a blank line, and never made up.
func TestDoubtsAreLeftBlank(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		alter func(*registry.Extract)
		want  map[string]string // beside what stays as it was
	}{
		{"no birth place", func(x *registry.Extract) { x.Subject.Birth.Place.Name = "" }, map[string]string{"birth": "Data di nascita: 04/03/1980 | Luogo di nascita: ___"}},
		{"only the year", func(x *registry.Extract) { x.Subject.Birth.Date = registry.Date{Year: 1980} }, map[string]string{"birth": "Data di nascita: 1980 (giorno e mese non noti) | Luogo di nascita: Bolzano/Bozen (BZ)"}},
		{"no address", func(x *registry.Extract) { x.Subject.Residence = nil }, map[string]string{"residence": "Indirizzo: ___ | Comune: ___", "household": "Componenti della famiglia: ___"}},
		{"half an address", func(x *registry.Extract) { r := *x.Subject.Residence; r.Address.Street = ""; x.Subject.Residence = &r }, map[string]string{"residence": "Indirizzo: ___ | Comune: ___"}},
		{"two citizenships", func(x *registry.Extract) {
			x.Subject.Citizenships = append(x.Subject.Citizenships, registry.Citizenship{State: "SRB", Name: "di Serbia"})
		}, map[string]string{"citizenship": "Cittadinanza: italiana; di Serbia"}},
		{"a foreigner", func(x *registry.Extract) {
			x.Subject.Citizenships = []registry.Citizenship{{State: "SRB", Name: "di Serbia"}}
		}, map[string]string{"citizenship": "Cittadinanza: di Serbia", "rights": "Diritti politici: ___ | Diritti civili: ___", "electoral-roll": "Liste elettorali: ___"}},
		{"a stateless person", func(x *registry.Extract) {
			x.Subject.Citizenships = []registry.Citizenship{{State: registry.Stateless}}
		}, map[string]string{"citizenship": "Cittadinanza: apolide"}},
		{"a citizenship without a name", func(x *registry.Extract) { x.Subject.Citizenships = []registry.Citizenship{{State: "SRB"}} }, map[string]string{"citizenship": "Cittadinanza: ___"}},
		{"a citizenship that is being determined", func(x *registry.Extract) {
			x.Subject.Citizenships = []registry.Citizenship{{State: registry.CitizenshipUndetermined, Name: "da definire"}}
		}, map[string]string{"citizenship": "Cittadinanza: ___"}},
		{"no citizenship", func(x *registry.Extract) { x.Subject.Citizenships = nil }, map[string]string{"citizenship": "Cittadinanza: ___"}},
		{"rights lost", func(x *registry.Extract) { x.Subject.Electoral = &registry.Electoral{} }, map[string]string{"rights": "Diritti politici: ___ | Diritti civili: ___", "electoral-roll": "Liste elettorali: ___"}},
		{"no electoral archive", func(x *registry.Extract) { x.Subject.Electoral = nil }, map[string]string{"rights": "Diritti politici: ___ | Diritti civili: ___", "electoral-roll": "Liste elettorali: ___"}},
		{"status not classified", func(x *registry.Extract) { x.Subject.CivilStatus.Code = registry.StatusUnclassified }, map[string]string{"civil-status": "Stato civile: ___", "spouse-death": "Cognome e nome della persona deceduta: ___"}},
		{"divorced", func(x *registry.Extract) { x.Subject.CivilStatus.Code = registry.Divorced }, map[string]string{"civil-status": "Stato civile: di stato libero", "spouse-death": "Cognome e nome della persona deceduta: ___"}},
		{"married", func(x *registry.Extract) {
			x.Subject.CivilStatus = &registry.CivilStatus{Code: registry.Married, Event: union("Bianchi")}
		}, map[string]string{
			"civil-status": "Stato civile: coniugata | Coniuge: Bianchi Gianna", "spouse-death": "Cognome e nome della persona deceduta: ___", "civil-acts": "Atto di matrimonio: Trieste, anno 2011, parte II, serie A, n. 7",
		}},
		{"in a civil union", func(x *registry.Extract) {
			x.Subject.CivilStatus = &registry.CivilStatus{Code: registry.InCivilUnion, Event: union("Verdi")}
		}, map[string]string{"civil-status": "Stato civile: unita civilmente | Altra parte dell'unione civile: Verdi Gianna"}},
		{"homeless", func(x *registry.Extract) { x.Subject.Withheld.Homeless = true }, map[string]string{"household": "Componenti della famiglia: ___"}},
		{"household being registered", func(x *registry.Extract) { x.Household.Complete = false }, map[string]string{"household": "Componenti della famiglia: ___"}},
		{"no household", func(x *registry.Extract) { x.Household = nil }, map[string]string{"household": "Componenti della famiglia: ___"}},
		{"a community", func(x *registry.Extract) { x.Household.Kind = registry.Community }, map[string]string{"household": "Componenti della famiglia: ___"}},
		{"ties that cannot be true together", func(x *registry.Extract) { x.Household.Members[5].Relationship = registry.Spouse }, map[string]string{"household": "Wanda 0 | Vito 0 | Pia 0"}},
		{"no stepchild", func(x *registry.Extract) { x.Household.Members[3].Relationship = registry.Child }, map[string]string{"child-birth": "Rosa 0 | Tea 0 | Pia 0 | Ugo 0"}},
		{"no stepchild, but not the head", func(x *registry.Extract) {
			x.Household.Members[3].Relationship = registry.Child
			x.Subject = x.Household.Members[1].Person
		}, map[string]string{"child-birth": "Cognome e nome del figlio: ___"}},
		{"a code that is not confirmed", func(x *registry.Extract) { x.Subject.CodeValidated = false }, map[string]string{"tax-code": "Codice fiscale: ___"}},
		{"a code that is none", func(x *registry.Extract) { x.Subject.FiscalCode = "RSSMRA90A01H501A" }, map[string]string{"tax-code": "Codice fiscale: ___"}},
		{"no act of birth", func(x *registry.Extract) { x.Subject.Birth.Act = nil }, map[string]string{"civil-acts": "Atto di nascita: ___"}},
		{"an open procedure", func(x *registry.Extract) { x.Subject.Procedures = []registry.Procedure{{Kind: "cittadinanza"}} }, map[string]string{
			"citizenship": "Cittadinanza: ___", "civil-status": "Stato civile: ___", "residence": "Indirizzo: Via Roma 1", "civil-acts": "Atto di nascita: ___",
		}},
		{"certifiable in part", func(x *registry.Extract) { x.Subject.Certifiability = registry.PartiallyCertifiable }, map[string]string{
			"citizenship": "Cittadinanza: ___", "civil-status": "Stato civile: ___", "household": "Wanda 0", "residence": "Indirizzo: Via Roma 1",
		}},
		{"abroad", func(x *registry.Extract) {
			*x = witness(HouseholdAbroad)
			x.Household.Members = x.Household.Members[:3]
			x.Subject.Withheld.Homeless = false
		}, map[string]string{
			"residence": "Indirizzo: 1 Roman Road | Comune: E3 Londra (Regno Unito)", "household": "Wanda 0 | Vito 0 | Ugo 0", "civil-status": "Stato civile: ___", "child-birth": "Cognome e nome del figlio: ___",
		}},
	} {
		x := heldWanda()
		h := *x.Household
		h.Members, x.Household = slices.Clone(h.Members), &h
		status := *x.Subject.CivilStatus
		x.Subject.CivilStatus = &status
		tt.alter(&x)
		got := filled(t, x, registry.Italian)
		for slug, want := range tt.want {
			if !strings.Contains(got[slug], want) {
				t.Errorf("%s: %s is %q, want %q", tt.name, slug, got[slug], want)
			}
		}
	}
}

// Nothing is declared that no certificate may state, but for what is one's own: the name of
// who died, and the fiscal code.
func TestDeclarationsTellNoSecrets(t *testing.T) {
	t.Parallel()
	for _, k := range everyKind {
		x := witness(k)
		got, plain := filled(t, x, registry.Italian), filled(t, unknown(x), registry.Italian)
		for slug, words := range got {
			if slug != "spouse-death" && strings.Contains(words, secret) {
				t.Errorf("kind %d: %s tells %q", k, slug, words)
			}
			if want := plain[slug]; slug != "child-birth" && slug != "household" && words != want {
				t.Errorf("kind %d: %s tells who has secrets from who has none: %q, %q", k, slug, words, want)
			}
		}
	}
}

// Every word is there in every language, in the same form, for every sex.
func TestDeclarationWords(t *testing.T) {
	t.Parallel()
	var texts []Text
	seen := map[string]bool{}
	for i := range declarable {
		row := &declarable[i]
		texts = append(texts, row.Name)
		if seen[row.Slug] || row.Letter == "" {
			t.Errorf("%s stands twice, or without a letter", row.Slug)
		}
		seen[row.Slug] = true
	}
	for _, forms := range statuses {
		texts = append(texts, forms[0], forms[1])
	}
	for _, r := range []*Rule{declaresHimself, declaresByParent, cannotFillIn} {
		texts = append(texts, r.Sentence, r.Way)
	}
	for _, text := range append(texts, inMonth, inYear, actYear, actPart, actSeries, actNumber, actOffice, wordItalian) {
		if !text.Whole() {
			t.Errorf("%q is not whole", text)
		}
	}
	for _, l := range Languages {
		for slug, words := range filled(t, heldWanda(), l) {
			if strings.Contains(words, "%") || wandaHeld[slug] != "" && words == "" {
				t.Errorf("%s: %s is %q", l, slug, words)
			}
		}
	}
	somebody := registry.Person{CivilStatus: &registry.CivilStatus{Code: registry.Married}}
	if got := statusInWords(somebody); got.In(registry.Italian) != "coniugato/coniugata" || got.In(registry.German) != "verheiratet" {
		t.Errorf("somebody of no recorded sex is %q", got)
	}
	if diff := cmp.Diff(wordFree, statusInWords(registry.Person{CivilStatus: &registry.CivilStatus{Code: registry.Divorced}})); diff != "" {
		t.Error(diff)
	}
}
