package privatepg

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// homeOf is the home of a directory that Start has used.
func homeOf(t *testing.T, dir string) home {
	t.Helper()
	found, err := find(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	h, err := settle(t.Context(), dir, found, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func kill(t *testing.T, s *Server) {
	t.Helper()
	if err := s.child.process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.child.done
}

func TestServerKilled(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	s := start(t, dir, Options{})
	// A session that does not notice at once.
	var session sync.WaitGroup
	session.Go(func() { _ = query(s.URL("postgres"), "SELECT count(*) FROM generate_series(1, 3000000)") })
	time.Sleep(50 * time.Millisecond)
	kill(t, s)
	session.Wait()
	if err := s.Stop(t.Context()); err == nil {
		t.Error("Stop() of a killed server = nil")
	}
	again := start(t, dir, Options{})
	mustQuery(t, again, "SELECT FROM kept")
	stop(t, again)
}

// A killed server's number has become another process's, of the same account.
func TestNumberUsedAgain(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	s := start(t, dir, Options{})
	kill(t, s)

	h := homeOf(t, dir)
	bystander := h.command(context.Background(), programs{dir: "/bin"}, "sleep", "600")
	if err := bystander.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = bystander.Process.Kill()
		_ = bystander.Wait()
	}()
	left, err := os.ReadFile(h.data() + "/" + pidFile)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(left), "\n")
	if err := os.WriteFile(h.data()+"/"+pidFile, []byte(strconv.Itoa(bystander.Process.Pid)+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}

	again := start(t, dir, Options{})
	mustQuery(t, again, "SELECT 1")
	stop(t, again)
	if err := bystander.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the bystander was harmed: %v", err)
	}
}

// Where the kernel sends no signal, a server outlives its keeper.
func TestOrphan(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	s := start(t, dir, Options{})
	stop(t, s)

	h := homeOf(t, dir)
	orphan := h.command(context.Background(), h.programs[0], "postgres", h.arguments(Options{}, s.port)...)
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	wait(t, "the orphan answers", func() bool { return query(s.URL("postgres"), "SELECT 1") == nil })

	again := start(t, dir, Options{})
	if err := <-ended; err != nil {
		t.Errorf("the orphan ended with %v, want a shutdown", err)
	}
	if again.Attached() {
		t.Error("attached to an orphan")
	}
	mustQuery(t, again, "SELECT FROM kept")
	stop(t, again)
}

// slowly is server programs whose initdb is never through.
func slowly(t *testing.T) (bin string) {
	t.Helper()
	found, err := find(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	bin = tempDir(t)
	script := "#!/bin/sh\n'" + found[0].dir + "/initdb' \"$@\" && exec sleep 600\n"
	if err := errors.Join(os.WriteFile(bin+"/initdb", []byte(script), 0o755), os.Symlink(found[0].dir+"/postgres", bin+"/postgres")); err != nil {
		t.Fatal(err)
	}
	return bin
}

func TestInitdbInterrupted(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
			if _, err := os.Stat(dir + "/data.new/PG_VERSION"); err == nil {
				cancel()
			}
		}
	}()
	if _, err := Start(ctx, dir, Options{Bin: slowly(t)}); !errors.Is(err, context.Canceled) {
		t.Fatalf("Start() interrupted = %v", err)
	}
	if _, err := os.Stat(dir + "/data.new"); err != nil {
		t.Errorf("nothing was interrupted: %v", err)
	}
	if _, err := os.Stat(dir + "/data"); err == nil {
		t.Error("what initdb did not finish looks complete")
	}
	s := start(t, dir, Options{})
	mustQuery(t, s, "SELECT 1")
	stop(t, s)
}

// A fast cluster is made anew when it cannot be trusted; the other kind never is.
func TestMadeAnew(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		damage string // a shell command in the cluster's directory
		says   string // in the error of the durable kind; "" if it starts
	}{
		{"machine was switched off", "echo other > boot", ""},
		{"damaged", "head -c 8192 /dev/zero > data/global/pg_control", "the server ended"},
		{"another version", "echo 9 > data/PG_VERSION", "postgresql-9"},
		{"no password", "rm password", "password"},
	} {
		for _, fast := range []bool{true, false} {
			t.Run(test.name+" fast="+strconv.FormatBool(fast), func(t *testing.T) {
				t.Parallel()
				dir := copied(t)
				damage := exec.Command("sh", "-c", test.damage)
				damage.Dir = dir
				if out, err := damage.CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				s, err := Start(t.Context(), dir, Options{Fast: fast})
				if test.says != "" && !fast {
					if err == nil || !strings.Contains(err.Error(), test.says) {
						t.Errorf("Start() = %v, want %q", err, test.says)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := query(s.URL("postgres"), "SELECT FROM kept"); (err != nil) != fast {
					t.Errorf("the data: %v", err)
				}
				stop(t, s)
			})
		}
	}
}

// initdb ends its output with what it has tidied up; what counts comes before.
func TestWhatWentWrong(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]string{
		"creating ... ok\nrunning ... FATAL:  No space left on device\nchild process exited\ninitdb: removing contents of data directory\n": "running ... FATAL:  No space left on device",
		"initdb: error: invalid locale name\ninitdb: hint: see the manual\n":                                                                "initdb: error: invalid locale name",
		"something else\nKilled\n": "Killed",
		"":                         "",
	} {
		if got := string(whatWentWrong([]byte(out))); got != want {
			t.Errorf("whatWentWrong(%q) = %q, want %q", out, got, want)
		}
	}
}
