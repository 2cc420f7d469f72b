package statement

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// refuse checks that nothing is learnt from data.
func refuse(t *testing.T, data []byte, want State, reasons ...Reason) {
	t.Helper()
	got := Verify(data, keySet(t), statusList(t), now)
	if diff := cmp.Diff(Verdict{State: want, Reasons: reasons}, got); diff != "" {
		t.Errorf("verdict (-want +got):\n%s", diff)
	}
}

func TestHeadersRefused(t *testing.T) {
	t.Parallel()
	kid := kidOf(sampleKey())
	for name, edit := range map[string]func(*forge){
		"alg none":               func(f *forge) { f.Protected = protected(parameter{1, 0}, kid) },
		"alg none as a text":     func(f *forge) { f.Protected = protected(parameter{1, "none"}, kid) },
		"alg ES256 as a text":    func(f *forge) { f.Protected = protected(parameter{1, "ES256"}, kid) },
		"alg ES384":              func(f *forge) { f.Protected = protected(parameter{1, -35}, kid) },
		"alg ES512":              func(f *forge) { f.Protected = protected(parameter{1, -36}, kid) },
		"alg ES256K":             func(f *forge) { f.Protected = protected(parameter{1, -47}, kid) },
		"alg RS256":              func(f *forge) { f.Protected = protected(parameter{1, -257}, kid) },
		"alg PS256":              func(f *forge) { f.Protected = protected(parameter{1, -37}, kid) },
		"alg EdDSA":              func(f *forge) { f.Protected = protected(parameter{1, -8}, kid) },
		"alg HMAC":               func(f *forge) { f.Protected = protected(parameter{1, 5}, kid) },
		"alg null":               func(f *forge) { f.Protected = protected(parameter{1, nil}, kid) },
		"alg twice":              func(f *forge) { f.Protected = protected(algES256, algES256, kid) },
		"alg twice, none first":  func(f *forge) { f.Protected = protected(parameter{1, 0}, algES256, kid) },
		"no alg":                 func(f *forge) { f.Protected = protected(kid) },
		"alg not protected":      func(f *forge) { f.Protected, f.Unprotected = protected(kid), map[int]int{1: -7} },
		"alg not protected too":  func(f *forge) { f.Unprotected = map[int]int{1: 0} },
		"no kid":                 func(f *forge) { f.Protected = protected(algES256) },
		"kid not protected":      func(f *forge) { f.Protected, f.Unprotected = protected(algES256), map[int]any{4: kid.value} },
		"kid not protected too":  func(f *forge) { f.Unprotected = map[int]any{4: kid.value} },
		"kid twice":              func(f *forge) { f.Protected = protected(algES256, kid, kid) },
		"kid of seven bytes":     func(f *forge) { f.Protected = protected(algES256, parameter{4, make([]byte, 7)}) },
		"kid empty":              func(f *forge) { f.Protected = protected(algES256, parameter{4, []byte{}}) },
		"kid of a megabyte":      func(f *forge) { f.Protected = protected(algES256, parameter{4, make([]byte, 1<<20)}) },
		"kid as a text":          func(f *forge) { f.Protected = protected(algES256, parameter{4, sampleKey().id.String()}) },
		"kid as a number":        func(f *forge) { f.Protected = protected(algES256, parameter{4, 1}) },
		"kid before alg":         func(f *forge) { f.Protected = protected(kid, algES256) },
		"critical":               func(f *forge) { f.Protected = protected(algES256, parameter{2, []int{4}}, kid) },
		"content type":           func(f *forge) { f.Protected = protected(algES256, parameter{3, "text/html"}, kid) },
		"certificate":            func(f *forge) { f.Protected = protected(algES256, kid, parameter{33, []byte{1}}) },
		"address of certificate": func(f *forge) { f.Protected = protected(algES256, kid, parameter{35, "https://evil.example"}) },
		"counter-signature":      func(f *forge) { f.Unprotected = map[int]any{12: make([]byte, 64)} },
		"unknown, unprotected":   func(f *forge) { f.Unprotected = map[string]int{"x": 1} },
		"protected, empty":       func(f *forge) { f.Protected = nil },
		"protected, empty map":   func(f *forge) { f.Protected = []byte{0xa0} },
		"protected, an array":    func(f *forge) { f.Protected = []byte{0x80} },
		"protected, two maps":    func(f *forge) { f.Protected = append(f.Protected, 0xa0) },
		"alg in two bytes":       func(f *forge) { f.Protected = bytes.Replace(f.Protected, []byte{1, 0x26}, []byte{1, 0x38, 6}, 1) },
		"length of kid in two":   func(f *forge) { f.Protected = bytes.Replace(f.Protected, []byte{4, 0x48}, []byte{4, 0x58, 8}, 1) },
		"protected without end":  func(f *forge) { f.Protected = append(append([]byte{0xbf}, f.Protected[1:]...), 0xff) },
		"payload missing":        func(f *forge) { f.Payload = nil },
		"payload empty":          func(f *forge) { f.Payload = []byte{} },
		"no tag":                 func(f *forge) { f.Tag = nil },
		"tag of COSE_Sign":       func(f *forge) { f.Tag = []byte{0xd8, 98} },
		"tag of COSE_Mac0":       func(f *forge) { f.Tag = []byte{0xd1} },
		"tag of CWT before it":   func(f *forge) { f.Tag = []byte{0xd8, 61, 0xd2} },
		"tag in two bytes":       func(f *forge) { f.Tag = []byte{0xd8, 18} },
		"tag twice":              func(f *forge) { f.Tag = []byte{0xd2, 0xd2} },
		"signature empty":        func(f *forge) { f.Signature = func([]byte) []byte { return nil } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			edit(f)
			refuse(t, f.bytes(t), NotStatement, Malformed)
		})
	}
}

