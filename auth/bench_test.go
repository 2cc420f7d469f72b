package auth

import "testing"

func BenchmarkCheck(b *testing.B) {
	elliptic := newForge()
	elliptic.es256()
	for name, f := range map[string]*forge{"RS256": newForge(), "ES256": elliptic} {
		b.Run(name, func(b *testing.B) {
			token, checker := f.token(), must(New(new(network).config()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := checker.Check(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
