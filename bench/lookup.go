package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

// lookups is how long it takes to find a citizen by fiscal code and to read his
// whole household, in registers of growing size. It returns the URL of the largest.
func lookups(ctx context.Context, o options, server *privatepg.Server, t *table) (largest string, err error) {
	var first time.Duration
	for n := 10_000; n <= o.largest; n *= 10 {
		url, took, err := fill(ctx, server, fmt.Sprintf("people_%d", n), n)
		if err != nil {
			return "", err
		}
		aim := ""
		if n == 100_000 {
			aim = "well under 60 s"
		}
		t.plain(fmt.Sprintf("import of %d people", n), fmt.Sprintf("%.1f s", took.Seconds()), fmt.Sprintf("%.0f people/s", float64(n)/took.Seconds()), aim)
		largest = url
		p50, p99, err := lookup(ctx, url, n)
		if err != nil {
			return "", err
		}
		if first == 0 {
			first = p50
		}
		t.ratio(fmt.Sprintf("finding and reading a citizen's household among %d", n), fmt.Sprintf("p50 %.2f ms, p99 %.2f ms", milliseconds(p50), milliseconds(p99)),
			fmt.Sprintf("among 10000 p50 %.2f ms", milliseconds(first)), float64(p50)/float64(first), 0)
	}
	return largest, nil
}

func lookup(ctx context.Context, url string, n int) (p50, p99 time.Duration, err error) {
	db, err := postgres.Open(ctx, url, postgres.Options{Role: migrations.Role})
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	const wanted = 2000
	var times []time.Duration
	i := 0
	for e := range people.Entries(n) {
		if i++; i%(n/wanted) != 0 || e.Person.FiscalCode == "" { // all over the register
			continue
		}
		begun := time.Now()
		found, err := db.ByFiscalCode(ctx, e.Person.FiscalCode)
		if err != nil {
			return 0, 0, err
		}
		if len(found) == 0 {
			return 0, 0, fmt.Errorf("number %s was not found", e.Person.Number)
		}
		if _, err := db.Extract(ctx, found[0].ID, registry.Now(begun)); err != nil {
			return 0, 0, err
		}
		times = append(times, time.Since(begun))
	}
	times = times[len(times)/10:] // after warming up
	slices.Sort(times)
	return times[len(times)/2], times[len(times)*99/100], nil
}
