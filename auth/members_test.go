package auth

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{ // -1 for none
		"0": 0, "1795255200": 1795255200, "1795255200.9": 1795255200, "1.7952552e9": 1795255200, "253402300799": 253402300799,
		"253402300800": -1, "1e300": -1, "1e999": -1, "-1": -1, "-0.5": -1, "null": -1, "true": -1, `"0"`: -1, "[]": -1, "{}": -1,
	} {
		got, ok := must(readMembers([]byte(`{"d":` + text + `}`))).date("d")
		if ok != (want >= 0) || ok && got.Unix() != want {
			t.Errorf("date of %s = %v, %t, want %d", text, got, ok, want)
		}
	}
	if got, ok := (members{}).date("d"); ok {
		t.Errorf("date of nothing = %v", got)
	}
}

// The members are those that encoding/json finds, with the values that it finds,
// unless a name comes twice.
func FuzzReadMembers(f *testing.F) {
	for _, s := range []string{
		`{}`, ` { "a" : 1 , "b":[1,{"c":"]}"}] ,"d":{"e":"\"}"},"f":null,"g":-1.5e3 } `, `{"a":"\\"}`, `{"a":"\\\"","b":true}`,
		`{"\u0061":1,"a":2}`, `{"":""}`, `[]`, `{"a":}`, `{"a":1}{}`, "{\n\t\"a\"\r:[ ]\n}", `{"a":1,"A":2}`, `{"a":[[],[{}]],"b":1}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readMembers(b)
		if errors.Is(err, errDuplicate) {
			return
		}
		var want map[string]any
		if json.Unmarshal(b, &want) != nil || want == nil {
			if err == nil {
				t.Errorf("readMembers(%q) = %v, want an error", b, got)
			}
			return
		}
		if err != nil {
			if utf8.Valid(b) {
				t.Errorf("readMembers(%q): %v", b, err)
			}
			return
		}
		if len(got) != len(want) {
			t.Errorf("readMembers(%q) = %v, want %v", b, got, want)
		}
		for name, v := range want {
			text, ok := got.text(name)
			if s, isText := v.(string); ok != isText || text != s {
				t.Errorf("readMembers(%q): text(%q) = %q, %t", b, name, text, ok)
			}
			var value any
			if err := json.Unmarshal(got[name], &value); err != nil {
				t.Errorf("readMembers(%q): %q is %q", b, name, got[name])
			}
		}
	})
}
