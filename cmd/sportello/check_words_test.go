package main

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// docs/verify.md has every verdict with its exit code, and every reason in words; the
// program has words for every reason of its own and of package statement.
func TestVerifyDoc(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/verify.md")
	if err != nil {
		t.Fatal(err)
	}
	codes, verdicts, reasons := map[string]bool{}, map[string]string{}, map[string]string{}
	for line := range strings.Lines(string(doc)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		switch name := strings.Trim(cells[0], "`"); {
		case len(cells) == 2 && len(name) == 1:
			codes[name] = true
		case len(cells) == 3 && name != cells[0] && len(cells[1]) == 1:
			verdicts[name] = cells[1] + " " + cells[2]
		case len(cells) == 3 && name != cells[0]:
			reasons[name] = cells[1] + " " + cells[2]
		}
	}
	wantVerdicts, wantReasons := map[string]string{}, map[string]string{}
	for _, v := range verdictOrder {
		wantVerdicts[string(v)] = strconv.Itoa(v.exit()) + " " + verdictWords[v][registry.Italian]
		codes[strconv.Itoa(v.exit())] = codes[strconv.Itoa(v.exit())] && true
	}
	for r, text := range reasonWords {
		wantReasons[string(r)] = text[registry.Italian] + " " + text[registry.English]
	}
	if diff := cmp.Diff(map[string]bool{"0": true, "1": true, "2": true, "3": true}, codes); diff != "" {
		t.Errorf("exit codes (-program +documented):\n%s", diff)
	}
	if diff := cmp.Diff(wantVerdicts, verdicts); diff != "" {
		t.Errorf("verdicts (-program +documented):\n%s", diff)
	}
	if diff := cmp.Diff(wantReasons, reasons); diff != "" {
		t.Errorf("reasons (-program +documented):\n%s", diff)
	}
	for _, r := range append(constantsOf(t, "check_verdict.go", "reason"), constantsOf(t, "../../statement/verdict.go", "Reason")...) {
		if reasonWords[reason(r)] == nil {
			t.Errorf("no words for %s", r)
		}
	}
}

// constantsOf is the values of the constants of a type in a file.
func constantsOf(t *testing.T, file, kind string) (values []string) {
	t.Helper()
	f, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		if name, typed := spec.Type.(*ast.Ident); typed && name.Name == kind {
			for _, v := range spec.Values {
				text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, text)
			}
		}
		return true
	})
	if len(values) < 10 {
		t.Fatalf("%s has %d constants of type %s", file, len(values), kind)
	}
	return values
}

// What the command says is there in every language, whole.
func TestVerifyWords(t *testing.T) {
	t.Parallel()
	for r, text := range reasonWords {
		if !text.Whole() || !strings.HasSuffix(text[registry.Italian], ".") {
			t.Errorf("%s: %q", r, text)
		}
	}
	others := []certificates.Text{
		wordSymbol, wordTrial, wordSuperseded, wordUnlimited, wordSeePaper, wordCompare, wordInstead, wordDemo, reason("never-heard-of").words(),
		labelOffice, labelIssuer, labelKind, labelNumber, labelIssued, labelValid, labelName, labelBorn,
	}
	for _, text := range slices.AppendSeq(others, maps.Values(verdictWords)) {
		if !text.Whole() {
			t.Errorf("%q", text)
		}
	}
}

// Every verdict has a headline in every language, and a good symbol on a paper is not
// called a good paper.
func TestHeadlines(t *testing.T) {
	t.Parallel()
	for _, v := range verdictOrder {
		for _, l := range certificates.Languages {
			var b strings.Builder
			f := &finding{Source: "qr", Verdict: v, Reasons: []reason{issuerNew, "changed-pages", "altered", "never-heard-of"}}
			if err := f.tell(&b, l); err != nil || strings.Count(b.String(), "\n") != 5 {
				t.Errorf("%s in %s: %v\n%s", v, l, err, b.String())
			}
			if v == valid && !strings.Contains(b.String(), "QR") {
				t.Errorf("of a picture: %s", b.String())
			}
			b.Reset()
			f = &finding{Source: "pdf", Verdict: v, Reasons: []reason{registerSuperseded}}
			if err := f.tell(&b, l); err != nil || strings.Contains(b.String(), wordSuperseded.In(l)) != (v == valid) {
				t.Errorf("superseded and %s: %v\n%s", v, err, b.String())
			}
		}
	}
}
