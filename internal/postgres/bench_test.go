package postgres

import (
	"bytes"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/sportello/sportello/registry"
)

// town is n people in households of four.
func town(n int) iter.Seq2[registry.Entry, error] {
	return func(yield func(registry.Entry, error) bool) {
		for i := range n {
			e := someone(i)
			e.Household = &registry.HouseholdEntry{Number: strconv.Itoa(i / 4), Kind: registry.Family, Certifiable: true, Complete: true}
			e.Person.Membership.Relationship = []registry.Relationship{registry.Head, registry.Spouse, registry.Child, registry.Child}[i%4]
			e.Person.Birth.Date.Year += i % 4
			e.Person.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Valdemo", Year: 1980, Part: "I", Series: "A", Number: strconv.Itoa(i)}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// BenchmarkRegister is the time of a login and of an extract of a household of four,
// by the size of the register, and that of loading it.
func BenchmarkRegister(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			f := newFixture(b)
			for _, pass := range []string{"Load", "LoadAgain"} {
				ok := b.Run(pass, func(b *testing.B) {
					for b.Loop() {
						if _, err := f.owner.Import(b.Context(), office, town(n), loaded); err != nil {
							b.Fatal(err)
						}
					}
				})
				if !ok {
					return
				}
			}
			ids := f.ids(b)
			b.Run("Extract", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if x, err := f.Extract(b.Context(), ids[strconv.Itoa(i*7919%n)], now); err != nil || len(x.Household.Members) != 4 {
						b.Fatal(err)
					}
				}
			})
			b.Run("ByFiscalCode", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := f.ByFiscalCode(b.Context(), someone(i*7919%n).Person.FiscalCode); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkIssue is the ledger's part of a certificate, Reserve and Complete with a
// file of 80 KB, by the number of those who issue at once in one office. For figures
// that mean something SPORTELLO_TEST_DATABASE_URL must lead to a server that waits
// for its disk.
func BenchmarkIssue(b *testing.B) {
	f := newFixture(b)
	person := f.load(b, loaded, someone(1))["1"]
	page := bytes.Repeat([]byte("sportello "), 8000)
	for _, writers := range []int{1, 8, 64} {
		b.Run(strconv.Itoa(writers), func(b *testing.B) {
			b.SetParallelism(max(1, writers/2)) // times GOMAXPROCS
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := reserve(person)
					if err := f.Reserve(b.Context(), r, layBlank); err != nil {
						b.Error(err)
						return
					}
					sealed := append([]byte(r.ID), page...)
					if err := f.Complete(b.Context(), r.ID, sealedFile(sealed), time.Now(), r.Events...); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "certificates/s")
		})
	}
}
