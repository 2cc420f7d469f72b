package e2e

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/privatepg"
)

// service is the program with its demo office, as `make demo` runs it.
type service struct {
	base     string  // its address, without a slash at the end
	database string  // URL, as the owner
	log      *buffer // everything that it says
	errors   *buffer // its log alone
}

// demo is the one that all tests share; each has people of its own in it.
var demo *service

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	flag.Parse()
	if testing.Short() {
		fmt.Fprintln(os.Stderr, "e2e: these tests are not short")
		return 1
	}
	if flag.Lookup("test.list").Value.String() != "" {
		return m.Run() // nothing is asked of the service
	}
	dir, err := os.MkdirTemp("", "sportello-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	var stop func()
	if demo, stop, err = start(dir); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer stop()
	failed := m.Run()
	if told := demo.tells(); told != "" {
		fmt.Fprintln(os.Stderr, "e2e: the log tells about somebody:", told)
		return 1
	}
	return failed
}

// start builds the program, starts it with a private database, and waits until it is
// ready.
func start(dir string) (_ *service, stop func(), err error) {
	program := filepath.Join(dir, "bin", "sportello")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/sportello").CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("%w\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	postgres, err := privatepg.Start(ctx, filepath.Join(dir, "postgres"), privatepg.Options{})
	if err != nil {
		return nil, nil, err
	}
	halt := func() { _ = postgres.Stop(context.WithoutCancel(ctx)) }
	if err := postgres.Create(ctx, "sportello"); err != nil {
		halt()
		return nil, nil, err
	}
	address, err := free()
	if err != nil {
		halt()
		return nil, nil, err
	}
	s := &service{base: "http://" + address, database: postgres.URL("sportello"), log: new(buffer), errors: new(buffer)}
	cmd := exec.Command(program, "demo", "--people", "200", "--data", filepath.Join(dir, "demo"), "--listen", address, "--log-level", "info")
	cmd.Env = append(os.Environ(), "SPORTELLO_DATABASE_URL="+s.database)
	cmd.Stdout, cmd.Stderr = s.log, io.MultiWriter(s.log, s.errors)
	if err := cmd.Start(); err != nil {
		halt()
		return nil, nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
		}
		halt()
	}
	if err := s.ready(ctx, ended); err != nil {
		stop()
		return nil, nil, fmt.Errorf("%w\n%s", err, s.log)
	}
	return s, stop, nil
}

func (s *service) ready(ctx context.Context, ended <-chan error) error {
	for {
		if answer, err := http.Get(s.base + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-ended:
			return errors.Join(errors.New("it has ended"), err)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// free is an address of this machine that nobody listens at, nor will before the demo does: a
// loopback address of its own, for any port of 127.0.0.1 is what everybody else asks for.
func free() (string, error) {
	own := net.IPv4(127, 3, byte(rand.IntN(256)), byte(1+rand.IntN(254)))
	l, err := net.Listen("tcp", net.JoinHostPort(own.String(), "0"))
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// buffer is a bytes.Buffer for several at once.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
