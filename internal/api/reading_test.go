package api

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// packed is a stream of a PDF in its compressed form, whose bytes spell any short word now
// and then and say nothing.
var packed = regexp.MustCompile(`(?s)(/FlateDecode[^\n]*>>\n)stream\n.*?\nendstream`)

// read is everything that a PDF tells: its objects and its description as they stand, what
// other programs read on its pages, and what is attached to it.
func read(t *testing.T, file []byte) string {
	t.Helper()
	dir := t.TempDir()
	page := filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(page, file, 0o600); err != nil {
		t.Fatal(err)
	}
	all := []string{string(packed.ReplaceAll(file, []byte("$1"))), tool(t, "pdftotext", page, "-"), tool(t, "pdfinfo", page)}
	if strings.Contains(all[0], "/EmbeddedFile") {
		tool(t, "pdfdetach", "-saveall", "-o", dir, page)
	}
	attached, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range attached {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return strings.Join(all, "\n")
}
