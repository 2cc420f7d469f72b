package signing

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitorus/pdfsign/verify"
)

// tool runs a program that the tests cannot do without, from the Debian package.
func tool(t *testing.T, pkg, name string, args ...string) string {
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

func write(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOutsideJudges has every kind of seal judged by four programs that know
// nothing of this one.
func TestOutsideJudges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root := write(t, dir, "root.pem", pemOf("CERTIFICATE", trust().root.Raw))
	nss := "sql:" + dir
	tool(t, "libnss3-tools", "certutil", "-N", "-d", nss, "--empty-password")
	tool(t, "libnss3-tools", "certutil", "-A", "-d", nss, "-n", "root", "-t", "CT,CT,CT", "-i", root)

	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := trust().sealer(t, k.key(), k.pss)
			sheet, file := sealed(t, s)
			pdf := write(t, dir, "sealed.pdf", file)

			if err := s.Check(sheet, file); err != nil {
				t.Errorf("Check: %v", err)
			}
			if _, err := Verify(file, trust().verify()); err != nil {
				t.Errorf("Verify: %v", err)
			}
			if out := tool(t, "qpdf", "qpdf", "--check", pdf); !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf --check:\n%s", out)
			}
			// With -no-ocsp poppler 22.12 takes a stale error of NSS for the
			// verdict. The certificates name no responder, so it asks none.
			out := tool(t, "poppler-utils", "pdfsig", "-nssdir", nss, pdf)
			for _, want := range []string{"Signature is Valid", "Certificate is Trusted", "Total document signed", "ETSI.CAdES.detached"} {
				if !strings.Contains(out, want) {
					t.Errorf("pdfsig does not say %q:\n%s", want, out)
				}
			}
			changed := write(t, dir, "changed.pdf", bytes.Replace(file, []byte("72 720 Td"), []byte("72 721 Td"), 1))
			if out := tool(t, "poppler-utils", "pdfsig", "-nssdir", nss, changed); !strings.Contains(out, "Digest Mismatch") {
				t.Errorf("pdfsig does not see a changed page:\n%s", out)
			}
			judgeByOpenSSL(t, dir, root, sheet.hole, file)
			judgeByPDFSign(t, file, k.pss)
		})
	}
}

// judgeByOpenSSL has the CMS judged by itself, over the bytes that it covers.
func judgeByOpenSSL(t *testing.T, dir, root string, hole Hole, file []byte) {
	t.Helper()
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	cms := write(t, dir, "seal.der", d.der)
	covered := write(t, dir, "covered.bin", append(bytes.Clone(file[:hole.Start]), file[hole.End:]...))
	args := []string{"cms", "-verify", "-binary", "-inform", "DER", "-in", cms, "-content", covered, "-CAfile", root, "-purpose", "any", "-out", os.DevNull}
	for _, profile := range [][]string{nil, {"-cades"}} {
		if out := tool(t, "openssl", "openssl", append(args, profile...)...); !strings.Contains(out, "successful") {
			t.Errorf("openssl cms -verify %v:\n%s", profile, out)
		}
	}
}

// judgeByPDFSign asks pdfsign. Its CMS library does not know PSS, and says so.
func judgeByPDFSign(t *testing.T, file []byte, pss bool) {
	t.Helper()
	o := verify.DefaultVerifyOptions()
	o.AllowUntrustedRoots = true // it knows the system's roots only
	o.RequireDigitalSignatureKU = false
	r, err := verify.VerifyWithOptions(bytes.NewReader(file), int64(len(file)), o)
	if err != nil || len(r.Signers) != 1 {
		t.Fatalf("pdfsign: %+v, %v", r, err)
	}
	if pss {
		if !strings.Contains(r.Error, "unsupported algorithm") {
			t.Errorf("pdfsign on PSS: %q, want that it does not know it", r.Error)
		}
		return
	}
	if s := r.Signers[0]; r.Error != "" || !s.ValidSignature {
		t.Errorf("pdfsign: valid is %v, %s", s.ValidSignature, r.Error)
	}
}
