package signing

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"testing"

	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// forgery is a CMS that is put together from parts which an attacker with a seal
// key of his own, or a faulty sealer, could choose. It sorts nothing.
type forgery struct {
	key          crypto.Signer
	scheme       *scheme
	signer       []byte
	attributes   [][]byte
	certificates [][]byte
	unsigned     []byte
	content      []byte
	infos        func(info []byte) [][]byte
	whole        func(der []byte) []byte
}

// forge fills the sheet's hole with a CMS that is good but for the edit.
func forge(tb testing.TB, s *Sealer, sheet *Sheet, edit func(*forgery)) []byte {
	tb.Helper()
	own, scheme := s.identity.Certificate, s.envelope.scheme
	f := &forgery{
		key:    s.identity.Key,
		scheme: scheme,
		signer: issuerAndSerial(own),
		attributes: [][]byte{
			attribute(oidContentType, oidData),
			attribute(oidMessageDigest, element(tag.OCTET_STRING, sheet.hole.digest(sheet.Unsealed(), scheme))),
			attribute(oidSigningCertificateV2, signingCertificate(own, scheme)),
		},
		infos: func(info []byte) [][]byte { return [][]byte{info} },
		whole: func(der []byte) []byte { return der },
	}
	for _, c := range s.members {
		f.certificates = append(f.certificates, c.Raw)
	}
	slices.SortFunc(f.certificates, bytes.Compare)
	edit(f)
	return fill(tb, sheet, f.build(tb))
}

func (f *forgery) build(tb testing.TB) []byte {
	tb.Helper()
	attributes := element(tag.SET, f.attributes...)
	signature, err := f.key.Sign(rand.Reader, f.scheme.digest(attributes), f.scheme.options)
	if err != nil {
		tb.Fatal(err)
	}
	info := sequence(version1, f.signer, f.scheme.hashID, retagged(attributes, tagged(0)), f.scheme.signatureID, element(tag.OCTET_STRING, signature), f.unsigned)
	return f.whole(sequence(oidSignedData, element(tagged(0), sequence(
		version1,
		element(tag.SET, f.scheme.hashID),
		sequence(oidData, f.content),
		element(tagged(0), f.certificates...),
		element(tag.SET, f.infos(info)...)))))
}

// fill writes a CMS into a copy of the sheet.
func fill(tb testing.TB, sheet *Sheet, cms []byte) []byte {
	tb.Helper()
	file := sheet.Unsealed()
	if hex.EncodedLen(len(cms)) > sheet.hole.End-sheet.hole.Start-2 {
		tb.Fatalf("the CMS of %d bytes does not fit", len(cms))
	}
	hex.Encode(file[sheet.hole.Start+1:], cms)
	return file
}

