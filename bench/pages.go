package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/demo/keys"
)

// promptly is how long the server may take over a page, at p50.
const promptly = 5 * time.Millisecond

// leaf is a page of the portal, for nobody, each citizen in turn, or an officer.
type leaf struct {
	path string // "REQUEST" in it is the address of the citizen's request
	who  int
}

const (
	nobody = iota
	aCitizen
	anOfficer
)

// leaves is the main pages. "CODE" is that of a certificate.
var leaves = []leaf{
	{"/", nobody},
	{"/service", nobody},
	{"/verify", nobody},
	{"/v/CODE", nobody},
	{"/login", nobody},
	{"/", aCitizen},
	{"/me", aCitizen},
	{"/me/certificates", aCitizen},
	{"/me/notices", aCitizen},
	{"/me/data", aCitizen},
	{"/me/readers", aCitizen},
	{"/me/sessions", aCitizen},
	{"/request", aCitizen},
	{"REQUEST/who", aCitizen},
	{"REQUEST/receiver", aCitizen},
	{"REQUEST/kinds", aCitizen},
	{"REQUEST/duty", aCitizen},
	{"REQUEST/summary", aCitizen},
	{"/office", anOfficer},
	{"/office/search", anOfficer},
	{"/office/certificates", anOfficer},
	{"/office/statistics", anOfficer},
}

// pages is how long the server takes over each page of the portal, over the register at
// url, beside a bare handler that gives the same answer. Before, certificates are issued,
// so that there is something to show.
func pages(ctx context.Context, dir string, o options, url string, t *table) error {
	seal, err := keys.Ensure(filepath.Join(dir, "P-256"), keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		return err
	}
	if err := durable(ctx, url, t); err != nil {
		return err
	}
	return withService(ctx, dir, o, url, seal, func(s *service, citizens []citizen) error {
		if _, err := load(s.address, 8, o.window, http.StatusCreated, func(c, i int) request {
			who := citizens[(8*i+c)%len(citizens)]
			return post("/v1/certificates", who.token, fmt.Sprintf("pages-%d-%d", c, i), residence(who))
		}); err != nil {
			return err
		}
		code, err := issued(ctx, s, citizens[0])
		if err != nil {
			return err
		}
		g, err := letIn(ctx, url, s, citizens)
		if err != nil {
			return err
		}
		if err := oneEvent(ctx, o, url, t); err != nil {
			return err
		}
		for _, l := range leaves {
			l.path = strings.Replace(l.path, "CODE", code, 1)
			if err := g.measure(ctx, o, url, l, t); err != nil {
				return fmt.Errorf("%s: %w", named(l), err)
			}
		}
		return nil
	})
}

func residence(who citizen) string {
	return fmt.Sprintf(`{"subjectId":"%s","kinds":["residence"],"stampDuty":{"exemption":107}}`, who.subject)
}

// named is what a page is called in the table.
func named(l leaf) string {
	path := strings.Replace(l.path, "REQUEST", "/request/*", 1)
	if strings.HasPrefix(path, "/v/") {
		path = "/v/*"
	}
	return "page " + path + []string{"", ", a citizen", ", an officer"}[l.who]
}

// measure asks for a page again and again, then for the same answer from a bare handler.
// One client asks, and waits for each answer: what it sees is the server's time.
func (g *guests) measure(ctx context.Context, o options, url string, l leaf, t *table) error {
	asked := g.requests(l)
	before, err := events(ctx, url)
	if err != nil {
		return err
	}
	ours, err := times(g.address, o.window/4, asked)
	if err != nil {
		return err
	}
	after, err := events(ctx, url)
	if err != nil {
		return err
	}
	bare, err := copied(g.address, asked[0])
	if err != nil {
		return err
	}
	theirs, err := bare.times(o.window / 8)
	if err != nil {
		return err
	}
	what := named(l)
	if n := float64(after-before) / float64(len(ours)); n >= 0.5 {
		what += ", which is recorded first"
	}
	p50 := middle(ours)
	t.ratio(what, fmt.Sprintf("p50 %.2f ms, p99 %.2f ms, %d bytes", milliseconds(p50), milliseconds(ours[len(ours)*99/100]), len(bare.body)),
		fmt.Sprintf("limit 5 ms; bare handler %.2f ms", milliseconds(middle(theirs))), float64(promptly)/float64(p50), 1)
	return nil
}

// fewest is how many answers are measured at least, and warms how many come before.
const (
	fewest = 200
	warms  = 20
)

// times is how long each answer took, after a few that warm up.
func times(address string, window time.Duration, asked []request) (all []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	answers := bufio.NewReaderSize(conn, 64<<10)
	warm := warms + len(asked)
	for i, begun := 0, time.Now(); i < warm+fewest || time.Since(begun) < window; i++ {
		took, err := ask(conn, answers, asked[i%len(asked)], http.StatusOK)
		if err != nil {
			return nil, err
		}
		all = append(all, took)
	}
	return slices.Clone(all[warm:]), nil
}

// events is how many events have been recorded.
func events(ctx context.Context, url string) (n int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, "SELECT count(*) FROM audit_event").Scan(&n)
	return n, err
}
