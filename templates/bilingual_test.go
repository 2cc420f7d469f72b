package templates

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var official = []registry.Language{registry.German, registry.Slovene, registry.French}

// lang is the language that an element says it is in.
func lang(n *node) registry.Language {
	if m := regexp.MustCompile(`/Lang\((\w+)\)`).FindStringSubmatch(n.dict); m != nil {
		return registry.Language(m[1])
	}
	return ""
}

// Every kind in every language, alone, as a preview and as one of a demo: whole, and with
// all that it states.
func TestEveryKindInEveryLanguage(t *testing.T) {
	t.Parallel()
	for k, c := range every(t) {
		for _, l := range append(official, registry.Italian, registry.English) {
			t.Run(fmt.Sprintf("%d/%s", k, l), func(t *testing.T) {
				t.Parallel()
				c := beside(t, c, l)
				o := read(t, lay(t, c))
				checkStructure(t, o)
				text := o.tree().text()
				if strings.ContainsAny(text, "{}|") {
					t.Errorf("a form or a place is printed: %q", text)
				}
				for _, line := range sampleTypesetter(t).Lines(c)[4:] { // behind the facts, whose labels are in two languages
					for _, part := range regexp.MustCompile(`: |, `).Split(line, -1) {
						if !strings.Contains(squeeze(text), squeeze(part)) {
							t.Errorf("%q is not on the page %q", part, text)
						}
					}
				}
				proof, err := sampleTypesetter(t).Proof(c)
				if err != nil {
					t.Fatal(err)
				}
				checkStructure(t, read(t, proof))
			})
		}
	}
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(s)
}

// What art. 40 d.P.R. 445/2000 prescribes stands there once in each of the two languages
// and in no other, and only for its use.
func TestUsesInTwoLanguages(t *testing.T) {
	t.Parallel()
	uses := []certificates.Use{certificates.PrivateUse, certificates.AbroadUse, certificates.AuthorityUse, certificates.ImmigrationUse, certificates.JudicialUse}
	for _, l := range official {
		for _, use := range uses {
			c := beside(t, sample(t, certificates.Residence), l)
			c.Use = use
			found := map[registry.Language][]string{}
			for _, p := range read(t, lay(t, c)).tree().all("P") {
				found[lang(p)] = append(found[lang(p)], p.text())
			}
			for language, in := range map[registry.Language]registry.Language{registry.Italian: "", l: l} {
				w := sampleTypesetter(t).wording[language]
				for _, other := range uses {
					n := strings.Count(strings.Join(found[in], "\n"), w.use(other).Text)
					if want := map[bool]int{true: 1}[w.use(other) == w.use(use)]; n != want {
						t.Errorf("%s for %s: %q stands there %d times, want %d", language, use, w.use(other).Text, n, want)
					}
				}
			}
		}
	}
}

