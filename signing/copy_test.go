package signing

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// scan is what an officer's scanner writes: a page that is one picture.
type scan struct {
	header  string              // "%PDF-1.6" if empty
	catalog string              // entries of the catalog beside /Type and /Pages
	pages   string              // instead of the page tree
	trailer string              // entries of the trailer beside /Size and /Root
	extra   []string            // objects 6 and following
	edit    func(string) string // of the whole, before it is given back
}

func (s scan) pdf() []byte {
	const width, height = 64, 90
	picture := strings.Repeat("\xf0\x0f\xff\x12", width*height/4)
	page := "q 595 0 0 842 0 0 cm /Im0 Do Q"
	pages := "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	if s.pages != "" {
		pages = s.pages
	}
	objects := append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + s.catalog + " >>",
		pages,
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page), page),
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream", width, height, len(picture), picture),
	}, s.extra...)
	var b bytes.Buffer
	header := s.header
	if header == "" {
		header = "%PDF-1.6"
	}
	b.WriteString(header + "\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, s.trailer, xref)
	if s.edit != nil {
		return []byte(s.edit(b.String()))
	}
	return b.Bytes()
}

// conforming is the note of a copy.
var conforming = CopyNote{Name: "Comune di Forlì", Location: "Forlì", Reason: "Copia conforme all'originale"}

func TestSealCopyRefuses(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	_, ours := sealed(t, s)
	dir := t.TempDir()
	plainPDF := write(t, dir, "plain.pdf", scan{}.pdf())
	made := func(name string, args ...string) []byte {
		tool(t, "qpdf", "qpdf", append(args, plainPDF, filepath.Join(dir, name))...)
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	once, err := s.SealCopy(t.Context(), scan{}.pdf(), conforming)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"nothing":                      nil,
		"no PDF":                       []byte(strings.Repeat("scan ", 100)),
		"a header only":                []byte("%PDF-1.7\n" + strings.Repeat(" ", 100)),
		"too large":                    append(scan{}.pdf(), make([]byte, MaxCopy)...),
		"text before the header":       append([]byte("\n"), scan{}.pdf()...),
		"two headers":                  append(scan{}.pdf(), "%PDF-1.7\n"...),
		"cut off":                      scan{}.pdf()[:5000],
		"without end":                  scan{edit: func(s string) string { return s[:len(s)-30] }}.pdf(),
		"a certificate of ours":        ours,
		"a copy that is sealed":        once,
		"the place for a signature":    scan{extra: []string{"<< /Type /Sig /ByteRange [0 0 0 0] /Contents <00> >>"}}.pdf(),
		"a cross-reference stream":     made("stream.pdf", "--object-streams=generate"),
		"encrypted":                    made("encrypted.pdf", "--encrypt", "", "owner", "256", "--"),
		"encrypted, objects packed":    made("packed.pdf", "--encrypt", "", "owner", "256", "--", "--object-streams=generate"),
		"a form":                       scan{catalog: "/AcroForm << /Fields [6 0 R] >>", extra: []string{"<< /FT /Tx /T (name) >>"}}.pdf(),
		"a form to sign":               scan{catalog: "/AcroForm << /Fields [6 0 R] >>", extra: []string{"<< /FT /Sig /T (sign here) >>"}}.pdf(),
		"an XFA form":                  scan{catalog: "/AcroForm << /Fields [] /XFA (x) >>"}.pdf(),
		"a certification":              scan{catalog: "/Perms << >>"}.pdf(),
		"material of a signature":      scan{catalog: "/DSS << >>"}.pdf(),
		"a version in the catalog":     scan{catalog: "/Version /1.7"}.pdf(),
		"no page":                      scan{pages: "<< /Type /Pages /Kids [] /Count 0 >>"}.pdf(),
		"brackets in the catalog":      scan{catalog: `/Lang (it\)IT)`}.pdf(),
		"a text in UTF-16":             scan{catalog: "/Lang <FEFF00690074>"}.pdf(),
		"a name with an escape":        scan{catalog: "/PieceInfo << /A#20B 1 >>"}.pdf(),
		"a number with a fraction":     scan{catalog: "/OpenAction [3 0 R /XYZ 0 841.88976378 0]"}.pdf(),
		"a catalog without end":        scan{catalog: "/X " + strings.Repeat("[", 100) + strings.Repeat("]", 100)}.pdf(),
		"a root that is written oddly": scan{edit: func(s string) string { return strings.Replace(s, "/Root 1 0 R", "/Root  1  0  R", 1) }}.pdf(),
	} {
		sealed, err := s.SealCopy(t.Context(), file, conforming)
		if !errors.Is(err, ErrCopy) {
			t.Errorf("%s: %v", name, err)
		}
		if sealed != nil && err != nil {
			t.Errorf("%s: %d bytes beside the error", name, len(sealed))
		}
	}
	for _, note := range []CopyNote{
		{},
		{Name: "Comune"},
		{Name: "Občina Dolina", Reason: "copia"},
		{Name: "Comune (VD)", Reason: "copia"},
		{Reason: `copia \ conforme`},
		{Reason: "copia\nconforme"},
		{Reason: "copia\x00"},
		{Reason: "копия"},
		{Reason: "copia 𝒳"},
	} {
		if _, err := s.SealCopy(t.Context(), scan{}.pdf(), note); !errors.Is(err, ErrCopy) {
			t.Errorf("%q: %v", note, err)
		}
	}
}

