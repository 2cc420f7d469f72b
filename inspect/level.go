package inspect

import (
	"crypto/x509"

	"github.com/sportello/sportello/inspect/cms"
)

// level is the baseline level that a right signature reaches (ETSI EN 319 142-1 6.3,
// as EU DSS reads it).
func (c *inspection) level(s *Signature) Level {
	switch {
	case !s.baseline():
		return LevelOther
	case s.Proven.IsZero():
		return LevelBB
	case !c.complete(s):
		return LevelBT
	case !c.archived(s):
		return LevelBLT
	}
	return LevelBLTA
}

// baseline is what B-B asks for beside a right signature.
func (s *Signature) baseline() bool {
	signer := s.cms.Signers[0]
	names, err := signer.Attribute(cms.OIDSigningCertificateV2)
	time, twice := signer.Attribute(cms.OIDSigningTime)
	return s.SubFilter == "ETSI.CAdES.detached" && err == nil && names != nil && twice == nil && time == nil &&
		!s.Claimed.IsZero() && s.dict["Cert"] == nil
}

// complete reports whether the file brings news of every certificate, but for
// roots, of the signature and of the stamps that prove its time.
func (c *inspection) complete(s *Signature) bool {
	links := append([]*x509.Certificate{s.certificate}, s.chain...)
	for _, x := range s.stamped {
		links = append(links, x.certificate)
		links = append(links, c.material.issuers(x.certificate, c.certificates(x.token.Signed))...)
	}
	for _, link := range links {
		if n := c.material.news(link); !selfIssued(link) && (n.source == "" || !n.known) {
			return false
		}
	}
	return s.Trusted
}

// archived reports whether a trusted document time stamp covers the validation
// material.
func (c *inspection) archived(s *Signature) bool {
	for _, other := range c.report.Signatures {
		if !other.IsStamp() || !other.Intact || !other.Stamps[0].Trusted || other.Revision <= s.Revision {
			continue
		}
		if c.root(other.Revision)["DSS"] != nil {
			return true
		}
	}
	return false
}
