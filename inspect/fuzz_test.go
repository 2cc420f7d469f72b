package inspect

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// golden is a small file that package signing has sealed once and for all, and the
// options under which it is ours. Fuzzing works in several processes, which would each
// have other keys.
func golden(t testing.TB) ([]byte, Options) {
	t.Helper()
	file, err := os.ReadFile("../signing/testdata/P-256.pdf")
	if err != nil {
		t.Fatal(err)
	}
	s := inspected(t, file).Signatures[0]
	sum, err := hex.DecodeString(s.Certificate.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	at := s.Certificate.NotBefore.Add(time.Hour)
	return file, Options{Seals: map[Fingerprint]bool{Fingerprint(sum): true}, Clock: func() time.Time { return at }, Facts: facts, Timeout: 10 * time.Second}
}

// signedPart is the golden file without what its signature leaves out.
func signedPart(t testing.TB, file []byte) []byte {
	h := holeOf(t, file, 0)
	return append(bytes.Clone(file[:h.Start]), file[h.End:]...)
}

// Whatever comes in: an answer, no panic, and nothing is ours but what we sealed, with
// at most its signature written in other digits.
func FuzzInspect(f *testing.F) {
	file, o := golden(f)
	i, err := New(o)
	if err != nil {
		f.Fatal(err)
	}
	sealed := signedPart(f, file)
	f.Add(file)
	f.Add(updated(f, file, map[int]string{6: stream("", drawing)}))
	f.Add(dss(f, bytes.Replace(file, []byte("<< /Type /Catalog"), []byte("<</Type/Catalog  "), 1), nil, nil, nil))
	f.Add(xrefStream(f, file, map[int]string{1: "<</Type/Catalog/Pages 2 0 R>>"}, nil, 1))
	f.Add(hybrid(f, file, 2, "<</Kids[]>>", "<</Kids[3 0 R]>>"))
	for _, h := range hostile {
		if b := h.file(f); len(b) < 100<<10 && h.verdict != TooComplex { // what is dear slows the fuzzing down
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := i.File(context.Background(), b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(r); err != nil || r.Verdict == "" {
			t.Fatalf("verdict %q, %v", r.Verdict, err)
		}
		if r.Verdict != Genuine && r.Verdict != Extended && r.Verdict != Unproven {
			return
		}
		first := b[:r.Revisions[r.Signatures[0].Revision].Length]
		if !bytes.Equal(signedPart(t, first), sealed) {
			t.Fatalf("%s, and not what was sealed", r.Verdict)
		}
	})
}

func TestGolden(t *testing.T) {
	t.Parallel()
	file, o := golden(t)
	i, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := i.File(context.Background(), file); err != nil || r.Verdict != Genuine {
		t.Errorf("%s for %v, %v", r.Verdict, r.Reasons, err)
	}
}
