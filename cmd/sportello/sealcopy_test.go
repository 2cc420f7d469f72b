package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/signing"
)

// scanned is what an officer's scanner writes: a page that is one picture. entries are
// those of the catalog beside its type and pages.
func scanned(entries string) []byte {
	const width, height = 64, 90
	picture := strings.Repeat("\xf0\x0f\xff\x12", width*height/4)
	page := "q 595 0 0 842 0 0 cm /Im0 Do Q"
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R " + entries + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page), page),
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream", width, height, len(picture), picture),
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// judgeOf runs a program of a Debian package, to its good end.
func judgeOf(t *testing.T, pkg, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s", name, pkg)
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// copyPlace is a demo's database and keys, with a directory for copies.
type copyPlace struct {
	t         *testing.T
	env       []string
	dir, keys string
	tables
}

func newCopyPlace(t *testing.T) *copyPlace {
	t.Helper()
	url := dbtest.New(t)
	env, listen, data := place(t)
	if out, errOut, code := sportello(t, append(env, "SPORTELLO_DATABASE_URL="+url), "demo", "--once", "--people", "29"); code != 0 {
		t.Fatal(out, errOut)
	}
	keys := filepath.Join(data, "keys")
	return &copyPlace{t, append(env, "SPORTELLO_DATABASE_URL="+url, "SPORTELLO_PUBLIC_URL=http://"+listen, "SPORTELLO_ISSUER=http://"+listen+"/demo/login",
		"SPORTELLO_SEAL_KEY_FILE="+filepath.Join(keys, "key.pem"), "SPORTELLO_SEAL_CHAIN_FILE="+filepath.Join(keys, "chain.pem"),
		"SPORTELLO_SEAL_ROOTS_FILE="+filepath.Join(keys, "root.pem")), t.TempDir(), keys, look(t, url)}
}

func (p *copyPlace) file(name string) string { return filepath.Join(p.dir, name) }

func (p *copyPlace) put(name string, b []byte) string {
	p.t.Helper()
	if err := os.WriteFile(p.file(name), b, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return p.file(name)
}

func (p *copyPlace) seal(office, in, out string) (said string, code int) {
	p.t.Helper()
	stdout, stderr, code := sportello(p.t, p.env, "seal-copy", "--office", office, p.file(in), p.file(out))
	return stdout + stderr, code
}

// What is refused leaves no file, touches none, and is no event.
func TestSealCopyRefused(t *testing.T) {
	t.Parallel()
	p := newCopyPlace(t)
	p.put("plain.pdf", scanned(""))
	p.put("here.pdf", []byte("keep me"))
	p.put("text.pdf", []byte(strings.Repeat("no PDF ", 50)))
	p.put("cut.pdf", scanned("")[:4000])
	p.put("acts.pdf", scanned("/OpenAction << /S /JavaScript /JS (app.beep) >>"))
	p.put("form.pdf", scanned("/AcroForm << /Fields [3 0 R] >>"))
	hidden := bytes.Replace(scanned(""), []byte("/Contents 4 0 R"), []byte("/Contents 5 0 R"), 1) // object 4 is part of nothing
	p.put("hides.pdf", hidden)
	judgeOf(t, "qpdf", "qpdf", "--object-streams=generate", p.file("plain.pdf"), p.file("packed.pdf"))
	judgeOf(t, "qpdf", "qpdf", "--linearize", p.file("plain.pdf"), p.file("linear.pdf"))
	judgeOf(t, "qpdf", "qpdf", "--encrypt", "", "owner", "256", "--", p.file("plain.pdf"), p.file("encrypted.pdf"))
	mark := p.end()
	for _, x := range []struct{ office, in, out, says string }{
		{"X900", "plain.pdf", "here.pdf", "is there already"},
		{"X900", "plain.pdf", "plain.pdf", "is there already"},
		{"X900", "plain.pdf", "nowhere/out.pdf", "no such file"},
		{"X900", "missing.pdf", "out.pdf", "missing.pdf"},
		{"Z999", "plain.pdf", "out.pdf", "no office"},
		{"X900", "text.pdf", "out.pdf", "not-a-pdf"},
		{"X900", "cut.pdf", "out.pdf", "unreadable"},
		{"X900", "encrypted.pdf", "out.pdf", "encrypt"},
		{"X900", "form.pdf", "out.pdf", "form"},
		{"X900", "acts.pdf", "out.pdf", "active-content"},
		{"X900", "hides.pdf", "out.pdf", "unused-object"},
		{"X900", "packed.pdf", "out.pdf", "--object-streams=disable"},
		{"X900", "linear.pdf", "out.pdf", "--object-streams=disable"},
	} {
		if said, code := p.seal(x.office, x.in, x.out); code == 0 || !strings.Contains(said, x.says) {
			t.Errorf("%s to %s: ended with %d: %s; want %q in it", x.in, x.out, code, said, x.says)
		}
	}
	if kept, err := os.ReadFile(p.file("here.pdf")); err != nil || string(kept) != "keep me" {
		t.Errorf("the file that was there is %q, %v", kept, err)
	}
	if left, err := filepath.Glob(p.file("*out*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if left, err := filepath.Glob(p.file(".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if audited := p.audited(mark); audited != "" {
		t.Errorf("audited %q", audited)
	}
}

// A scan, a printed page and one that was written anew as advised are sealed: valid for
// poppler and qpdf, the file as it was in front, an event with the digests.
func TestSealCopy(t *testing.T) {
	t.Parallel()
	p := newCopyPlace(t)
	p.put("plain.pdf", scanned(""))
	p.put("tagged.pdf", scanned("/Lang (it-IT) /MarkInfo << /Marked true >>"))
	judgeOf(t, "poppler-utils", "pdftocairo", "-pdf", p.file("plain.pdf"), p.file("printed.pdf"))
	judgeOf(t, "qpdf", "qpdf", "--linearize", p.file("plain.pdf"), p.file("linear.pdf"))
	judgeOf(t, "qpdf", "qpdf", "--object-streams=disable", p.file("linear.pdf"), p.file("anew.pdf"))
	nss := "sql:" + p.dir
	judgeOf(t, "libnss3-tools", "certutil", "-N", "-d", nss, "--empty-password")
	judgeOf(t, "libnss3-tools", "certutil", "-A", "-d", nss, "-n", "demo", "-t", "C,C,C", "-i", filepath.Join(p.keys, "root.pem"))
	for _, name := range []string{"plain", "tagged", "printed", "anew"} {
		mark := p.end()
		said, code := p.seal("X900", name+".pdf", name+"-sealed.pdf")
		if code != 0 {
			t.Errorf("%s: %s", name, said)
			continue
		}
		sealed, err := os.ReadFile(p.file(name + "-sealed.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		was, err := os.ReadFile(p.file(name + ".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(sealed, was) || !bytes.Contains(sealed[len(was):], []byte("/Reason (Copia conforme all'originale ai sensi dell'art. 18 d.P.R. 28 dicembre 2000, n. 445)")) {
			t.Errorf("%s: the file is not in front, or the seal does not say what it is", name)
		}
		if out := judgeOf(t, "qpdf", "qpdf", "--check", p.file(name+"-sealed.pdf")); strings.Contains(out, "WARNING") {
			t.Errorf("%s: qpdf: %s", name, out)
		}
		out := judgeOf(t, "poppler-utils", "pdfsig", "-nssdir", nss, p.file(name+"-sealed.pdf"))
		for _, want := range []string{"Signature is Valid", "Total document signed"} {
			if strings.Count(out, want) != 1 {
				t.Errorf("%s: pdfsig does not say %q once:\n%s", name, want, out)
			}
		}
		if audited := p.audited(mark); audited != "copy.sealed" {
			t.Errorf("%s: audited %q", name, audited)
		}
		event := p.list("SELECT channel || ' ' || actor_kind || ' ' || details::text FROM audit_event WHERE office_id = 'X900' AND seq > $1::text::bigint", mark)
		if !strings.HasPrefix(event, "command operator ") || !strings.Contains(event, digestOf(sealed)) || !strings.Contains(event, digestOf(was)) || !strings.Contains(said, digestOf(sealed)) {
			t.Errorf("%s: the event is %s", name, event)
		}
		if said, code := p.seal("X900", name+"-sealed.pdf", name+"-twice.pdf"); code == 0 || !strings.Contains(said, "foreign-seal") && !strings.Contains(said, "genuine") && !strings.Contains(said, "ambiguous") {
			t.Errorf("%s sealed twice: %d, %s", name, code, said)
		}
	}
	if out, errOut, code := sportello(t, p.env, "verify", "audit"); code != 0 {
		t.Errorf("the audit chain after that: %s%s", out, errOut)
	}
}

// The judge takes nothing over from the sealing: what the library might do wrong is
// refused.
func TestSealCopyJudge(t *testing.T) {
	t.Parallel()
	made := func() *copying {
		k, err := keys.Ensure(t.TempDir(), keys.Options{Random: rand.Reader, Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		s, err := signing.NewSealer(k.Identity, signing.Options{Roots: k.Roots, Random: rand.Reader, Clock: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return &copying{seal: &seal{Sealer: s}, material: &material{identity: k.Identity, roots: k.Roots}}
	}
	c, other, file := made(), made(), scanned("")
	sealed, err := c.seal.SealCopy(t.Context(), file, signing.CopyNote{Reason: copyReason})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.judge(t.Context(), file, sealed); err != nil {
		t.Fatal(err)
	}
	foreign, err := other.seal.SealCopy(t.Context(), file, signing.CopyNote{Reason: copyReason})
	if err != nil {
		t.Fatal(err)
	}
	changed := func(old, new string) []byte { return bytes.Replace(sealed, []byte(old), []byte(new), 1) }
	for name, result := range map[string][]byte{
		"nothing":             nil,
		"the file unsealed":   file,
		"by somebody else":    foreign,
		"a page changed":      changed("/MediaBox [0 0 595 842]", "/MediaBox [0 0 595 841]"),
		"the reason changed":  changed("Copia conforme", "Copia deforme "),
		"written twice":       append(bytes.Clone(sealed), sealed...),
		"something behind it": append(bytes.Clone(sealed), "% more\n"...),
		"cut off":             sealed[:len(sealed)-10],
		"a shorter range":     changed("/ByteRange [0 ", "/ByteRange [9 "),
	} {
		if err := c.judge(t.Context(), file, result); !errors.Is(err, errJudged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.judge(t.Context(), append(bytes.Clone(file), make([]byte, len(sealed))...), sealed); !errors.Is(err, errJudged) {
		t.Errorf("another file in front: %v", err)
	}
}
