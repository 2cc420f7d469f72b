package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
)

// newKey makes a key. Since Go 1.26 the source is used for nothing but the serial
// numbers: crypto takes randomness from the system, whatever it is given.
type newKey func(random io.Reader) (crypto.Signer, error)

func newP256(random io.Reader) (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P256(), random)
}

func newRSA2048(random io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(random, 2048) }

// makePEM makes all files, under the given root or, if it is nil, under a new one.
func makePEM(o Options, root *Holder) (map[string][]byte, error) {
	m := &maker{Options: o, made: map[string][]byte{}}
	if root == nil {
		root = m.issue(newP256, rootCertificate(), nil)
	}
	m.keep(root, rootKeyFile, rootFile)
	issuing := m.issue(newP256, issuingCertificate(o.URLs.Root), root)
	m.keep(issuing, issuingKeyFile, "")
	sealKey := newP256
	if o.RSA {
		sealKey = newRSA2048
	}
	m.keep(m.issue(sealKey, sealCertificate(o.URLs.Issuing), issuing), keyFile, chainFile, issuing)
	m.keep(m.issue(newP256, timeStampCertificate(o.URLs.Issuing), issuing), timeStampKeyFile, timeStampFile, issuing)
	m.keep(m.issue(newP256, responderCertificate(), issuing), responderKeyFile, responderFile, issuing)
	return m.made, m.err
}

// maker makes certificates until the first error.
type maker struct {
	Options
	made map[string][]byte
	err  error
}

// issue makes a key and its certificate, by itself if there is no issuer. The serial
// number is drawn from Random by x509.
func (m *maker) issue(key newKey, template *x509.Certificate, by *Holder) *Holder {
	if m.err != nil {
		return nil
	}
	var h Holder
	if h.Key, m.err = key(m.Random); m.err != nil {
		return nil
	}
	template.NotBefore, template.NotAfter = m.Now.Add(-backdated), m.Now.AddDate(years, 0, 0)
	switch {
	case by == nil:
		by = &Holder{template, h.Key}
	case by.Certificate.NotAfter.Before(template.NotAfter):
		template.NotAfter = by.Certificate.NotAfter
	}
	var raw []byte
	if raw, m.err = x509.CreateCertificate(m.Random, template, by.Certificate, h.Key.Public(), by.Key); m.err != nil {
		return nil
	}
	h.Certificate, m.err = x509.ParseCertificate(raw)
	return &h
}

// keep puts a key and a certificate with those above it into the files; a name ""
// is none.
func (m *maker) keep(h *Holder, keyFile, certificateFile string, above ...*Holder) {
	if m.err != nil {
		return
	}
	private, err := x509.MarshalPKCS8PrivateKey(h.Key)
	if err != nil {
		m.err = err
		return
	}
	m.made[keyFile] = pemOf("PRIVATE KEY", private)
	if certificateFile == "" {
		return
	}
	for _, c := range append([]*Holder{h}, above...) {
		m.made[certificateFile] = append(m.made[certificateFile], pemOf("CERTIFICATE", c.Certificate.Raw)...)
	}
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
