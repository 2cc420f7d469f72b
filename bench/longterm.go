package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/trust"
	"github.com/sportello/sportello/signing"
)

// longTerm measures the seal levels, with authorities that answer over HTTP on this
// machine, and the checking of a file of each level as somebody uploads it.
func longTerm(ctx context.Context, dir string, o options, t *table) (err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	urls := trust.At("http://" + listener.Addr().String())
	m, err := keys.Ensure(filepath.Join(dir, "ladder"), keys.Options{URLs: urls.URLs, Random: rand.Reader, Now: time.Now()})
	if err != nil {
		return err
	}
	services, err := trust.New(m, trust.Options{Clock: time.Now, Random: rand.Reader})
	if err != nil {
		return err
	}
	server := &http.Server{Handler: services, ReadHeaderTimeout: time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	defer func() { err = errors.Join(err, server.Close(), ended(<-done)) }()

	base := 0.0
	for level := signing.LevelB; level <= signing.LevelLTA; level++ {
		p, err := newLadder(ctx, m, urls, level)
		if err != nil {
			return err
		}
		file := []byte{}
		rate, err := perSecond(o.window, 1, func() error { _, file, err = p.document(); return err })
		if err != nil {
			return err
		}
		if level == signing.LevelB {
			base = rate
		}
		t.ratio("document at "+level.String()+", authorities on this machine", fmt.Sprintf("%.0f/s, %d bytes", rate, len(file)), fmt.Sprintf("B-B %.0f/s", base), rate/base, 0)
		if err := inspected(ctx, m, level, file, t); err != nil {
			return err
		}
	}
	return nil
}

func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func newLadder(ctx context.Context, m *keys.Material, urls trust.URLs, level signing.Level) (*press, error) {
	o := signing.Options{Roots: m.Roots, Random: rand.Reader, Clock: time.Now, Level: level}
	var err error
	if o.Stamper, err = signing.NewStamper(signing.StamperOptions{
		Authorities: []signing.Authority{{URL: urls.TimeStamp}}, Roots: m.Roots, Transport: carry, Random: rand.Reader, Clock: time.Now,
	}); err != nil {
		return nil, err
	}
	if o.Revocation, err = signing.NewRevocation(signing.RevocationOptions{Transport: carry, Clock: time.Now}); err != nil {
		return nil, err
	}
	p, err := newPressWith("P-256", m, o)
	if err != nil {
		return nil, err
	}
	return p, o.Revocation.Refresh(ctx)
}

// carry is the transport of a seal's outside services.
func carry(ctx context.Context, c signing.Call) (status int, body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", c.ContentType)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(a.Body)
	return a.StatusCode, body, errors.Join(err, a.Body.Close())
}

// limitOfCheck is how long the checking of an uploaded file may take.
const limitOfCheck = 5 * time.Millisecond

func inspected(ctx context.Context, m *keys.Material, level signing.Level, file []byte, t *table) error {
	seals := map[inspect.Fingerprint]bool{}
	for _, c := range []*x509.Certificate{m.Identity.Certificate} {
		seals[sha256.Sum256(c.Raw)] = true
	}
	i, err := inspect.New(inspect.Options{Seals: seals, Roots: m.Roots, Stamps: m.Roots, Clock: time.Now})
	if err != nil {
		return err
	}
	var times []time.Duration
	for range 200 {
		begun := time.Now()
		r, err := i.File(ctx, file)
		if err != nil {
			return err
		}
		if r.Verdict != inspect.Genuine && r.Verdict != inspect.Extended {
			return fmt.Errorf("a file of ours at %s is %s: %v", level, r.Verdict, r.Reasons)
		}
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	p50 := times[len(times)/2]
	t.ratio("uploaded file checked, "+level.String(), fmt.Sprintf("p50 %.2f ms, p99 %.2f ms", ms(p50), ms(times[len(times)*99/100])),
		fmt.Sprintf("limit %.0f ms", ms(limitOfCheck)), float64(limitOfCheck)/float64(p50), 1)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// allocations is how many times a document takes memory.
func (p *press) allocations() (float64, error) {
	const documents = 200
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range documents {
		if _, _, err := p.document(); err != nil {
			return 0, err
		}
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / documents, nil
}
