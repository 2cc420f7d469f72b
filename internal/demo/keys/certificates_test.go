package keys

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// all is the five certificates by the files that hold them.
func all(m *Material) map[string]*x509.Certificate {
	return map[string]*x509.Certificate{
		"root": m.RootAuthority.Certificate, "issuing": m.IssuingAuthority.Certificate, "seal": m.Identity.Certificate,
		"timestamp": m.TimeStamp.Certificate, "ocsp": m.Responder.Certificate,
	}
}

func TestEveryNameSaysDemo(t *testing.T) {
	t.Parallel()
	m := ensured(t, filepath.Join(t.TempDir(), "keys"))
	for _, c := range all(m) {
		for _, name := range c.Subject.Names {
			if v := name.Value.(string); !strings.HasPrefix(v, "DEMO") && v != "IT" {
				t.Errorf("%s: %s does not say DEMO", c.Subject, v)
			}
		}
		if c.NotAfter.Before(now.AddDate(10, 0, 0)) {
			t.Errorf("%s ends on %s", c.Subject, c.NotAfter)
		}
	}
	if got, want := m.Identity.Certificate.KeyUsage, x509.KeyUsageContentCommitment|x509.KeyUsageDigitalSignature; got != want {
		t.Errorf("key usage %b, want %b", got, want)
	}
}

// What the certificates tell those who check them.
func TestServicesInCertificates(t *testing.T) {
	t.Parallel()
	m := ensured(t, filepath.Join(t.TempDir(), "keys"))
	got := map[string]Services{}
	for name, c := range all(m) {
		got[name] = Services{strings.Join(c.IssuingCertificateURL, " "), strings.Join(c.CRLDistributionPoints, " "), strings.Join(c.OCSPServer, " ")}
	}
	want := map[string]Services{"root": {}, "issuing": wanted.URLs.Root, "seal": wanted.URLs.Issuing, "timestamp": wanted.URLs.Issuing, "ocsp": {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got["seal"].OCSP == "" || got["issuing"].CRL == "" {
		t.Error("there are no addresses to compare")
	}
}

func openssl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("openssl", args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("openssl is missing: install the Debian package openssl")
	}
	if err != nil {
		t.Errorf("openssl %s: %s", strings.Join(args, " "), out)
	}
	return string(out)
}

func TestOpensslVerifies(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	m := ensured(t, dir)
	for _, c := range []struct{ file, purpose string }{
		{chainFile, "smimesign"}, {timeStampFile, "timestampsign"}, {responderFile, "ocsphelper"}, {rootFile, "crlsign"},
	} {
		path := filepath.Join(dir, c.file)
		openssl(t, "verify", "-x509_strict", "-purpose", c.purpose, "-CAfile", m.Root, "-untrusted", path, path)
	}
	text := openssl(t, "x509", "-in", filepath.Join(dir, timeStampFile), "-noout", "-ext", "extendedKeyUsage")
	if !strings.Contains(text, "critical") || strings.Count(text, "\n") != 2 || !strings.Contains(text, "Time Stamping") || strings.Contains(text, ",") {
		t.Errorf("the time-stamp certificate's purpose: %s", text)
	}
	text = openssl(t, "x509", "-in", filepath.Join(dir, responderFile), "-noout", "-ext", "extendedKeyUsage,noCheck")
	if !strings.Contains(text, "OCSP Signing") || !strings.Contains(text, "OCSP No Check") {
		t.Errorf("the responder's purpose: %s", text)
	}
}

// A file of certificates holds no key, so that it can be given to others.
func TestCertificateFilesHoldNoKey(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	ensured(t, dir)
	for name, want := range map[string]int{rootFile: 1, chainFile: 2, timeStampFile: 2, responderFile: 2} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if n++; block.Type != "CERTIFICATE" {
				t.Errorf("%s holds a %s", name, block.Type)
			}
		}
		if n != want {
			t.Errorf("%s holds %d certificates, want %d", name, n, want)
		}
	}
}
