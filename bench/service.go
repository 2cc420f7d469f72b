package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

// fill makes a database with the demo office and n people, and says how long the
// people took.
func fill(ctx context.Context, server *privatepg.Server, name string, n int) (url string, took time.Duration, err error) {
	if err := server.Create(ctx, name); err != nil {
		return "", 0, err
	}
	url = server.URL(name)
	if _, err := migrations.Up(ctx, url); err != nil {
		return "", 0, err
	}
	db, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return "", 0, err
	}
	defer db.Close()
	office := people.Office()
	offices := func(yield func(registry.Office, error) bool) { yield(office, nil) }
	if _, err := db.ImportOffices(ctx, offices, time.Now()); err != nil {
		return "", 0, err
	}
	entries := func(yield func(registry.Entry, error) bool) {
		for e := range people.Entries(n) {
			if !yield(e, nil) {
				return
			}
		}
	}
	begun := time.Now()
	_, err = db.Import(ctx, office.ID, entries, begun)
	return url, time.Since(begun), err
}

// login is an identity provider on a port of its own.
func login(dir string, audience string, codes []string) (o provider.Options, stop func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, nil, err
	}
	key, err := provider.EnsureKey(filepath.Join(dir, "login.pem"))
	if err != nil {
		return o, nil, err
	}
	o = provider.Options{Issuer: "http://" + l.Addr().String() + "/demo/login", Audience: audience, Key: key, Clock: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	for _, c := range codes {
		o.People = append(o.People, provider.Person{FiscalCode: c})
	}
	h, err := provider.New(o)
	if err != nil {
		return o, nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	go s.Serve(l) //nolint:errcheck // it ends when it is closed
	return o, s.Close, nil
}

// service is the built program, serving.
type service struct {
	address string
	process *exec.Cmd
}

// start runs the program on a database with a key, without any limit on requests.
func start(ctx context.Context, program, url string, seal *keys.Material, issuer, address string) (*service, error) {
	cmd := exec.CommandContext(ctx, program, "serve")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	const many = "100000000"
	cmd.Env = append(os.Environ(),
		"SPORTELLO_DATABASE_URL="+url+"&pool_max_conns=16", "SPORTELLO_LISTEN="+address, "SPORTELLO_METRICS_LISTEN=", "SPORTELLO_PUBLIC_URL=http://"+address,
		"SPORTELLO_ISSUER="+issuer, "SPORTELLO_SEAL_KEY_FILE="+seal.Key, "SPORTELLO_SEAL_CHAIN_FILE="+seal.Chain, "SPORTELLO_SEAL_ROOTS_FILE="+seal.Root,
		"SPORTELLO_CALLS_PER_ADDRESS="+many, "SPORTELLO_PAGES_PER_PERSON="+many, "SPORTELLO_SEARCHES_PER_MINUTE="+many, "SPORTELLO_VERIFY_PER_CODE="+many, "SPORTELLO_VERIFY_PER_ADDRESS="+many, "SPORTELLO_VERIFY_IN_ALL="+many,
		"SPORTELLO_LOG_LEVEL=warn")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &service{address, cmd}, await(ctx, "http://"+address+"/readyz")
}

func (s *service) stop() error {
	return errors.Join(s.process.Process.Signal(syscall.SIGTERM), s.process.Wait())
}

// memory is the process's present and largest resident size in bytes.
func (s *service) memory() (now, most int, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	read := func(name string) int {
		m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
		if m == nil {
			return 0
		}
		n, _ := strconv.Atoi(string(m[1])) // digits
		return n << 10
	}
	return read("VmRSS"), read("VmHWM"), nil
}

func await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if a, err := http.DefaultClient.Do(r); err == nil {
			err := a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", url, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
