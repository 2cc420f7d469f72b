package statement

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"testing"
)

// BenchmarkSign and BenchmarkVerify set a statement beside the bare key in one run.
func BenchmarkSign(b *testing.B) {
	k := newKey()
	private := k.signer.key
	digest := sha256.Sum256(nil)
	b.Run("key signs", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := private.Sign(rand.Reader, digest[:], crypto.SHA256); err != nil {
				b.Fatal(err)
			}
		}
	})
	s := typical()
	b.Run("statement", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := k.Sign(s); err != nil {
				b.Fatal(err)
			}
		}
	})
	data, err := k.Sign(s)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("digits", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Digits(data)
		}
	})
	b.Run("fit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Fit(MaxSize); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	digest := sha256.Sum256(nil)
	signature, err := sampleKey().signer.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("key verifies", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !ecdsa.VerifyASN1(sampleKey().Public(), digest[:], signature) {
				b.Fatal("wrong signature")
			}
		}
	})
	text, keys, list := Digits(signed(b, typical())), keySet(b), statusList(b)
	b.Run("statement", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v := VerifyDigits(text, keys, list, now); v.State != Valid {
				b.Fatal(v)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		data := signed(b, typical())
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("changed", func(b *testing.B) {
		data := signed(b, typical())
		data[len(data)-1] ^= 1
		for b.Loop() {
			if v := Verify(data, keys, list, now); v.State != BadSignature {
				b.Fatal(v)
			}
		}
	})
}
