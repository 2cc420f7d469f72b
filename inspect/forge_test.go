package inspect

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// forgery is a file that somebody makes out of a certificate, or instead of one, and
// what must be said of it.
type forgery struct {
	name    string
	file    func(testing.TB) []byte
	verdict Verdict
	code    Code
}

// forgeries is the corpus, by family. Each family has a file of its own.
func forgeries() []forgery {
	return slices.Concat(updateForgeries, rangeForgeries, overlayForgeries, shadowForgeries, sealForgeries, materialForgeries, fileForgeries, insideForgeries)
}

func TestForgeries(t *testing.T) {
	t.Parallel()
	const promised = 40
	all := forgeries()
	if len(all) < promised {
		t.Errorf("%d forgeries, %d were promised", len(all), promised)
	}
	names := map[string]bool{}
	for _, f := range all {
		if names[f.name] {
			t.Errorf("%s: twice", f.name)
		}
		names[f.name] = true
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			r := inspected(t, f.file(t))
			if r.Verdict == Genuine || r.Verdict == Extended {
				t.Errorf("passes as %s", r.Verdict)
			}
			if r.Verdict != f.verdict || f.code != "" && !r.has(f.code) {
				t.Errorf("%s for %v, want %s for %s", r.Verdict, r.Reasons, f.verdict, f.code)
			}
			namesNobody(t, r)
		})
	}
}

// namesNobody checks that a report can be kept: what it says is about the file, not
// about who is certified.
func namesNobody(t *testing.T, r *Report) {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Rossi", "Maria", "12/03/1980", "1980-03-12"} {
		if strings.Contains(string(b), name) {
			t.Errorf("the report holds %q", name)
		}
	}
}
