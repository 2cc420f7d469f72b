package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/people"
)

// program is the built binary, which the tests run as anyone would.
var program string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "sportello-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "sportello")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
		return 1
	}
	return dbtest.M{M: m}.Run()
}

// sportello runs the binary to its end and returns what it printed.
func sportello(t *testing.T, env []string, args ...string) (out, errOut string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	var o, e bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = append(cleanEnv(), env...), &o, &e
	err := cmd.Run()
	if exit, ok := err.(*exec.ExitError); ok {
		return o.String(), e.String(), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.String(), e.String(), 0
}

// cleanEnv is the environment without any setting of the service.
func cleanEnv() (env []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SPORTELLO_") && !strings.HasPrefix(v, "OTEL_") {
			env = append(env, v)
		}
	}
	return env
}

// free is where nobody listens, nor will before the test has somebody listen there: on a
// loopback address of its own. The port alone would do so only until another program on
// this machine, which all ask for any port of 127.0.0.1, is given it.
func free(t *testing.T) string {
	t.Helper()
	own := net.IPv4(127, 2, byte(rand.IntN(256)), byte(1+rand.IntN(254)))
	l := listenOn(t, net.JoinHostPort(own.String(), "0"))
	defer l.Close()
	return l.Addr().String()
}

func listenOn(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// place is a demo's settings, and its own directory.
func place(t *testing.T) (env []string, listen, data string) {
	t.Helper()
	data, listen = t.TempDir(), free(t)
	if err := os.Chmod(filepath.Dir(data), 0o755); err != nil { // the private database's account passes through
		t.Fatal(err)
	}
	return []string{"SPORTELLO_LISTEN=" + listen, "SPORTELLO_DATA=" + data}, listen, data
}

// start runs the binary until the test ends; it must end cleanly when it is told to.
func start(t *testing.T, env []string, ready string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(cleanEnv(), env...)
	out := newAwaited(ready)
	cmd.Stdout, cmd.Stderr = out, &logWriter{t: t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // it may have ended
		if err := <-ended; err != nil {
			t.Errorf("%s ended with %v", strings.Join(args, " "), err)
		}
	})
	out.wait(t, ended)
}

// patience is how long a test waits for what another process does: much longer than it takes
// on a machine that does much else, for whoever waits hears of its end as well.
const patience = 5 * time.Minute

// awaited is what a process prints, in which a line is waited for.
type awaited struct {
	line string
	said chan struct{} // closed when it was

	mu  sync.Mutex
	all []byte
}

func newAwaited(line string) *awaited { return &awaited{line: line, said: make(chan struct{})} }

func (a *awaited) Write(b []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := bytes.Contains(a.all, []byte(a.line))
	if a.all = append(a.all, b...); !before && bytes.Contains(a.all, []byte(a.line)) {
		close(a.said)
	}
	return len(b), nil
}

// wait waits for the line, or for the end of the process, which it leaves to be heard of
// again.
func (a *awaited) wait(t *testing.T, ended chan error) {
	t.Helper()
	select {
	case <-a.said:
	case err := <-ended:
		ended <- err
		a.mu.Lock()
		defer a.mu.Unlock()
		t.Fatalf("ended with %v and without %q, having printed:\n%s", err, a.line, a.all)
	case <-time.After(patience):
		t.Fatalf("no %q in %s", a.line, patience)
	}
}

// logWriter shows what a process logs in the test that started it.
type logWriter struct{ t *testing.T }

func (w *logWriter) Write(b []byte) (int, error) {
	w.t.Logf("%s", bytes.TrimSpace(b))
	return len(b), nil
}

func token(t *testing.T, env []string, who ...string) string {
	t.Helper()
	out, errOut, code := sportello(t, env, append([]string{"demo-token"}, who...)...)
	if code != 0 {
		t.Fatalf("demo-token %v: %s", who, errOut)
	}
	return strings.TrimSpace(out)
}

func TestLifeOfACertificate(t *testing.T) {
	t.Parallel()
	env, listen, _ := place(t)
	start(t, env, "until Ctrl-C", "demo", "--people", "100")
	zoe := ""
	for _, c := range people.Cases() {
		if strings.HasPrefix(string(c.FiscalCode), "DLLZOE") {
			zoe = string(c.FiscalCode)
		}
	}
	s := &script{
		t: t, base: "http://" + listen, kept: map[string]string{}, files: map[string][]byte{},
		tokens: map[string]string{
			"chiara":  token(t, env, "--fiscal-code", string(people.DefaultCitizen)),
			"zoe":     token(t, env, "--fiscal-code", zoe),
			"officer": token(t, env, "--officer"),
		},
	}
	s.play("testdata/life-of-a-certificate.txt")
}

// Each role as the built program knows it, on a real register: at the counter, on a
// mandate, and what neither may do.
func TestAtTheCounter(t *testing.T) {
	t.Parallel()
	env, listen, _ := place(t)
	start(t, env, "until Ctrl-C", "demo", "--people", "50")
	s := &script{
		t: t, base: "http://" + listen, kept: map[string]string{}, files: map[string][]byte{},
		tokens: map[string]string{
			"chiara":  token(t, env, "--fiscal-code", string(people.DefaultCitizen)),
			"lawyer":  token(t, env, "--lawyer", string(people.DefaultCitizen)),
			"officer": token(t, env, "--officer"),
		},
	}
	s.play("testdata/at-the-counter.txt")
}
