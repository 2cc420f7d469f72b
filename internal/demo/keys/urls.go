package keys

import (
	"crypto/x509"
	"slices"
)

// URLs is where the services of the demo's authorities answer, as the certificates
// tell those who check them. If empty, the certificates name none.
type URLs struct{ Root, Issuing Services }

// Services is where one authority publishes its own certificate, in DER, and what it
// has revoked (RFC 5280 sections 4.2.1.13 and 4.2.2.1). What is empty it does not.
type Services struct{ Certificate, CRL, OCSP string }

// nameIn writes the URLs into a certificate that the authority is to issue.
func (s Services) nameIn(c *x509.Certificate) {
	c.IssuingCertificateURL, c.CRLDistributionPoints, c.OCSPServer = some(s.Certificate), some(s.CRL), some(s.OCSP)
}

func (s Services) namedIn(c *x509.Certificate) bool {
	return slices.Equal(c.IssuingCertificateURL, some(s.Certificate)) && slices.Equal(c.CRLDistributionPoints, some(s.CRL)) && slices.Equal(c.OCSPServer, some(s.OCSP))
}

func some(url string) []string {
	if url == "" {
		return nil
	}
	return []string{url}
}
