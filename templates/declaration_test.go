package templates

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func plainText(s string) certificates.Text { return certificates.Text{registry.Italian: s} }

// stated is a state as the register fills it in, its facts by label; without a value they are
// left blank.
func stated(letter string, name certificates.Text, facts ...[2]certificates.Text) certificates.Declared {
	d := certificates.Declared{State: certificates.DeclarableState{Slug: letter, Letter: letter, Name: name}}
	for _, f := range facts {
		d.Facts = append(d.Facts, certificates.DeclaredFact{Label: f[0], Value: f[1]})
	}
	return d
}

// declaration is Maria Rossi's, of somewhat less than everything.
func declaration(t testing.TB, l registry.Language) *certificates.Declaration {
	t.Helper()
	maria := sample(t, certificates.Residence).Subject
	status := certificates.Say("Stato civile", "Familienstand", "Osebni stan", "État civil", "Civil status")
	household := stated("f", certificates.Say("Stato di famiglia", "Familienbogen", "Gospodinjska skupnost", "État de famille", "Household"))
	household.Members = every(t)[certificates.HouseholdTies].Household
	return &certificates.Declaration{
		Basis: registry.BasisLocal, Language: l, Made: sampleAt, By: maria, Capacity: certificates.ForOneself, About: maria, Receiver: "Istituto comprensivo di Valdemo",
		States: []certificates.Declared{
			stated("b", certificates.Say("Residenza", "Wohnsitz", "Stalno prebivališče", "Résidence", "Residence"),
				[2]certificates.Text{certificates.Say("Indirizzo", "Adresse", "Naslov", "Adresse", "Address"), plainText("Via Roma 12/B, scala A, interno 3")},
				[2]certificates.Text{certificates.Say("Comune", "Gemeinde", "Občina", "Commune", "Municipality"), plainText("39100 Valdemo (VD)")}),
			stated("e", status, [2]certificates.Text{status, certificates.Say("coniugata", "verheiratet", "poročena", "mariée", "married")}, [2]certificates.Text{plainText("Coniuge"), nil}),
			household,
		},
	}
}

// declarations is those that are looked at, by name.
func declarations(t testing.TB) map[string]*certificates.Declaration {
	t.Helper()
	child := declaration(t, registry.German)
	child.Capacity, child.Receiver, child.Basis = certificates.AsParent, "", registry.BasisDemo
	child.About = certificates.Individual{Surname: "Bianchi", Given: "Lucia", Sex: registry.Female, Born: day(t, "2015-07-30"), Place: bolzano}
	return map[string]*certificates.Declaration{"declaration": declaration(t, registry.Italian), "declaration-de": child, "declaration-en": declaration(t, registry.English)}
}

func form(t testing.TB, c *certificates.Declaration) []byte {
	t.Helper()
	b, err := sampleTypesetter(t).Form(c)
	if err != nil {
		t.Fatalf("Form = %v", err)
	}
	return b
}

func TestGoldenDeclarations(t *testing.T) {
	t.Parallel()
	for name, c := range declarations(t) {
		file := form(t, c)
		path := write(t, name+".pdf", file)
		golden(t, name+".pdf", file)
		golden(t, name+".txt", []byte(tool(t, "poppler-utils", "pdftotext", "-layout", path, "-")))
		if out := tool(t, "qpdf", "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
			t.Errorf("%s: qpdf --check: %s", name, out)
		}
		if !bytes.Equal(file, form(t, c)) {
			t.Errorf("%s: a second setting differs", name)
		}
	}
}

// A self-declaration is nobody's certificate: no letterhead, no mark, no seal, no data beside
// it, in every language and capacity.
func TestDeclarationIsNoCertificate(t *testing.T) {
	t.Parallel()
	for _, l := range certificates.Languages {
		for _, capacity := range []certificates.Capacity{certificates.ForOneself, certificates.AsParent, certificates.AsGuardian} {
			c := declaration(t, l)
			c.Capacity, c.About.Given = capacity, "Minorenne"
			file := form(t, c)
			o := read(t, file)
			checkStructure(t, o)
			tree := o.tree()
			if n := len(tree.all("Figure")) + len(tree.all("Link")) + len(tree.all("Form")); n != 0 {
				t.Errorf("%s: %d figures, links and fields", l, n)
			}
			for _, no := range []string{"/AcroForm", "/Sig", "/EmbeddedFile", "/XObject", "Comune di Valdemo"} {
				if bytes.Contains(file, []byte(no)) {
					t.Errorf("%s: the file holds %s", l, no)
				}
			}
			words := tree.all("Document")[0].text()
			for _, no := range []string{"CERTIFICA", "Ufficio anagrafe", "{", "|"} {
				if strings.Contains(words, no) {
					t.Errorf("%s: the page says %q: %s", l, no, words)
				}
			}
			if named := strings.Contains(words, "Minorenne"); named != (capacity != certificates.ForOneself) {
				t.Errorf("%s, %s: the minor is named: %v", l, capacity, named)
			}
		}
	}
}

