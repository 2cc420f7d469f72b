package inspect

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/signing"
)

// tool runs a program that the tests cannot do without, from the Debian package.
func tool(t testing.TB, pkg, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s", name, pkg)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func onDisk(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What we read from a page is what poppler reads.
func TestTextAsPopplerReadsIt(t *testing.T) {
	t.Parallel()
	for _, kind := range []certificates.Kind{certificates.Life, certificates.Residence, certificates.Household} {
		file := laid(t, kind).sealed(t, ours(), ours().seal)
		want := tool(t, "poppler-utils", "pdftotext", "-raw", onDisk(t, file), "-")
		if got := strings.Join(inspected(t, file).Content.Text, ""); squeezed(got) != squeezed(want) {
			t.Errorf("kind %v: we read\n%s\npdftotext reads\n%s", kind, got, want)
		}
	}
}

// Files that qpdf writes anew: with object streams and cross-reference streams, taken
// apart, uncompressed. They are read, and their seals are no longer right.
func TestWrittenAnewByQPDF(t *testing.T) {
	t.Parallel()
	plain := laid(t, certificates.Life)
	plain.replace(plain.find("/FT/Sig"), "/V 9 0 R", "")
	delete(plain.objects, 9)
	unsealed := plain.loose(t)
	for _, way := range []string{"--object-streams=generate", "--qdf", "--stream-data=uncompress"} {
		for _, test := range []struct {
			file    []byte
			verdict Verdict
		}{{unsealed, Unsealed}, {genuine(t), Broken}} {
			to := filepath.Join(t.TempDir(), "anew.pdf")
			tool(t, "qpdf", "qpdf", way, onDisk(t, test.file), to)
			b, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			r := inspected(t, b)
			if r.Verdict != test.verdict || r.Content.Pages != 1 || !strings.Contains(squeezed(strings.Join(r.Content.Text, "")), "RossiMariaAntonia") {
				t.Errorf("%s: %s for %v, %d pages", way, r.Verdict, r.Reasons, r.Content.Pages)
			}
		}
	}
}

// A file that is laid out for the web is not followed, and that is said.
func TestLinearized(t *testing.T) {
	t.Parallel()
	to := filepath.Join(t.TempDir(), "anew.pdf")
	tool(t, "qpdf", "qpdf", "--linearize", onDisk(t, genuine(t)), to)
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if r := inspected(t, b); r.Verdict != Unreadable || !r.has("revision-order") {
		t.Errorf("%s for %v", r.Verdict, r.Reasons)
	}
}

// Our own checker, which is stricter in form, agrees on what is untouched.
func TestAsSigningVerifies(t *testing.T) {
	t.Parallel()
	s, err := signing.Verify(genuine(t), signing.VerifyOptions{Roots: ours().roots(), At: now})
	if err != nil {
		t.Fatal(err)
	}
	if r := inspected(t, genuine(t)); r.Verdict != Genuine || r.Signatures[0].Certificate.Subject != s.Certificate.Subject.String() {
		t.Errorf("signing.Verify says %s, we say %s", s.Certificate.Subject, r.Verdict)
	}
}

// A file of somebody else's that we seal as a copy, in an update: a good seal of
// another form.
func TestSealInAnUpdate(t *testing.T) {
	t.Parallel()
	file := sealedCopy(t, small(stream("", "")))
	r := inspected(t, file)
	if s := r.Signatures[0]; r.Verdict != Genuine || s.Level != LevelOther || s.Revision != 1 || s.Coverage != WholeFile {
		t.Errorf("%s for %v, level %s, faults %v", r.Verdict, r.Reasons, s.Level, s.Faults)
	}
	if r := inspected(t, append(bytes.Clone(file), "x"...)); r.Verdict != Altered {
		t.Errorf("with a byte behind it: %s for %v", r.Verdict, r.Reasons)
	}
	if r := inspected(t, sealedCopy(t, small(stream("", ""), "<</Hidden true>>"))); r.Verdict != Ambiguous || !r.has(UnusedObject) {
		t.Errorf("with an unused object in it: %s for %v", r.Verdict, r.Reasons)
	}
}

// sealedCopy is a file with our seal in an update, of the form that other software
// writes.
func sealedCopy(t testing.TB, file []byte) []byte {
	t.Helper()
	_, n := previous(t, file)
	out := updated(t, file, map[int]string{
		n:     fmt.Sprintf("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/M(D:20261122090000Z)/ByteRange[%s]/Contents<%s>>>", emptyRange, strings.Repeat("0", 8192)),
		n + 1: fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Copy)/F 132/Rect[0 0 0 0]/V %d 0 R>>", n),
		1:     swap(t, text(t, file, 1), "/Type/Catalog", fmt.Sprintf("/Type/Catalog/AcroForm<</Fields[%d 0 R]/SigFlags 3>>", n+1)),
	})
	hole := holeOf(t, out, len(file))
	setRange(t, out, hole, 0, hole.Start, hole.End, len(out)-hole.End)
	return filled(t, out, hole, func(*blueprint) {})
}
