package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// demo is a demo that runs.
type demo struct {
	base string // its address
	code string // of the certificate that it issues when it begins
	said *said
	*exec.Cmd
}

// said is what the program prints.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start starts a demo and waits until it has issued its first certificate.
func start(ctx context.Context, program, dir string) (*demo, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	d := &demo{base: "http://" + address, said: new(said), Cmd: exec.CommandContext(ctx, program, "demo", "--people", "200", "--data", filepath.Join(dir, "demo"), "--listen", address)}
	d.Stdout, d.Stderr, d.WaitDelay = d.said, d.said, 30*time.Second
	d.Cancel = func() error { return d.Process.Signal(syscall.SIGINT) }
	if err := d.Start(); err != nil {
		return nil, err
	}
	if err := d.ready(ctx); err != nil {
		return nil, errors.Join(err, d.stop(), errors.New(d.said.String()))
	}
	return d, nil
}

// verified is the address at which the first certificate can be checked.
var verified = regexp.MustCompile(`/v/([0-9A-Z]{28})`)

func (d *demo) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		if m := verified.FindStringSubmatch(d.said.String()); m != nil {
			d.code = m[1]
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the demo: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// stop ends it. That it was told to end is no failure.
func (d *demo) stop() error {
	_ = d.Process.Signal(syscall.SIGINT) // it may have ended
	err := d.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
