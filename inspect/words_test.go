package inspect

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Every verdict and every reason is put into words, in both languages.
func TestWords(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/inspection.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Count(line, "`") == 2 {
			code := strings.Split(cells[1], "`")[1]
			if words[code] || strings.TrimSpace(cells[2]) == "" || strings.TrimSpace(cells[3]) == "" {
				t.Errorf("%s: twice, or without words", code)
			}
			words[code] = true
		}
	}
	codes := append(constants(t, "codes.go", "Verdict", "Code"), constants(t, "pdf/finding.go", "Code")...)
	for _, code := range codes {
		if !words[code] {
			t.Errorf("docs/inspection.md has no words for %s", code)
		}
		delete(words, code)
	}
	for code := range words {
		t.Errorf("docs/inspection.md has words for %s, which is no code", code)
	}
}

// constants is the values of the constants of some types in a file.
func constants(t *testing.T, file string, types ...string) (values []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		name, typed := spec.Type.(*ast.Ident)
		for _, wanted := range types {
			if !typed || name.Name != wanted {
				continue
			}
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
	return values
}
