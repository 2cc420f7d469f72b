package signing

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var rewrite = flag.Bool("update", false, "seal the files in testdata anew")

// golden is files that an earlier state of this package sealed, by their names, and
// how to verify them.
func golden(tb testing.TB) (map[string][]byte, VerifyOptions) {
	tb.Helper()
	if *rewrite {
		sealGolden(tb)
	}
	text, err := os.ReadFile("testdata/root.pem")
	if err != nil {
		tb.Fatal(err)
	}
	roots, err := parseCertificatesPEM(text)
	if err != nil {
		tb.Fatal(err)
	}
	o := VerifyOptions{Roots: x509.NewCertPool(), At: roots[0].NotBefore.Add(2 * time.Hour)}
	o.Roots.AddCert(roots[0])
	paths, err := filepath.Glob("testdata/*.pdf")
	if err != nil || len(paths) != len(kinds) {
		tb.Fatalf("%d files in testdata, %v, want one for each of %d kinds", len(paths), err, len(kinds))
	}
	files := map[string][]byte{}
	for _, path := range paths {
		if files[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			tb.Fatal(err)
		}
	}
	return files, o
}

func sealGolden(tb testing.TB) {
	tb.Helper()
	files := map[string][]byte{"root.pem": pemOf("CERTIFICATE", trust().root.Raw)}
	for _, k := range kinds {
		_, files[k.name+".pdf"] = sealed(tb, trust().sealer(tb, k.key(), k.pss))
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join("testdata", name), data, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

// A stored certificate must be verifiable for as long as it is kept.
func TestVerifyOldSeals(t *testing.T) {
	t.Parallel()
	files, o := golden(t)
	for name, file := range files {
		if _, err := Verify(file, o); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzVerify lets strangers send what they like. They have no key, so that the only
// files that may be accepted are those that were sealed.
func FuzzVerify(f *testing.F) {
	files, o := golden(f)
	good := map[string]bool{}
	for _, file := range files {
		good[string(file)] = true
		f.Add(file)
		f.Add(updated(file, ""))
		f.Add(file[:len(file)/2])
		f.Add(bytes.Replace(file, []byte("/M "), []byte("/M(\\)())/X<00>/Y[1]/Z "), 1))
	}
	f.Add([]byte("1 0 obj << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:) /ByteRange [0 0 0 0] /Contents <> >> endobj"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := Verify(file, o); err == nil && !good[string(file)] {
			t.Error("Verify accepts a file that nobody sealed")
		}
	})
}

// FuzzCMS lets them choose the CMS of a file whose other bytes are good.
func FuzzCMS(f *testing.F) {
	files, o := golden(f)
	file := files["P-256.pdf"]
	good, err := open(file)
	if err != nil {
		f.Fatal(err)
	}
	for _, other := range files {
		d, err := open(other)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(d.der)
	}
	hole := good.hole
	before, after := string(file[:hole.Start]), string(file[hole.End:])
	room := hole.End - hole.Start - 2
	f.Fuzz(func(t *testing.T, der []byte) {
		digits := hex.EncodeToString(der)
		if len(digits) > room {
			return
		}
		try := before + "<" + digits + strings.Repeat("0", room-len(digits)) + ">" + after
		if _, err := Verify([]byte(try), o); err == nil && !bytes.Equal(bytes.TrimRight(der, "\x00"), bytes.TrimRight(good.der, "\x00")) {
			t.Error("Verify accepts a CMS that nobody made")
		}
	})
}
