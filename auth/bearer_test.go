package auth

import (
	"errors"
	"regexp"
	"testing"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, want string
		err          error
	}{
		"token":               {"Bearer abc.def-_~+/.x==", "abc.def-_~+/.x==", nil},
		"small letters":       {"bearer a", "a", nil},
		"capitals":            {"BEARER a", "a", nil},
		"several blanks":      {"Bearer   a", "a", nil},
		"no header":           {"", "", ErrMissing},
		"basic":               {"Basic YTpi", "", ErrMissing},
		"DPoP":                {"DPoP abc", "", ErrMissing},
		"longer scheme":       {"Bearers abc", "", ErrMissing},
		"blank before":        {" Bearer abc", "", ErrMissing},
		"tab":                 {"Bearer\tabc", "", ErrMissing},
		"kelvin sign":         {"Beare\u0280 abc", "", ErrMissing},
		"scheme alone":        {"Bearer", "", ErrInvalid},
		"scheme and blank":    {"Bearer ", "", ErrInvalid},
		"two tokens":          {"Bearer abc def", "", ErrInvalid},
		"blank behind":        {"Bearer abc ", "", ErrInvalid},
		"list":                {"Bearer abc, Bearer def", "", ErrInvalid},
		"quoted":              {`Bearer "abc"`, "", ErrInvalid},
		"only padding":        {"Bearer ==", "", ErrInvalid},
		"padding within":      {"Bearer a=b", "", ErrInvalid},
		"null byte":           {"Bearer abc\x00", "", ErrInvalid},
		"line break":          {"Bearer abc\r\nX: y", "", ErrInvalid},
		"not ASCII":           {"Bearer \u00e0", "", ErrInvalid},
		"parameter of a URL":  {"Bearer access_token=abc", "", ErrInvalid},
		"full width alphabet": {"Bearer \uff41", "", ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := Bearer(test.header); got != test.want || !errors.Is(err, test.err) {
				t.Errorf("Bearer(%q) = %q, %v, want %q, %v", test.header, got, err, test.want, test.err)
			}
		})
	}
}

func FuzzBearer(f *testing.F) {
	for _, s := range []string{"", "Bearer a.b.c", "bearer  a==", "Bearer", "Basic YTpi", "Bearer a b", "Bearer \x00"} {
		f.Add(s)
	}
	grammar := regexp.MustCompile(`\A(?i:bearer) +([A-Za-z0-9\-._~+/]+=*)\z`)
	f.Fuzz(func(t *testing.T, header string) {
		got, err := Bearer(header)
		want := ""
		if m := grammar.FindStringSubmatch(header); m != nil {
			want = m[1]
		}
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Bearer(%q) = %q, %v, want %q", header, got, err, want)
		}
	})
}