// What the law wants on it stands there in Italian, whatever stands beside it.
func TestDeclarationSaysWhatTheLawWants(t *testing.T) {
	t.Parallel()
	for _, l := range certificates.Languages {
		words := squeeze(read(t, form(t, declaration(t, l))).tree().text())
		for _, want := range []string{
			"Dichiarazione sostitutiva di certificazione", "(art. 46 d.P.R. 28 dicembre 2000, n. 445)", "consapevole delle sanzioni penali", "(art. 76 d.P.R. 445/2000)",
			"DICHIARA quanto segue:", "Luogo e data", "Firma di chi dichiara", "art. 13 regolamento UE 2016/679", "Istituto comprensivo di Valdemo",
		} {
			if !strings.Contains(words, squeeze(want)) {
				t.Errorf("%s: %q is not on the page", l, want)
			}
		}
	}
}

// What the register does not fill in has a line and says so; what it does has none.
func TestBlanksAreForTheHand(t *testing.T) {
	t.Parallel()
	c := declaration(t, registry.Italian)
	words := read(t, form(t, c)).tree().text()
	if got := strings.Count(words, "(da scrivere a mano)"); got != 1 {
		t.Errorf("%d facts to be written by hand, want one: %s", got, words)
	}
	c.States[1].Facts[1].Value = plainText("Bianchi Giovanni")
	if words := read(t, form(t, c)).tree().text(); strings.Contains(words, "da scrivere a mano") || !strings.Contains(words, "Bianchi Giovanni") {
		t.Errorf("a fact that is known is left blank: %s", words)
	}
}

// Households of every size break over pages, with the signature whole.
func TestDeclarationPageBreaks(t *testing.T) {
	t.Parallel()
	for _, l := range certificates.Languages {
		for n := 1; n <= 40; n += 3 {
			c := declaration(t, l)
			c.States[2].Members = household(t, n)
			o := read(t, form(t, c))
			checkStructure(t, o)
			if rows := len(o.tree().all("TBody")[0].all("TR")); rows != n {
				t.Errorf("%s: %d members: %d rows", l, n, rows)
			}
		}
	}
}

func TestDeclarationsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		spoil func(*certificates.Declaration)
		want  error
	}{
		{"no such language", func(c *certificates.Declaration) { c.Language = "xx" }, certificates.ErrLanguage},
		{"a receiver that cannot be printed", func(c *certificates.Declaration) { c.Receiver = "漢" }, certificates.ErrGlyph},
		{"a name that cannot be printed", func(c *certificates.Declaration) { c.By.Surname = "\u202e" }, certificates.ErrGlyph},
		{"a tie that is not printed", func(c *certificates.Declaration) { c.States[2].Members[0].Tie = 80 }, errContent},
	} {
		c := declaration(t, registry.Italian)
		c.States[2].Members = slices.Clone(c.States[2].Members)
		tt.spoil(c)
		if b, err := sampleTypesetter(t).Form(c); b != nil || !errors.Is(err, tt.want) {
			t.Errorf("%s: Form = %v, want %v", tt.name, err, tt.want)
		}
	}
}

// The words of the five languages hold the same, and each is a translation that says so.
func TestDeclarationWording(t *testing.T) {
	t.Parallel()
	for l, w := range sampleTypesetter(t).wording {
		d, err := readDeclaration(w)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(fmt.Sprintf("declaration/%s.json", l))
		if err != nil {
			t.Fatal(err)
		}
		if d.language != l || l != registry.Italian && !bytes.Contains(file, []byte("traduzione propria")) {
			t.Errorf("%s: no wording of its own", l)
		}
	}
	if _, err := readDeclaration(&wording{language: "xx"}); err == nil {
		t.Error("wording of no language is read")
	}
	got := slices.Sorted(maps.Keys(sampleTypesetter(t).papers))
	if diff := cmp.Diff(slices.Sorted(slices.Values(certificates.Languages)), got); diff != "" {
		t.Errorf("papers (-want +got):\n%s", diff)
	}
}
