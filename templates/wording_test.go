package templates

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func italian(t testing.TB) []byte {
	t.Helper()
	file, err := wordingFiles.ReadFile("wording/it.json")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWordingThatIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, old, new, want string }{
		{"no JSON", "{", "", "unmarshal"},
		{"unknown key", `"authority":`, `"authorety":`, "unknown field"},
		{"missing key", `"noDate": {"text": "non registrata"},`, ``, "Person.NoDate is missing"},
		{"empty text", `"text": "senza scadenza"`, `"text": ""`, "Head.Unlimited is missing"},
		{"unknown place", `"il {date}"`, `"il {dat}"`, `Person.OnDay place "dat"`},
		{"place left out", `"il {date}"`, `"il giorno"`, "Person.OnDay does not hold all"},
		{"place where there is none", `"CERTIFICA"`, `"CERTIFICA {name}"`, `Head.Certifies place "name"`},
		{"place not closed", `"il {date}"`, `"il {date"`, "Person.OnDay a place is not closed"},
		{"two forms", `{vedovo|vedova|vedovo/a}`, `{vedovo|vedova}`, `CivilStatus.Widowed forms "vedovo|vedova"`},
		{"missing month", `"dicembre"`, `""`, "a month is missing"},
		{"no version", `"version": "2026.3"`, `"version": ""`, "version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			spoiled := bytes.Replace(italian(t), []byte(test.old), []byte(test.new), 1)
			if bytes.Equal(spoiled, italian(t)) {
				t.Fatalf("%q is not in the wording", test.old)
			}
			if _, err := readWording(spoiled); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("readWording = %v, want %q", err, test.want)
			}
		})
	}
}

func TestWordingVersion(t *testing.T) {
	t.Parallel()
	got := sampleTypesetter(t).WordingVersion(registry.Italian)
	if !regexp.MustCompile(`^2026\.3-[0-9a-f]{8}$`).MatchString(got) {
		t.Errorf("WordingVersion = %q", got)
	}
	changed, err := readWording(bytes.Replace(italian(t), []byte("CERTIFICA"), []byte("ATTESTA"), 1))
	if err != nil {
		t.Fatal(err)
	}
	if changed.version() == got {
		t.Error("another wording has the same version")
	}
	if got := sampleTypesetter(t).WordingVersion("xx"); got != "" {
		t.Errorf("WordingVersion of no wording = %q", got)
	}
	both := sampleTypesetter(t).WordingVersion(registry.German)
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(got) + ` de 2026\.\d-[0-9a-f]{8}$`).MatchString(both) {
		t.Errorf("WordingVersion of Italian and German = %q", both)
	}
}

// What the law prescribes to the letter, on every kind (art. 40 d.P.R. 445/2000).
func TestPrescribedWording(t *testing.T) {
	t.Parallel()
	prescribed := map[certificates.Use]string{
		certificates.PrivateUse: "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi",
		certificates.AbroadUse:  "Ai sensi dell'art. 40, d.P.R. 28 dicembre 2000, n. 445, il presente certificato è rilasciato solo per l'estero",
	}
	catalogue := certificates.NewCatalogue()
	for _, k := range []certificates.Kind{
		certificates.Birth, certificates.Citizenship, certificates.Life, certificates.Residence, certificates.CivilStatus, certificates.Household,
	} {
		e, _ := catalogue.Entry(k)
		for use := range prescribed {
			c := sample(t, e.Kind)
			c.Use = use
			tree := read(t, lay(t, c)).tree()
			if got := tree.all("H1")[0].text(); got != e.Name.In(registry.Italian) {
				t.Errorf("%s: title %q, want %q", e.Slug, got, e.Name.In(registry.Italian))
			}
			for u, sentence := range prescribed {
				found := 0
				for _, p := range tree.all("P") {
					if p.text() == sentence {
						found++
					}
				}
				if want := map[bool]int{true: 1}[u == use]; found != want {
					t.Errorf("%s for %s: %q stands there %d times, want %d", e.Slug, use, sentence, found, want)
				}
			}
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	c := sample(t, certificates.Household)
	got := sampleTypesetter(t).Lines(c)
	want := []string{
		"Certificato di stato di famiglia",
		"Numero: 2026/0000123",
		"Rilasciato il: 21/11/2026",
		"Valido fino al: 21/02/2027",
		"L'UFFICIALE D'ANAGRAFE",
		"visto l'art. 33 del d.P.R. 30 maggio 1989, n. 223, e visti gli atti d'ufficio,",
		"CERTIFICA che",
		"Rossi Maria Antonia",
		"nata il 12/03/1980 a Valdemo (VD)",
		"è residente in questo Comune, all'indirizzo",
		"Via Roma n. 12/B, scala A, interno 3",
		"39100 Valdemo (VD)",
		"La sua famiglia anagrafica è composta dalle 4 persone che seguono.",
		"Rossi, Maria Antonia, Valdemo (VD), 12/03/1980",
		"Bianchi, Giovanni, Bolzano/Bozen (BZ), 02/11/1978",
		"Bianchi, Lucia, Lione (Francia), 30/07/2008",
		"D'Angelo, Niccolò, Valdemo (VD), 24/12/2015",
		"Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi",
		"Il presente certificato ha validità di tre mesi dalla data di rilascio, fino al 21/02/2027 (art.\u00a033, comma\u00a03, d.P.R.\u00a0223/1989).",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Lines (-want +got):\n%s", diff)
	}
	page := read(t, lay(t, c)).tree().text()
	for _, line := range got {
		for _, part := range regexp.MustCompile(`: |, `).Split(line, -1) {
			if !strings.Contains(page, part) {
				t.Errorf("%q is not on the page", part)
			}
		}
	}
	c.Language = registry.German
	if diff := cmp.Diff(want, sampleTypesetter(t).Lines(c)); diff != "" {
		t.Errorf("Lines beside another language (-want +got):\n%s", diff)
	}
	c.Language = "xx"
	if got := sampleTypesetter(t).Lines(c); got != nil {
		t.Errorf("Lines without wording = %q", got)
	}
	c.Language, c.Kinds = registry.Italian, nil
	if got := sampleTypesetter(t).Lines(c); got != nil {
		t.Errorf("Lines without a kind = %q", got)
	}
}

// phrases is every phrase of a wording by its name.
func phrases(w *wording) map[string]phrase {
	all := map[string]phrase{}
	var walk func(reflect.Value, string)
	walk = func(v reflect.Value, at string) {
		for i := range v.NumField() {
			name := strings.TrimPrefix(at+"."+v.Type().Field(i).Name, ".")
			if v.Type().Field(i).Anonymous {
				name = at
			}
			switch f := v.Field(i); {
			case f.Type() == reflect.TypeFor[phrase]():
				all[name] = phrase{Text: f.Field(0).String(), Source: f.Field(1).String()}
			case f.Kind() == reflect.Struct:
				walk(f, name)
			}
		}
	}
	walk(reflect.ValueOf(w).Elem(), "")
	return all
}

// A kind is called the same in the catalogue and on its page, in every language.
func TestNamesOfTheCatalogue(t *testing.T) {
	t.Parallel()
	all, err := loadWording()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range certificates.NewCatalogue().Entries() {
		for l, w := range all {
			if got, want := w.kinds[e.Kind].Title.Text, e.Name.In(l); got != want {
				t.Errorf("%s in %s: titled %q, called %q", e.Slug, l, got, want)
			}
		}
	}
}
