package inspect

import (
	"crypto/x509"
	"time"

	"github.com/sportello/sportello/inspect/cms"
)

// certificates is those that may help to find the way to a root: of a CMS, and of
// the file's validation material.
func (c *inspection) certificates(d *cms.SignedData) []*x509.Certificate {
	return append(append([]*x509.Certificate{}, d.Certificates...), c.material.certificates...)
}

// trustSeal says whose a signature is, whether it leads to a root, and what the file
// says of its certificates' revocation.
func (c *inspection) trustSeal(s *Signature) {
	s.Ours = c.options.Seals[fingerprint(s.certificate)]
	s.Proven = c.proof(s)
	at := s.Proven
	if at.IsZero() {
		at = c.now
	}
	chain := c.material.chainTo(c.options.Roots, s.certificate, c.certificates(s.cms), clamped(s.certificate, at), x509.ExtKeyUsageAny)
	s.Trusted = chain != nil
	if s.Trusted {
		s.chain = chain[1:]
	} else {
		s.chain = c.material.issuers(s.certificate, c.certificates(s.cms))
	}
	for _, i := range s.chain {
		s.Chain = append(s.Chain, i.Subject.String())
	}
	for _, link := range append([]*x509.Certificate{s.certificate}, s.chain...) {
		if !selfIssued(link) {
			s.Revocation = append(s.Revocation, c.material.revocation(link, at))
		}
	}
}

// clamped is the time nearest to t at which c is valid: that it has expired since is
// said elsewhere.
func clamped(c *x509.Certificate, t time.Time) time.Time {
	if t.Before(c.NotBefore) {
		return c.NotBefore
	}
	if t.After(c.NotAfter) {
		return c.NotAfter
	}
	return t
}

// standing is why a seal of ours proves nothing although it is right: its
// certificate was not valid when the seal can first be proven to have existed.
func (c *inspection) standing(s *Signature) (codes []Code) {
	at := s.Proven
	if at.IsZero() {
		at = c.now
	}
	if at.Before(s.certificate.NotBefore) || at.After(s.certificate.NotAfter) {
		codes = append(codes, CertificateExpired)
	}
	for _, r := range s.Revocation {
		if r.Then == StatusRevoked {
			return append(codes, CertificateRevoked)
		}
	}
	return codes
}

// helpers is the certificates among which the issuers of those who signed are.
func (c *inspection) helpers(s *Signature) []*x509.Certificate {
	all := c.certificates(s.cms)
	for _, x := range s.stamped {
		all = append(all, x.token.Signed.Certificates...)
	}
	return all
}
