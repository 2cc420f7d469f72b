package registry

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fits reports whether the six letters of the code are those of the name: three of
// the surname and three of the given name, XXX for one that is missing. Accents,
// apostrophes and blanks do not count; of a name in another alphabet the
// transliteration is read. False for a provisional code, and for a name of which
// no letter is in the Latin alphabet.
func (c FiscalCode) Fits(n Name) bool {
	if len(c) != 16 {
		return false
	}
	n = n.Printed()
	surname, given := latin(n.Surname), latin(n.Given)
	if (surname == "") != (n.Surname == "") || (given == "") != (n.Given == "") {
		return false
	}
	return string(c[:3]) == surnameLetters(surname) && string(c[3:6]) == givenLetters(given)
}

// surnameLetters takes the consonants, then the vowels, then X.
func surnameLetters(s string) string {
	consonants, vowels := split(s)
	return (consonants + vowels + "XXX")[:3]
}

// givenLetters does the same, but of four or more consonants it leaves out the
// second.
func givenLetters(s string) string {
	if consonants, _ := split(s); len(consonants) >= 4 {
		return consonants[:1] + consonants[2:4]
	}
	return surnameLetters(s)
}

func split(s string) (consonants, vowels string) {
	vowel := func(r rune) bool { return strings.ContainsRune("AEIOU", r) }
	keep := func(want bool) string {
		return strings.Map(func(r rune) rune {
			if vowel(r) == want {
				return r
			}
			return -1
		}, s)
	}
	return keep(false), keep(true)
}

// undivided is the letters that Unicode does not divide into a letter and a mark.
var undivided = strings.NewReplacer("ß", "SS", "ẞ", "SS", "Æ", "AE", "Œ", "OE", "Þ", "TH", "Ø", "O", "Ł", "L", "Đ", "D", "Ð", "D", "Ħ", "H")

// latin is the name's letters from A to Z, without marks.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, norm.NFD.String(undivided.Replace(strings.Map(unicode.ToUpper, s))))
}
