package inspect

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

var oidOrganizationID = asn1.ObjectIdentifier{2, 5, 4, 97}

// keyUsages is the names of X.509 key usages (RFC 5280 section 4.2.1.3).
var keyUsages = []struct {
	bit  x509.KeyUsage
	name string
}{
	{x509.KeyUsageDigitalSignature, "digitalSignature"},
	{x509.KeyUsageContentCommitment, "nonRepudiation"},
	{x509.KeyUsageKeyEncipherment, "keyEncipherment"},
	{x509.KeyUsageDataEncipherment, "dataEncipherment"},
	{x509.KeyUsageKeyAgreement, "keyAgreement"},
	{x509.KeyUsageCertSign, "keyCertSign"},
	{x509.KeyUsageCRLSign, "cRLSign"},
}

// describe is what a certificate says, without judging it.
func describe(c *x509.Certificate) *Certificate {
	sum := fingerprint(c)
	d := &Certificate{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.SerialNumber.Text(16),
		Fingerprint: hex.EncodeToString(sum[:]), Organization: strings.Join(c.Subject.Organization, ", "),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, KeyUsage: []string{},
	}
	for _, n := range c.Subject.Names {
		if text, ok := n.Value.(string); ok && n.Type.Equal(oidOrganizationID) {
			d.OrganizationID = text
		}
	}
	for _, u := range keyUsages {
		if c.KeyUsage&u.bit != 0 {
			d.KeyUsage = append(d.KeyUsage, u.name)
		}
	}
	for _, e := range c.Extensions {
		if e.Id.Equal(oidQCStatements) {
			d.Qualified = statements(e.Value)
		}
	}
	return d
}

// Qualified certificate statements (RFC 3739 section 3.2.6, ETSI EN 319 412-5).
var (
	oidQCStatements = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
	oidQCCompliance = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 1}
	oidQCDevice     = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 4}
	oidQCType       = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6}

	qcTypes = map[string]string{"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}
)

// statements reads what is well formed of a certificate's statements.
func statements(der []byte) *Statements {
	s := &Statements{Types: []string{}}
	in := cryptobyte.String(der)
	var list, statement, types cryptobyte.String
	if !in.ReadASN1(&list, tag.SEQUENCE) {
		return s
	}
	for !list.Empty() {
		var id asn1.ObjectIdentifier
		if !list.ReadASN1(&statement, tag.SEQUENCE) || !statement.ReadASN1ObjectIdentifier(&id) {
			return s
		}
		switch {
		case id.Equal(oidQCCompliance):
			s.Compliance = true
		case id.Equal(oidQCDevice):
			s.Device = true
		case id.Equal(oidQCType) && statement.ReadASN1(&types, tag.SEQUENCE):
			for types.ReadASN1ObjectIdentifier(&id) {
				if name, known := qcTypes[id.String()]; known {
					s.Types = append(s.Types, name)
				}
			}
		}
	}
	return s
}
