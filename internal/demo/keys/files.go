package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The files of a directory of demo keys: private keys, and certificates each
// followed by that of the issuing authority.
const (
	keyFile          = "key.pem"   // the seal's
	chainFile        = "chain.pem" // the seal's, and so the issuing authority's
	rootFile         = "root.pem"  // for who verifies
	rootKeyFile      = "root-key.pem"
	issuingKeyFile   = "issuing-key.pem"
	timeStampKeyFile = "timestamp-key.pem"
	timeStampFile    = "timestamp.pem"
	responderKeyFile = "ocsp-key.pem"
	responderFile    = "ocsp.pem"
)

// revokedFile is made by the user, or not.
const revokedFile = "revoked"

var files = []string{keyFile, chainFile, rootFile, rootKeyFile, issuingKeyFile, timeStampKeyFile, timeStampFile, responderKeyFile, responderFile}

// setAside moves keys with a fault out of the way, if it is a fault that new keys
// mend, and says where to; "" if there was nothing to keep. Nothing is deleted: what
// was sealed can still be verified with the old root.
func setAside(dir string, now time.Time, fault error) (string, error) {
	var unreadable *fs.PathError
	if errors.Is(fault, ErrForeign) || errors.As(fault, &unreadable) && !errors.Is(fault, fs.ErrNotExist) {
		return "", fault
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("keys: %w", err)
	}
	for _, e := range entries {
		if e.Name() != revokedFile && !slices.Contains(files, e.Name()) {
			return "", fmt.Errorf("%w: %s", ErrForeign, filepath.Join(dir, e.Name()))
		}
	}
	if len(entries) == 0 {
		return "", os.Remove(dir)
	}
	aside := dir + now.UTC().Format(".20060102T150405.000000000Z")
	return aside, os.Rename(dir, aside)
}

// explain tells the user what became of his keys.
func explain(dir, aside string, fault error) string {
	if aside == "" {
		return ""
	}
	why := "were of no use any more (" + fault.Error() + "); others were made under a new root"
	switch {
	case errors.Is(fault, errMoved):
		why = "were made for another address; the certificates were made anew under the same root"
	case errors.Is(fault, fs.ErrNotExist):
		why = "were incomplete, as those of an earlier version are; others were made under a new root"
	}
	return fmt.Sprintf("The demo keys in %s %s. The old ones are in %s: root.pem there goes on verifying what they sealed.", dir, why, aside)
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
