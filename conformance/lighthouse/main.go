// Command lighthouse has Lighthouse judge the main pages of a demo that it starts, in
// performance and accessibility, and prints a table. It fails where a page has less than
// 95 of 100.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/sportello/sportello/internal/demo/people"
)

func main() {
	var j judge
	flag.StringVar(&j.lighthouse, "lighthouse", "lighthouse", "the program")
	flag.StringVar(&j.dir, "dir", ".", "where the demo lives and the reports go")
	program := flag.String("program", "bin/sportello", "the built program")
	few := flag.Bool("few", false, "three pages only")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, j, *program, *few)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lighthouse:", err)
		os.Exit(1)
	}
}

// leaf is a page to be judged, and whose cookie opens it.
type leaf struct{ path, cookie string }

func run(ctx context.Context, j judge, program string, few bool) (err error) {
	d, err := start(ctx, program, j.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	list, err := pages(ctx, d)
	if err != nil {
		return err
	}
	if few {
		list = []leaf{list[0], list[5], list[8]} // the first, /me, and the kinds to choose from
	}
	fmt.Printf("%-24s%13s%15s%10s%10s%10s\n", "page", "performance", "accessibility", "paint", "blocked", "bytes")
	var bad []string
	for i, l := range list {
		r, err := j.open(ctx, strconv.Itoa(i), d.base+l.path, l.cookie)
		if err != nil {
			return fmt.Errorf("%s: %w", shown(l.path), err)
		}
		fmt.Printf("%-24s%13.0f%15.0f%8.1f s%7.0f ms%10.0f\n", shown(l.path), r.of("performance"), r.of("accessibility"), r.value("largest-contentful-paint")/1000, r.value("total-blocking-time"), r.value("total-byte-weight"))
		if !r.good() {
			bad = append(bad, shown(l.path))
			for _, fault := range r.faults() {
				fmt.Println("    " + fault)
			}
		}
	}
	if len(bad) > 0 {
		return fmt.Errorf("less than %d: %s", least, strings.Join(bad, " "))
	}
	return nil
}

// shown is an address without what differs from run to run.
func shown(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) >= 28 { // a code or an identity
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// pages is the main pages: those for everybody, those of a citizen who is on the way to a
// certificate, and those of an officer.
func pages(ctx context.Context, d *demo) (list []leaf, err error) {
	for _, path := range []string{"/", "/service", "/verify", "/v/" + d.code, "/login"} {
		list = append(list, leaf{path: path})
	}
	citizen, err := enter(ctx, d.base, "demo", "fiscal_code", string(people.DefaultCitizen))
	if err != nil {
		return nil, fmt.Errorf("logging in as a citizen: %w", err)
	}
	draft, err := citizen.draft(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking for a certificate: %w", err)
	}
	for _, path := range []string{"/me", draft + "/who", draft + "/receiver", draft + "/kinds", draft + "/duty", draft + "/summary", "/me/certificates", "/me/data", "/me/readers"} {
		list = append(list, leaf{path, citizen.cookie()})
	}
	officer, err := enter(ctx, d.base, "office", "officer", "nadia.vidal")
	if err != nil {
		return nil, fmt.Errorf("logging in as an officer: %w", err)
	}
	for _, path := range []string{"/office", "/office/search", "/office/certificates", "/office/statistics"} {
		list = append(list, leaf{path, officer.cookie()})
	}
	return list, nil
}
