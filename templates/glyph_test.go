package templates

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/sportello/sportello/certificates"
)

func TestRefusedCharacters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, surname, want string }{
		{"emoji", "Rossi😀", "U+1F600"},
		{"Chinese", "王", "U+738B"},
		{"Hebrew", "כהן", "U+05DB"},
		{"Arabic", "محمد", "U+0645"},
		{"Georgian", "გიორგი", "U+10D2"},
		{"right-to-left override", "Rossi\u202Eirassaro", "U+202E"},
		{"left-to-right mark", "Rossi\u200E", "U+200E"},
		{"isolate", "\u2067Rossi", "U+2067"},
		{"zero width joiner", "Ro\u200Dssi", "U+200D"},
		{"byte order mark", "\uFEFFRossi", "U+FEFF"},
		{"soft hyphen", "Ro\u00ADssi", "U+00AD"},
		{"combining mark without a composed letter", "Q\u0303", "U+0303"},
		{"Lithuanian with an accent over the dot", "Ji\u0307\u0301", "U+0307"},
		{"Lithuanian with two accents", "Ge\u0307\u0303", "U+0303"},
		{"Yoruba with dot and accent", "Ade\u0323\u0301", "U+0301"},
		{"Guarani", "G\u0303uyra", "U+0303"},
		{"Russian with a stress", "\u0430\u0301", "U+0301"},
		{"a mark on nothing", "\u0301", "U+0301"},
		{"noncharacter", "Ro\uFFFEssi", "U+FFFE"},
		{"beyond what UTF-16 holds in one unit", "\U0001D5D4", "U+1D5D4"},
		{"Armenian", "Հայ", "U+0540"},
		{"Devanagari", "राम", "U+0930"},
		{"line separator", "Rossi\u2028", "U+2028"},
		{"private use", "\uE000", "U+E000"},
		{"null", "Rossi\x00", "U+0000"},
		{"line feed", "Rossi\nMaria", "U+000A"},
		{"carriage return", "Rossi\rMaria", "U+000D"},
		{"tabulator", "Rossi\tMaria", "U+0009"},
		{"delete", "Rossi\x7F", "U+007F"},
		{"C1 control", "Rossi\u0085", "U+0085"},
		{"not UTF-8", "Ross\xEC", "U+FFFD"},
		{"replacement character", "Ross\uFFFD", "U+FFFD"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for where, c := range everywhere(t, test.surname) {
				_, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt)
				if !errors.Is(err, certificates.ErrGlyph) || !strings.HasSuffix(err.Error(), ": "+test.want) {
					t.Errorf("%s: Lay = %v, want ErrGlyph with %s", where, err, test.want)
				}
				if err != nil && strings.Contains(err.Error(), "Ro") {
					t.Errorf("%s: the error holds more than the character: %v", where, err)
				}
				if _, err := sampleTypesetter(t).Proof(c); !errors.Is(err, certificates.ErrGlyph) {
					t.Errorf("%s: Proof = %v, want ErrGlyph", where, err)
				}
			}
		})
	}
}

// everywhere is contents with a text in each place that a register fills.
func everywhere(t testing.TB, text string) map[string]*certificates.Content {
	t.Helper()
	all := map[string]*certificates.Content{}
	for where, in := range map[string]struct {
		kind certificates.Kind
		put  func(*certificates.Content)
	}{
		"surname":      {certificates.Life, func(c *certificates.Content) { c.Subject.Surname = text }},
		"given name":   {certificates.Life, func(c *certificates.Content) { c.Subject.Given = text }},
		"birth place":  {certificates.Life, func(c *certificates.Content) { c.Subject.Place.Name = text }},
		"birth state":  {certificates.Life, func(c *certificates.Content) { c.Subject.Place.State = text }},
		"street":       {certificates.Residence, func(c *certificates.Content) { c.Residence.Street = text }},
		"house number": {certificates.Residence, func(c *certificates.Content) { c.Residence.Number = text }},
		"municipality": {certificates.Residence, func(c *certificates.Content) { c.Residence.Municipality = text }},
		"member":       {certificates.Household, func(c *certificates.Content) { c.Household[3].Surname = text }},
		"partner":      {certificates.CivilStatus, func(c *certificates.Content) { c.CivilStatus.Partner = text }},
		"act":          {certificates.Birth, func(c *certificates.Content) { c.BirthAct.Number = text }},
	} {
		c := sample(t, in.kind)
		in.put(c)
		all[where] = c
	}
	return all
}

