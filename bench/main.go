// Command bench prints the figures of bench/RESULTS.md: ratios taken in one run, each
// beside a peer or a limit on the same machine. Absolute numbers differ from machine
// to machine; ratios much less.
//
// It runs everything for real: a private PostgreSQL that is durable, the built
// program as a process of its own, an identity provider, clients over HTTP. All
// share the cores.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/sportello/sportello/internal/privatepg"
)

// options are what a run can be told.
type options struct {
	program string        // the built binary
	window  time.Duration // of one measurement
	largest int           // people in the largest register
	pages   bool          // the pages alone, over a register of that size
}

func main() {
	var o options
	flag.StringVar(&o.program, "program", "bin/sportello", "the built program")
	flag.DurationVar(&o.window, "window", 4*time.Second, "length of one measurement")
	flag.IntVar(&o.largest, "people", 1_000_000, "people in the largest register")
	flag.BoolVar(&o.pages, "pages", false, "measure the pages alone, over a register of that many people")
	bare := flag.String("bare", "", "be the bare peer of verification, on this database")
	listen := flag.String("listen", "", "where the bare peer serves")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the identity provider's library logs there
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	if *bare != "" {
		err = serveBare(ctx, *bare, *listen)
	} else {
		err = run(ctx, o, os.Stdout)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) (err error) {
	debug.SetGCPercent(400) // as the service has it; the bare peer is bare in this too
	dir, err := os.MkdirTemp("", "sportello-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil { // the database's account passes through
		return err
	}
	t := &table{out: out}
	t.head(fmt.Sprintf("%s, %d cores, %s", runtime.Version(), runtime.NumCPU(), time.Now().Format(time.DateOnly)))

	server, err := privatepg.Start(ctx, filepath.Join(dir, "postgres"), privatepg.Options{MaxConnections: 200, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop(context.Background())) }()
	if o.pages {
		url, _, err := fill(ctx, server, "pages", o.largest)
		if err != nil {
			return err
		}
		return pages(ctx, dir, o, url, t)
	}
	return everything(ctx, dir, o, server, t)
}

// everything is all figures, those that need no database first.
func everything(ctx context.Context, dir string, o options, server *privatepg.Server, t *table) error {
	rates, err := inProcess(ctx, dir, o, t)
	if err != nil {
		return err
	}
	if err := longTerm(ctx, dir, o, t); err != nil {
		return err
	}
	if err := offline(o, t); err != nil {
		return err
	}
	if err := overHTTP(ctx, dir, o, server, rates, t); err != nil {
		return err
	}
	largest, err := lookups(ctx, o, server, t)
	if err != nil {
		return err
	}
	return pages(ctx, dir, o, largest, t)
}
