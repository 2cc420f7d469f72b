package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"io"
	"time"
)

// demo begins every name in the certificates.
const demo = "DEMO "

// years is how long the demo goes on working without new keys.
const years = 10

// organizationIdentifier is the attribute by which a seal certificate names its
// organization (ETSI EN 319 412-1 5.1.4). A demo has no registered one.
var organizationIdentifier = asn1.ObjectIdentifier{2, 5, 4, 97}

// newKey makes a key. Since Go 1.26 the source is used for nothing but the serial
// numbers: crypto takes randomness from the system, whatever it is given.
type newKey func(random io.Reader) (crypto.Signer, error)

func newP256(random io.Reader) (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P256(), random)
}

func newRSA2048(random io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(random, 2048) }

// holder is a certificate with the key to issue others.
type holder struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// makePEM makes the three certificates. The keys of both authorities are forgotten:
// nothing else can ever be issued under this root.
func makePEM(random io.Reader, now time.Time, key newKey) (map[string][]byte, error) {
	root, err := issue(random, now, newP256, rootCertificate(), nil)
	if err != nil {
		return nil, err
	}
	issuing, err := issue(random, now, newP256, issuingCertificate(), root)
	if err != nil {
		return nil, err
	}
	seal, err := issue(random, now, key, sealCertificate(), issuing)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(seal.key)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		keyFile:   pemOf("PRIVATE KEY", private),
		chainFile: pemOf("CERTIFICATE", seal.certificate.Raw, issuing.certificate.Raw),
		rootFile:  pemOf("CERTIFICATE", root.certificate.Raw),
	}, nil
}

// issue makes a key and its certificate, by itself if there is no issuer. The
// serial number is drawn from random by x509.
func issue(random io.Reader, now time.Time, key newKey, template *x509.Certificate, by *holder) (*holder, error) {
	k, err := key(random)
	if err != nil {
		return nil, err
	}
	template.NotBefore, template.NotAfter = now.Add(-time.Hour), now.AddDate(years, 0, 0)
	if by == nil {
		by = &holder{template, k}
	}
	raw, err := x509.CreateCertificate(random, template, by.certificate, k.Public(), by.key)
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(raw)
	return &holder{c, k}, err
}

func rootCertificate() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{Country: []string{"IT"}, Organization: []string{"DEMO Sportello"}, CommonName: "DEMO Sportello root - no legal value"},
		IsCA:    true, BasicConstraintsValid: true, MaxPathLen: 1, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

func issuingCertificate() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{Country: []string{"IT"}, Organization: []string{"DEMO Sportello"}, CommonName: "DEMO Sportello issuing CA - no legal value"},
		IsCA:    true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

// sealCertificate has the subject of a seal (ETSI EN 319 412-3 4.2.1) and no
// QCStatements: it is not qualified and does not say so.
func sealCertificate() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{
			Country:      []string{"IT"},
			Organization: []string{"DEMO Comune di Valdemo"},
			ExtraNames:   []pkix.AttributeTypeAndValue{{Type: organizationIdentifier, Value: "DEMO-VALDEMO"}},
			CommonName:   "DEMO sigillo elettronico - Comune di Valdemo",
		},
		KeyUsage: x509.KeyUsageContentCommitment | x509.KeyUsageDigitalSignature,
	}
}

func pemOf(kind string, der ...[]byte) []byte {
	var out []byte
	for _, d := range der {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: d})...)
	}
	return out
}
