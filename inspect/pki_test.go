package inspect

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/sportello/sportello/signing"
)

// now is the present: the tests seal with signing, which looks at the clock that it
// is given, and outside judges look at theirs.
var now = time.Now().UTC().Truncate(time.Second)

// holder is a certificate with its key.
type holder struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// authority is a root, an authority below it that issues, and what they have issued.
type authority struct{ root, issuing, seal, stamp, responder *holder }

var (
	ours   = sync.OnceValue(func() *authority { return newAuthority("TEST root") })
	theirs = sync.OnceValue(func() *authority { return newAuthority("TEST root") }) // the same names, other keys
)

func newAuthority(name string) *authority {
	a := &authority{}
	ca := func(name string) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}
	}
	a.root = issue(nil, ca(name))
	a.issuing = issue(a.root, ca(name+", issuing"))
	a.seal = issue(a.issuing, sealTemplate())
	a.stamp = issue(a.issuing, &x509.Certificate{
		Subject: pkix.Name{CommonName: "TEST time stamps"}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: []byte{0x30, 0x0A, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 8}}},
	})
	a.responder = issue(a.issuing, &x509.Certificate{
		Subject: pkix.Name{CommonName: "TEST responder"}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
	})
	return a
}

// sealTemplate is a seal certificate that says that it is qualified.
func sealTemplate() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{
			Country: []string{"IT"}, Organization: []string{"TEST Comune di Valdemo"}, CommonName: "TEST sigillo",
			ExtraNames: []pkix.AttributeTypeAndValue{{Type: oidOrganizationID, Value: "VATIT-00000000000"}},
		},
		KeyUsage: x509.KeyUsageContentCommitment,
		ExtraExtensions: []pkix.Extension{{Id: oidQCStatements, Value: []byte{
			0x30, 0x29, 0x30, 8, 6, 6, 4, 0, 0x8E, 0x46, 1, 1, 0x30, 8, 6, 6, 4, 0, 0x8E, 0x46, 1, 4,
			0x30, 0x13, 6, 6, 4, 0, 0x8E, 0x46, 1, 6, 0x30, 9, 6, 7, 4, 0, 0x8E, 0x46, 1, 6, 2,
		}}},
	}
}

func issue(by *holder, template *x509.Certificate) *holder {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = now.Add(-240*time.Hour), now.Add(240*time.Hour)
	}
	if by == nil {
		by = &holder{template, key}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, by.certificate, key.Public(), by.key)
	if err != nil {
		panic(err)
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil {
		panic(err)
	}
	return &holder{c, key}
}

func (a *authority) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.root.certificate)
	return pool
}

// sealer seals as the holder.
func (a *authority) sealer(t testing.TB, h *holder) *signing.Sealer {
	t.Helper()
	id := &signing.Identity{Key: h.key, Certificate: h.certificate, Chain: []*x509.Certificate{a.issuing.certificate}}
	s, err := signing.NewSealer(id, signing.Options{Roots: a.roots(), Random: rand.Reader, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// crl is a list of an issuer in which the given certificates are revoked.
func crl(t testing.TB, issuer *holder, at time.Time, revoked ...*holder) []byte {
	t.Helper()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.Add(24 * time.Hour)}
	for _, r := range revoked {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: r.certificate.SerialNumber, RevocationTime: at})
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, issuer.certificate, issuer.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// answerAbout is an OCSP response by a responder.
func answerAbout(t testing.TB, issuer, responder, about *holder, status int) []byte {
	t.Helper()
	r := ocsp.Response{Status: status, SerialNumber: about.certificate.SerialNumber, ThisUpdate: now, NextUpdate: now.Add(24 * time.Hour), RevokedAt: now.Add(-time.Hour), IssuerHash: crypto.SHA1}
	if responder != issuer {
		r.Certificate = responder.certificate
	}
	der, err := ocsp.CreateResponse(issuer.certificate, responder.certificate, r, responder.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
