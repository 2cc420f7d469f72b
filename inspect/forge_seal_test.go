package inspect

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect/cms"
)

// made is a certificate whose CMS is made from an edited blueprint.
func made(edit func(*blueprint)) func(testing.TB) []byte {
	return func(t testing.TB) []byte { return laid(t, certificates.Life).forged(t, edit) }
}

// Whose seal it is, and how it is made.
var sealForgeries = []forgery{
	{"sealed by somebody else with our name", func(t testing.TB) []byte {
		return laid(t, certificates.Life).sealed(t, theirs(), theirs().seal)
	}, Foreign, SealForeign},
	{"sealed by another certificate of our own authority", func(t testing.TB) []byte {
		h := issue(ours().issuing, &x509.Certificate{Subject: pkix.Name{CommonName: "TEST neighbour"}, KeyUsage: x509.KeyUsageContentCommitment})
		return laid(t, certificates.Life).sealed(t, ours(), h)
	}, Foreign, SealForeign},
	{"sealed by a certificate that signed itself in our name", func(t testing.TB) []byte {
		h := issue(nil, sealTemplate())
		return laid(t, certificates.Life).forged(t, func(b *blueprint) {
			b.signer, b.attributes, b.certificates = h, [][]byte{essFor(h)}, [][]byte{h.certificate.Raw}
		})
	}, Foreign, SealForeign},
	{"our seal cut out into another file", func(t testing.TB) []byte {
		file := bytes.Clone(laid(t, certificates.Residence).sheet(t).Unsealed())
		from, to := holeOf(t, genuine(t), 0), holeOf(t, file, 0)
		copy(file[to.Start:to.End], genuine(t)[from.Start:from.End])
		return file
	}, Broken, DigestWrong},
	{"our seal cut out into a file with our certificate and another key", made(func(b *blueprint) {
		forger := *ours().seal
		forger.key = theirs().seal.key
		b.signer = &forger
	}), Broken, SignatureWrong},
	{"certificate swapped for one of the same name and number", func(t testing.TB) []byte {
		template := sealTemplate()
		template.SerialNumber = ours().seal.certificate.SerialNumber
		h := issue(&holder{ours().issuing.certificate, ours().issuing.key}, template)
		forger := *ours().seal
		forger.key = h.key
		return laid(t, certificates.Life).forged(t, func(b *blueprint) {
			b.signer, b.certificates[0] = &forger, h.certificate.Raw
		})
	}, Broken, CertificateSwapped},
	{"certificate missing", made(func(b *blueprint) { b.certificates = b.certificates[1:] }), Broken, CMSSigner},
	{"certificate of a stranger beside", made(func(b *blueprint) { b.certificates = append(b.certificates, theirs().seal.certificate.Raw) }), Broken, CMSForeign},
	{"signed attributes removed", made(func(b *blueprint) { b.bare = true }), Broken, CMSAttributes},
	{"attribute twice", made(func(b *blueprint) { b.attributes = append(b.attributes, b.attributes[0]) }), Broken, CMSAttributes},
	{"digest of another document", made(func(b *blueprint) { b.digest = make([]byte, sha256.Size) }), Broken, DigestWrong},
	{"content of another type", made(func(b *blueprint) { b.kind = cms.OIDTSTInfo }), Broken, CMSForm},
	{"content in the signature", made(func(b *blueprint) { b.content = []byte("content") }), Broken, CMSForm},
	{"two signers", made(func(b *blueprint) { b.signers = 2 }), Broken, CMSSigners},
	{"unsigned attribute of another kind", made(func(b *blueprint) { b.unsigned = attribute(cms.OIDContentType, oid(cms.OIDData)) }), Broken, CMSAttributes},
	{"half a signature", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.Start+900:], strings.Repeat("0", 4000))
		return file
	}, Broken, CMSForm},
	{"signature of another form", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			d.replace(d.find("/Type/Sig"), "/SubFilter/ETSI.CAdES.detached", "/SubFilter/ETSI.RFC3161")
		})
	}, Unsealed, ""},
	{"no seal at all", func(t testing.TB) []byte {
		d := laid(t, certificates.Life)
		d.replace(d.find("/FT/Sig"), "/V 9 0 R", "")
		delete(d.objects, 9)
		return d.loose(t)
	}, Unsealed, ""},
	{"countersigned by the one who holds it", func(t testing.TB) []byte { return countersigned(t, genuine(t)) }, Altered, ChangedSignature},
}

// countersigned is the file with a second signature, by somebody else, in an update.
func countersigned(t testing.TB, file []byte) []byte {
	t.Helper()
	_, n := previous(t, file)
	out := updated(t, file, map[int]string{
		n:     fmt.Sprintf("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20261122090000Z)/ByteRange[%s]/Contents<%s>>>", emptyRange, strings.Repeat("0", 8192)),
		n + 1: fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Mine)/F 132/Rect[0 0 0 0]/V %d 0 R>>", n),
		1:     swap(t, text(t, file, 1), "/Fields[8 0 R", fmt.Sprintf("/Fields[8 0 R %d 0 R", n+1)),
	})
	hole := holeOf(t, out, len(file))
	setRange(t, out, hole, 0, hole.Start, hole.End, len(out)-hole.End)
	return filled(t, out, hole, func(b *blueprint) {
		b.signer, b.attributes = theirs().seal, [][]byte{essFor(theirs().seal)}
		b.certificates = [][]byte{theirs().seal.certificate.Raw, theirs().issuing.certificate.Raw}
	})
}
