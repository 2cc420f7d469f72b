package keys

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/signing"
)

// A demo moves to another port: its certificates must name the new addresses, and
// whoever trusts its root goes on.
func TestEnsureAtAnotherAddress(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	before := ensured(t, dir)
	o := wantedAt(now.AddDate(1, 0, 0))
	o.URLs = urlsAt("http://127.0.0.1:9090")
	m, err := Ensure(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	names := beside(t, dir)
	if len(names) != 2 || !strings.Contains(m.Note, names[1]) || !strings.Contains(m.Note, "another address") || !strings.Contains(m.Note, "same root") {
		t.Errorf("%q, noted: %q", names, m.Note)
	}
	if got := m.Identity.Certificate.OCSPServer; len(got) != 1 || got[0] != o.URLs.Issuing.OCSP {
		t.Errorf("the seal names %q", got)
	}
	if !m.RootAuthority.Certificate.Equal(before.RootAuthority.Certificate) {
		t.Error("the root is another")
	}
	if end := m.Identity.Certificate.NotAfter; end.After(before.RootAuthority.Certificate.NotAfter) {
		t.Errorf("the seal ends on %s, after its root", end)
	}
	if err := m.Identity.Check(o.Now, before.Roots); err != nil {
		t.Errorf("under the root as it was: %v", err)
	}
	old, err := os.ReadFile(filepath.Join(filepath.Dir(dir), names[1], chainFile))
	if err != nil || !strings.Contains(string(old), string(pemOf("CERTIFICATE", before.Identity.Certificate.Raw))) {
		t.Errorf("the old chain is not kept: %v", err)
	}
	if again, err := Ensure(dir, o); err != nil || again.Note != "" || !again.Identity.Certificate.Equal(m.Identity.Certificate) {
		t.Errorf("the next start finds fault: %v, %q", err, again.Note)
	}
}

// An earlier version knew no time stamps and forgot the keys of the authorities.
func TestEnsureAfterAnEarlierVersion(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	before := ensured(t, dir)
	for _, name := range files[3:] {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	m, err := Ensure(dir, wanted)
	if err != nil {
		t.Fatal(err)
	}
	if m.RootAuthority.Certificate.Equal(before.RootAuthority.Certificate) || !strings.Contains(m.Note, "earlier version") {
		t.Errorf("noted: %q; want another root and a word about the version", m.Note)
	}
}

func TestRevoked(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	m := ensured(t, dir)
	revoked := func() bool {
		t.Helper()
		if _, other, err := m.Revoked(m.TimeStamp.Certificate); other || err != nil {
			t.Errorf("the time-stamp certificate is revoked: %v, %v", other, err)
		}
		since, revoked, err := m.Revoked(m.Identity.Certificate)
		if err != nil || revoked && time.Since(since).Abs() > time.Hour {
			t.Errorf("revoked since %s, %v", since, err)
		}
		return revoked
	}
	if revoked() {
		t.Error("revoked from the beginning")
	}
	if err := os.WriteFile(filepath.Join(dir, revokedFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !revoked() {
		t.Error("not revoked by the file")
	}
	if again := ensured(t, dir); again.Note != "" || !again.Identity.Certificate.Equal(m.Identity.Certificate) {
		t.Errorf("the file disturbs the next start: %q", again.Note)
	}
	if err := os.Remove(filepath.Join(dir, revokedFile)); err != nil {
		t.Fatal(err)
	}
	if revoked() {
		t.Error("still revoked without the file")
	}
}

// It must not be taken for good when nobody can tell.
func TestRevokedCannotTell(t *testing.T) {
	t.Parallel()
	m := ensured(t, filepath.Join(t.TempDir(), "keys"))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m.Key = filepath.Join(file, keyFile)
	if _, revoked, err := m.Revoked(m.Identity.Certificate); err == nil {
		t.Errorf("revoked is %v without an error", revoked)
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	m := ensured(t, filepath.Join(t.TempDir(), "keys"))
	other := ensured(t, filepath.Join(t.TempDir(), "keys"))
	id := &signing.Identity{Key: other.TimeStamp.Key, Certificate: m.TimeStamp.Certificate}
	if err := check(id, now, m.Roots); !errors.Is(err, signing.ErrMismatch) {
		t.Errorf("a key of others: %v", err)
	}
	id = &signing.Identity{Key: m.TimeStamp.Key, Certificate: m.TimeStamp.Certificate}
	if err := check(id, now, m.Roots); err == nil {
		t.Error("a chain with a gap is good")
	}
	if _, err := Ensure(filepath.Join(t.TempDir(), "keys"), Options{Random: rand.Reader}); err == nil {
		t.Error("keys for the year 1 are good")
	}
}
