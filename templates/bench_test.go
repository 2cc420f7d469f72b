package templates

import (
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func BenchmarkLay(b *testing.B) {
	ts := sampleTypesetter(b)
	for _, bench := range []struct {
		name string
		c    *certificates.Content
		mark certificates.Mark
	}{
		{"residence", sample(b, certificates.Residence), sampleMark()},
		{"household-4", sample(b, certificates.Household), sampleMark()},
		{"household-4 with a statement", sample(b, certificates.Household), statedMark(700)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				sheet, err := ts.Lay(bench.c, bench.mark, sampleAt)
				if err != nil {
					b.Fatal(err)
				}
				size = len(sheet.Unsealed())
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	office := sampleOffice(b)
	for b.Loop() {
		if _, err := New([]registry.Office{office}, Options{Hole: sampleHole}); err != nil {
			b.Fatal(err)
		}
	}
}
