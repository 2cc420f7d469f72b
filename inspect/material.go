package inspect

import (
	"bytes"
	"crypto/x509"
	"slices"

	"golang.org/x/crypto/ocsp"

	"github.com/sportello/sportello/inspect/cms"
	"github.com/sportello/sportello/inspect/pdf"
)

// material is the validation material of a file: its document security store (ETSI
// EN 319 142-1 5.4.2) as of the last revision.
type material struct {
	certificates []*x509.Certificate
	lists        []*x509.RevocationList
	answers      []*answer
	known        map[Fingerprint]*x509.Certificate // that belong to a signature of the file
	malformed    bool

	checked
}

// answer is an OCSP response. Nothing of it is proven before its issuer is known.
type answer struct {
	der      []byte
	response *ocsp.Response
}

// maxMaterial is how much of each kind is read.
const maxMaterial = 48

// dssKeys is what a document security store may hold. VRI, by signature, is allowed
// as far as it only points at what is there anyway.
var (
	dssKeys = []pdf.Name{"Type", "Certs", "OCSPs", "CRLs", "VRI"}
	vriKeys = map[pdf.Name]pdf.Name{"Cert": "Certs", "OCSP": "OCSPs", "CRL": "CRLs"}
)

// readMaterial reads what the last revision's store holds.
func (c *inspection) readMaterial() error {
	m := &material{known: map[Fingerprint]*x509.Certificate{}, checked: newChecked()}
	c.material = m
	last := len(c.file.Revisions) - 1
	o := c.file.Resolve(last, c.root(last)["DSS"])
	if o == nil {
		return nil
	}
	d, is := o.(pdf.Dict)
	if !is {
		m.malformed = true
		return nil
	}
	for k := range d {
		m.malformed = m.malformed || !slices.Contains(dssKeys, k)
	}
	m.malformed = m.malformed || !c.repeats(last, d)
	for _, part := range []struct {
		key  pdf.Name
		take func([]byte) bool
	}{{"Certs", m.takeCertificate}, {"CRLs", m.takeList}, {"OCSPs", m.takeAnswer}} {
		if err := c.streams(last, d[part.key], part.take); err != nil {
			return err
		}
	}
	return nil
}

// repeats reports whether the VRI of a store holds only what the store holds.
func (c *inspection) repeats(revision int, store pdf.Dict) bool {
	for _, o := range pdf.DictOf(c.file.Resolve(revision, store["VRI"])) {
		for key, part := range pdf.DictOf(c.file.Resolve(revision, o)) {
			all, _ := c.file.Resolve(revision, store[vriKeys[key]]).(pdf.Array)
			some, _ := c.file.Resolve(revision, part).(pdf.Array)
			if len(some) > maxMaterial || vriKeys[key] == "" && key != "Type" && key != "TU" {
				return false
			}
			for _, ref := range some {
				if !slices.ContainsFunc(all, func(o pdf.Object) bool { return pdf.Equal(o, ref) }) {
					return false
				}
			}
		}
	}
	return true
}

// streams hands the decoded streams of an array to take.
func (c *inspection) streams(revision int, array pdf.Object, take func([]byte) bool) error {
	if array == nil {
		return nil
	}
	row, is := c.file.Resolve(revision, array).(pdf.Array)
	if !is {
		c.material.malformed = true
	}
	if len(row) > maxMaterial {
		return pdf.ErrLimit
	}
	for _, o := range row {
		s, is := c.file.Resolve(revision, o).(*pdf.Stream)
		if !is {
			c.material.malformed = true
			continue
		}
		data, err := c.decode(s)
		if err != nil {
			return err
		}
		if data == nil || !take(data) {
			c.material.malformed = true
		}
	}
	return nil
}

func (m *material) takeCertificate(der []byte) bool {
	c, err := cms.ParseCertificate(der)
	if err == nil {
		m.certificates = append(m.certificates, c)
	}
	return err == nil
}

func (m *material) takeList(der []byte) bool {
	l, err := x509.ParseRevocationList(der)
	if err == nil {
		m.lists = append(m.lists, l)
	}
	return err == nil
}

func (m *material) takeAnswer(der []byte) bool {
	r, err := ocsp.ParseResponse(der, nil)
	if err == nil {
		m.answers = append(m.answers, &answer{der, r})
	}
	return err == nil
}

// recognise notes the certificates that belong to a signature: the given ones and,
// from the file, their issuers up to a root.
func (m *material) recognise(own []*x509.Certificate, among []*x509.Certificate) {
	for len(own) > 0 {
		c := own[0]
		own = own[1:]
		if sum := fingerprint(c); m.known[sum] == nil {
			m.known[sum] = c
			if issuer := m.issuerOf(c, among); issuer != nil {
				own = append(own, issuer)
			}
		}
	}
}

// foreign reports whether the store holds anything that has nothing to do with the
// certificates of the file's signatures.
func (m *material) foreign() bool {
	for _, c := range m.certificates {
		if m.known[fingerprint(c)] == nil && !m.answersFor(c) {
			return true
		}
	}
	for _, l := range m.lists {
		if m.issuerOfList(l) == nil {
			return true
		}
	}
	return slices.ContainsFunc(m.answers, func(a *answer) bool { return m.subjectOf(a) == nil })
}

// answersFor reports whether c is that of a responder whom a known authority has
// charged with its answers (RFC 6960 section 4.2.2.2).
func (m *material) answersFor(c *x509.Certificate) bool {
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && m.issuer(c) != nil
}

// issuer is the known certificate that issued c.
func (m *material) issuer(c *x509.Certificate) *x509.Certificate {
	for _, i := range m.known {
		if m.isIssuedBy(c, i) {
			return i
		}
	}
	return nil
}

// issuerOfList is the known certificate whose holder signed a list.
func (m *material) issuerOfList(l *x509.RevocationList) *x509.Certificate {
	issuer, asked := m.checked.lists[l]
	if asked {
		return issuer
	}
	for _, i := range m.known {
		if bytes.Equal(i.RawSubject, l.RawIssuer) && m.may() && l.CheckSignatureFrom(i) == nil {
			issuer = i
			break
		}
	}
	m.checked.lists[l] = issuer
	return issuer
}

// subjectOf is the known certificate that an answer is about, if its issuer, or a
// responder charged by it, has signed the answer.
func (m *material) subjectOf(a *answer) *x509.Certificate {
	for _, c := range m.known {
		if a.response.SerialNumber == nil || c.SerialNumber.Cmp(a.response.SerialNumber) != 0 {
			continue
		}
		if issuer := m.issuer(c); issuer != nil && m.isSignedFor(a, c, issuer) {
			return c
		}
	}
	// Of a responder whose certificate stands in the store alone.
	for _, c := range m.certificates {
		if c.SerialNumber.Cmp(a.response.SerialNumber) == 0 && m.answersFor(c) && m.isSignedFor(a, c, m.issuer(c)) {
			return c
		}
	}
	return nil
}
