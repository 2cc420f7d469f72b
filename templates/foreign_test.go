package templates

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// spans is every part in another language, by its language and text, in order.
func spans(o *opened) (all []string) {
	for _, n := range o.tree().all("Span") {
		all = append(all, match(o.t, []byte(n.dict), `/Lang\((\w+)\)`)[0]+" "+n.text())
	}
	return all
}

func TestForeignNames(t *testing.T) {
	t.Parallel()
	trieste := certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Duino-Aurisina", Alternative: "Devin-Nabrez\u030Cina", AlternativeLanguage: registry.Slovene, Province: "TS"}
	unknown := certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Luserna", Alternative: "Lusérn", Province: "TN"}
	for _, test := range []struct {
		name  string
		kind  certificates.Kind
		alter func(*certificates.Content)
		want  []string
	}{
		{"none", certificates.Residence, func(*certificates.Content) {}, nil},
		{"language not known", certificates.Life, func(c *certificates.Content) { c.Subject.Place = unknown }, nil},
		{"language of the document", certificates.Life, func(c *certificates.Content) {
			c.Subject.Place = bolzano
			c.Subject.Place.AlternativeLanguage = registry.Italian
		}, nil},
		{"language that we do not know", certificates.Life, func(c *certificates.Content) {
			c.Subject.Place = bolzano
			c.Subject.Place.AlternativeLanguage = "xx"
		}, nil},
		{"one name alone", certificates.Life, func(c *certificates.Content) {
			c.Subject.Place = certificates.PlaceContent{Name: "Antey", Alternative: "Antey", AlternativeLanguage: registry.French}
		}, nil},
		{"birth place", certificates.Life, func(c *certificates.Content) { c.Subject.Place = bolzano }, []string{"de Bozen"}},
		{"birth place in the certificate of birth", certificates.Birth, func(c *certificates.Content) { c.Subject.Place, c.BirthAct = trieste, nil }, []string{"sl Devin-Nabrežina"}},
		{"twice the same words", certificates.Life, func(c *certificates.Content) {
			c.Subject.Place = certificates.PlaceContent{Name: "Bozen/Bozen", Alternative: "Bozen", AlternativeLanguage: registry.German}
		}, []string{"de Bozen"}},
		{"address", certificates.Residence, func(c *certificates.Content) {
			c.Residence.Municipality, c.Residence.Alternative, c.Residence.AlternativeLanguage = "Trieste", "Trst", registry.Slovene
		}, []string{"sl Trst"}},
		{"household", certificates.Household, func(c *certificates.Content) { c.Household[0].Place = trieste }, []string{"sl Devin-", "sl Nabrežina", "de Bozen"}},
		{"broken over lines", certificates.Household, func(c *certificates.Content) {
			c.Household = c.Household[:1]
			c.Household[0].Place = certificates.PlaceContent{Name: "Cornedo", Alternative: "Karneid in der langen Gemeinde", AlternativeLanguage: registry.German}
		}, []string{"de Karneid in der", "de  langen Gemeinde"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := sample(t, test.kind)
			test.alter(c)
			o := read(t, lay(t, c))
			checkStructure(t, o)
			joined := strings.NewReplacer(" ", "").Replace(strings.Join(spans(o), ""))
			if got, want := joined, strings.NewReplacer(" ", "").Replace(strings.Join(test.want, "")); got != want {
				t.Errorf("spans %q, want %q", spans(o), test.want)
			}
			for _, line := range sampleTypesetter(t).Lines(c) {
				if text := strings.ReplaceAll(o.tree().text(), " ", ""); test.kind != certificates.Household && !strings.Contains(strings.ReplaceAll(text, ":", ""), strings.NewReplacer(" ", "", ":", "", "z\u030C", "ž").Replace(line)) {
					t.Errorf("%q is not read as one in %q", line, text)
				}
			}
		})
	}
}

// The second name of an office is in the language in which it issues beside Italian.
func TestForeignLetterhead(t *testing.T) {
	t.Parallel()
	o := demoOffice(t)
	o.Languages = append(o.Languages, registry.German) // whatever wording there is
	ts := sampleTypesetter(t)
	st, err := newStationery(o, ts.wording[registry.Italian], ts.fonts)
	if err != nil {
		t.Fatal(err)
	}
	own := &Typesetter{wording: ts.wording, fonts: ts.fonts, symbols: ts.symbols, hole: ts.hole, setters: ts.setters, stationery: map[letter]*stationery{{"A952", registry.Italian}: st}}
	sheet, err := own.Lay(samples(t)["demo"], sampleMark(), sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	opened := read(t, sheet.Unsealed())
	checkStructure(t, opened)
	var foreign []string
	for _, p := range opened.tree().all("P") {
		if strings.Contains(p.dict, "/Lang(de)") {
			foreign = append(foreign, p.text())
		}
	}
	if diff := cmp.Diff([]string{o.Alternative}, foreign); diff != "" {
		t.Errorf("paragraphs in German (-want +got):\n%s", diff)
	}
}
