package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sportello/sportello/signing"
)

var now = time.Now().UTC().Truncate(time.Second)

func ensured(t *testing.T, dir string) *Material {
	t.Helper()
	m, err := Ensure(dir, rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// beside lists what is in the directory that holds dir.
func beside(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestEnsureMakesOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "keys")
	made, loaded := ensured(t, dir), ensured(t, dir)
	if !made.Identity.Certificate.Equal(loaded.Identity.Certificate) {
		t.Error("the second start made other keys")
	}
	if names := beside(t, dir); len(names) != 1 {
		t.Errorf("beside the keys: %q", names)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory: %v, %v, want 0700", info.Mode(), err)
	}
	for _, path := range []string{made.Key, made.Chain, made.Root} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v, want 0600", path, info.Mode(), err)
		}
	}
}

func TestEveryNameSaysDemo(t *testing.T) {
	t.Parallel()
	m := ensured(t, filepath.Join(t.TempDir(), "keys"))
	certificates := append([]*x509.Certificate{m.Identity.Certificate}, m.Identity.Chain...)
	text, err := os.ReadFile(m.Root)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(certificates, root) {
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
	out, err := exec.Command("openssl", "verify", "-x509_strict", "-CAfile", m.Root, "-untrusted", m.Chain, m.Chain).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("openssl is missing: install the Debian package openssl")
	}
	if err != nil {
		t.Errorf("openssl verify: %s", out)
	}
}

