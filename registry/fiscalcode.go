package registry

import (
	"errors"
	"strings"
	"time"
)

// FiscalCode is a codice fiscale (d.m. 13813/1976) in capital letters: 16
// characters, or 11 digits for a provisional code. Only the Agenzia delle Entrate
// assigns codes: Sportello parses and checks them and never computes one as the
// truth about a person.
type FiscalCode string

// ErrFiscalCode says that a text is no fiscal code: wrong length, characters or
// check character.
var ErrFiscalCode = errors.New("registry: not a fiscal code")

// ParseFiscalCode reads a code in any case, with blanks around it, and checks its
// shape and check character; every omocodia variant is a code.
func ParseFiscalCode(s string) (FiscalCode, error) {
	c := FiscalCode(upper(strings.TrimSpace(s)))
	if c.Provisional() && luhn(string(c)) {
		return c, nil
	}
	if _, ok := c.Stated(); ok {
		return c, nil
	}
	return "", ErrFiscalCode
}

// upper leaves everything but a-z alone: strings.ToUpper would turn letters that
// are not in the alphabet of the code, such as the dotless i, into some that are.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// Provisional reports whether the code is one of 11 digits (codice fiscale
// provvisorio). It says nothing about who bears it.
func (c FiscalCode) Provisional() bool { return len(c) == 11 && digits(string(c)) }

// luhn checks the last of 11 digits as that of a VAT number is. Eleven zeros would
// pass, and are what a form sends for "none".
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum > 0 && sum%10 == 0
}

// Stated is what a code of 16 characters says about who bears it. It is a reading
// of the code and no fact about a person: the record may rightly differ.
type Stated struct {
	Year     int // the last two digits only: the code does not tell 1926 from 2026
	Month    time.Month
	Day      int // 1 to 31, not checked against the month
	Sex      Sex
	Place    string // cadastral code of the municipality or foreign state of birth
	Omocodia bool   // digits were replaced by letters because somebody else has the plain code
}

// Stated reads the code, undoing omocodia; ok is false for a provisional code and
// for what is no fiscal code.
func (c FiscalCode) Stated() (s Stated, ok bool) {
	plain, ok := c.plain()
	if !ok {
		return Stated{}, false
	}
	day := number(plain[9:11])
	s = Stated{
		Year:     number(plain[6:8]),
		Month:    time.Month(strings.IndexByte(monthLetters, plain[8]) + 1),
		Day:      day % 40,
		Sex:      Male,
		Place:    plain[11:15],
		Omocodia: plain != string(c[:15]),
	}
	if day > 40 {
		s.Sex = Female
	}
	return s, s.Month > 0 && s.Day >= 1 && s.Day <= 31 && day <= 71
}

const (
	monthLetters    = "ABCDEHLMPRST"
	omocodiaLetters = "LMNPQRSTUV" // for 0 to 9
)

// shape is the kind of each character before the check character: a letter, or a
// digit for which omocodia may have put a letter.
const shape = "AAAAAA00A00A000"

// plain is the code without its check character, which must be right, and with
// the digits that omocodia has replaced.
func (c FiscalCode) plain() (string, bool) {
	if len(c) != 16 {
		return "", false
	}
	if check := checkLetter(string(c[:15])); check == 0 || c[15] != check {
		return "", false
	}
	b := []byte(c[:15])
	for i := range b {
		letter := b[i] >= 'A' && b[i] <= 'Z'
		switch replaced := strings.IndexByte(omocodiaLetters, b[i]); {
		case shape[i] == 'A':
			if !letter {
				return "", false
			}
		case replaced >= 0:
			b[i] = '0' + byte(replaced)
		case letter:
			return "", false
		}
	}
	return string(b), true
}

// odd is the weight of a character in the first, third ... place, by its value in
// the others: that of the digit, or the place of the letter in the alphabet.
var odd = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// checkLetter is the check character of the first 15, 0 if one of them is neither
// a capital letter nor a digit.
func checkLetter(s string) byte {
	sum := 0
	for i := range len(s) {
		var v int
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c - 'A')
		default:
			return 0
		}
		if i%2 == 0 {
			v = odd[v]
		}
		sum += v
	}
	return 'A' + byte(sum%26)
}

// Born reports whether the code's day of birth can be that of the record. What the
// record does not know, and the century, which the code does not know, agree with
// anything.
func (s Stated) Born(d Date) bool {
	return d.IsZero() || d.Year%100 == s.Year && (d.Month == 0 || d.Month == s.Month) && (d.Day == 0 || d.Day == s.Day)
}
