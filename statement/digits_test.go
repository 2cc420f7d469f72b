package statement

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestDigits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		data []byte
		text string
	}{
		{[]byte{0}, "000"},
		{[]byte{255}, "255"},
		{[]byte{1, 0}, "00256"},
		{[]byte{0, 0, 1}, "00000001"},
		{[]byte{255, 255, 255, 255}, "4294967295"},
		{[]byte{0, 0, 0, 0, 0}, "0000000000000"},
		{[]byte{255, 255, 255, 255, 255, 255}, "281474976710655"},
		{[]byte{255, 255, 255, 255, 255, 255, 255}, "72057594037927935"},
		{[]byte{0, 0, 0, 0, 0, 0, 1, 2}, "00000000000000001002"},
	} {
		if got := Digits(test.data); got != test.text {
			t.Errorf("Digits(%x) = %s, want %s", test.data, got, test.text)
		}
		got, err := ParseDigits(test.text)
		if err != nil || !bytes.Equal(got, test.data) {
			t.Errorf("ParseDigits(%s) = %x, %v, want %x", test.text, got, err, test.data)
		}
	}
}

// Every length comes back as it was, zeros at both ends included.
func TestDigitsOfEveryLength(t *testing.T) {
	t.Parallel()
	for n := 1; n <= MaxSize; n++ {
		for _, fill := range []byte{0, 1, 0x7f, 0xff} {
			data := bytes.Repeat([]byte{fill}, n)
			got, err := ParseDigits(Digits(data))
			if err != nil || !bytes.Equal(got, data) {
				t.Fatalf("%d bytes of %d: %x, %v", n, fill, got, err)
			}
		}
	}
}

func TestDigitsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                    "",
		"one digit":                  "1",
		"two digits":                 "12",
		"four digits":                "0001",
		"six digits":                 "000001",
		"sixteen digits":             strings.Repeat("0", 16),
		"a byte of 256":              "256",
		"a byte of 999":              "999",
		"two bytes of 65536":         "65536",
		"three bytes of 2^24":        "16777216",
		"seven bytes of 2^56":        "72057594037927936",
		"seventeen nines":            strings.Repeat("9", 17),
		"a group and one digit":      strings.Repeat("0", 18),
		"a group and a byte of 256":  strings.Repeat("0", 17) + "256",
		"a blank before":             " 255",
		"a blank between":            "2 55",
		"a line end":                 "255\n",
		"a sign":                     "+25",
		"a minus":                    "-25",
		"an underscore":              "2_5",
		"a point":                    "2.5",
		"hexadecimal":                "0xf",
		"letters":                    "25O",
		"digits of another script":   "٢٥٥",
		"full width digits":          "２５５",
		"longer than any statement":  strings.Repeat("0", maxDigits+3),
		"much longer":                strings.Repeat("0", 1<<20),
		"a fragment sign before it":  "#255",
		"the whole of an address":    addressHead + addressCode + "#255",
		"a digit and a broken UTF-8": "25\xff",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := ParseDigits(text); !errors.Is(err, ErrMalformed) {
				t.Errorf("ParseDigits = %x, %v, want %v", got, err, ErrMalformed)
			}
			if v := VerifyDigits(text, keySet(t), nil, now); v.State != NotStatement {
				t.Errorf("VerifyDigits = %+v", v)
			}
		})
	}
}

// No digit of a statement can be changed.
func TestEveryDigit(t *testing.T) {
	t.Parallel()
	text := Digits(signed(t, typical()))
	for i := range text {
		for _, by := range []byte{1, 5, 9} {
			changed := []byte(text)
			changed[i] = '0' + (changed[i]-'0'+by)%10
			untrusted(t, VerifyDigits(string(changed), keySet(t), statusList(t), now), "digit %d", i)
		}
	}
}
