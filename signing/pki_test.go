package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"
)

// now is the present, because the outside judges judge by it.
var now = time.Now().UTC().Truncate(time.Second)

func clock() time.Time { return now }

// pki is a root, an issuing authority below it and what they have issued.
type pki struct {
	rootKey, issuingKey *ecdsa.PrivateKey
	root, issuing       *x509.Certificate
	edits               []func(*x509.Certificate)
}

// trust is the authority that the tests share. RSA keys are made once: they are slow.
var (
	trust = sync.OnceValue(func() *pki { return newPKI("TEST root") })

	rsa2048 = sync.OnceValue(func() crypto.Signer { return newRSA(2048) })
	rsa3072 = sync.OnceValue(func() crypto.Signer { return newRSA(3072) })
	rsa4096 = sync.OnceValue(func() crypto.Signer { return newRSA(4096) })
	ecP256  = sync.OnceValue(func() crypto.Signer { return newEC(elliptic.P256()) })
	ecP384  = sync.OnceValue(func() crypto.Signer { return newEC(elliptic.P384()) })
)

// kinds is every way to seal.
var kinds = []struct {
	name string
	key  func() crypto.Signer
	pss  bool
}{
	{"RSA-2048", rsa2048, false},
	{"RSA-3072", rsa3072, false},
	{"RSA-4096", rsa4096, false},
	{"RSA-2048-PSS", rsa2048, true},
	{"RSA-4096-PSS", rsa4096, true},
	{"P-256", ecP256, false},
	{"P-384", ecP384, false},
}

func newRSA(bits int) crypto.Signer {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

func newEC(c elliptic.Curve) *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}

// newPKI edits every certificate but the root's before it is issued.
func newPKI(name string, edits ...func(*x509.Certificate)) *pki {
	p := &pki{rootKey: newEC(elliptic.P256()), issuingKey: newEC(elliptic.P256()), edits: edits}
	t := authority(name)
	p.root = issue(t, t, p.rootKey.Public(), p.rootKey)
	p.issuing = issue(p.edited(authority(name+", issuing")), p.root, p.issuingKey.Public(), p.rootKey)
	return p
}

func (p *pki) edited(template *x509.Certificate) *x509.Certificate {
	for _, edit := range p.edits {
		edit(template)
	}
	return template
}

func authority(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

// sealCertificate is a template for a good seal certificate. The high bit of its
// serial number is set, so that its INTEGER needs a leading zero.
func sealCertificate() *x509.Certificate {
	serial := make([]byte, 8)
	_, _ = rand.Read(serial) // never fails
	serial[0] |= 0x80
	return &x509.Certificate{
		Subject:      pkix.Name{Country: []string{"IT"}, Organization: []string{"TEST Comune"}, CommonName: "TEST sigillo"},
		SerialNumber: new(big.Int).SetBytes(serial),
		NotBefore:    now.Add(-time.Minute), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageContentCommitment,
	}
}

func issue(template, parent *x509.Certificate, key crypto.PublicKey, signer crypto.Signer) *x509.Certificate {
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key, signer)
	if err != nil {
		panic(err)
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil {
		panic(err)
	}
	return c
}

// identity is a seal certificate for the key, edited before it is issued.
func (p *pki) identity(key crypto.Signer, edits ...func(*x509.Certificate)) *Identity {
	template := p.edited(sealCertificate())
	for _, edit := range edits {
		edit(template)
	}
	c := issue(template, p.issuing, key.Public(), p.issuingKey)
	return &Identity{Key: key, Certificate: c, Chain: []*x509.Certificate{p.issuing, p.root}}
}

func (p *pki) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.root)
	return pool
}

func (p *pki) options() Options {
	return Options{Roots: p.roots(), Random: rand.Reader, Clock: clock}
}

func (p *pki) verify() VerifyOptions { return VerifyOptions{Roots: p.roots(), At: now} }

func (p *pki) sealer(tb testing.TB, key crypto.Signer, pss bool) *Sealer {
	tb.Helper()
	o := p.options()
	o.PSS = pss
	return mustSealer(tb, p.identity(key), o)
}

func mustSealer(tb testing.TB, id *Identity, o Options) *Sealer {
	tb.Helper()
	s, err := NewSealer(id, o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func pemOf(kind string, der ...[]byte) []byte {
	var out []byte
	for _, d := range der {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: d})...)
	}
	return out
}

// claiming is a scheme that signs as s does but says that it is another.
func claiming(s, other *scheme) *scheme {
	c := *s
	c.signatureID = other.signatureID
	return &c
}
