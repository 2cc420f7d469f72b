package signing

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"math/big"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := trust().sealer(t, k.key(), k.pss)
			sheet, file := sealed(t, s)
			if err := s.Check(sheet, file); err != nil {
				t.Errorf("Check: %v", err)
			}
			seal, err := Verify(file, trust().verify())
			if err != nil {
				t.Fatal(err)
			}
			if !seal.Certificate.Equal(s.identity.Certificate) || len(seal.Chain) != 2 || seal.SubFilter != "ETSI.CAdES.detached" {
				t.Errorf("Verify = %+v", seal)
			}
		})
	}
}

// Every byte of a sealed file counts, those of the hole and its padding too. For P-256
// each is tried, for the slower kinds a sample.
func TestVerifyRefusesFlippedBytes(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := trust().sealer(t, k.key(), k.pss)
			sheet, file := sealed(t, s)
			o := trust().verify()
			step := 29
			if k.name == "P-256" {
				step = 1
			}
			for i := 0; i < len(file); i += step {
				bit := byte(1) << (i % 8)
				if i%3 == 0 {
					bit = 0x20 // a letter becomes a capital or the other way round
				}
				file[i] ^= bit
				if _, err := Verify(file, o); err == nil {
					t.Fatalf("Verify accepts byte %d changed by %#x", i, bit)
				}
				if err := s.Check(sheet, file); err == nil {
					t.Fatalf("Check accepts byte %d changed by %#x", i, bit)
				}
				file[i] ^= bit
			}
			if _, err := Verify(file, o); err != nil {
				t.Fatalf("Verify of the file as it was: %v", err)
			}
		})
	}
}

func TestVerifyRefusesForgedCMS(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	for _, c := range forgeries {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet := layout{}.sheet(t, s.Reserve()+2048)
			file := forge(t, s, sheet, func(f *forgery) { c.edit(s, f) })
			if _, err := Verify(file, trust().verify()); !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
			if err := s.Check(sheet, file); (err == nil) != (c.want == nil) {
				t.Errorf("Check: %v, want %v", err, c.want)
			}
		})
	}
}

// The signature is right in all of these; what it covers is not what it should be.
func TestVerifyRefusesOtherRanges(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	for name, ranges := range map[string]func(h Hole, n int) []int{
		"not from the beginning":   func(h Hole, n int) []int { return []int{1, h.Start - 1, h.End, n - h.End} },
		"into the hole":            func(h Hole, n int) []int { return []int{0, h.Start + 1, h.End, n - h.End} },
		"hole too wide":            func(h Hole, n int) []int { return []int{0, h.Start, h.End + 1, n - h.End - 1} },
		"second part in the hole":  func(h Hole, n int) []int { return []int{0, h.Start, h.End - 1, n - h.End + 1} },
		"beyond the end":           func(h Hole, n int) []int { return []int{0, h.Start, h.End, n - h.End + 1} },
		"overlapping":              func(_ Hole, n int) []int { return []int{0, n, 0, n} },
		"in the wrong order":       func(h Hole, n int) []int { return []int{h.End, n - h.End, 0, h.Start} },
		"negative":                 func(h Hole, n int) []int { return []int{0, h.Start, -h.End, n - h.End} },
		"wrapped around":           func(h Hole, n int) []int { return []int{0, h.Start, h.End, math.MinInt64} },
		"only the first wrong":     func(h Hole, n int) []int { return []int{1, h.Start, h.End, n - h.End} },
		"only the second wrong":    func(h Hole, n int) []int { return []int{0, h.Start - 1, h.End, n - h.End} },
		"only the third wrong":     func(h Hole, n int) []int { return []int{0, h.Start, h.End + 1, n - h.End} },
		"only the fourth wrong":    func(h Hole, n int) []int { return []int{0, h.Start, h.End, n - h.End - 1} },
		"huge":                     func(h Hole, n int) []int { return []int{0, h.Start, h.End, math.MaxInt64} },
		"three numbers":            func(h Hole, n int) []int { return []int{0, h.Start, h.End} },
		"five numbers":             func(h Hole, n int) []int { return []int{0, h.Start, h.End, n - h.End, 0} },
		"no number":                func(Hole, int) []int { return nil },
		"only the part before":     func(h Hole, n int) []int { return []int{0, h.Start, h.End, 0} },
		"only the part after":      func(h Hole, n int) []int { return []int{0, 0, h.End, n - h.End} },
		"parts that wrap together": func(h Hole, n int) []int { return []int{0, h.Start, h.End - n, n - h.End} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sheet, file := sealedAs(t, s, layout{ranges: ranges})
			if _, err := Verify(file, trust().verify()); !errors.Is(err, ErrCoverage) && !errors.Is(err, ErrForm) {
				t.Errorf("Verify: %v, want ErrCoverage", err)
			}
			if err := s.Check(sheet, file); err == nil {
				t.Error("Check accepts it")
			}
		})
	}
}

