package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/inspect/pdf"
	"github.com/sportello/sportello/verification"
)

// inspector knows our seals, those of before among them, and the roots that seals and
// time stamps lead to.
func (a *app) inspector() (*inspect.Inspector, error) {
	m := a.material
	stamps := m.stampRoots
	if stamps == nil {
		stamps = m.roots
	}
	limits := pdf.DefaultLimits
	limits.Size = int(a.config.UploadLimit)
	return inspect.New(inspect.Options{
		Seals: fingerprints(append(m.past, m.identity.Certificate)...), Roots: m.roots, Stamps: stamps,
		Facts: verification.Facts, Clock: a.clock, Limits: limits, Memory: max(heldUploads, 2*limits.Size),
	})
}

// heldUploads is how many bytes of uploaded files are held at once. A file takes up to
// twice its size while it is read.
const heldUploads = 128 << 20

func fingerprints(certificates ...*x509.Certificate) map[inspect.Fingerprint]bool {
	all := map[inspect.Fingerprint]bool{}
	for _, c := range certificates {
		all[sha256.Sum256(c.Raw)] = true
	}
	return all
}

var errNoCertificate = errors.New("holds no certificate")

// certificatesIn reads the certificates of a PEM file and passes over what is none.
func certificatesIn(text []byte) (all []*x509.Certificate, err error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errNoCertificate
	}
	return all, nil
}
