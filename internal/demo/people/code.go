package people

import (
	"strings"
	"unicode/utf8"

	"github.com/sportello/sportello/registry"
)

// fiscalCode makes the code that somebody with these facts might have been
// assigned. Only a demo may do so: of real people, no code is known but the one
// that the Agenzia delle Entrate assigned.
func fiscalCode(p *registry.Person) registry.FiscalCode {
	name, born := p.Name.Printed(), p.Birth.Date.Earliest()
	day := born.Day
	if p.Sex == registry.Female {
		day += 40
	}
	code := surnameCode(name.Surname) + givenCode(name.Given) + twoDigits(born.Year%100) + "ABCDEHLMPRST"[born.Month-1:born.Month] + twoDigits(day) + p.Birth.Place.Code
	return closed(code)
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

func surnameCode(s string) string {
	consonants, vowels := letters(s)
	return (consonants + vowels + "XXX")[:3]
}

func givenCode(s string) string {
	consonants, vowels := letters(s)
	if len(consonants) > 3 {
		return consonants[:1] + consonants[2:4]
	}
	return (consonants + vowels + "XXX")[:3]
}

func letters(s string) (consonants, vowels string) {
	c, v := make([]byte, 0, 32), make([]byte, 0, 32)
	for _, b := range []byte(fold(s)) {
		switch b &^= 'a' - 'A'; b { // capital, if it is a letter at all
		case 'A', 'E', 'I', 'O', 'U':
			v = append(v, b)
		default:
			if 'A' <= b && b <= 'Z' {
				c = append(c, b)
			}
		}
	}
	return string(c), string(v)
}

// fold writes the names of this package without marks.
func fold(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	return marks.Replace(s)
}

var marks = strings.NewReplacer("à", "a", "á", "a", "í", "i", "è", "e", "é", "e", "ë", "e", "ì", "i", "ò", "o", "ù", "u", "ü", "u", "ö", "o", "č", "c", "š", "s", "ž", "z", "ț", "t", "ș", "s", "ă", "a", "ç", "c", "È", "E", "Ș", "S", "Š", "S", "Ž", "Z")

// checkWeights is the check character's table for odd places, 0 to 9 and A to Z.
var checkWeights = [36]int{
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
}

// closed adds the check character to the first 15.
func closed(code string) registry.FiscalCode {
	sum := 0
	for i, r := range []byte(code) {
		n, even := int(r-'0'), int(r-'0')
		if r >= 'A' {
			n, even = int(r-'A')+10, int(r-'A')
		}
		if i%2 == 0 {
			sum += checkWeights[n]
		} else {
			sum += even
		}
	}
	return registry.FiscalCode(code + string(rune('A'+sum%26)))
}

// omocodia is the code with the last n of its seven digits replaced, for people
// who would share one.
func omocodia(c registry.FiscalCode, n int) registry.FiscalCode {
	if n == 0 {
		return c
	}
	b := []byte(c[:15])
	for _, i := range []int{14, 13, 12, 10, 9, 7, 6}[:n] {
		b[i] = "LMNPQRSTUV"[b[i]-'0']
	}
	return closed(string(b))
}