func TestVerifyRefusesOtherDictionaries(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	replace := func(old, new string) layout {
		d := strings.Replace(goodDictionary, old, new, 1)
		if d == goodDictionary {
			panic("nothing to replace")
		}
		return layout{dictionary: d}
	}
	for _, c := range []struct {
		name   string
		layout layout
		want   error
	}{
		{"other sub filter", replace("ETSI.CAdES.detached", "adbe.pkcs7.detached"), ErrForm},
		{"no sub filter", replace("/SubFilter /ETSI.CAdES.detached", ""), ErrForm},
		{"escaped sub filter", replace("ETSI.CAdES", "ETSI#2ECAdES"), ErrForm},
		{"sub filter twice", replace("/M", "/SubFilter /adbe.pkcs7.detached /M"), ErrForm},
		{"other filter", replace("Adobe.PPKLite", "Entrust.PPKEF"), ErrForm},
		{"time stamp", replace("/Type /Sig ", "/Type /DocTimeStamp "), ErrForm},
		{"no time of signing", replace("/M (D:20261122090000Z)", ""), ErrForm},
		{"certificate in the dictionary", replace("/M", "/Cert <00> /M"), ErrForm},
		{"reference in the dictionary", replace("/M", "/Reference [1 0 R] /M"), ErrForm},
		{"value by reference", replace("/Name (TEST \\(Comune\\))", "/Name 9 0 R"), ErrForm},
		{"nested dictionary", replace("/M", "/Prop_Build << /App /X >> /M"), ErrForm},
		{"comment", replace("/M", "% comment\n/M"), ErrForm},
		{"escaped key", replace("/M", "/Byte#52ange [0 1 2 3] /M"), ErrForm},
		{"open string", replace("Comune\\))", "Comune\\)"), ErrForm},
		{"open dictionary", replace(" >>", ""), ErrForm},
		{"word as value", replace("/M", "/X true /M"), ErrForm},
		{"too many entries", replace("/M", strings.Join(names(maxEntries), " 0 ")+" 0 /M"), ErrForm},
		{"more after the dictionary", replace(" >>", " >> 0"), ErrForm},
		{"second seal in the object", replace("/M", "/ByteRange [0 1 2 3] /M"), ErrForm},
		{"second seal in another object", layout{extra: "<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>"}, ErrForm},
		{"no byte range", replace("/ByteRange", "/Byterange"), ErrUnsealed},
		{"byte range far behind", replace("/M", "/X ("+strings.Repeat("x", maxDictionary)+") /M"), ErrForm},
		{"endless string", replace(" >>", " /X ("+strings.Repeat("x", maxDictionary)+") >>"), ErrForm},
		{"time of signing that is none", replace("(D:", "(X:"), ErrForm},
		{"contents in parentheses", replace("/Contents HOLE", "/Contents (x) /X HOLE"), ErrForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, file := sealedAs(t, s, c.layout)
			_, err := Verify(file, trust().verify())
			if !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
			if err := s.Check(sheet, file); err == nil {
				t.Error("Check accepts it")
			}
		})
	}
}

func names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("/X%d", i)
	}
	return out
}

// updated is the file with an incremental update that replaces the page's content.
func updated(file []byte, more string) []byte {
	out := bytes.Clone(file)
	at := len(out)
	text := "BT /F1 24 Tf 72 720 Td (TEST forged) Tj ET"
	out = fmt.Appendf(out, "6 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n%s", len(text), text, more)
	xref := len(out)
	start := bytes.LastIndex(file, []byte("startxref\n"))
	var previous int
	_, _ = fmt.Sscan(string(file[start+len("startxref\n"):]), &previous)
	return fmt.Appendf(out, "xref\n6 1\n%010d 00000 n \ntrailer\n<< /Size 8 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", at, previous, xref)
}

func TestVerifyRefusesChangedFiles(t *testing.T) {
	t.Parallel()
	p := trust()
	s := p.sealer(t, ecP256(), false)
	sheet, file := sealed(t, s)
	_, another := sealedAs(t, s, layout{dictionary: strings.Replace(goodDictionary, "Comune", "Altrui", 1)})
	h := sheet.hole
	transplanted := bytes.Clone(another)
	copy(transplanted[h.Start:h.End], file[h.Start:h.End])
	capitals := bytes.Clone(file)
	copy(capitals[h.Start:h.End], bytes.ToUpper(file[h.Start:h.End]))
	large := layout{}.sheet(t, maxCMS+1)
	tooLarge, err := s.Seal(context.Background(), large)
	if err != nil {
		t.Fatal(err)
	}
	dirty := bytes.Clone(file)
	dirty[h.End-2] = '1'
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"page replaced by an update", updated(file, ""), ErrCoverage},
		{"update with another seal", updated(file, "9 0 obj\n<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>\nendobj\n"), ErrCoverage},
		{"byte appended", append(bytes.Clone(file), '\n'), ErrCoverage},
		{"byte prepended", append([]byte(" "), file...), ErrCoverage},
		{"cut", file[:len(file)-1], ErrCoverage},
		{"cut in the hole", file[:h.Start+100], ErrForm},
		{"cut before the hole", file[:h.Start-1], ErrForm},
		{"seal cut out into another file", transplanted, ErrAltered},
		{"page changed", bytes.Replace(file, []byte("TEST certificate"), []byte("TEST Certificate"), 1), ErrAltered},
		{"capital digits", capitals, ErrForm},
		{"padding not empty", dirty, ErrForm},
		{"hole too large", tooLarge, ErrForm},
		{"not sealed", sheet.Unsealed(), ErrForm},
		{"no PDF", []byte("not a PDF"), ErrUnsealed},
		{"empty", nil, ErrUnsealed},
		{"only the key", []byte("/ByteRange"), ErrForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Verify(c.file, p.verify()); !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
		})
	}
}

