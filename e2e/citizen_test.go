package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// From the login to the sealed file on disk: with scripts, without, by the keyboard alone,
// and in German.
func TestToTheFile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, citizen, kind, stamp, language string
		silent, keys                         bool
	}{
		{name: "scripts", citizen: "Renzo", kind: "household", stamp: "01210000000001", language: "it"},
		{name: "silent", citizen: "Silvestri", kind: "civil-status", stamp: "01210000000002", language: "it", silent: true},
		{name: "keyboard", citizen: "Letizia", kind: "residence", stamp: "01210000000003", language: "it", keys: true},
		{name: "german", citizen: "Hofer", kind: "residence", stamp: "01210000000004", language: "de"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := asks(t, tt.name, tt.language)
			a.Scripts(!tt.silent)
			a.keys = tt.keys
			a.login(tt.citizen)
			a.here("me")
			a.toSummary(tt.kind, tt.stamp)
			a.follow(onward)
			a.Until("location.pathname.endsWith('/done') && document.querySelector('#number') !== null")
			a.here("done")
			number := a.Text("#number")
			name, file := a.download("main a[type='application/pdf']")
			if !strings.Contains(name, strings.ReplaceAll(number, "/", "-")) {
				t.Errorf("certificate %s is called %s", number, name)
			}
			sealed(t, file)
			if again := citizen(t, tt.citizen).file(number); !bytes.Equal(again, file) {
				t.Errorf("the file is another one in the personal area: %d bytes, not %d", len(again), len(file))
			}
		})
	}
}

// sealed checks with poppler's judgement that a file is a PDF with one valid signature over
// all of it.
func sealed(t *testing.T, file []byte) {
	t.Helper()
	out := run(t, file, "pdfsig", "-nocert")
	for _, want := range []string{"Signature is Valid.", "Total document signed"} {
		if strings.Count(out, want) != 1 {
			t.Errorf("not %q:\n%s", want, out)
		}
	}
}

// printed is the words on a PDF, with single blanks.
func printed(t *testing.T, file []byte) string {
	t.Helper()
	return strings.Join(strings.Fields(run(t, file, "pdftotext")), " ")
}

// run has a tool of poppler read a file.
func run(t *testing.T, file []byte, tool string, options ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	options = append(options, path)
	if tool == "pdftotext" {
		options = append(options, "-")
	}
	out, err := exec.CommandContext(t.Context(), tool, options...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v (sudo apt-get install poppler-utils)\n%s", tool, err, out)
	}
	return string(out)
}

// certificate is the address of one of his certificates.
func (v *visitor) certificate(number string) string {
	v.t.Helper()
	v.get("/me/certificates")
	v.want(200, number)
	for _, row := range v.page.All("tbody tr") {
		if !strings.Contains(pagetest.Text(row), number) {
			continue
		}
		for a := range row.Descendants() {
			if to, ok := pagetest.Attr(a, "href"); ok {
				return to
			}
		}
	}
	v.t.Fatalf("there is no way to %s", number)
	return ""
}

// file is the sealed file of one of his certificates.
func (v *visitor) file(number string) []byte {
	v.t.Helper()
	v.get(v.certificate(number) + "/file")
	if v.page.StatusCode != 200 || v.page.Header.Get("Content-Type") != "application/pdf" {
		v.t.Fatalf("the file of %s: %d %s", number, v.page.StatusCode, v.page.Header.Get("Content-Type"))
	}
	return v.page.Body
}
