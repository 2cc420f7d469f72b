package signing

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

var errOrder = fmt.Errorf("%w: it is of a later time than what came after it", ErrTimestamp)

// Stamp is a time stamp in a sealed file.
type Stamp struct {
	*Token
	Document bool  // over the file as it was then; otherwise over the signature of the seal
	Fault    error // why it proves nothing any more: ErrExpired; nil while it does

	proven time.Time // when the token is sure to have existed
}

// verifyStamps verifies the time stamps, the oldest first in what it returns: the last
// one must hold at the time at, each other one at the time that the next one proves. One
// that has run out is passed over. since is when the seal is sure to have existed: the
// time at, unless a time stamp proves that it was before.
func (d *document) verifyStamps(roots *x509.CertPool, at time.Time) (stamps []Stamp, since time.Time, err error) {
	since = at
	for i := len(d.additions) - 1; i >= -1; i-- {
		var token *Token
		switch {
		case i < 0 && d.stamp != nil:
			token, err = VerifyToken(d.stamp, roots, d.signature)
		case i >= 0 && d.additions[i].material == nil:
			a := d.additions[i]
			token, err = VerifyToken(a.token, roots, d.file[:a.hole.Start], d.file[a.hole.End:a.end])
		default:
			continue
		}
		if err != nil {
			return nil, at, err
		}
		if token.Time.After(since.Add(defaultTolerance)) {
			return nil, at, errOrder
		}
		s := Stamp{Token: token, Document: i >= 0, Fault: token.ValidAt(since), proven: since}
		if s.Fault == nil && token.Time.Before(since) {
			since = token.Time
		}
		stamps = append(stamps, s)
	}
	slices.Reverse(stamps)
	return stamps, since, nil
}

// verifyMaterial says whether the material proves that every certificate of the seal and
// its time stamps was good when it was used, as far as there is material. stamps and
// since are from verifyStamps, chain is the issuers of the seal's certificate own. What
// it returns is yet to be proven.
func (d *document) verifyMaterial(own *x509.Certificate, chain []*x509.Certificate, stamps []Stamp, since time.Time) (pending []subject, err error) {
	if len(stamps) == 0 {
		return nil, nil
	}
	pending = subjects(own, chain, stamps[0].Time, since)
	next := func() {
		pending = append(pending, subjects(stamps[0].Certificate, stamps[0].Chain, stamps[0].Time, stamps[0].proven)...)
		stamps = stamps[1:]
	}
	if d.stamp != nil {
		next()
	}
	for i, a := range d.additions {
		if a.material == nil {
			next()
			continue
		}
		if err := d.held(i).supports(pending, a.material); err != nil {
			return nil, err
		}
		pending = nil
	}
	return pending, nil
}

// held is all material up to and with the addition i.
func (d *document) held(i int) *material {
	all := &material{}
	for _, a := range d.additions[:i+1] {
		if a.material != nil {
			for kind := range all {
				all[kind] = append(all[kind], a.material[kind]...)
			}
		}
	}
	return all
}

// supports says whether all that is held proves what is pending, and whether the newest
// of it is there for that and nothing else. ErrRevoked, ErrRevocation or ErrForm if not.
func (m *material) supports(pending []subject, newest *material) error {
	if len(newest[ocspKind])+len(newest[listKind]) > len(pending) {
		return fmt.Errorf("%w: more revocation states than certificates", ErrForm)
	}
	used := map[string]bool{}
	for _, s := range pending {
		if err := m.about(s, used); err != nil {
			return err
		}
	}
	return newest.within(used, pending)
}

// about says whether anything that is held shows that the use was good, and nothing that
// it was not. It notes what it used.
func (m *material) about(s subject, used map[string]bool) error {
	err := fmt.Errorf("%w: no word about a certificate", ErrRevocation)
	for _, kind := range []int{ocspKind, listKind} {
		for _, der := range m[kind] {
			e, fault := readEvidence(der, kind, s.certificate, s.issuer)
			if fault != nil { // it is about another
				continue
			}
			used[string(der)] = true
			switch fault = e.supports(s); {
			case errors.Is(fault, ErrRevoked):
				return fault
			case fault == nil:
				err = nil
			}
		}
	}
	return err
}

// within says whether everything is of use: a state for a certificate that is pending,
// or a certificate above one of them.
func (m *material) within(used map[string]bool, pending []subject) error {
	for _, der := range slices.Concat(m[ocspKind], m[listKind]) {
		if !used[string(der)] {
			return fmt.Errorf("%w: a revocation state that is of no use", ErrForm)
		}
	}
	for _, der := range m[certificateKind] {
		if !slices.ContainsFunc(pending, func(s subject) bool { return isLink(der, s.certificate) || isLink(der, s.issuer) }) {
			return fmt.Errorf("%w: a certificate that is of no use", ErrForm)
		}
	}
	return nil
}

// isLink says whether der is c, or another certificate of the same holder for the same
// key: a root is at times issued anew.
func isLink(der []byte, c *x509.Certificate) bool {
	if bytes.Equal(der, c.Raw) {
		return true
	}
	if !bytes.Contains(der, c.RawSubjectPublicKeyInfo) {
		return false
	}
	other, err := x509.ParseCertificate(der)
	return err == nil && bytes.Equal(other.RawSubject, c.RawSubject) && bytes.Equal(other.RawSubjectPublicKeyInfo, c.RawSubjectPublicKeyInfo)
}