func TestVerifyRefusesUntrustedCertificates(t *testing.T) {
	t.Parallel()
	p, stranger := trust(), newPKI("TEST root")
	for _, c := range []struct {
		name string
		by   *Identity
		o    VerifyOptions
		want error
	}{
		{"another root of the same name", stranger.identity(ecP256()), p.verify(), ErrChain},
		{"expired", p.identity(ecP256()), VerifyOptions{Roots: p.roots(), At: now.Add(25 * time.Hour)}, ErrExpired},
		{"not valid yet", p.identity(ecP256()), VerifyOptions{Roots: p.roots(), At: now.Add(-2 * time.Minute)}, ErrNotYetValid},
		{"no roots", p.identity(ecP256()), VerifyOptions{At: now}, ErrChain},
		{"no time", p.identity(ecP256()), VerifyOptions{Roots: p.roots()}, ErrNotYetValid},
		{"for other uses", p.identity(ecP256(), func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), p.verify(), ErrKeyUsage},
		{"an authority", p.identity(ecP256(), func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), p.verify(), ErrAuthority},
		{"key of another kind", p.identity(newEC(elliptic.P521())), p.verify(), ErrKey},
		{"key too short", p.identity(newRSA(1024)), p.verify(), ErrKey},
		{"self-made issuer with a huge key", &Identity{Key: ecP256(), Certificate: p.identity(ecP256()).Certificate, Chain: []*x509.Certificate{hugeIssuer()}}, p.verify(), ErrForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, file := sealed(t, unchecked(c.by))
			if _, err := Verify(file, c.o); !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
		})
	}
}

// unchecked is a sealer that has not looked at its identity.
func unchecked(id *Identity) *Sealer {
	scheme := p256
	if _, ok := id.Key.(*rsa.PrivateKey); ok {
		scheme = pkcs1
	}
	s := &Sealer{identity: id, members: members(id.Certificate, id.Chain), longest: 600, reserve: 8 << 10, o: trust().options()}
	s.envelope = newEnvelope(s.members, scheme)
	return s
}

// hugeIssuer is an issuer whose key takes long to verify with.
func hugeIssuer() *x509.Certificate {
	n := new(big.Int).Lsh(big.NewInt(1), 2*maxIssuerRSA)
	key := &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: math.MaxInt32}
	return issue(authority("TEST huge"), trust().root, key, trust().rootKey)
}

// What a stranger sends must not take more memory than a few times its own size.
func TestVerifyIsBounded(t *testing.T) { // not parallel: it counts allocations
	const size = 4 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	ranges := func(r string) string { return strings.Replace(goodDictionary, "RANGE", r, 1) }
	dictionary := func(d string) string { return "%PDF-1.7\n1 0 obj\n" + d + "\nendobj\n" }
	s := trust().sealer(t, ecP256(), false)
	_, file := sealed(t, s)
	o := trust().verify()
	for name, text := range map[string]string{
		"numbers":      dictionary(strings.Replace(ranges("["+fill("0 ")+"]"), "HOLE", "<00>", 1)),
		"one number":   dictionary(strings.Replace(ranges("["+fill("9")+"]"), "HOLE", "<00>", 1)),
		"digits":       dictionary(strings.Replace(ranges("[0 0 0 0]"), "HOLE", "<"+fill("00")+">", 1)),
		"parentheses":  dictionary("<< /ByteRange " + fill("(")),
		"brackets":     dictionary("<< /ByteRange " + fill("[")),
		"dictionaries": dictionary("<< /ByteRange " + fill("<<")),
		"names":        dictionary("<< /ByteRange [0] /X" + fill("x") + " 0 >>"),
		"entries":      dictionary("<< /ByteRange [0] " + fill("/X 0 ") + " >>"),
		"objects":      fill(" obj") + "/ByteRange",
		"ranges":       fill("/ByteRange "),
		"appended":     string(file) + fill("%"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			input := []byte(text)
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := Verify(input, o)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Error("Verify accepts it")
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 2*size {
				t.Errorf("Verify took %d bytes", n)
			}
			if took > 10*time.Second { // far too long, even on a busy machine
				t.Errorf("Verify took %s", took)
			}
		})
	}
}