// The two languages have equal rank: both names of the office in one size, both titles
// in the heading, both footers on every page, the places with both names.
func TestEqualRank(t *testing.T) {
	t.Parallel()
	c := beside(t, sample(t, certificates.Household), registry.German)
	c.Household, c.Subject.Place = household(t, 20), bolzano
	o := read(t, lay(t, c))
	checkStructure(t, o)
	tree := o.tree()
	h := tree.all("H1")
	if len(h) != 1 || squeeze(h[0].text()) != squeeze("Certificato di stato di famiglia"+"Familienbogen") {
		t.Errorf("title %q", h[0].text())
	}
	if s := h[0].all("Span"); len(s) != 1 || lang(s[0]) != registry.German || s[0].text() != "Familienbogen" {
		t.Errorf("the German title is not marked as one: %v", s)
	}
	if got := title(t, o); got != "Certificato di stato di famiglia n. 2026/0000123 - Comune di Bressandemo / Familienbogen Nr. 2026/0000123 - Comune di Bressandemo" {
		t.Errorf("title of the file %q", got)
	}
	feet := map[string]int{}
	for _, r := range o.runs {
		if r.mcid < 0 && r.y < frameFoot {
			feet[r.text]++
		}
	}
	last := len(o.pages)
	for _, want := range []string{"Certificato di stato di famiglia n. 2026/0000123", "Familienbogen Nr. 2026/0000123"} {
		if feet[want] != last {
			t.Errorf("footer %q stands on %d of %d pages", want, feet[want], last)
		}
	}
	text := tree.text()
	for _, want := range []string{"nata il 12/03/1980 a Bolzano/Bozen (BZ)", "geboren am 12/03/1980 in Bozen/Bolzano (BZ)", "Gemeinde Brixenmuster"} {
		if !strings.Contains(squeeze(text), squeeze(want)) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if !bytes.Contains(o.stream(metadataObject), []byte("<rdf:li>it-IT</rdf:li><rdf:li>de-IT</rdf:li>")) {
		t.Error("the metadata do not name both languages")
	}
}

// What is in German is marked so, all of it, and nothing else is.
func TestEveryGermanWordIsMarked(t *testing.T) {
	t.Parallel()
	c := beside(t, combined(t, certificates.Residence, certificates.CivilStatus, certificates.HouseholdTies), registry.German)
	ts := sampleTypesetter(t)
	var german, rest strings.Builder
	var walk func(*node, registry.Language)
	walk = func(n *node, of registry.Language) {
		if l := lang(n); l != "" {
			of = l
		}
		if len(n.kids) == 0 || len(n.content) > 0 {
			if of == registry.German {
				german.WriteString(n.text() + "\n")
			} else if len(n.kids) == 0 {
				rest.WriteString(n.text() + "\n")
			}
		}
		for _, k := range n.kids {
			walk(k, of)
		}
	}
	walk(read(t, lay(t, c)).tree(), "")
	w := ts.wording[registry.German]
	for _, want := range []phrase{w.Head.Certifies, w.Residence.States, w.CivilStatus.Spouse, w.Ties.Head, w.Notes.Private, w.Check.How, w.Check.Code, w.Residence.Heading, w.Person.Surname} {
		say := want.fill(registry.Female)
		if !strings.Contains(squeeze(german.String()), squeeze(say)) {
			t.Errorf("%q is not marked as German in %q", say, german.String())
		}
		if strings.Contains(squeeze(rest.String()), squeeze(say)) {
			t.Errorf("%q stands outside", say)
		}
	}
	if i := ts.wording[registry.Italian]; strings.Contains(german.String(), i.Notes.Private.Text) || strings.Contains(german.String(), i.Check.How.Text) {
		t.Error("Italian is marked as German")
	}
}

// Large households beside another language: whole on every page.
func TestPageBreaksInTwoLanguages(t *testing.T) {
	t.Parallel()
	for _, l := range append(official, registry.English) {
		for n := 1; n <= 24; n++ {
			c := beside(t, every(t)[certificates.HouseholdTies], l)
			c.Household = household(t, n)
			describe(c, certificates.HouseholdTies)
			o := read(t, lay(t, c))
			checkStructure(t, o)
			if rows := o.tree().all("TBody")[0].all("TR"); len(rows) != n {
				t.Errorf("%s: %d members: %d rows", l, n, len(rows))
			}
			if page := o.tree().all("Link")[0].content[0].page; page != len(o.pages)-1 {
				t.Errorf("%s: %d members: the mark is on page %d of %d", l, n, page+1, len(o.pages))
			}
		}
		c := beside(t, every(t)[certificates.HouseholdTies], l)
		c.Subject.Surname = strings.Repeat("Wolfeschlegelsteinhausen", 13)[:300]
		c.Household[1].Surname = c.Subject.Surname
		checkStructure(t, read(t, lay(t, c)))
	}
}

// Whatever the size of the symbol, what stands beside it stays on its page.
func TestSymbolsOfEverySizeInTwoLanguages(t *testing.T) {
	t.Parallel()
	c := combined(t, certificates.Birth, certificates.Residence, certificates.Citizenship, certificates.CivilStatus, certificates.HouseholdTies)
	for _, l := range append(official, registry.English) {
		for digits := 500; digits <= 1100; digits += 25 {
			sheet, err := sampleTypesetter(t).Lay(beside(t, c, l), statedMark(digits), sampleAt)
			if err != nil {
				t.Fatal(err)
			}
			o := read(t, sheet.Unsealed())
			if page := o.tree().all("Link")[0].content[0].page; page != len(o.pages)-1 {
				t.Errorf("%s: %d digits: the mark is on page %d of %d", l, digits, page+1, len(o.pages))
			}
		}
	}
}

// A demo says in both languages that it is one, as does a preview.
func TestDemoInTwoLanguages(t *testing.T) {
	t.Parallel()
	office := demoOffice(t)
	office.Languages = append(office.Languages, registry.German)
	ts, err := typesetterOf(t, office)
	if err != nil {
		t.Fatal(err)
	}
	c := samples(t)["demo"]
	c.Language = registry.German
	sheet, err := ts.Lay(c, sampleMark(), sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	o := read(t, sheet.Unsealed())
	checkStructure(t, o)
	first := o.tree().kids
	if first[0].text() != demoBand || lang(first[1]) != registry.German || first[1].text() != "DEMO - Probedokument ohne jeden rechtlichen Wert" {
		t.Errorf("a screen reader begins with %q, %q", first[0].text(), first[1].text())
	}
	proof, err := ts.Proof(c)
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string]bool{}
	for _, r := range read(t, proof).runs {
		marks[r.text] = true
	}
	if !marks["ANTEPRIMA - non valido"] || !marks["VORSCHAU - ungültig"] {
		t.Error("the preview does not say in both languages that it is one")
	}
}

// Two languages that do not say the same are a fault, not half a certificate.
func TestLanguagesThatDiffer(t *testing.T) {
	t.Parallel()
	p, f := &paragraph{style: &textStyle, text: "a"}, &facts{[]fact{{label: "a", value: "b"}}}
	rows := &table{heads: cells("a"), rows: [][]cell{cells("b")}}
	n := &note{[]block{p}}
	for name, test := range map[string][2][]block{
		"more":          {{p}, {p, p}},
		"less":          {{p, p}, {p}},
		"other blocks":  {{p}, {f}},
		"other role":    {{p}, {&paragraph{style: &titleStyle, text: "b"}}},
		"other facts":   {{f}, {&facts{}}},
		"facts or not":  {{f}, {p}},
		"other rows":    {{rows}, {&table{heads: cells("a")}}},
		"table or not":  {{rows}, {n}},
		"other notes":   {{n}, {&note{}}},
		"note or not":   {{n}, {p}},
		"two languages": {{&pair{p, p, registry.German}}, {p}},
		"the mark":      {{&check{}}, {&check{}}},
		"a reading aid": {{&aid{}}, {&aid{}}},
	} {
		if _, err := besides(test[0], test[1], registry.German); !errors.Is(err, errBeside) {
			t.Errorf("%s: %v, want %v", name, err, errBeside)
		}
	}
}

// Every office has the English aid, and no language that it does not issue in.
func TestLanguagesOfOffices(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		language registry.Language
		want     error
	}{{registry.English, nil}, {registry.German, registry.ErrOfficeUnknown}, {registry.Slovene, registry.ErrOfficeUnknown}, {"xx", registry.ErrOfficeUnknown}, {"", registry.ErrOfficeUnknown}} {
		c := sample(t, certificates.Life)
		c.Language = test.language
		if _, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt); !errors.Is(err, test.want) {
			t.Errorf("%q: %v, want %v", test.language, err, test.want)
		}
	}
}

