package inspect

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/sportello/sportello/certificates"
)

// sealStamped is a certificate whose signature has a time stamp over something.
func sealStamped(over func(signature []byte) []byte) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		return laid(t, certificates.Life).forged(t, func(b *blueprint) {
			b.stamp = func(signature []byte) []byte { return over(signature) }
		})
	}
}

// restamped is the genuine file with a document time stamp whose token is another.
func restamped(other func(t testing.TB, covered ...[]byte) []byte) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		file := stampedBy(t, genuine(t), ours(), now)
		h := holeOf(t, file, len(genuine(t)))
		for i := h.Start + 1; i < h.End-1; i++ {
			file[i] = '0'
		}
		hex.Encode(file[h.Start+1:], other(t, file[:h.Start], file[h.End:]))
		return file
	}
}

// vri is the genuine file with material, and with an entry by signature in the store.
func vri(certificates string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		file := dss(t, genuine(t), [][]byte{ours().issuing.certificate.Raw}, nil, nil)
		n := number(t, file, "/Type/DSS")
		store := text(t, file, n)
		held := strings.TrimSpace(regexp.MustCompile(`/Certs\[([^]]*)\]`).FindStringSubmatch(store)[1])
		entry := fmt.Sprintf("/Type/DSS/VRI<</%040X<</Type/VRI/Cert%s>>>>", 1, strings.ReplaceAll(certificates, "HELD", held))
		return updated(t, file, map[int]string{n: swap(t, store, "/Type/DSS", entry)})
	}
}

// Time stamps and validation material.
var materialForgeries = []forgery{
	{"stamp in the seal of something else", func(t testing.TB) []byte {
		return sealStamped(func([]byte) []byte { return stampToken(t, ours(), now, []byte("another")) })(t)
	}, Broken, StampImprint},
	{"stamp in the seal that is none", sealStamped(func([]byte) []byte { return sequence() }), Broken, StampForm},
	{"stamp in the seal by a certificate for other things", func(t testing.TB) []byte {
		return sealStamped(func(signature []byte) []byte {
			a := *ours()
			a.stamp = ours().responder
			return stampToken(t, &a, now, signature)
		})(t)
	}, Broken, StampWrong},
	{"document stamp of something else", restamped(func(t testing.TB, _ ...[]byte) []byte { return stampToken(t, ours(), now, []byte("another")) }), Altered, StampImprint},
	{"document stamp that is none", restamped(func(testing.TB, ...[]byte) []byte { return sequence() }), Altered, CMSForm},
	{"document stamp that is a signature", restamped(func(t testing.TB, _ ...[]byte) []byte {
		return blueprint{signer: theirs().seal, kind: []int{1, 2, 840, 113549, 1, 7, 1}, digest: make([]byte, 32), certificates: [][]byte{theirs().seal.certificate.Raw}}.build(t)
	}), Altered, StampForm},
	{"document stamp with another key", restamped(func(t testing.TB, covered ...[]byte) []byte {
		a := *ours()
		forger := *a.stamp
		forger.key = theirs().stamp.key
		a.stamp = &forger
		return stampToken(t, &a, now, covered...)
	}), Altered, "signature-wrong"},
	{"document stamp that covers less", func(t testing.TB) []byte {
		file := stampedBy(t, genuine(t), ours(), now)
		h := holeOf(t, file, len(genuine(t)))
		setRange(t, file, h, 0, h.Start, h.End, len(file)-h.End-10)
		copy(file[h.Start+1:h.End-1], bytes.Repeat([]byte("0"), h.End-h.Start-2))
		hex.Encode(file[h.Start+1:], stampToken(t, ours(), now, file[:h.Start], file[h.End:len(file)-10]))
		return file
	}, Altered, ByteRangeEnd},
	{"material with a stranger's certificate", func(t testing.TB) []byte {
		return dss(t, genuine(t), [][]byte{theirs().seal.certificate.Raw}, nil, nil)
	}, Altered, DSSForeign},
	{"material with a stranger's list", func(t testing.TB) []byte {
		return dss(t, genuine(t), nil, nil, [][]byte{crl(t, theirs().issuing, now)})
	}, Altered, DSSForeign},
	{"material with a stranger's answer about our seal", func(t testing.TB) []byte {
		return dss(t, genuine(t), nil, [][]byte{answerAbout(t, theirs().issuing, theirs().issuing, ours().seal, ocsp.Good)}, nil)
	}, Altered, DSSForeign},
	{"material that is none", func(t testing.TB) []byte {
		return dss(t, genuine(t), [][]byte{[]byte("a picture, a program, a letter")}, nil, nil)
	}, Altered, DSSForm},
	{"material by signature that is not in the store", vri("[9 0 R]"), Altered, DSSForm},
	{"material by signature that is no reference", vri("[[<<>>]]"), Altered, DSSForm},
	{"our own revocation says that the seal was revoked", func(t testing.TB) []byte {
		return dss(t, genuine(t), nil, nil, [][]byte{crl(t, ours().issuing, now.Add(-time.Hour), ours().seal)})
	}, Unproven, CertificateRevoked},
	{"revoked before its time stamp", func(t testing.TB) []byte {
		return stampedBy(t, dss(t, genuine(t), nil, nil, [][]byte{crl(t, ours().issuing, now.Add(-time.Hour), ours().seal)}), ours(), now)
	}, Unproven, CertificateRevoked},
}
