package registry

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// vectors are codes of people who do not exist, with what they say.
var vectors = []struct {
	code FiscalCode
	want Stated
	name Name
}{
	{"RSSMRA90A01H501W", Stated{90, time.January, 1, Male, "H501", false}, Name{Surname: "Rossi", Given: "Mario"}},
	{"THDSDA95P08Z330H", Stated{95, time.September, 8, Male, "Z330", false}, Name{Surname: "Tahidi", Given: "Said"}},
	{"BLSLGS84C22Z145O", Stated{84, time.March, 22, Male, "Z145", false}, Name{Surname: "Balas", Given: "Lugos"}},
	{"MRTMRA83T56A269B", Stated{83, time.December, 16, Female, "A269", false}, Name{Surname: "Martini", Given: "Maria"}},
	{"TKKYKU87B68L219F", Stated{87, time.February, 28, Female, "L219", false}, Name{Surname: "Takaka", Given: "Yuki"}},
	{"RSSMRA50B17A558W", Stated{50, time.February, 17, Male, "A558", false}, Name{Surname: "Rossi", Given: "Mauro"}},
}

// chain is the omocodia variants of the first vector, one more digit replaced in
// each.
var chain = []FiscalCode{
	"RSSMRA90A01H50MO", "RSSMRA90A01H5LMZ", "RSSMRA90A01HRLMU", "RSSMRA90A0MHRLMM",
	"RSSMRA90ALMHRLMX", "RSSMRA9LALMHRLMI", "RSSMRAVLALMHRLMX",
}

func TestParseFiscalCode(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		for _, s := range []string{string(v.code), strings.ToLower(string(v.code)), " \t" + string(v.code) + "\u00a0\n"} {
			if got, err := ParseFiscalCode(s); err != nil || got != v.code {
				t.Errorf("ParseFiscalCode(%q) = %q, %v, want %q", s, got, err, v.code)
			}
		}
		if got, ok := v.code.Stated(); !ok || got != v.want {
			t.Errorf("%s.Stated() = %+v, %v, want %+v", v.code, got, ok, v.want)
		}
	}
}

func TestParseFiscalCodeRefuses(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"empty":                        "",
		"blank":                        "   ",
		"short":                        "RSSMRA90A01H501",
		"long":                         "RSSMRA90A01H501WW",
		"wrong check character":        "RSSMRA90A01H501X",
		"check character a digit":      "RSSMRA90A01H5010",
		"blank inside":                 "RSSMRA 90A01H501W",
		"hyphen for a digit":           sealed("RSSMRA9-A01H501"),
		"NUL as check of bad letters":  "RSSMRA9!A01H501\x00",
		"digit in the name":            sealed("RSSMR190A01H501"),
		"letter of no month":           sealed("RSSMRA90F01H501"),
		"letter that is no omocodia":   sealed("RSSMRA9AA01H501"),
		"day 0":                        sealed("RSSMRA90A00H501"),
		"day 32":                       sealed("RSSMRA90A32H501"),
		"day 40":                       sealed("RSSMRA90A40H501"),
		"day 72":                       sealed("RSSMRA90A72H501"),
		"day 99, in omocodia":          sealed("RSSMRA90AVVH501"),
		"digit for the place letter":   sealed("RSSMRA90A010501"),
		"dotless i":                    strings.Replace(sealed("TIRMRA90A01H501"), "I", "\u0131", 1),
		"long s that is S in capitals": "R\u017fSMRA90A01H501W",
		"Cyrillic look-alike":          "\u0420SSMRA90A01H501W",
		"full width":                   "\uff32SSMRA90A01H501W",
		"eleven zeros":                 "00000000000",
		"wrong check digit":            "07643520568",
		"ten digits":                   "0764352056",
		"eleven digits, one Arabic":    "0764352056\u0667",
		"with country prefix":          "TINIT-RSSMRA90A01H501W",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c, err := ParseFiscalCode(s); err != ErrFiscalCode || c != "" {
				t.Errorf("ParseFiscalCode(%q) = %q, %v, want %v", s, c, err, ErrFiscalCode)
			}
		})
	}
}

// sealed adds the check character that the 15 would have, so that only the rest is
// wrong.
func sealed(s string) string {
	c := checkLetter(s)
	if c == 0 {
		c = 'A'
	}
	return s + string(c)
}

