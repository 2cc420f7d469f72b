package signing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDictValue(t *testing.T) {
	t.Parallel()
	const text = "<</Type/Catalog/Pages 2 0 R /Lang(it\\)-IT)/A<</B[<</C(>>)>>[1 2]]/D<00>>>/N 3/T true /E[ ] >>"
	for _, c := range []struct{ text, key, want string }{
		{text, "/Type", "/Catalog"},
		{text, "/Pages", "2 0 R"},
		{text, "/Lang", "(it\\)-IT)"},
		{text, "/A", "<</B[<</C(>>)>>[1 2]]/D<00>>>"},
		{text, "/N", "3"},
		{text, "/T", "true"},
		{text, "/E", "[ ]"},
		{text, "/B", ""}, // of another dictionary
		{text, "/Typ", ""},
		{"", "/A", ""},
		{"7 0 R", "/A", ""},
		{"<<", "/A", ""},
		{"<</A", "/A", ""},
		{"<</A>>", "/A", ""},
		{"<</A(>>", "/A", ""},
		{"<</A[>>", "/A", ""},
		{"<</A)>>", "/A", ""},
		{"<<A 1>>", "/A", ""},
		{"<</A " + strings.Repeat("[", maxNesting+1) + strings.Repeat("]", maxNesting+1) + ">>", "/A", ""},
	} {
		if got := pdfDict(c.text).value(c.key); got != c.want {
			t.Errorf("%.60s: %s is %q, want %q", c.text, c.key, got, c.want)
		}
	}
}

func TestDictWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"<</A 1/B 2>>", "<</A 1/B 7 0 R>>"},
		{"<</A<</B 2>>>>", "<</A<</B 2>>/B 7 0 R>>"},
		{"<<>>", "<</B 7 0 R>>"},
	} {
		if got := pdfDict(c.text).with("/B", "7 0 R"); string(got) != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	for array, want := range map[string][]int{"[]": nil, "[1 0 R]": {1}, "[ 12 0 R  3 0 R ]": {12, 3}} {
		got, ok := references(array)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: %v, %s", array, ok, diff)
		}
	}
	for _, wrong := range []string{"", "[", "]", "1 0 R", "[1]", "[1 0]", "[1 1 R]", "[0 0 R]", "[-1 0 R]", "[x 0 R]", "[1 0 R 2]", "[99999999999999999999 0 R]"} {
		if got, ok := references(wrong); ok {
			t.Errorf("%q gives %v", wrong, got)
		}
	}
}
