package registry

import "testing"

func TestSecondLanguage(t *testing.T) {
	t.Parallel()
	for province, want := range map[string]Language{
		"": "", "RM": "", "UD": "", "TN": "", "bz": "", "BZ": German, "AO": French, "GO": Slovene, "TS": Slovene,
	} {
		if got := SecondLanguage(province); got != want {
			t.Errorf("SecondLanguage(%q) = %q, want %q", province, got, want)
		}
	}
}

func TestOfficeSecondLanguage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		languages []Language
		want      Language
	}{
		{nil, ""},
		{[]Language{Italian}, ""},
		{[]Language{Italian, German, Slovene}, ""},
		{[]Language{Italian, German}, German},
		{[]Language{Slovene, Italian}, Slovene},
	} {
		if got := (Office{Languages: test.languages}).SecondLanguage(); got != test.want {
			t.Errorf("with %v: %q, want %q", test.languages, got, test.want)
		}
	}
}
