package inspect

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"golang.org/x/crypto/ocsp"

	"github.com/sportello/sportello/certificates"
)

// longTerm is the genuine file with a time stamp over the signature, validation
// material and a document time stamp: B-LTA.
func longTerm(t testing.TB) []byte {
	t.Helper()
	return stampedBy(t, withMaterial(t, stampedSeal(t)), ours(), now)
}

// stampedSeal is a certificate whose signature has a time stamp: B-T.
func stampedSeal(t testing.TB) []byte {
	t.Helper()
	return laid(t, certificates.Residence).stampedSeal(t, ours(), now.Add(-time.Minute))
}

// withMaterial adds what it takes to check the seal and its stamp.
func withMaterial(t testing.TB, file []byte) []byte {
	t.Helper()
	o := ours()
	return dss(t, file,
		[][]byte{o.issuing.certificate.Raw, o.root.certificate.Raw, o.responder.certificate.Raw},
		[][]byte{answerAbout(t, o.issuing, o.responder, o.seal, ocsp.Good), answerAbout(t, o.issuing, o.issuing, o.stamp, ocsp.Good)},
		[][]byte{crl(t, o.root, now), crl(t, o.issuing, now)})
}

// The harmless twins: what is done to a certificate without changing it.
func TestHarmless(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    func(testing.TB) []byte
		verdict Verdict
		level   Level
		classes [][]Class
	}{
		"as it left the office": {genuine, Genuine, LevelBB, [][]Class{{}}},
		"downloaded again":      {func(t testing.TB) []byte { return bytes.Clone(genuine(t)) }, Genuine, LevelBB, [][]Class{{}}},
		"renamed and copied":    {copied, Genuine, LevelBB, [][]Class{{}}},
		"another kind":          {func(t testing.TB) []byte { return laid(t, certificates.Life).sealed(t, ours(), ours().seal) }, Genuine, LevelBB, [][]Class{{}}},
		"stamp in the seal":     {stampedSeal, Genuine, LevelBT, [][]Class{{}}},
		"material added":        {func(t testing.TB) []byte { return withMaterial(t, stampedSeal(t)) }, Extended, LevelBLT, [][]Class{{}, {ClassDSS}}},
		"material without any stamp": {func(t testing.TB) []byte {
			return dss(t, genuine(t), [][]byte{ours().issuing.certificate.Raw}, [][]byte{answerAbout(t, ours().issuing, ours().responder, ours().seal, ocsp.Good)}, nil)
		}, Extended, LevelBB, [][]Class{{}, {ClassDSS}}},
		"material by signature": {vri("[HELD]"), Extended, LevelBB, [][]Class{{}, {ClassDSS}, {ClassDSS}}},
		"document stamp added":  {func(t testing.TB) []byte { return stampedBy(t, genuine(t), ours(), now) }, Extended, LevelBT, [][]Class{{}, {ClassStamp}}},
		"long term":             {longTerm, Extended, LevelBLTA, [][]Class{{}, {ClassDSS}, {ClassStamp}}},
		"long term, renewed": {func(t testing.TB) []byte {
			return stampedBy(t, withMaterial(t, longTerm(t)), ours(), now)
		}, Extended, LevelBLTA, [][]Class{{}, {ClassDSS}, {ClassStamp}, {ClassDSS}, {ClassStamp}}},
		"stamp of an authority that we do not know": {func(t testing.TB) []byte {
			return stampedBy(t, genuine(t), theirs(), now)
		}, Extended, LevelBB, [][]Class{{}, {ClassStamp}}},
		"an object written again as it was": {func(t testing.TB) []byte {
			return updated(t, genuine(t), map[int]string{1: text(t, genuine(t), 1)})
		}, Extended, LevelBB, [][]Class{{}, {}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := inspected(t, test.file(t))
			if r.Verdict != test.verdict || r.Signatures[0].Level != test.level {
				t.Errorf("%s %s, want %s %s; reasons %v", r.Verdict, r.Signatures[0].Level, test.verdict, test.level, r.Reasons)
			}
			var classes [][]Class
			for _, revision := range r.Revisions {
				classes = append(classes, revision.Classes)
			}
			if diff := cmp.Diff(test.classes, classes); diff != "" {
				t.Error(diff)
			}
			namesNobody(t, r)
			if r.Content.Consistent != Yes {
				t.Errorf("consistent: %s, %v %v", r.Content.Consistent, r.Content.Differences, r.Content.Unread)
			}
		})
	}
}

// copied is the file as it comes back from a disk, under another name.
func copied(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copia (1).pdf")
	if err := os.WriteFile(path, genuine(t), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
