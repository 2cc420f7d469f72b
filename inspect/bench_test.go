package inspect

import (
	"context"
	"testing"
)

func BenchmarkInspect(b *testing.B) {
	for name, file := range map[string]func(testing.TB) []byte{"B-B": genuine, "B-LTA": longTerm, "forged": fileForgeries[0].file} {
		b.Run(name, func(b *testing.B) {
			f, i := file(b), inspector(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := i.File(context.Background(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