// alphabets is the letters of names in registers that ASCII has not, composed or not.
var alphabets = map[string]string{
	"Albanian": "ÇçËë", "Azerbaijani": "ÇçƏəĞğİıÖöŞşÜü", "Bosnian, Croatian, Slovene": "ČčĆćĐđŠšŽž", "Bulgarian": "ЪъЬьЮюЯяЩщ",
	"Catalan": "ÀàÇçÉéÈèÍíÏïÓóÒòÚúÜüL·l", "Czech": "ÁáČčĎďÉéĚěÍíŇňÓóŘřŠšŤťÚúŮůÝýŽž", "Danish, Norwegian": "ÆæØøÅå", "Dutch": "ËëÏïĲĳ",
	"Esperanto": "ĈĉĜĝĤĥĴĵŜŝŬŭ", "Estonian": "ÄäÕõÖöÜüŠšŽž", "Faroese, Icelandic": "ÁáÐðÉéÍíÓóÚúÝýÞþÆæÖöØø", "French": "ÀàÂâÆæÇçÉéÈèÊêËëÎîÏïÔôŒœÙùÛûÜüŸÿ",
	"German": "ÄäÖöÜüßẞ", "Greek": "ΆάΈέΉήΊίΌόΎύΏώΐΰϊϋςΣΦφ", "Hawaiian": "ʻĀāĒēĪīŌōŪū", "Hungarian": "ÁáÉéÍíÓóÖöŐőÚúÜüŰű", "Irish": "ÁáÉéÍíÓóÚúḂḃĊċḊḋḞḟĠġṀṁṖṗṠṡṪṫ",
	"Kazakh": "ӘәҒғҚқҢңӨөҰұҮүҺһІі", "Latvian": "ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž", "Lithuanian": "ĄąČčĘęĖėĮįŠšŲųŪūŽž", "Macedonian": "ЃѓЅѕЈјЉљЊњЌќЏџ", "Maltese": "ĊċĠġĦħŻż",
	"Moldovan, Romanian": "ĂăÂâÎîȘșȚțŞşŢţ", "Polish": "ĄąĆćĘęŁłŃńÓóŚśŹźŻż", "Portuguese": "ÁáÂâÃãÀàÇçÉéÊêÍíÓóÔôÕõÚú", "Sami": "ÁáČčĐđŊŋŠšŦŧŽžǤǥǦǧǨǩƷʒǮǯÕõ", "Serbian": "ЂђЈјЉљЊњЋћЏџ",
	"Slovak": "ÁáÄäČčĎďÉéÍíĹĺĽľŇňÓóÔôŔŕŠšŤťÚúÝýŽž", "Sorbian": "ČčĆćĚěŁłŃńÓóŘřŔŕŠšŚśŽžŹź", "Spanish": "ÁáÉéÍíÑñÓóÚúÜüªº", "Turkish": "ÇçĞğİıÖöŞşÜüÂâ", "Turkmen": "ÄäÇçŇňÖöŞşÜüÝýŽž", "Ukrainian": "ҐґЄєІіЇї",
	"Vietnamese": "ĂăẮắẰằẲẳẴẵẶặÂâẤấẦầẨẩẪẫẬậĐđÊêẾếỀềỂểỄễỆệÔôỐốỒồỔổỖỗỘộƠơỚớỜờỞởỠỡỢợƯưỨứỪừỬửỮữỰựỲỳỶỷỸỹỴỵẠạẢảẸẹẺẻẼẽỈỉỊịĨĩỌọỎỏỤụỦủŨũ", "Welsh": "ÂâÊêÎîÔôÛûŴŵŶŷẀẁẂẃẄẅỲỳ",
	"West African": "ƁɓƊɗƐɛƏəŊŋƆɔƘƙƳƴẸẹỌọṢṣ", "in transliterations": "ʹʺʼʻḌḍḤḥḲḳṢṣṬṭẒẓĀāĪīŪūǓǔǙǚ",
}

