package signing

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
)

// BenchmarkSeal sets a seal and its check beside the bare key on a document of the
// usual size, in one run: what is left is ours, mostly the two hashes of the file, which
// has no Head here.
func BenchmarkSeal(b *testing.B) {
	const size = 77 << 10
	page := layout{extra: "(" + strings.Repeat("x", size) + ")"}
	for _, k := range kinds {
		if k.name != "RSA-2048" && k.name != "P-256" {
			continue
		}
		s := trust().sealer(b, k.key(), k.pss)
		scheme := s.envelope.scheme
		digest := scheme.digest([]byte("document"))
		signature, err := s.identity.Key.Sign(rand.Reader, digest, scheme.options)
		if err != nil {
			b.Fatal(err)
		}
		body, hole := page.write(s.Reserve())
		seal := func(b *testing.B) (*Sheet, []byte) {
			sheet, err := Head{}.Sheet(body, hole)
			if err != nil {
				b.Fatal(err)
			}
			file, err := s.Seal(context.Background(), sheet)
			if err != nil {
				b.Fatal(err)
			}
			return sheet, file
		}
		sheet, file := seal(b)
		o := trust().verify()
		run := func(name string, f func(b *testing.B)) {
			b.Run(k.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f(b)
				}
			})
		}
		run("key signs", func(b *testing.B) {
			if _, err := s.identity.Key.Sign(rand.Reader, digest, scheme.options); err != nil {
				b.Fatal(err)
			}
		})
		run("key verifies", func(b *testing.B) {
			if !scheme.verify(s.identity.Certificate.PublicKey, digest, signature) {
				b.Fatal("wrong signature")
			}
		})
		run("hash", func(*testing.B) { hole.digest(file, scheme) })
		run("Seal", func(b *testing.B) { seal(b) })
		run("Check", func(b *testing.B) {
			if err := s.Check(sheet, file); err != nil {
				b.Fatal(err)
			}
		})
		run("Verify", func(b *testing.B) {
			if _, err := Verify(file, o); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkLevels sets what the levels cost beside B-B, with services that answer at
// once.
func BenchmarkLevels(b *testing.B) {
	v := newServices(trust())
	page := layout{extra: "(" + strings.Repeat("x", 77<<10) + ")"}
	for _, l := range levels {
		s := v.sealer(b, l)
		body, hole := page.write(s.Reserve())
		seal := func(b *testing.B) (*Sheet, []byte) {
			sheet, err := Head{}.Sheet(body, hole)
			if err != nil {
				b.Fatal(err)
			}
			file, err := s.Seal(context.Background(), sheet)
			if err != nil {
				b.Fatal(err)
			}
			return sheet, file
		}
		sheet, file := seal(b)
		o := v.verify()
		run := func(name string, f func(b *testing.B)) {
			b.Run(l.String()+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f(b)
				}
			})
		}
		run("Seal", func(b *testing.B) { seal(b) })
		run("Check", func(b *testing.B) {
			if err := s.Check(sheet, file); err != nil {
				b.Fatal(err)
			}
		})
		run("Verify", func(b *testing.B) {
			if _, err := Verify(file, o); err != nil {
				b.Fatal(err)
			}
		})
	}
}
