package templates

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// tool runs a program of a Debian package; without it the test fails, because what
// it checks would go unchecked.
func tool(t testing.TB, pkg, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, pkg)
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// write writes a file to be looked at by a tool.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every sample, unsealed, byte for byte, with its text as pdftotext reads it beside
// it so that a change can be reviewed. The bytes hold for the compressors of one
// version of Go.
func TestGolden(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for name, c := range samples(t) {
		files[name] = lay(t, c)
		if name == "household" {
			proof, err := sampleTypesetter(t).Proof(c)
			if err != nil {
				t.Fatal(err)
			}
			files["preview"] = proof
		}
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, name+".pdf", file)
			golden(t, name+".pdf", file)
			if name != "preview" { // whose diagonal word gets between the lines
				golden(t, name+".txt", []byte(tool(t, "poppler-utils", "pdftotext", "-layout", path, "-")))
			}
			if out := tool(t, "qpdf", "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf --check: %s", out)
			}
		})
	}
}

// Every kind, some combined, in two languages and with the reading aid: a few byte for
// byte, of the others the text, and of all the digest.
func TestGoldenKinds(t *testing.T) {
	t.Parallel()
	digests := map[string]string{}
	for name, c := range goldenKinds(t) {
		file := lay(t, c)
		digests[name] = fmt.Sprintf("%x", sha256.Sum256(file))
		golden(t, name+".txt", []byte(tool(t, "poppler-utils", "pdftotext", "-layout", write(t, name+".pdf", file), "-")))
		if !strings.HasPrefix(name, "kind-") {
			golden(t, name+".pdf", file)
		}
	}
	var list strings.Builder
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		fmt.Fprintf(&list, "%s  %s\n", digests[name], name)
	}
	golden(t, "digests.txt", []byte(list.String()))
}

// goldenKinds is what TestGoldenKinds looks at: the kinds that are not among samples
// under "kind-" and their code.
func goldenKinds(t testing.TB) map[string]*certificates.Content {
	t.Helper()
	all := map[string]*certificates.Content{}
	known := samples(t)
	for k, c := range every(t) {
		if entry, _ := catalogue(t).Entry(k); known[entry.Slug] == nil {
			all[fmt.Sprintf("kind-%03d", k)] = c
		}
	}
	three := combined(t, certificates.Residence, certificates.Household, certificates.Citizenship)
	three.Duty = paid(t)["stamp"]
	all["combined"] = three
	all["combined-de"] = beside(t, three, registry.German)
	all["household-ties-sl"] = beside(t, every(t)[certificates.HouseholdTies], registry.Slovene)
	all["residence-fr"] = beside(t, every(t)[certificates.Residence], registry.French)
	all["marriage-en"] = beside(t, every(t)[certificates.Marriage], registry.English)
	return all
}

func catalogue(t testing.TB) *certificates.Catalogue {
	t.Helper()
	c := certificates.NewCatalogue()
	return c
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	switch {
	case strings.HasSuffix(name, ".txt"): // how wide a blank is depends on the version of poppler
		if diff := cmp.Diff(strings.Fields(string(want)), strings.Fields(string(got))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	case !bytes.Equal(got, want):
		t.Errorf("%s differs from the golden file", name)
	}
}

// What a reader without our help makes of the structure.
func TestOutsideReaders(t *testing.T) {
	t.Parallel()
	path := write(t, "household.pdf", lay(t, samples(t)["household-12"]))
	info := tool(t, "poppler-utils", "pdfinfo", path) + tool(t, "poppler-utils", "pdfinfo", "-meta", path)
	for _, want := range []string{"Tagged:          yes", "Form:            AcroForm", "Pages:           2", "JavaScript:      no", ">Certificato di stato di famiglia n. 2026/0000123 - Comune di Valdemo<"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	structure := tool(t, "poppler-utils", "pdfinfo", "-struct-text", path)
	last := 0
	for _, want := range []string{"Document", "Figure", "Comune di Valdemo", "H1", "Certificato di stato di famiglia", "Lbl", "Numero", "LBody", "CERTIFICA", "Rossi", "Table", "THead", "TH", "Cognome", "TBody", "Valdemo (VD)", "Il presente certificato", "H2", "Verifica", "Link", "Form"} {
		at := strings.Index(structure[last:], want)
		if at < 0 {
			t.Fatalf("pdfinfo -struct-text lacks %q behind what comes before it:\n%s", want, structure)
		}
		last += at
	}
	fonts := tool(t, "poppler-utils", "pdffonts", path)
	for _, line := range strings.Split(strings.TrimSpace(fonts), "\n")[2:] {
		if !strings.Contains(line, "CID TrueType      Identity-H       yes yes yes") {
			t.Errorf("font not embedded, subset and mapped: %s", line)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	c := samples(t)["household-12"]
	want := lay(t, c)
	other, err := New([]registry.Office{demoOffice(t), sampleOffice(t)}, Options{Hole: sampleHole})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, other := range samples(t) { // in any order, so that buffers are used again
				lay(t, other)
			}
			if got := lay(t, c); !bytes.Equal(got, want) {
				t.Error("a second setting differs")
			}
		})
	}
	wg.Wait()
	sheet, err := other.Lay(c, sampleMark(), sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(sheet.Unsealed(), want) {
		t.Error("another typesetter sets it differently")
	}
}

func TestEveryFileHasItsOwnID(t *testing.T) {
	t.Parallel()
	a, b := sample(t, 7), sample(t, 7)
	b.Number.Serial++
	ids := map[string]bool{}
	for _, file := range [][]byte{lay(t, a), lay(t, b)} {
		ids[match(t, file, `/ID\[<(\w+)>`)[0]] = true
	}
	if len(ids) != 2 {
		t.Error("two certificates share an /ID")
	}
}