func TestAlphabets(t *testing.T) {
	t.Parallel()
	for name, letters := range alphabets {
		for _, written := range []string{letters, norm.NFD.String(letters)} {
			c := sample(t, certificates.Household)
			c.Subject.Surname, c.Household[0].Surname = written, written // bold and regular
			sheet, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if got := strings.Count(read(t, sheet.Unsealed()).tree().text(), letters); got != 2 {
				t.Errorf("%s: the letters come back %d times", name, got)
			}
		}
	}
}

// What a name may hold that means something to a PDF.
func TestNamesThatArePDF(t *testing.T) {
	t.Parallel()
	for _, surname := range []string{
		"Rossi) Tj /Evil (", `Rossi\`, `\) Tj`, `\050\051`, "((((", "))))", "<<>>", "endstream endobj", "%PDF-1.7", "EMC", "/Artifact BMC", "[(x)]TJ", "trailer<<", "&lt;&amp;<rdf:li>", "{born}", "{a|b|c}",
	} {
		t.Run(surname, func(t *testing.T) {
			t.Parallel()
			for where, c := range everywhere(t, surname) {
				o := read(t, lay(t, c))
				checkStructure(t, o)
				if got := o.tree().text(); !strings.Contains(strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(surname, " ", "")) {
					t.Errorf("%s: %q is not in the text %q", where, surname, got)
				}
			}
		})
	}
}

// Every character that we claim, in both faces, comes back as it went in, to us and
// to pdftotext.
func TestEveryCharacter(t *testing.T) {
	t.Parallel()
	for i, ranges := range scripts {
		t.Run(fmt.Sprint("script ", i), func(t *testing.T) {
			t.Parallel()
			var letters []string
			for _, r := range ranges {
				for c := r[0]; c <= r[1]; c++ {
					composed := norm.NFC.String(string(c))
					if sampleTypesetter(t).fonts[regular].glyph(c).id == 0 || composed != string(c) || c == 0xA0 || c == ' ' {
						continue
					}
					if sampleTypesetter(t).fonts[bold].glyph(c).id == 0 {
						t.Errorf("U+%04X is in the regular face only", c)
						continue
					}
					letters = append(letters, string(c))
				}
			}
			if i == 1 && len(letters) != 128+4 {
				t.Errorf("%d letters of Latin Extended-A and Romanian, want all 132", len(letters))
			}
			name := strings.Join(letters, " ")
			c := sample(t, certificates.CivilStatus)
			c.Subject.Surname, c.Subject.Given = name, name
			file := lay(t, c)
			if got := read(t, file).tree().text(); strings.Count(strings.Join(strings.Fields(got), " "), name) != 2 {
				t.Errorf("the characters do not come back in %q", got)
			}
			text := tool(t, "poppler-utils", "pdftotext", write(t, "x.pdf", file), "-")
			for _, letter := range letters {
				if !strings.Contains(text, letter) {
					t.Errorf("pdftotext does not see %q (U+%04X)", letter, []rune(letter)[0])
				}
			}
		})
	}
}

func TestTextIsNormalised(t *testing.T) {
	t.Parallel()
	c := sample(t, certificates.Life)
	c.Subject.Surname = "Nicolo\u0300 Z\u030Cic\u030C" // letters and accents apart
	text := read(t, lay(t, c)).tree().text()
	if want := "Nicolò Žič"; !strings.Contains(text, want) {
		t.Errorf("%q is not in %q", want, text)
	}
}

// FuzzLay: any text in a name is either set as it is or refused.
func FuzzLay(f *testing.F) {
	for _, seed := range []string{"Rossi", "D'Angelo", "Đorđević", "Παπαδόπουλος", "Rossi) Tj (", "a\nb", "\u202E", "王", "", "  ", strings.Repeat("x", 400)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if len(name) > 2000 {
			return
		}
		c := sample(t, certificates.Household)
		c.Subject.Surname, c.Household[0].Surname, c.Residence.Street = name, name, name
		sheet, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt)
		switch {
		case errors.Is(err, certificates.ErrGlyph), errors.Is(err, errTooLong):
			return
		case err != nil:
			t.Fatal(err)
		}
		o := read(t, sheet.Unsealed())
		checkStructure(t, o)
		want := strings.ReplaceAll(norm.NFC.String(name), " ", "")
		if got := strings.ReplaceAll(o.tree().text(), " ", ""); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	})
}
