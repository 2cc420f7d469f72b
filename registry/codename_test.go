package registry

import "testing"

func TestFits(t *testing.T) {
	t.Parallel()
	latin := func(surname, given string) *Name { return &Name{Surname: surname, Given: given} }
	for _, test := range []struct {
		what    string
		letters string
		name    Name
		want    bool
	}{
		{"three consonants", "RSSMRC", Name{Surname: "Rossi", Given: "Marco"}, true},
		{"consonants, then vowels", "RSOMRA", Name{Surname: "Rosa", Given: "Maria"}, true},
		{"four consonants in the given name: without the second", "RSSGFR", Name{Surname: "Rossi", Given: "Gianfranco"}, true},
		{"four consonants, taken in order", "RSSGNF", Name{Surname: "Rossi", Given: "Gianfranco"}, false},
		{"four consonants in the surname: in order", "GNFMRA", Name{Surname: "Gianfranco", Given: "Maria"}, true},
		{"filled with X", "FOXLIX", Name{Surname: "Fo", Given: "Li"}, true},
		{"one letter", "OXXAXX", Name{Surname: "O", Given: "A"}, true},
		{"vowels only", "AIEAIO", Name{Surname: "Aie", Given: "Aio"}, true},
		{"no given name", "SNGXXX", Name{Surname: "Singh"}, true},
		{"no surname", "XXXRYN", Name{Given: "Aryan"}, true},
		{"neither", "XXXXXX", Name{}, true},
		{"code without given name, record with one", "SNGXXX", Name{Surname: "Singh", Given: "Aryan"}, false},
		{"code with given name, record without", "SNGRYN", Name{Surname: "Singh"}, false},
		{"apostrophe", "DNGNTN", Name{Surname: "D'Angelo", Given: "Antonio"}, true},
		{"typographic apostrophe", "DNGNTN", Name{Surname: "D’Angelo", Given: "Antonio"}, true},
		{"apostrophe for an accent", "DNDNCL", Name{Surname: "Donda'", Given: "Nicolo'"}, true},
		{"accent", "DNDNCL", Name{Surname: "Dondà", Given: "Nicolò"}, true},
		{"accent as a mark of its own", "DNDNCL", Name{Surname: "Donda\u0300", Given: "Nicolo\u0300"}, true},
		{"several given names", "DLCMTR", Name{Surname: "De Luca", Given: "Maria Teresa"}, true},
		{"hyphen", "RSSNMR", Name{Surname: "Rossi-Bianchi", Given: "Anna-Maria"}, true},
		{"cedilla, caron, ogonek", "CKWZFO", Name{Surname: "Çkąw", Given: "Žofi"}, true},
		{"stroke and sharp s", "LSSBJR", Name{Surname: "Łoßa", Given: "Bjør"}, true},
		{"Slovene", "CRNMCA", Name{Surname: "Černe", Given: "Maca"}, true},
		{"the transliteration is read", "SHVLNO", Name{Surname: "Шевчук", Given: "Олена", Latin: latin("Shev", "Olen")}, true},
		{"the recorded form is not", "XXXXXX", Name{Surname: "Шевчук", Given: "Олена", Latin: latin("Shev", "Olen")}, false},
		{"another alphabet without transliteration", "XXXXXX", Name{Surname: "Шевчук", Given: "Олена"}, false},
		{"surname of an apostrophe", "XXXRYN", Name{Surname: "'", Given: "Aryan"}, false},
		{"dotless i", "ILMMRA", Name{Surname: "Ilım", Given: "Mara"}, false},
		{"dotless i among the vowels", "LMIMRA", Name{Surname: "Ilım", Given: "Mara"}, true},
		{"other surname", "VRDMRC", Name{Surname: "Rossi", Given: "Marco"}, false},
		{"surname and given name exchanged", "MRCRSS", Name{Surname: "Rossi", Given: "Marco"}, false},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			code := FiscalCode(sealed(test.letters + "90A01H501"))
			if got := code.Fits(test.name); got != test.want {
				t.Errorf("%s.Fits(%v) = %v, want %v", code, test.name, got, test.want)
			}
		})
	}
}
