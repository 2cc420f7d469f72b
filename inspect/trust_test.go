package inspect

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
)

func at(t time.Time) func(*Options) {
	return func(o *Options) { o.Clock = func() time.Time { return t } }
}

// Who is trusted, and when.
func TestTrust(t *testing.T) {
	t.Parallel()
	later, earlier := now.AddDate(1, 0, 0), now.AddDate(-1, 0, 0)
	revokedLater := func(t testing.TB) []byte {
		return dss(t, stampedSeal(t), nil, nil, [][]byte{crl(t, ours().issuing, now, ours().seal)})
	}
	for name, test := range map[string]struct {
		file    func(testing.TB) []byte
		edit    func(*Options)
		verdict Verdict
		level   Level
		code    Code // "" for none
	}{
		"certificate expired, no stamp":         {genuine, at(later), Unproven, LevelBB, CertificateExpired},
		"certificate not valid yet":             {genuine, at(earlier), Unproven, LevelBB, CertificateExpired},
		"certificate expired, stamp in time":    {stampedSeal, at(later), Genuine, LevelBT, ""},
		"certificate expired, long term":        {longTerm, at(later), Extended, LevelBLTA, ChangedNote},
		"certificate expired, unknown stamp":    {stampedSeal, func(o *Options) { at(later)(o); o.Stamps = nil }, Unproven, LevelBB, CertificateExpired},
		"stamp of a time to come":               {stampedSeal, at(now.Add(-time.Hour)), Genuine, LevelBB, StampUntrusted},
		"stamp by an authority for other roots": {stampedSeal, func(o *Options) { o.Stamps = theirs().roots() }, Genuine, LevelBB, StampUntrusted},
		"no roots":                              {genuine, func(o *Options) { o.Roots = nil }, Genuine, LevelBB, ChainUnknown},
		"no roots, long term":                   {longTerm, func(o *Options) { o.Roots = nil }, Extended, LevelBT, ChainUnknown},
		"no seals of ours":                      {genuine, func(o *Options) { o.Seals = nil }, Foreign, LevelBB, SealForeign},
		"revoked after the stamp":               {revokedLater, func(*Options) {}, Extended, LevelBT, ChangedNote},
		"revoked, and the stamp is not known":   {revokedLater, func(o *Options) { o.Stamps = nil }, Unproven, LevelBB, CertificateRevoked},
		"revoked long before it was used": {func(t testing.TB) []byte {
			return dss(t, genuine(t), nil, nil, [][]byte{crl(t, ours().root, now.Add(-time.Hour), ours().issuing)})
		}, func(*Options) {}, Unproven, LevelBB, CertificateRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := inspected(t, test.file(t), test.edit)
			if r.Verdict != test.verdict || r.Signatures[0].Level != test.level {
				t.Errorf("%s %s for %v, want %s %s", r.Verdict, r.Signatures[0].Level, r.Reasons, test.verdict, test.level)
			}
			if test.code == "" && len(r.Reasons) > 0 || test.code != "" && !r.has(test.code) {
				t.Errorf("reasons %v, want %q", r.Reasons, test.code)
			}
		})
	}
}

func TestCertificateFacts(t *testing.T) {
	t.Parallel()
	s := inspected(t, longTerm(t)).Signatures[0]
	got := *s.Certificate
	got.Fingerprint, got.Serial, got.Subject = "", "", ""
	want := Certificate{
		Issuer: `CN=TEST root\, issuing`, Organization: "TEST Comune di Valdemo", OrganizationID: "VATIT-00000000000",
		NotBefore: now.Add(-240 * time.Hour), NotAfter: now.Add(240 * time.Hour), KeyUsage: []string{"nonRepudiation"},
		Qualified: &Statements{Compliance: true, Device: true, Types: []string{"eseal"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, source := range []string{"ocsp", "crl"} {
		if r := s.Revocation[i]; r.Source != source || r.Then != StatusGood || r.Now != StatusGood {
			t.Errorf("revocation of %s: %s %s %s", r.Subject, r.Source, r.Then, r.Now)
		}
	}
	if len(s.Chain) != 2 || !s.Trusted || !s.Proven.Equal(now.Add(-time.Minute)) {
		t.Errorf("chain %v, trusted %v, proven %s", s.Chain, s.Trusted, s.Proven)
	}
}

// A certification allows some changes; that it was kept to does not make a
// certificate genuine.
func TestPermissions(t *testing.T) {
	t.Parallel()
	certified := func(t testing.TB, permission int) []byte {
		d := laid(t, certificates.Life)
		d.replace(1, "/Type/Catalog", "/Type/Catalog/Perms<</DocMDP 9 0 R>>")
		d.replace(9, "/Type/Sig", fmt.Sprintf("/Type/Sig/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P %d>>>>]", permission))
		return d.forged(t, func(*blueprint) {})
	}
	note := func(t testing.TB, file []byte) []byte {
		_, n := previous(t, file)
		leaf := number(t, file, "/Annots[")
		return updated(t, file, map[int]string{
			leaf: swap(t, text(t, file, leaf), "/Annots[", fmt.Sprintf("/Annots[%d 0 R ", n)), n: "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>",
		})
	}
	stamp := func(t testing.TB, file []byte) []byte { return stampedBy(t, file, ours(), now) }
	for _, test := range []struct {
		permission int
		change     func(testing.TB, []byte) []byte
		verdict    Verdict
		broken     bool
	}{
		{1, note, Altered, true},
		{2, note, Altered, true},
		{3, note, Altered, false},
		{1, stamp, Extended, false},
		{3, stamp, Extended, false},
	} {
		r := inspected(t, test.change(t, certified(t, test.permission)))
		if r.Signatures[0].Permission != test.permission || r.Verdict != test.verdict || r.has(PermissionBroken) != test.broken {
			t.Errorf("P %d: %d, %s, %v", test.permission, r.Signatures[0].Permission, r.Verdict, r.Reasons)
		}
	}
}
