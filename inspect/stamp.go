package inspect

import (
	"crypto/x509"
	"time"

	"github.com/sportello/sportello/inspect/cms"
)

// stamped is a time stamp that is right by itself, for whom to trust it.
type stamped struct {
	token       *cms.Token
	certificate *x509.Certificate
	revision    int // in which it stands
	at          int // in Signature.Stamps
}

// stampOver checks a signature time stamp: a token over the value of the signature
// (ETSI EN 319 122-1 5.3). A wrong one is a fault of the signature, which nobody but
// a forger makes.
func (c *inspection) stampOver(s *Signature, der, signature []byte) {
	token, certificate, fault := stampOf(der, signature)
	if fault != "" {
		s.fault(fault)
		s.Stamps = append(s.Stamps, Stamp{Fault: fault})
		return
	}
	s.stamped = append(s.stamped, stamped{token, certificate, s.Revision, len(s.Stamps)})
	s.Stamps = append(s.Stamps, Stamp{Time: token.Time, Authority: certificate.Subject.String()})
}

// judgeStamp checks a document time stamp (ETSI EN 319 142-1 5.4.3).
func (c *inspection) judgeStamp(s *Signature) {
	token, certificate, fault := stampOf(s.der, c.covered(s)...)
	if fault != "" {
		s.fault(fault)
		s.Stamps = append(s.Stamps, Stamp{Fault: fault})
		return
	}
	s.token, s.certificate = token, certificate
	s.stamped = []stamped{{token, certificate, s.Revision, 0}}
	s.Stamps = []Stamp{{Time: token.Time, Authority: certificate.Subject.String()}}
}

func stampOf(der []byte, parts ...[]byte) (*cms.Token, *x509.Certificate, Code) {
	token, err := cms.ParseToken(der)
	if err != nil {
		return nil, nil, StampForm
	}
	certificate, err := token.Verify(parts...)
	if err != nil {
		return nil, nil, codeOf(err)
	}
	return token, certificate, ""
}

// trustStamps says which stamps are by an authority that we trust, and when: at the
// time that they state, unless the file itself says that the authority's
// certificate had been revoked by then.
func (c *inspection) trustStamps(s *Signature) {
	for _, x := range s.stamped {
		chain := c.material.chainTo(c.options.Stamps, x.certificate, c.certificates(x.token.Signed), x.token.Time, x509.ExtKeyUsageTimeStamping)
		trusted := chain != nil && !x.token.Time.After(c.now)
		for _, link := range chain {
			trusted = trusted && !c.material.revokedBy(link, x.token.Time)
		}
		s.Stamps[x.at].Trusted = trusted
		if !trusted {
			c.note(StampUntrusted, s)
		}
	}
}

// proof is the earliest time by which the signature is proven to have existed, zero
// if there is no proof: a trusted stamp over it, or over a later state of the file.
func (c *inspection) proof(s *Signature) time.Time {
	var earliest time.Time
	for _, other := range c.report.Signatures {
		over := other.IsStamp() && other.Revision > s.Revision && other.Intact
		if other != s && !over {
			continue
		}
		for _, stamp := range other.Stamps {
			if stamp.Trusted && (earliest.IsZero() || stamp.Time.Before(earliest)) {
				earliest = stamp.Time
			}
		}
	}
	return earliest
}
