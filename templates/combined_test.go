package templates

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

// A combined certificate says what its parts say, what they share once.
func TestCombined(t *testing.T) {
	t.Parallel()
	c := combined(t, certificates.Residence, certificates.Household, certificates.Citizenship)
	c.Household = c.Household[:1]
	want := []string{
		"Certificato contestuale di residenza, stato di famiglia e cittadinanza",
		"Numero: 2026/0000123", "Rilasciato il: 21/11/2026", "Valido fino al: 21/02/2027",
		"L'UFFICIALE D'ANAGRAFE", "visto l'art. 33 del d.P.R. 30 maggio 1989, n. 223, e visti gli atti d'ufficio,", "CERTIFICA che",
		"Rossi Maria Antonia", "nata il 12/03/1980 a Valdemo (VD)",
		"Residenza", "è residente in questo Comune, all'indirizzo", "Via Roma n. 12/B, scala A, interno 3", "39100 Valdemo (VD)",
		"Stato di famiglia", "La sua famiglia anagrafica è composta dalla sola persona che segue.", "Rossi, Maria Antonia, Valdemo (VD), 12/03/1980",
		"Cittadinanza", "è cittadina italiana.",
		"Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi",
		"Il presente certificato ha validità di tre mesi dalla data di rilascio, fino al 21/02/2027 (art.\u00a033, comma\u00a03, d.P.R.\u00a0223/1989).",
	}
	if diff := cmp.Diff(want, sampleTypesetter(t).Lines(c)); diff != "" {
		t.Errorf("Lines (-want +got):\n%s", diff)
	}
	o := read(t, lay(t, c))
	checkStructure(t, o)
	var headings []string
	for _, h := range o.tree().all("H2") {
		headings = append(headings, h.text())
	}
	if diff := cmp.Diff([]string{"Residenza", "Stato di famiglia", "Cittadinanza", "Verifica del certificato"}, headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if got := title(t, o); got != "Certificato contestuale n. 2026/0000123 - Comune di Valdemo" {
		t.Errorf("title %q", got)
	}
}

// Each part of a combination states what the kind states alone, in whatever order.
func TestCombinedIsItsParts(t *testing.T) {
	t.Parallel()
	shared := []string{"Certificato ", "L'UFFICIALE", "visto ", "visti ", "è residente in questo Comune", "all'indirizzo", "è nata il"}
	for _, kinds := range combinations() {
		for range 2 {
			slices.Reverse(kinds)
			c := combined(t, slices.Clone(kinds)...)
			lines := sampleTypesetter(t).Lines(c)
			text := strings.Join(lines, "\n")
			for _, k := range kinds {
				for _, part := range sampleTypesetter(t).Lines(alone(c, k)) {
					if !slices.ContainsFunc(shared, func(s string) bool { return strings.HasPrefix(part, s) }) && !strings.Contains(text, part) {
						t.Errorf("%v lacks %q of %d", kinds, part, k)
					}
				}
			}
			for _, once := range []string{"Via Roma n. 12/B", "Musterstraße 12", "nata il 12/03/1980"} {
				if n := strings.Count(text, once); n > 1 {
					t.Errorf("%v says %d times %q", kinds, n, once)
				}
			}
			checkStructure(t, read(t, lay(t, c)))
		}
	}
}

func alone(c *certificates.Content, k certificates.Kind) *certificates.Content {
	one := *c
	one.Kinds = []certificates.Kind{k}
	return &one
}

// combinations is some that are asked for, and long ones.
func combinations() [][]certificates.Kind {
	return [][]certificates.Kind{
		{certificates.Residence, certificates.Household},
		{certificates.Birth, certificates.Residence, certificates.Citizenship, certificates.CivilStatus},
		{certificates.CommunityResidence, certificates.Residence, certificates.Life},
		{certificates.ResidenceAbroad, certificates.HouseholdAbroad, certificates.Citizenship},
		{certificates.Residence, certificates.PoliticalRights, certificates.ElectoralRoll},
		{certificates.Birth, certificates.Citizenship, certificates.Life, certificates.Residence, certificates.Marriage, certificates.HouseholdTies, certificates.PoliticalRights, certificates.ElectoralRoll},
	}
}

// The electoral office certifies its own kinds, the registry its own, and both what is
// of both.
func TestWhoCertifies(t *testing.T) {
	t.Parallel()
	for want, kinds := range map[string][]certificates.Kind{
		"L'UFFICIALE D'ANAGRAFE":                        {certificates.Residence, certificates.Life},
		"L'UFFICIALE ELETTORALE":                        {certificates.PoliticalRights, certificates.ElectoralRoll},
		"L'UFFICIALE D'ANAGRAFE E UFFICIALE ELETTORALE": {certificates.Residence, certificates.ElectoralRoll},
	} {
		if lines := sampleTypesetter(t).Lines(combined(t, kinds...)); !slices.Contains(lines, want) {
			t.Errorf("%v: no %q in %q", kinds, want, lines)
		}
	}
}

// The facts for the symbol are of every kind, short enough for a statement, and no more
// than it holds.
func TestFactsOfKinds(t *testing.T) {
	t.Parallel()
	ts := sampleTypesetter(t)
	all := every(t)
	for _, kinds := range combinations() {
		all[-certificates.Kind(len(all))] = combined(t, kinds...)
	}
	for k, c := range all {
		facts := ts.Facts(c)
		if len(facts) == 0 && k != certificates.Life || len(facts) > statement.MaxFacts {
			t.Errorf("%v: facts %v", c.Kinds, facts)
		}
		for _, f := range facts {
			if len(f.Label) > statement.MaxLabel || f.Value == "" {
				t.Errorf("%v: fact %q", c.Kinds, f)
			}
		}
		if got := ts.Facts(beside(t, c, registry.Slovene)); !cmp.Equal(got, facts) {
			t.Errorf("%v: other facts beside Slovene: %v", c.Kinds, got)
		}
	}
	got := ts.Facts(combined(t, certificates.Citizenship, certificates.CivilStatus, certificates.Household))
	want := []certificates.Fact{
		{Label: "Residenza", Value: "Via Roma n. 12/B, scala A, interno 3, 39100 Valdemo (VD)"},
		{Label: "Componenti della famiglia", Value: "4"},
		{Label: "Cittadinanza", Value: "italiana"},
		{Label: "Stato civile", Value: "è coniugata"},
		{Label: "Coniuge o parte dell'unione", Value: "Bianchi Giovanni"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Facts (-want +got):\n%s", diff)
	}
}