// forgeries is what an attribute or structure of the CMS can have wrong while the
// signature over it is right.
var forgeries = []struct {
	name string
	edit func(s *Sealer, f *forgery)
	want error
}{
	{"harmless twin", func(*Sealer, *forgery) {}, nil},
	{"digest of another document", func(s *Sealer, f *forgery) {
		f.attributes[1] = attribute(oidMessageDigest, element(tag.OCTET_STRING, f.scheme.digest([]byte("another"))))
	}, ErrAltered},
	{"digest too short", func(_ *Sealer, f *forgery) {
		f.attributes[1] = attribute(oidMessageDigest, element(tag.OCTET_STRING, make([]byte, 20)))
	}, ErrForm},
	{"unsorted attributes", func(_ *Sealer, f *forgery) { slices.Reverse(f.attributes) }, ErrForm},
	{"attribute twice", func(_ *Sealer, f *forgery) { f.attributes = slices.Insert(f.attributes, 1, f.attributes[1]) }, ErrForm},
	{"no content type", func(_ *Sealer, f *forgery) { f.attributes = f.attributes[1:] }, ErrForm},
	{"no digest", func(_ *Sealer, f *forgery) { f.attributes = slices.Delete(f.attributes, 1, 2) }, ErrForm},
	{"no signing certificate", func(_ *Sealer, f *forgery) { f.attributes = f.attributes[:2] }, ErrForm},
	{"no attributes", func(_ *Sealer, f *forgery) { f.attributes = nil }, ErrForm},
	{"content type signed data", func(_ *Sealer, f *forgery) { f.attributes[0] = attribute(oidContentType, oidSignedData) }, ErrForm},
	{"another signing certificate", func(s *Sealer, f *forgery) {
		f.attributes[2] = attribute(oidSigningCertificateV2, signingCertificate(s.members[1], f.scheme))
	}, ErrForm},
	{"hash named though it is the default", func(s *Sealer, f *forgery) {
		c := s.identity.Certificate
		id := sequence(f.scheme.hashID, element(tag.OCTET_STRING, f.scheme.digest(c.Raw)), sequence(sequence(element(tagged(4), c.RawIssuer)), integer(c.SerialNumber)))
		f.attributes[2] = attribute(oidSigningCertificateV2, sequence(sequence(id)))
	}, ErrForm},
	{"signing time", func(_ *Sealer, f *forgery) {
		time := attribute(oid(1, 2, 840, 113549, 1, 9, 5), element(tag.UTCTime, []byte("261122090000Z")))
		f.attributes = append(f.attributes, time)
		slices.SortFunc(f.attributes, bytes.Compare)
	}, ErrForm},
	{"unsigned attribute", func(_ *Sealer, f *forgery) { f.unsigned = element(tagged(1), f.attributes[0]) }, ErrForm},
	{"two signers", func(_ *Sealer, f *forgery) {
		f.infos = func(info []byte) [][]byte { return [][]byte{info, info} }
	}, ErrForm},
	{"no signer", func(_ *Sealer, f *forgery) { f.infos = func([]byte) [][]byte { return nil } }, ErrForm},
	{"content inside", func(_ *Sealer, f *forgery) {
		f.content = element(tagged(0), element(tag.OCTET_STRING, []byte("content")))
	}, ErrForm},
	{"no certificate", func(_ *Sealer, f *forgery) { f.certificates = nil }, ErrForm},
	{"certificate missing", func(s *Sealer, f *forgery) { f.certificates = [][]byte{s.members[1].Raw} }, ErrForm},
	{"certificates unsorted", func(_ *Sealer, f *forgery) { slices.Reverse(f.certificates) }, ErrForm},
	{"certificate twice", func(_ *Sealer, f *forgery) { f.certificates = append(f.certificates, f.certificates[1]) }, ErrForm},
	{"certificate of a stranger beside", func(_ *Sealer, f *forgery) {
		f.certificates = append(f.certificates, newPKI("TEST stranger").root.Raw)
		slices.SortFunc(f.certificates, bytes.Compare)
	}, ErrForm},
	{"root inside", func(_ *Sealer, f *forgery) {
		f.certificates = append(f.certificates, trust().root.Raw)
		slices.SortFunc(f.certificates, bytes.Compare)
	}, ErrForm},
	{"certificate that is none", func(_ *Sealer, f *forgery) { f.certificates = append(f.certificates, sequence(null)) }, ErrForm},
	{"signed by another key", func(_ *Sealer, f *forgery) { f.key = newEC(elliptic.P256()) }, ErrSignature},
	{"algorithm of another key", func(_ *Sealer, f *forgery) { f.scheme = claiming(f.scheme, pkcs1) }, ErrForm},
	{"trailing byte", func(_ *Sealer, f *forgery) { f.whole = func(der []byte) []byte { return append(der, 1) } }, ErrForm},
	{"trailing element inside", func(_ *Sealer, f *forgery) {
		f.whole = func(der []byte) []byte { return sequence(der[4:], null) }
	}, ErrForm},
	{"half of it", func(_ *Sealer, f *forgery) { f.whole = func(der []byte) []byte { return der[:len(der)/2] } }, ErrForm},
	{"last byte changed", func(_ *Sealer, f *forgery) {
		f.whole = func(der []byte) []byte { der[len(der)-1] ^= 1; return der }
	}, ErrSignature},
	{"indefinite length", func(_ *Sealer, f *forgery) {
		f.whole = func(der []byte) []byte { return slices.Concat([]byte{der[0], 0x80}, der[4:], []byte{0, 0}) }
	}, ErrForm},
	{"needlessly long length", func(_ *Sealer, f *forgery) {
		f.whole = func(der []byte) []byte { return slices.Concat([]byte{der[0], 0x83, 0}, der[2:]) }
	}, ErrForm},
	{"another structure", func(_ *Sealer, f *forgery) { f.whole = func([]byte) []byte { return sequence(null) } }, ErrForm},
	{"empty", func(_ *Sealer, f *forgery) { f.whole = func([]byte) []byte { return nil } }, ErrForm},
}