// Every legal text has its source, in every language, and a translation of ours says
// that it is one.
func TestSources(t *testing.T) {
	t.Parallel()
	all := map[registry.Language]map[string]phrase{}
	for l, w := range sampleTypesetter(t).wording {
		all[l] = phrases(w)
	}
	for key, p := range all[registry.Italian] {
		for l := range all {
			other, known := all[l][key]
			if !known || p.Source != "" && other.Source == "" {
				t.Errorf("%s: %s has no source", l, key)
			}
			if l == registry.Italian && strings.Contains(p.Source, "traduzione") {
				t.Errorf("%s is a translation", key)
			}
			if strings.HasPrefix(key, "Notes.") && l != registry.Italian && p.Source != "" && !strings.HasPrefix(other.Source, "traduzione propria") {
				t.Errorf("%s: %s: source %q", l, key, other.Source)
			}
		}
	}
	for _, key := range []string{"Notes.Private", "Notes.Abroad", "Notes.Immigration", "Notes.Judicial", "Notes.ThreeMonths", "Notes.Unlimited", "Head.Registry.Grounds", "Duty.Stamp"} {
		if all[registry.Italian][key].Source == "" {
			t.Errorf("%s has no source", key)
		}
	}
	if diff := cmp.Diff(len(all), 5); diff != "" {
		t.Errorf("languages: %s", diff)
	}
}
