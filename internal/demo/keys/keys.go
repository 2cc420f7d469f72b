// Package keys makes the demo office's trust material on the user's machine: a
// private root and an issuing authority, and below them the seal certificate, a
// time-stamp certificate and an OCSP responder's. It is made anew on every machine,
// so that no key of it can ever be known to others, and every name in it says DEMO.
//
// Unlike those of a real seal, the keys of both authorities stay: the services of
// package trust sign fresh revocation lists with them. Who holds the directory can
// issue anything under this root, so it is nothing to trust outside of a demo.
//
// To see what happens when the seal is revoked, make a file named revoked in the
// directory of the keys while the demo runs; remove it to take that back:
//
//	touch .sportello/keys/revoked
package keys

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/signing"
)

// Options is what demo keys are made from.
type Options struct {
	URLs   URLs // named in the certificates
	RSA    bool // an RSA-2048 key for a seal that has to be made, else ECDSA P-256
	Random io.Reader
	Now    time.Time
}

// Holder is a certificate with its key.
type Holder struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// Material is the demo office's keys: where the files of its seal are, and what is
// in all of them. It is safe for concurrent use.
type Material struct {
	Key, Chain, Root string            // paths of the seal's PEM files
	Identity         *signing.Identity // the seal
	Roots            *x509.CertPool

	RootAuthority, IssuingAuthority, TimeStamp, Responder *Holder

	// Note is one sentence about keys that could not be used and were replaced, for
	// whoever started the demo; "" if there is nothing to tell.
	Note string
}

// ErrForeign says that the directory holds something that is not demo keys, such as
// a real seal, which a demo must not use. It is left as it is.
var ErrForeign = errors.New("keys: the directory holds something else than demo keys")

// Ensure returns the demo keys in dir and makes them where there are none. Keys that
// are incomplete (an earlier version made fewer), do not fit together or are not
// valid now are set aside under a new name beside dir, and others made. So are keys
// whose certificates name other URLs, but then the root stays, and with it whatever
// has been told to trust it. The directory appears whole or not at all; only the
// user can read it.
func Ensure(dir string, o Options) (*Material, error) {
	var root *Holder
	var note string
	if _, err := os.Stat(dir); err == nil {
		m, fault := load(dir, o)
		if fault == nil {
			return m, nil
		}
		aside, err := setAside(dir, o.Now, fault)
		if err != nil {
			return nil, err
		}
		if errors.Is(fault, errMoved) {
			root = m.RootAuthority
		}
		note = explain(dir, aside, fault)
	}
	made, err := makePEM(o, root)
	if err != nil {
		return nil, fmt.Errorf("keys: making demo keys: %w", err)
	}
	// Another process may have been faster; then its keys are the ones.
	if err := write(dir, made); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	m, err := load(dir, o)
	if err != nil {
		return nil, err
	}
	m.Note = note
	return m, nil
}

// Revoked says since when a certificate is revoked, which only the seal's can be:
// since the file named revoked has been in the directory of the keys.
func (m *Material) Revoked(c *x509.Certificate) (since time.Time, revoked bool, err error) {
	if !c.Equal(m.Identity.Certificate) {
		return time.Time{}, false, nil
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(m.Key), revokedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("keys: whether the seal is revoked: %w", err)
	}
	return info.ModTime(), true, nil
}
