package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
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
	m, err := Ensure(dir, wanted)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// wanted is keys as a demo on this machine asks for them.
var wanted = Options{URLs: urlsAt("http://127.0.0.1:8080"), Random: rand.Reader, Now: now}

func urlsAt(base string) URLs {
	return URLs{
		Root:    Services{Certificate: base + "/root.cer", CRL: base + "/root.crl"},
		Issuing: Services{Certificate: base + "/issuing.cer", CRL: base + "/issuing.crl", OCSP: base + "/ocsp"},
	}
}

func wantedAt(at time.Time) Options {
	o := wanted
	o.Now = at
	return o
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
	if names := beside(t, dir); len(names) != 1 || made.Note+loaded.Note != "" {
		t.Errorf("beside the keys: %q; noted: %q, %q", names, made.Note, loaded.Note)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory: %v, %v, want 0700", info.Mode(), err)
	}
	for _, name := range files {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v, want 0600", path, info.Mode(), err)
		}
	}
}

func TestDemoKeysSeal(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"P-256", "RSA-2048"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := Ensure(filepath.Join(t.TempDir(), "keys"), Options{RSA: name == "RSA-2048", Random: rand.Reader, Now: now})
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
	s, err := signing.Head{}.Sheet([]byte(body), signing.Hole{Start: start, End: end})
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
	ofOthers := func(name string) func(*testing.T, string) {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(other.Root), name))
		if err != nil {
			t.Fatal(err)
		}
		return replace(name, func([]byte) []byte { return text })
	}
	half := func(b []byte) []byte { return b[:len(b)/2] }
	type fault struct {
		name  string
		after time.Duration
		spoil func(*testing.T, string)
	}
	cases := []fault{
		{name: "expired", after: 11 * 365 * 24 * time.Hour},
		{name: "not valid yet", after: -2 * time.Hour},
		{name: "empty key", spoil: replace(keyFile, func([]byte) []byte { return nil })},
		{name: "the seal's key for the responder's", spoil: func(t *testing.T, dir string) {
			text, err := os.ReadFile(filepath.Join(dir, keyFile))
			if err != nil {
				t.Fatal(err)
			}
			replace(responderKeyFile, func([]byte) []byte { return text })(t, dir)
		}},
	}
	for _, name := range files {
		cases = append(cases, fault{name: "no " + name, spoil: remove(name)}, fault{name: "half of " + name, spoil: replace(name, half)},
			fault{name: name + " of others", spoil: ofOthers(name)})
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "keys")
			before := ensured(t, dir)
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			at := now.Add(c.after)
			m, err := Ensure(dir, wantedAt(at))
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
			} else if !strings.Contains(m.Note, filepath.Join(filepath.Dir(dir), names[1])) || !strings.Contains(m.Note, "new root") {
				t.Errorf("noted: %q, want where the old keys are and that the root is another", m.Note)
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
		if _, err := Ensure(dir, wanted); !errors.Is(err, ErrForeign) {
			t.Errorf("Ensure: %v, want ErrForeign", err)
		}
		if text, err := os.ReadFile(path); string(text) != "thesis" {
			t.Errorf("the file is %q, %v", text, err)
		}
	})
	t.Run("a real seal", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		genuine := sealCertificate(Services{})
		genuine.Subject.CommonName = "Sigillo elettronico"
		m := maker{Options: wanted, made: map[string][]byte{}}
		root := m.issue(newP256, rootCertificate(), nil)
		m.keep(root, rootKeyFile, rootFile)
		m.keep(m.issue(newP256, genuine, root), keyFile, chainFile, root)
		if m.err != nil {
			t.Fatal(m.err)
		}
		for _, name := range []string{keyFile, chainFile, rootFile} {
			if err := writeFile(filepath.Join(dir, name), m.made[name]); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Ensure(dir, wanted); !errors.Is(err, ErrForeign) {
			t.Errorf("Ensure: %v, want ErrForeign", err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, keyFile)); !bytes.Equal(text, m.made[keyFile]) {
			t.Errorf("the key was changed: %v", err)
		}
	})
	t.Run("a file in the way", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Ensure(dir, wanted); err == nil {
			t.Error("Ensure succeeds")
		}
		if _, err := Ensure(filepath.Join(dir, "keys"), wanted); err == nil {
			t.Error("Ensure below it succeeds")
		}
	})
}

func TestEnsureLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	broken := errors.New("no randomness")
	if _, err := Ensure(dir, Options{Random: iotest.ErrReader(broken), Now: now}); !errors.Is(err, broken) {
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
		done.Go(func() { all[i], errs[i] = Ensure(dir, wanted) })
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
