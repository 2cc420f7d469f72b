package keys

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"
)

// demo begins every name in the certificates.
const demo = "DEMO "

// years is how long the demo goes on working without new keys.
const years = 10

// backdated allows for clocks that are slow.
const backdated = time.Hour

var (
	// organizationIdentifier is the attribute by which a seal certificate names its
	// organization (ETSI EN 319 412-1 5.1.4). A demo has no registered one.
	organizationIdentifier = asn1.ObjectIdentifier{2, 5, 4, 97}

	extendedKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
	noRevocation     = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5} // id-pkix-ocsp-nocheck
)

// timeStamping is SEQUENCE { id-kp-timeStamping } in DER.
var timeStamping = []byte{0x30, 10, 0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8}

func sportello(name string) pkix.Name {
	return pkix.Name{Country: []string{"IT"}, Organization: []string{demo + "Sportello"}, CommonName: demo + "Sportello " + name + " - no legal value"}
}

func rootCertificate() *x509.Certificate {
	return &x509.Certificate{
		Subject: sportello("root"),
		IsCA:    true, BasicConstraintsValid: true, MaxPathLen: 1, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

func issuingCertificate(root Services) *x509.Certificate {
	c := &x509.Certificate{
		Subject: sportello("issuing CA"),
		IsCA:    true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	root.nameIn(c)
	return c
}

// sealCertificate has the subject of a seal (ETSI EN 319 412-3 4.2.1) and no
// QCStatements: it is not qualified and does not say so.
func sealCertificate(issuing Services) *x509.Certificate {
	c := &x509.Certificate{
		Subject: pkix.Name{
			Country:      []string{"IT"},
			Organization: []string{demo + "Comune di Valdemo"},
			ExtraNames:   []pkix.AttributeTypeAndValue{{Type: organizationIdentifier, Value: "DEMO-VALDEMO"}},
			CommonName:   demo + "sigillo elettronico - Comune di Valdemo",
		},
		KeyUsage: x509.KeyUsageContentCommitment | x509.KeyUsageDigitalSignature,
	}
	issuing.nameIn(c)
	return c
}

// timeStampCertificate has one purpose, marked critical (RFC 3161 section 2.3),
// which x509 does not do by itself.
func timeStampCertificate(issuing Services) *x509.Certificate {
	c := &x509.Certificate{
		Subject:         sportello("time-stamp authority"),
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: extendedKeyUsage, Critical: true, Value: timeStamping}},
	}
	issuing.nameIn(c)
	return c
}

// responderCertificate answers for the issuing authority. Its own revocation is not
// asked for (RFC 6960 section 4.2.2.2.1), as there would be no end to it.
func responderCertificate() *x509.Certificate {
	return &x509.Certificate{
		Subject:         sportello("OCSP responder"),
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtKeyUsage:     []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
		ExtraExtensions: []pkix.Extension{{Id: noRevocation, Value: asn1.NullBytes}},
	}
}
