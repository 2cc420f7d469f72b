package statement

import (
	"bytes"
	"encoding/hex"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// page is docs/offline-check.md.
func page(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../docs/offline-check.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block is an example of the page without its line ends and indents.
func block(t *testing.T, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page(t), "<!-- "+name+" -->\n```\n")
	text, _, end := strings.Cut(rest, "\n```\n")
	if !ok || !end {
		t.Fatalf("the page has no example %q", name)
	}
	return text
}

func joined(s string) string { return strings.Join(strings.Fields(s), "") }

func TestExample(t *testing.T) {
	t.Parallel()
	data := signed(t, typical())
	if got, want := joined(block(t, "claims")), joined(must(cbor.Diagnose(must(typical().encode())))); got != want {
		t.Errorf("claims\n%s, want\n%s", got, want)
	}
	if got, want := joined(block(t, "statement")), hex.EncodeToString(data); got != want {
		t.Errorf("statement\n%s, want\n%s", got, want)
	}
	if got, want := joined(block(t, "digits")), Digits(data); got != want {
		t.Errorf("digits\n%s, want\n%s", got, want)
	}
	if got, want := joined(block(t, "keys")), signedKeys(t, keySet(t), sampleKey()); got != want {
		t.Errorf("keys\n%s, want\n%s", got, want)
	}
}

// What the page says can be checked with what the page says. The status list is not
// made again, because a compressor may change.
func TestExampleIsValid(t *testing.T) {
	t.Parallel()
	keys, err := ParseKeySet(joined(block(t, "keys")), issuer, now)
	if err != nil {
		t.Fatal(err)
	}
	list, err := ParseStatusList(joined(block(t, "status")), keys, now)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(list.bits, statusList(t, 7, 99_999).bits) {
		t.Error("other indexes are withdrawn")
	}
	if v := VerifyDigits(joined(block(t, "digits")), keys, list, now); v.State != Valid || !v.StatusChecked || v.Reasons != nil {
		t.Errorf("verdict %+v", v)
	}
}

// Every state and reason has its row, and there are no others.
func TestVerdictsOfThePage(t *testing.T) {
	t.Parallel()
	_, tables, _ := strings.Cut(page(t), "## Verdicts")
	tables, _, _ = strings.Cut(tables, "## Example")
	rows := map[string]int{}
	for line := range strings.Lines(tables) {
		if code, ok := strings.CutPrefix(line, "| `"); ok {
			code, _, _ = strings.Cut(code, "`")
			rows[code]++
		}
	}
	for _, code := range constants(t, "verdict.go") {
		rows[code]--
	}
	for code, n := range rows {
		if n != 0 {
			t.Errorf("%s: %+d rows more than constants", code, n)
		}
	}
}

// constants are the texts of the constants of a file.
func constants(t *testing.T, name string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				out = append(out, strings.Trim(lit.Value, `"`))
			}
		}
		return true
	})
	return out
}