func TestProvisionalCode(t *testing.T) {
	t.Parallel()
	c, err := ParseFiscalCode(" 07643520567 ")
	if err != nil || !c.Provisional() {
		t.Fatalf("ParseFiscalCode = %q, %v, want a provisional code", c, err)
	}
	if s, ok := c.Stated(); ok || s != (Stated{}) {
		t.Errorf("Stated() = %+v, %v, want nothing", s, ok)
	}
	if c.Fits(Name{}) {
		t.Error("a provisional code fits a name")
	}
}

// One digit that is wrong, and two neighbours that changed places, must be noticed.
func TestProvisionalCodeNoticesTypingMistakes(t *testing.T) {
	t.Parallel()
	const good = "07643520567"
	for i := range good {
		for d := byte('0'); d <= '9'; d++ {
			s := good[:i] + string(d) + good[i+1:]
			if _, err := ParseFiscalCode(s); (err == nil) != (s == good) {
				t.Errorf("ParseFiscalCode(%q) = %v", s, err)
			}
		}
	}
	if _, err := ParseFiscalCode("70643520567"); err == nil {
		t.Error("two digits that changed places went unnoticed")
	}
}

func TestOmocodiaChain(t *testing.T) {
	t.Parallel()
	want := vectors[0].want
	want.Omocodia = true
	for _, c := range chain {
		parsed, err := ParseFiscalCode(string(c))
		if err != nil || parsed != c {
			t.Errorf("ParseFiscalCode(%s) = %q, %v", c, parsed, err)
		}
		if got, ok := c.Stated(); !ok || got != want {
			t.Errorf("%s.Stated() = %+v, %v, want %+v", c, got, ok, want)
		}
	}
}

// Every choice of the seven digits may be replaced: 128 codes that say the same.
func TestEveryOmocodiaVariant(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		seen := map[FiscalCode]bool{}
		for choice := range 128 {
			c := variant(v.code, choice)
			seen[c] = true
			want := v.want
			want.Omocodia = choice != 0
			if got, err := ParseFiscalCode(string(c)); err != nil || got != c {
				t.Fatalf("ParseFiscalCode(%s) = %q, %v", c, got, err)
			}
			if got, ok := c.Stated(); !ok || got != want {
				t.Fatalf("%s.Stated() = %+v, %v, want %+v", c, got, ok, want)
			}
			if !c.Fits(v.name) {
				t.Fatalf("%s does not fit the name", c)
			}
		}
		if len(seen) != 128 {
			t.Errorf("%s has %d variants", v.code, len(seen))
		}
	}
}

func variant(c FiscalCode, choice int) FiscalCode {
	b := []byte(c[:15])
	for n, i := range []int{14, 13, 12, 10, 9, 7, 6} {
		if choice>>n&1 == 1 {
			b[i] = omocodiaLetters[b[i]-'0']
		}
	}
	return FiscalCode(sealed(string(b)))
}

func TestStatedBorn(t *testing.T) {
	t.Parallel()
	s := vectors[0].want // 1 January of a year 90
	for text, want := range map[string]bool{
		"1990-01-01": true, "1890-01-01": true, "2090-01-01": true, "1990-01-00": true, "1990-00-00": true, "": true,
		"1990-01-02": false, "1990-02-01": false, "1991-01-01": false, "1990-02-00": false, "1991-00-00": false,
	} {
		var d Date
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := s.Born(d); got != want {
			t.Errorf("Born(%q) = %v, want %v", text, got, want)
		}
	}
}

func FuzzParseFiscalCode(f *testing.F) {
	for _, v := range vectors {
		f.Add(string(v.code))
	}
	for _, c := range chain {
		f.Add(strings.ToLower(string(c)))
	}
	f.Add("07643520567")
	f.Add("RSSMRA9!A01H501\x00")
	stored := regexp.MustCompile("^([A-Z0-9]{16}|[0-9]{11})$") // what the schema takes
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseFiscalCode(s)
		FiscalCode(s).Fits(Name{Surname: s, Given: s}) // must take anything
		if err != nil {
			if c != "" {
				t.Fatalf("a code with the error: %q", c)
			}
			return
		}
		if again, err := ParseFiscalCode(string(c)); err != nil || again != c {
			t.Fatalf("read again: %q, %v", again, err)
		}
		if _, ok := c.Stated(); ok == c.Provisional() || !stored.MatchString(string(c)) {
			t.Fatalf("neither provisional nor readable, or both: %q", c)
		}
	})
}