// countingKey counts how often it is used.
type countingKey struct {
	crypto.Signer
	uses int
}

func (k *countingKey) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	k.uses++
	return k.Signer.Sign(r, digest, o)
}

func TestSealCopyKeys(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		key := &countingKey{Signer: k.key()}
		s := trust().sealer(t, key, k.pss)
		_, err := s.SealCopy(t.Context(), scan{}.pdf(), conforming)
		if refused := k.pss; errors.Is(err, ErrCopy) != refused || (err != nil) != refused || refused != (key.uses == 0) {
			t.Errorf("%s: %v, the key used %d times", k.name, err, key.uses)
		}
	}

	s := mustSealer(t, trust().identity(rsa4096()), trust().options())
	s.members = s.members[:1] // the room for the chain must not be what helps
	if _, err := s.SealCopy(t.Context(), scan{}.pdf(), conforming); err != nil {
		t.Errorf("RSA-4096 without issuer: %v", err)
	}
	s = trust().sealer(t, ecP256(), false)
	s.o.Clock = func() time.Time { return now.AddDate(50, 0, 0) }
	if _, err := s.SealCopy(t.Context(), scan{}.pdf(), conforming); !errors.Is(err, ErrExpired) {
		t.Errorf("expired: %v", err)
	}
	broken := trust().sealer(t, ecP256(), false)
	broken.identity.Key = failing{broken.identity.Key}
	if out, err := broken.SealCopy(t.Context(), scan{}.pdf(), conforming); !errors.Is(err, errFailing) || out != nil {
		t.Errorf("a key that fails: %d bytes, %v", len(out), err)
	}
}

var errFailing = errors.New("the device fails")

type failing struct{ crypto.Signer }

func (failing) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, errFailing }

// What scanners, browsers and offices write, sealed by each kind of key, and judged by
// qpdf, poppler and openssl.
func TestSealCopyJudges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	nss := "sql:" + dir
	root := write(t, dir, "root.pem", pemOf("CERTIFICATE", trust().root.Raw))
	tool(t, "libnss3-tools", "certutil", "-N", "-d", nss, "--empty-password")
	tool(t, "libnss3-tools", "certutil", "-A", "-d", nss, "-n", "root", "-t", "CT,CT,CT", "-i", root)
	plainPDF := write(t, dir, "plain.pdf", scan{}.pdf())
	made := func(name string, pkg, program string, args ...string) []byte {
		tool(t, pkg, program, append(args, plainPDF, filepath.Join(dir, name))...)
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	files := map[string][]byte{
		"plain":      scan{}.pdf(),
		"old":        scan{header: "%PDF-1.3"}.pdf(),
		"new":        scan{header: "%PDF-2.0", trailer: "/ID [<00><01>] "}.pdf(),
		"language":   scan{catalog: "/Lang (it-IT) /MarkInfo << /Marked true >> /PageMode /UseNone /Outlines 6 0 R", extra: []string{"<< /Type /Outlines >>"}}.pdf(),
		"empty form": scan{catalog: "/AcroForm << /Fields [] >>"}.pdf(),
		"linear":     made("linear.pdf", "qpdf", "qpdf", "--linearize"),
		"printed":    made("printed.pdf", "poppler-utils", "pdftocairo", "-pdf"),
		"unpacked":   nil,
	}
	write(t, dir, "plain.pdf", made("packed.pdf", "qpdf", "qpdf", "--object-streams=generate"))
	files["unpacked"] = made("unpacked.pdf", "qpdf", "qpdf", "--object-streams=disable") // as the refusal advises
	for _, k := range kinds {
		if k.pss {
			continue
		}
		s := trust().sealer(t, k.key(), false)
		for name, file := range files {
			sealed, err := s.SealCopy(context.Background(), file, conforming)
			if err != nil {
				t.Errorf("%s, %s: %v", k.name, name, err)
				continue
			}
			pdf := write(t, dir, "sealed.pdf", sealed)
			if out := tool(t, "qpdf", "qpdf", "--check", pdf); strings.Contains(out, "WARNING") {
				t.Errorf("%s, %s: qpdf: %s", k.name, name, out)
			}
			out := tool(t, "poppler-utils", "pdfsig", "-nssdir", nss, pdf)
			for _, want := range []string{"Signature is Valid", "Certificate is Trusted", "Total document signed", "adbe.pkcs7.detached"} {
				if !strings.Contains(out, want) {
					t.Errorf("%s, %s: pdfsig does not say %q:\n%s", k.name, name, want, out)
				}
			}
		}
	}
}

// FuzzSealCopy: whatever is sealed is in front of its copy, unchanged.
func FuzzSealCopy(f *testing.F) {
	f.Add(scan{}.pdf())
	f.Add(scan{catalog: "/Lang (it) /AcroForm << /Fields [] >>", trailer: "/Prev 9 "}.pdf())
	f.Add([]byte("%PDF-1.7\ntrailer << /Root 1 0 R >> startxref 0 %%EOF"))
	s := trust().sealer(f, ecP256(), false)
	f.Fuzz(func(t *testing.T, file []byte) {
		sealed, err := s.SealCopy(t.Context(), file, conforming)
		if err == nil && (!bytes.HasPrefix(sealed, file) || len(sealed) == len(file)) {
			t.Errorf("%d bytes became %d", len(file), len(sealed))
		}
	})
}