func TestDemoKeysSeal(t *testing.T) {
	t.Parallel()
	for name, ensure := range map[string]func(string, io.Reader, time.Time) (*Material, error){"P-256": Ensure, "RSA-2048": EnsureRSA} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := ensure(filepath.Join(t.TempDir(), "keys"), rand.Reader, now)
			if err != nil {
				t.Fatal(err)
			}
			if _, isRSA := m.Identity.Key.(*rsa.PrivateKey); isRSA != (name == "RSA-2048") {
				t.Errorf("the key is a %T", m.Identity.Key)
			}
			s, err := signing.NewSealer(m.Identity, signing.Options{Roots: m.Roots, Random: rand.Reader, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			sheet := sheet(t, s.Reserve())
			file, err := s.Seal(context.Background(), sheet)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Check(sheet, file); err != nil {
				t.Errorf("Check: %v", err)
			}
			if _, err := signing.Verify(file, signing.VerifyOptions{Roots: m.Roots, At: now}); err != nil {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

// sheet is as little of a PDF as can be sealed.
func sheet(t *testing.T, reserve int) *signing.Sheet {
	t.Helper()
	const before = "1 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:20261122090000Z) /ByteRange [0 %04d %05d %03d] /Contents "
	const after = " >>\nendobj\n"
	start := len(fmt.Sprintf(before, 0, 0, 0))
	end := start + 2*reserve + 2
	body := fmt.Sprintf(before, start, end, len(after)) + "<" + strings.Repeat("0", 2*reserve) + ">" + after
	s, err := signing.NewSheet([]byte(body), signing.Hole{Start: start, End: end})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEnsureMendsFaults(t *testing.T) {
	t.Parallel()
	other := ensured(t, filepath.Join(t.TempDir(), "keys"))
	replace := func(name string, with func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, name)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, with(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	otherRoot, err := os.ReadFile(other.Root)
	if err != nil {
		t.Fatal(err)
	}
	otherKey, err := os.ReadFile(other.Key)
	if err != nil {
		t.Fatal(err)
	}
	half := func(b []byte) []byte { return b[:len(b)/2] }
	for _, c := range []struct {
		name  string
		after time.Duration
		spoil func(*testing.T, string)
	}{
		{name: "expired", after: 11 * 365 * 24 * time.Hour},
		{name: "not valid yet", after: -2 * time.Hour},
		{name: "no key", spoil: remove(keyFile)},
		{name: "no chain", spoil: remove(chainFile)},
		{name: "no root", spoil: remove(rootFile)},
		{name: "half a key", spoil: replace(keyFile, half)},
		{name: "half a chain", spoil: replace(chainFile, half)},
		{name: "half a root", spoil: replace(rootFile, half)},
		{name: "empty key", spoil: replace(keyFile, func([]byte) []byte { return nil })},
		{name: "key of others", spoil: replace(keyFile, func([]byte) []byte { return otherKey })},
		{name: "root of others", spoil: replace(rootFile, func([]byte) []byte { return otherRoot })},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "keys")
			before := ensured(t, dir)
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			at := now.Add(c.after)
			m, err := Ensure(dir, rand.Reader, at)
			if err != nil {
				t.Fatal(err)
			}
			if m.Identity.Certificate.Equal(before.Identity.Certificate) {
				t.Error("the keys are the old ones")
			}
			if err := m.Identity.Check(at, m.Roots); err != nil {
				t.Errorf("Check: %v", err)
			}
			if names := beside(t, dir); len(names) != 2 || !strings.HasPrefix(names[1], "keys.2") {
				t.Errorf("%q, want the new keys and the old ones", names)
			}
		})
	}
}

// An empty directory is the one that somebody made for the keys.
func TestEnsureInAnEmptyDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ensured(t, dir)
	if _, err := os.Stat(filepath.Join(dir, keyFile)); err != nil {
		t.Error(err)
	}
}

func TestEnsureLeavesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	t.Run("another file", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		path := filepath.Join(dir, "thesis.txt")
		if err := os.WriteFile(path, []byte("thesis"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Ensure(dir, rand.Reader, now); !errors.Is(err, ErrForeign) {
			t.Errorf("Ensure: %v, want ErrForeign", err)
		}
		if text, err := os.ReadFile(path); string(text) != "thesis" {
			t.Errorf("the file is %q, %v", text, err)
		}
	})
	t.Run("a real seal", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		genuine := sealCertificate()
		genuine.Subject.CommonName = "Sigillo elettronico"
		root, err := issue(rand.Reader, now, newP256, rootCertificate(), nil)
		if err != nil {
			t.Fatal(err)
		}
		seal, err := issue(rand.Reader, now, newP256, genuine, root)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(seal.key)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{keyFile: pemOf("PRIVATE KEY", private), chainFile: pemOf("CERTIFICATE", seal.certificate.Raw), rootFile: pemOf("CERTIFICATE", root.certificate.Raw)} {
			if err := writeFile(filepath.Join(dir, name), text); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Ensure(dir, rand.Reader, now); !errors.Is(err, ErrForeign) {
			t.Errorf("Ensure: %v, want ErrForeign", err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, keyFile)); !bytes.Equal(text, pemOf("PRIVATE KEY", private)) {
			t.Errorf("the key was changed: %v", err)
		}
	})
	t.Run("a file in the way", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Ensure(dir, rand.Reader, now); err == nil {
			t.Error("Ensure succeeds")
		}
		if _, err := Ensure(filepath.Join(dir, "keys"), rand.Reader, now); err == nil {
			t.Error("Ensure below it succeeds")
		}
	})
}

func TestEnsureLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	broken := errors.New("no randomness")
	if _, err := Ensure(dir, iotest.ErrReader(broken), now); !errors.Is(err, broken) {
		t.Errorf("Ensure: %v, want %v", err, broken)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write(dir, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("write over a directory: %v, want that it exists", err)
	}
	if names := beside(t, dir); len(names) != 1 {
		t.Errorf("left behind: %q", names)
	}
}

// Two first starts at once end with the same keys.
func TestEnsureAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	var all [8]*Material
	var errs [8]error
	var done sync.WaitGroup
	for i := range all {
		done.Go(func() { all[i], errs[i] = Ensure(dir, rand.Reader, now) })
	}
	done.Wait()
	for i, m := range all {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if !m.Identity.Certificate.Equal(all[0].Identity.Certificate) {
			t.Error("two starts have different keys")
		}
	}
	if names := beside(t, dir); len(names) != 1 {
		t.Errorf("left behind: %q", names)
	}
}
