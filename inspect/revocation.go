package inspect

import (
	"bytes"
	"crypto/x509"
	"time"

	"golang.org/x/crypto/ocsp"
)

// news is one answer about a certificate, from an OCSP response or a list.
type news struct {
	source      string
	from, until time.Time
	revoked     time.Time // zero if it is not
	known       bool      // the responder knows the certificate
}

// news is the latest that the material says of a certificate, from those who are
// entitled to say it. A revocation stands, whatever is said later.
func (m *material) news(c *x509.Certificate) (latest news) {
	hear := func(n news) {
		if !latest.revoked.IsZero() {
			n.revoked = latest.revoked
		}
		if n.from.After(latest.from) || latest.source == "" {
			latest = n
		}
		latest.revoked = n.revoked
	}
	for _, a := range m.answers {
		if r := a.response; r.SerialNumber.Cmp(c.SerialNumber) == 0 && m.isAbout(a, c) {
			hear(newsOf(r))
		}
	}
	for _, l := range m.lists {
		if bytes.Equal(l.RawIssuer, c.RawIssuer) && m.issuerOfList(l) != nil {
			hear(newsIn(l, c))
		}
	}
	return latest
}

// isAbout reports whether an answer is by who may answer for c.
func (m *material) isAbout(a *answer, c *x509.Certificate) bool {
	issuer := m.issuer(c)
	return issuer != nil && m.isSignedFor(a, c, issuer)
}

func newsOf(r *ocsp.Response) news {
	n := news{source: "ocsp", from: r.ThisUpdate, until: r.NextUpdate, known: r.Status != ocsp.Unknown}
	if r.Status == ocsp.Revoked {
		n.revoked = r.RevokedAt
	}
	return n
}

func newsIn(l *x509.RevocationList, c *x509.Certificate) news {
	n := news{source: "crl", from: l.ThisUpdate, until: l.NextUpdate, known: true}
	for _, e := range l.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(c.SerialNumber) == 0 {
			n.revoked = e.RevocationTime
		}
	}
	return n
}

// revokedBy reports whether the material says that c was revoked at a time.
func (m *material) revokedBy(c *x509.Certificate, at time.Time) bool {
	n := m.news(c)
	return !n.revoked.IsZero() && !n.revoked.After(at)
}

// revocation is how c stood at a time and how it stands, as far as the material says.
func (m *material) revocation(c *x509.Certificate, at time.Time) Revocation {
	n := m.news(c)
	r := Revocation{Subject: c.Subject.String(), Source: "none", Then: StatusUnknown, Now: StatusUnknown}
	if n.source == "" || !n.known {
		return r
	}
	r.Source, r.From, r.Until, r.Revoked = n.source, n.from, n.until, n.revoked
	r.Then, r.Now = StatusGood, StatusGood
	if !n.revoked.IsZero() {
		r.Now = StatusRevoked
		if !n.revoked.After(at) {
			r.Then = StatusRevoked
		}
	}
	return r
}

// Then is how the chain stood when it was sealed, as far as that is proven; no better than
// any of its certificates.
func (s *Signature) Then() Status { return s.worst(func(r Revocation) Status { return r.Then }) }

// Now is how the chain stands, as Then.
func (s *Signature) Now() Status { return s.worst(func(r Revocation) Status { return r.Now }) }

func (s *Signature) worst(of func(Revocation) Status) Status {
	state := StatusUnknown
	for i, r := range s.Revocation {
		switch status := of(r); {
		case status == StatusRevoked:
			return status
		case i == 0 || status != StatusGood:
			state = status
		}
	}
	return state
}