func TestSignaturesRefused(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*forge){
		"another key under our kid": func(f *forge) { f.Key = otherKey() },
		"zeros":                     func(f *forge) { f.Signature = func([]byte) []byte { return make([]byte, signatureSize) } },
		"r alone":                   func(f *forge) { f.Signature = func(s []byte) []byte { return s[:coordinate] } },
		"a byte less":               func(f *forge) { f.Signature = func(s []byte) []byte { return s[:signatureSize-1] } },
		"a byte more":               func(f *forge) { f.Signature = func(s []byte) []byte { return append(s, 0) } },
		"r and s changed over": func(f *forge) {
			f.Signature = func(s []byte) []byte { return append(bytes.Clone(s[coordinate:]), s[:coordinate]...) }
		},
		"in ASN.1": func(f *forge) {
			f.Signature = func(s []byte) []byte {
				return must(asn1.Marshal([]*big.Int{new(big.Int).SetBytes(s[:coordinate]), new(big.Int).SetBytes(s[coordinate:])}))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			edit(f)
			refuse(t, f.bytes(t), BadSignature, WrongSignature)
		})
	}
	t.Run("a signature of other content", func(t *testing.T) {
		t.Parallel()
		f := newForge()
		s := typical()
		s.Name = "Rossi Mario Anna"
		f.Payload = must(s.encode())
		signature := signed(t, typical())
		f.Signature = func([]byte) []byte { return signature[len(signature)-signatureSize:] }
		refuse(t, f.bytes(t), BadSignature, WrongSignature)
	})
	t.Run("another key under its own kid", func(t *testing.T) {
		t.Parallel()
		data, err := otherKey().Sign(typical())
		if err != nil {
			t.Fatal(err)
		}
		refuse(t, data, UnknownKey, KeyUnknown)
	})
}

func untrusted(t *testing.T, v Verdict, format string, args ...any) {
	t.Helper()
	if v.Statement != nil || v.State != BadSignature && v.State != NotStatement && v.State != UnknownKey {
		t.Errorf("%s: %+v", fmt.Sprintf(format, args...), v)
	}
}

// No byte of a statement can be changed, none taken away at the end, none added.
func TestEveryByte(t *testing.T) {
	t.Parallel()
	keys, list := keySet(t), statusList(t)
	for name, s := range samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := signed(t, s)
			if v := Verify(data, keys, list, now); v.State != Valid {
				t.Fatalf("unchanged: %+v", v)
			}
			for i := range data {
				for _, mask := range []byte{0x01, 0xa0} {
					changed := bytes.Clone(data)
					changed[i] ^= mask
					untrusted(t, Verify(changed, keys, list, now), "byte %d, mask %#x", i, mask)
				}
				untrusted(t, Verify(data[:i], keys, list, now), "cut to %d bytes", i)
			}
			for _, more := range [][]byte{{0}, {0xff}, {0xf6}, data} {
				untrusted(t, Verify(append(bytes.Clone(data), more...), keys, list, now), "%x behind it", more)
			}
		})
	}
}
