package signing

import (
	"bytes"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// goldenLevels is files of the levels above B-B that an earlier state of this package
// made, and how to verify them.
func goldenLevels(tb testing.TB) (map[Level][]byte, VerifyOptions) {
	tb.Helper()
	const dir = "testdata/levels"
	if *rewrite {
		v := newServices(newPKI("TEST root of levels"))
		err := os.WriteFile(filepath.Join(dir, "root.pem"), pemOf("CERTIFICATE", v.root.Raw), 0o600)
		for _, l := range levels[1:] {
			_, file := sealed(tb, v.sealer(tb, l, func(o *Options) { o.Stamper.o.Room = 2 << 10 }))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, l.String()+".pdf"), file, 0o600)
			}
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	if err != nil {
		tb.Fatal(err)
	}
	roots, err := parseCertificatesPEM(text)
	if err != nil {
		tb.Fatal(err)
	}
	o := VerifyOptions{Roots: x509.NewCertPool(), At: roots[0].NotBefore.Add(2 * time.Hour)}
	o.Roots.AddCert(roots[0])
	files := map[Level][]byte{}
	for _, l := range levels[1:] {
		if files[l], err = os.ReadFile(filepath.Join(dir, l.String()+".pdf")); err != nil {
			tb.Fatal(err)
		}
	}
	return files, o
}

// What is verified by writing it again must be written the same for ever.
func TestVerifyOldLevels(t *testing.T) {
	t.Parallel()
	files, o := goldenLevels(t)
	for l, file := range files {
		if seal, err := Verify(file, o); err != nil || seal.Level != l {
			t.Errorf("%v: %+v, %v", l, seal, err)
		}
	}
}

// FuzzUpdates lets strangers put behind a sealed file what they like. They have no time
// stamps, so that what is accepted is what was made, or less of it.
func FuzzUpdates(f *testing.F) {
	files, o := goldenLevels(f)
	whole := files[LevelLTA]
	d, err := open(whole)
	if err != nil {
		f.Fatal(err)
	}
	sealed := whole[:d.end]
	f.Add(whole[d.end:])
	f.Add(whole[d.end:d.additions[0].end])
	f.Add(whole[d.additions[0].end:])
	f.Add([]byte{})
	f.Add(updated(sealed, "")[len(sealed):])
	f.Fuzz(func(t *testing.T, more []byte) {
		file := append(bytes.Clone(sealed), more...)
		seal, err := Verify(file, o)
		if err == nil && (seal.Level == LevelT) != (len(more) == 0) {
			t.Errorf("Verify of %d bytes more says %v", len(more), seal.Level)
		}
		if err == nil && !bytes.HasPrefix(whole, file) && len(file) != len(whole) {
			t.Error("Verify accepts an update that nobody made")
		}
		if l, err := levelOf(file); err == nil && l < LevelT {
			t.Errorf("levelOf = %v", l)
		}
	})
}

// FuzzToken lets them choose a token. Only one that says the same may be accepted.
func FuzzToken(f *testing.F) {
	files, o := goldenLevels(f)
	d, err := open(files[LevelT])
	if err != nil {
		f.Fatal(err)
	}
	good, err := VerifyToken(d.stamp, o.Roots, d.signature)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(d.stamp)
	f.Add(d.der)
	f.Add(d.stamp[:len(d.stamp)/2])
	f.Add(sequence(oidSignedData, element(tagged(0), sequence())))
	f.Fuzz(func(t *testing.T, der []byte) {
		token, err := VerifyToken(der, o.Roots, d.signature)
		if err == nil && (!token.Time.Equal(good.Time) || token.Serial.Cmp(good.Serial) != 0) {
			t.Error("VerifyToken accepts a token that nobody made")
		}
		_, _ = readStampResponse(der)
	})
}

// FuzzEvidence lets them choose what an issuer says.
func FuzzEvidence(f *testing.F) {
	files, o := goldenLevels(f)
	seal, err := Verify(files[LevelLT], o)
	if err != nil {
		f.Fatal(err)
	}
	d, err := open(files[LevelLT])
	if err != nil {
		f.Fatal(err)
	}
	responses := d.additions[0].material[ocspKind]
	made, err := readEvidence(responses[0], ocspKind, seal.Certificate, seal.Chain[0])
	if err != nil {
		f.Fatal(err)
	}
	for _, der := range responses {
		f.Add(der)
		f.Add(der[:len(der)-1])
	}
	f.Add(newServices(trust()).list(nil))
	f.Fuzz(func(t *testing.T, der []byte) {
		for _, kind := range []int{ocspKind, listKind} {
			e, err := readEvidence(der, kind, seal.Certificate, seal.Chain[0])
			if err == nil && (!e.from.Equal(made.from) || !e.until.Equal(made.until) || !e.revoked.IsZero()) {
				t.Error("readEvidence accepts an answer that nobody gave")
			}
		}
	})
}

// FuzzRevision lets them choose the file that updates are put behind. It need not make
// sense, but reading and writing must end, and what is written must be read again.
func FuzzRevision(f *testing.F) {
	files, _ := goldenLevels(f)
	d, err := open(files[LevelLTA])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[LevelT])
	f.Add(bytes.ReplaceAll(files[LevelT], []byte("[4 0 R]"), []byte("[9999999999999999999 0 R]")))
	f.Add(bytes.ReplaceAll(files[LevelT], []byte("<< /Fields [4 0 R] /SigFlags 3 >>"), []byte("4 0 R")))
	f.Add(bytes.ReplaceAll(files[LevelT], []byte("/P 3 0 R"), []byte("/P 922337203685477580 0 R")))
	f.Add([]byte("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/ID[<00><00>]>>\nstartxref\n1\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := readRevision(body)
		if err != nil {
			return
		}
		stamp, hole, next := r.addStamp(len(body), 16)
		if _, got, n, _ := r.readStamp(len(body), stamp); n != len(stamp) || got != hole {
			t.Errorf("readStamp = %v, %d, want %v, %d", got, n, hole, len(stamp))
		}
		base := len(body) + len(stamp)
		update, _ := next.addMaterial(base, d.additions[0].material)
		if _, n, _ := next.readMaterial(base, update); n != len(update) {
			t.Errorf("readMaterial = %d, want %d", n, len(update))
		}
	})
}
