// Package keys makes the demo office's trust material on the user's machine: a
// private root, an issuing authority and a seal certificate. It is made anew on
// every machine, so that no key of it can ever be known to others, and every name
// in it says DEMO.
package keys

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/signing"
)

// The files of a directory of demo keys.
const (
	keyFile   = "key.pem"   // the private key of the seal
	chainFile = "chain.pem" // its certificate and that of the issuing authority
	rootFile  = "root.pem"  // the root certificate, for who verifies
)

var files = []string{keyFile, chainFile, rootFile}

// Material is the demo office's seal: where its files are and what is in them.
type Material struct {
	Key, Chain, Root string // paths of PEM files
	Identity         *signing.Identity
	Roots            *x509.CertPool
}

// ErrForeign says that the directory holds something that is not demo keys, such as
// a real seal, which a demo must not use. It is left as it is.
var ErrForeign = errors.New("keys: the directory holds something else than demo keys")

// Ensure returns the demo keys in dir, with an ECDSA P-256 seal key. It makes them
// where there are none. Keys that are incomplete, do not fit together or are not
// valid at the given time are set aside under a new name beside dir, and others
// made. The directory appears whole or not at all; only the user can read it.
func Ensure(dir string, random io.Reader, now time.Time) (*Material, error) {
	return ensure(dir, random, now, newP256)
}

// EnsureRSA is Ensure with an RSA-2048 seal key where it has to make one.
func EnsureRSA(dir string, random io.Reader, now time.Time) (*Material, error) {
	return ensure(dir, random, now, newRSA2048)
}

func ensure(dir string, random io.Reader, now time.Time, key newKey) (*Material, error) {
	if _, err := os.Stat(dir); err == nil {
		m, err := load(dir, now)
		if err == nil {
			return m, nil
		}
		if err := setAside(dir, now, err); err != nil {
			return nil, err
		}
	}
	made, err := makePEM(random, now, key)
	if err != nil {
		return nil, fmt.Errorf("keys: making demo keys: %w", err)
	}
	// Another process may have been faster; then its keys are the ones.
	if err := write(dir, made); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return load(dir, now)
}

// load reads the material and checks it as a start of the server would.
func load(dir string, now time.Time) (*Material, error) {
	m := &Material{Key: filepath.Join(dir, keyFile), Chain: filepath.Join(dir, chainFile), Root: filepath.Join(dir, rootFile), Roots: x509.NewCertPool()}
	var text [3][]byte
	for i, path := range []string{m.Key, m.Chain, m.Root} {
		var err error
		if text[i], err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("keys: %w", err)
		}
	}
	var err error
	if m.Identity, err = signing.LoadPEM(text[0], text[1]); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(m.Identity.Certificate.Subject.CommonName, demo) {
		return nil, ErrForeign
	}
	m.Roots.AppendCertsFromPEM(text[2])
	if err := m.Identity.Check(now, m.Roots); err != nil {
		return nil, err
	}
	return m, nil
}

// setAside moves keys with a fault out of the way, if it is a fault that new keys
// mend. Nothing is deleted: what was sealed can still be verified with the old root.
func setAside(dir string, now time.Time, fault error) error {
	var unreadable *fs.PathError
	if errors.Is(fault, ErrForeign) || errors.As(fault, &unreadable) && !errors.Is(fault, fs.ErrNotExist) {
		return fault
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	for _, e := range entries {
		if !slices.Contains(files, e.Name()) {
			return fmt.Errorf("%w: %s", ErrForeign, filepath.Join(dir, e.Name()))
		}
	}
	if len(entries) == 0 {
		return os.Remove(dir)
	}
	return os.Rename(dir, dir+now.UTC().Format(".20060102T150405.000000000Z"))
}

// write makes the directory under a temporary name and renames it when all is on the
// disk. fs.ErrExist if it has come to be in the meantime.
func write(dir string, made map[string][]byte) (err error) {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	temporary, err := os.MkdirTemp(parent, ".keys-*") // of mode 0700
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	for _, name := range files {
		if err := writeFile(filepath.Join(temporary, name), made[name]); err != nil {
			return fmt.Errorf("keys: %w", err)
		}
	}
	if err := os.Rename(temporary, dir); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
