package pdf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func read(text string) (Object, error) {
	p := &parser{work: &work{ctx: context.Background(), limits: DefaultLimits}, data: []byte(text)}
	return p.object(0)
}

func TestObjects(t *testing.T) {
	t.Parallel()
	str := func(s string, end int, hex bool) String { return String{[]byte(s), 0, end, hex} }
	for text, want := range map[string]Object{
		"12 ":                    12,
		"-7]":                    -7,
		"+.5 ":                   0.5,
		"4.":                     4.0,
		"12 0 R":                 Ref{12, 0},
		"true":                   true,
		"null":                   nil,
		"/A#42 ":                 Name("AB"),
		"/ ":                     Name(""),
		"(a(b)\\)\\101\\\nc\rd)": str("a(b))Ac\nd", 17, false),
		"<4 1 4>":                str("A@", 7, true),
		"[1 0 R 2 0 R/A[]]":      Array{Ref{1, 0}, Ref{2, 0}, Name("A"), Array{}},
		"[1 2 3]":                Array{1, 2, 3},
		"[1 0 Rx 2]":             nil,
		"<</A 1/B<</C null>>>>":  Dict{"A": 1, "B": Dict{}},
		"% comment\n 5 ":         5,
	} {
		got, err := read(text)
		if text == "[1 0 Rx 2]" {
			if !errors.Is(err, errSyntax) {
				t.Errorf("%q: %v, %v", text, got, err)
			}
			continue
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
}

func TestNoObjects(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"":                         errSyntax,
		")":                        errSyntax,
		"(":                        errSyntax,
		"<41":                      errSyntax,
		"<4x>":                     errSyntax,
		"<</A":                     errSyntax,
		"<<1 2>>":                  errSyntax,
		"<</A>>":                   errSyntax,
		"[1":                       errSyntax,
		"1.2.3":                    errSyntax,
		"--1":                      errSyntax,
		"99999999999":              errSyntax,
		"1e5":                      errSyntax,
		"/A#4":                     errSyntax,
		"/A#00":                    errSyntax,
		"/A#zz":                    errSyntax,
		"truer":                    errSyntax,
		strings.Repeat("[", 50):    ErrLimit,
		strings.Repeat("<</A", 50): ErrLimit,
	} {
		if got, err := read(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"<</A 1/B 2>>", "<</B 2/A 1>>", true},
		{"(A)", "<41>", true},
		{"1", "1.0", false},
		{"[1 2]", "[1 2 3]", false},
		{"[1 2]", "[2 1]", false},
		{"<</A 1>>", "<</A 1/B 2>>", false},
		{"<</A 1/B 3>>", "<</A 1/B 2>>", false},
		{"1 0 R", "1 1 R", false},
		{"null", "null", true},
		{"null", "[]", false},
		{"(A)", "/A", false},
		{"/A", "(A)", false},
		{"<<>>", "[]", false},
	} {
		a, _ := read(test.a)
		b, _ := read(test.b)
		if Equal(a, b) != test.want || Equal(b, a) != test.want {
			t.Errorf("Equal(%s, %s) = %v", test.a, test.b, !test.want)
		}
	}
	s := &Stream{Dict{"A": 1}, []byte("x")}
	if !Equal(s, &Stream{Dict{"A": 1}, []byte("x")}) || Equal(s, &Stream{Dict{"A": 1}, []byte("y")}) || Equal(s, Dict{"A": 1}) {
		t.Error("streams")
	}
}

func TestPredictors(t *testing.T) {
	t.Parallel()
	parameters := Dict{"Predictor": 15, "Columns": 3}
	for _, test := range []struct{ in, want string }{
		{"\x00abc", "abc"},
		{"\x01a\x01\x01", "abc"},
		{"\x00abc\x02\x01\x01\x01", "abcbcd"},
		{"\x00\x02\x04\x06\x03\x01\x01\x01", "\x02\x04\x06\x02\x04\x06"},
		{"\x00abc\x04\x01\x01\x01", "abcbcd"},
	} {
		got, err := unpredict([]byte(test.in), parameters)
		if err != nil || string(got) != test.want {
			t.Errorf("%q: %q, %v; want %q", test.in, got, err, test.want)
		}
	}
	for name, bad := range map[string]struct {
		in         string
		parameters Dict
	}{
		"unknown kind":      {"\x05abc", parameters},
		"half a row":        {"\x00ab", parameters},
		"unknown predictor": {"abc", Dict{"Predictor": 2}},
		"no columns":        {"\x00", Dict{"Predictor": 12, "Columns": 0}},
		"too many columns":  {"\x00", Dict{"Predictor": 12, "Columns": 1 << 30}},
		"too many colours":  {"\x00", Dict{"Predictor": 12, "Colors": 1 << 30, "BitsPerComponent": 1 << 30}},
	} {
		if got, err := unpredict([]byte(bad.in), bad.parameters); !errors.Is(err, ErrFilter) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestTableEntries(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"0000000017 00000 n \n": true, "0000000017 65535 f\r\n": true, "0000000017 00000 n \r": true,
		"000000017 000000 n \n": false, "0000000017 00000 x \n": false, "0000000017 00000 n\n0": false, "00000000-7 00000 n \n": false,
	} {
		if _, ok := tableEntry([]byte(line)); ok != want {
			t.Errorf("%q: %v", line, ok)
		}
	}
}

// tiny is a file of one object that a test edits.
func tiny(edit func(string) string) []byte {
	body := edit("%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n")
	return fmt.Appendf(nil, "%sxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", body, len(body))
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func(string) string
		want []Code
	}{
		"good":            {func(s string) string { return s }, nil},
		"loose bytes":     {func(s string) string { return s + "x\n" }, []Code{LooseBytes}},
		"comment":         {func(s string) string { return s + "% x\n" }, []Code{LooseBytes}},
		"second header":   {func(s string) string { return s + "%PDF-1.4\n" }, []Code{HeaderTwice}},
		"another number":  {func(s string) string { return strings.Replace(s, "1 0 obj", "2 0 obj", 1) }, []Code{EntryMisleads}},
		"no end":          {func(s string) string { return strings.Replace(s, "endobj", "endxxx", 1) }, []Code{ObjectUnreadable, LooseBytes}},
		"key twice":       {func(s string) string { return strings.Replace(s, "/Type", "/Type/X/Type", 1) }, []Code{KeyTwice}},
		"blank before it": {func(s string) string { return strings.Replace(s, "1 0 obj", " 1 0 obj", 1) }, []Code{ObjectUnreadable, LooseBytes}},
	} {
		f, err := Open(context.Background(), tiny(test.edit), DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []Code
		for _, x := range f.Findings() {
			got = append(got, x.Code)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Whatever comes in is read or refused, and everything in it can be looked at.
func FuzzOpen(f *testing.F) {
	f.Add(tiny(func(s string) string { return s }))
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 1 1]/Size 2/Root 1 0 R/Length 6>>\nstream\n\x00\x00\x00\x01\x09\x00\nendstream\nendobj\nstartxref\n9\n%%EOF\n"))
	f.Add(tiny(func(s string) string {
		return s + "2 0 obj\n<</Length 3/Filter/FlateDecode>>\nstream\nabc\nendstream\nendobj\n"
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Open(context.Background(), b, DefaultLimits)
		if err != nil {
			return
		}
		for i, r := range file.Revisions {
			if r.Start > r.End || r.End > len(b) || r.EOF > r.End {
				t.Fatalf("revision %d is [%d, %d, %d) of %d", i, r.Start, r.EOF, r.End, len(b))
			}
			for _, o := range r.Objects {
				if !Equal(o.Value, o.Value) {
					t.Fatalf("object %d is not itself", o.Number)
				}
				if s, is := o.Value.(*Stream); is {
					if data, err := file.Decode(s); err == nil {
						_ = file.Operations(data, func(Operation) error { return nil })
					}
				}
			}
		}
	})
}
