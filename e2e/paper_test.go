package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// paper is a certificate's file on disk.
type paper struct {
	t    *testing.T
	path string
}

func onDisk(t *testing.T, file []byte) paper {
	t.Helper()
	p := paper{t, filepath.Join(t.TempDir(), "certificate.pdf")}
	if err := os.WriteFile(p.path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// sealed checks that poppler finds one valid signature over all of it.
func (p paper) sealed() {
	p.t.Helper()
	out := p.tool("pdfsig", "-nocert", p.path)
	for _, want := range []string{"Signature is Valid.", "Total document signed"} {
		if strings.Count(out, want) != 1 {
			p.t.Errorf("pdfsig does not say %q once:\n%s", want, out)
		}
	}
}

// words is its text, with single blanks.
func (p paper) words() string {
	p.t.Helper()
	return strings.Join(strings.Fields(p.tool("pdftotext", p.path, "-")), " ")
}

var checkedAt = regexp.MustCompile(`/v/[0-9A-Z]{28}`)

// checked is the path of the page that checks it, as it is printed.
func (p paper) checked() string {
	p.t.Helper()
	path := checkedAt.FindString(p.words())
	if path == "" {
		p.t.Fatalf("no address to check it at in\n%s", p.words())
	}
	return path
}

func (p paper) tool(name string, arguments ...string) string {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), name, arguments...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("%s: %v (sudo apt-get install poppler-utils)\n%s", name, err, out)
	}
	return string(out)
}
