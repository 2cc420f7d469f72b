package keys

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sportello/sportello/signing"
)

// errMoved says that all is well but for the URLs in the certificates.
var errMoved = errors.New("keys: the certificates name other addresses than the demo's")

// load reads the material and checks it as a start of the server would. With
// errMoved there is the material, too.
func load(dir string, o Options) (*Material, error) {
	m, err := loadSeal(dir, o.Now)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		to               **Holder
		key, certificate string
	}{
		{&m.RootAuthority, rootKeyFile, rootFile},
		{&m.IssuingAuthority, issuingKeyFile, chainFile},
		{&m.TimeStamp, timeStampKeyFile, timeStampFile},
		{&m.Responder, responderKeyFile, responderFile},
	} {
		id, err := loadPair(dir, part.key, part.certificate)
		if err != nil {
			return nil, err
		}
		if err := check(id, o.Now, m.Roots); err != nil {
			return nil, fmt.Errorf("keys: %s: %w", part.certificate, err)
		}
		*part.to = &Holder{id.Certificate, id.Key}
	}
	if !o.URLs.Root.namedIn(m.IssuingAuthority.Certificate) || !o.URLs.Issuing.namedIn(m.Identity.Certificate) || !o.URLs.Issuing.namedIn(m.TimeStamp.Certificate) {
		return m, errMoved
	}
	return m, nil
}

// loadSeal comes first: what is not a demo's must be seen before anything is found
// to be missing.
func loadSeal(dir string, now time.Time) (*Material, error) {
	m := &Material{Key: filepath.Join(dir, keyFile), Chain: filepath.Join(dir, chainFile), Root: filepath.Join(dir, rootFile), Roots: x509.NewCertPool()}
	id, err := loadPair(dir, keyFile, chainFile)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(id.Certificate.Subject.CommonName, demo) {
		return nil, ErrForeign
	}
	root, err := os.ReadFile(m.Root)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	m.Roots.AppendCertsFromPEM(root)
	m.Identity = id
	return m, id.Check(now, m.Roots)
}

func loadPair(dir, key, certificate string) (*signing.Identity, error) {
	keyText, err := os.ReadFile(filepath.Join(dir, key))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(dir, certificate))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return signing.LoadPEM(keyText, text)
}

// check is signing.Identity.Check for those who do not seal.
func check(id *signing.Identity, now time.Time, roots *x509.CertPool) error {
	if public, ok := id.Certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(id.Key.Public()) {
		return signing.ErrMismatch
	}
	issuers := x509.NewCertPool()
	for _, c := range id.Chain {
		issuers.AddCert(c)
	}
	_, err := id.Certificate.Verify(x509.VerifyOptions{Roots: roots, Intermediates: issuers, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err
}
