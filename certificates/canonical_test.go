package certificates

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

func TestCanonicalRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"not UTF-8": "Ross\xEC", "a lost character": "Ross\uFFFD", "a lone surrogate": "Ross\xED\xA0\x80"} {
		c := &Content{Subject: Individual{Surname: text}}
		if got, err := c.Canonical(); !errors.Is(err, errLost) {
			t.Errorf("%s: Canonical = %q, %v, want %v", name, got, err, errLost)
		}
	}
	for _, bad := range []string{`{"a":1e400}`, `{"a":"\ud800"}`, `-1e999`, `["\udc00"]`} {
		if got, err := canonical([]byte(bad)); err == nil {
			t.Errorf("canonical(%s) = %s, want an error", bad, got)
		}
	}
}

// The examples of RFC 8785: 3.2.2, 3.2.3, and what its rules say of each character.
func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, want string }{
		{
			"literals, numbers, strings",
			`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		},
		{
			"order by UTF-16",
			`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}`,
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}",
		},
		{
			"order above the surrogates", `{"\uffff":1,"\ud7ff":2,"\ue000":3,"\ud800\udc00":4,"\udbff\udfff":5,"a\ufdff":6,"a\ud83d\ude00":7}`,
			"{\"a😀\":7,\"a\uFDFF\":6,\"\uD7FF\":2,\"𐀀\":4,\"\U0010FFFF\":5,\"\uE000\":3,\"\uFFFF\":1}",
		},
		{"whole numbers", `[0, -0, 7, 123456789012345, 9007199254740993, 12345678901234567890, -12]`, `[0,0,7,123456789012345,9007199254740992,12345678901234567000,-12]`},
		{"nested, prefixes first", ` { "b" : { "bb":1 , "b" : [ ] } , "" : {} }`, `{"":{},"b":{"b":[],"bb":1}}`},
		{"control characters", `"\u0000\u0008\u0009\u000A\u000B\u000C\u000D\u001f\u007f"`, "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u007f\""},
		{"no other escapes", `"\u003c\u003e\u0026\u2028\u2029\u002f"`, "\"<>&\u2028\u2029/\""},
		{"nothing is composed", `"e\u0301"`, "\"e\u0301\""},
	} {
		got, err := canonical([]byte(test.in))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if again, err := canonical(got); err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s: a second time it is %s, %v", test.name, again, err)
		}
	}
}

// RFC 8785, appendix B.
func TestCanonicalNumbers(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0", 0x8000000000000000: "0",
		0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308", 0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992", 0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000", 0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23", 0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000", 0x444b1ae4d6e2ef4f: "999999999999999900000", 0x444b1ae4d6e2ef50: "1e+21",
		0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7", 0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332", 0x41b3de4355555554: "333333333.33333325", 0x41b3de4355555555: "333333333.3333333",
		0xbecbf647612f3696: "-0.0000033333333333333333", 0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		in := strconv.FormatFloat(math.Float64frombits(bits), 'e', 17, 64)
		if got, err := canonical([]byte(in)); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v, want %s", in, got, err, want)
		}
	}
}

// What is stored can be read again, and is then the same.
func TestCanonicalContent(t *testing.T) {
	t.Parallel()
	for _, c := range contents(t) {
		first, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		read := new(Content)
		if err := json.Unmarshal(first, read); err != nil {
			t.Fatal(err)
		}
		if second, err := read.Canonical(); err != nil || !bytes.Equal(first, second) {
			t.Errorf("read again, it is\n%s, not\n%s (%v)", second, first, err)
		}
	}
}

// FuzzCanonical: whatever JSON goes in, what comes out is JSON of the same value, and
// does not change again.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{`{"b":[1,-0.0,1e22],"a":"\u0000\"\\/"}`, `"\ud83d\ude00"`, `[[[{}]]]`, `1e999`, `{"a":1,"a":2}`, `nul`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !json.Valid([]byte(in)) {
			return
		}
		got, err := canonical([]byte(in))
		if err != nil {
			return
		}
		var before, after any
		if json.NewDecoder(strings.NewReader(in)).Decode(&before) != nil || json.Unmarshal(got, &after) != nil || !cmp.Equal(before, after) {
			t.Errorf("%q became %q", in, got)
		}
		if again, err := canonical(got); err != nil || !bytes.Equal(got, again) {
			t.Errorf("%q became %q and then %q", in, got, again)
		}
	})
}

// contents is what the catalogue makes of everyday kinds, for the people of the tests
// and for one of whom the register knows little, and of every kind for its witness.
func contents(t testing.TB) (all []*Content) {
	t.Helper()
	catalogue := NewCatalogue()
	unlimited := Policy{Validity: map[Kind]Validity{Birth: {}}}
	b := newBooks()
	bare := b.people[dario]
	bare.Subject.Name, bare.Subject.Sex, bare.Subject.Birth = registry.Name{Given: "Dario"}, "", registry.Birth{Date: registry.Date{Year: 1970}}
	b.people[nobody] = bare
	full := b.people[anna]
	full.Subject.Birth.Place = registry.BirthPlace{Kind: registry.BornInMunicipality, Name: "Bolzano", Alternative: "Bozen", Province: "BZ"}
	full.Subject.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Bolzano", Year: 1985, Part: "I", Series: "A", Number: "12"}
	full.Subject.CivilStatus = &registry.CivilStatus{Code: registry.Married, Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Rossi"}, Date: registry.Date{Year: 2010, Month: 5}, Place: "Trieste"}}
	full.Subject.Residence = &registry.Residence{Address: registry.Address{Street: "Via \"Roma\"", Municipality: "Trieste", Alternative: "Trst", Province: "TS"}}
	b.people[anna] = full
	office := registry.Office{ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisLocal}
	for _, x := range b.people {
		x.AsOf = registry.Now(today)
		for _, k := range []Kind{Birth, Citizenship, Life, Residence, CivilStatus, Household} {
			c := catalogue.compose(ask(x.Subject.ID, k), terms{office: office, policy: unlimited}, x, today)
			c.Number = Number{2026, 123}
			all = append(all, c)
		}
	}
	for _, k := range everyKind {
		all = append(all, stated(t, witness(k), k))
	}
	return all
}

func BenchmarkCanonical(b *testing.B) {
	c := contentOf(b, Household)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Canonical(); err != nil {
			b.Fatal(err)
		}
	}
}
