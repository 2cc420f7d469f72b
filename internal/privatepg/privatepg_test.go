package privatepg

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"
)

// keeperVariable makes the test program a keeper: it starts the server of the
// directory, says so and waits.
const keeperVariable = "PRIVATEPG_TEST_KEEPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(keeperVariable); dir != "" {
		s, err := Start(context.Background(), dir, Options{Fast: true})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(s.Attached(), s.URL("postgres"))
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0) // without a Stop
	}
	goleak.VerifyTestMain(m)
}

// made is a cluster with a table "kept", packed: initdb takes a second, unpacking a
// tenth of that.
var made = sync.OnceValues(func() (archive []byte, err error) {
	dir, err := os.MkdirTemp("", "privatepg")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, err
	}
	s, err := Start(context.Background(), dir, Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(query(s.URL("postgres"), "CREATE TABLE kept ()"), s.Stop(context.Background())); err != nil {
		return nil, err
	}
	return exec.Command("tar", "-C", dir, "-c", ".").Output()
})

// copied is the directory of a cluster with a table "kept".
func copied(t *testing.T) string {
	t.Helper()
	archive, err := made()
	if err != nil {
		t.Fatal(err)
	}
	dir := tempDir(t)
	unpack := exec.Command("tar", "-C", dir, "-xp")
	unpack.Stdin = bytes.NewReader(archive)
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// keeper is another process that has called Start.
type keeper struct {
	attached string // "true" or "false"
	url      string
	data     string
	server   int // the process
	cmd      *exec.Cmd
	stdin    io.Closer
}

func startKeeper(t *testing.T, dir string) *keeper {
	t.Helper()
	k := &keeper{data: home{dir: dir}.data(), cmd: exec.Command(os.Args[0])}
	// What the environment may hold; TestEnvironment.
	k.cmd.Env = append(os.Environ(), keeperVariable+"="+dir, "LC_ALL=xx_YY.UTF-8", "PGDATA=/nowhere", "PGPORT=1", "PGPASSWORD=other", "TZ=Pacific/Apia")
	k.cmd.Stderr = os.Stderr
	stdout, err := k.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if k.stdin, err = k.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.end(t) })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var found bool
	if k.attached, k.url, found = strings.Cut(strings.TrimSpace(line), " "); !found || !strings.HasPrefix(k.url, "postgres://") {
		t.Fatalf("the keeper says %q", line)
	}
	if k.server, _, err = (home{dir: dir}).running(); err != nil {
		t.Fatal(err)
	}
	return k
}

// end has the keeper end, and waits until the server is gone that it kept.
func (k *keeper) end(t *testing.T) {
	t.Helper()
	k.stdin.Close()
	_ = k.cmd.Wait() // it may have been killed
	if k.attached == "false" {
		wait(t, "the keeper's server is gone", func() bool { return !runs(k.server, k.data) })
	}
}

// tempDir is a directory that the server's account can reach: the one around
// testing's is for its owner only.
func tempDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// patience is how long is waited for what a server does: much longer than it takes on a
// machine that does much else.
const patience = 2 * time.Minute

func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("after %s it is not so: %s", patience, what)
}

func start(t *testing.T, dir string, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) }) // it may have been killed
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// query runs a statement on a connection of its own.
func query(url, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

func mustQuery(t *testing.T, s *Server, sql string) {
	t.Helper()
	if err := query(s.URL("postgres"), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func TestStartTwice(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, dir string
		options   Options
	}{
		{"durable", "cluster", Options{}},
		{"fast, with a long and awkward path", strings.Repeat("fifteen letters/", 10) + "città's $HOME", Options{Fast: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := tempDir(t) + "/" + test.dir
			s := start(t, dir, test.options)
			mustQuery(t, s, "CREATE TABLE kept (); ")
			stop(t, s)
			if err := query(s.URL("postgres"), "SELECT 1"); err == nil {
				t.Error("the server answers after Stop")
			}
			s = start(t, dir, test.options)
			mustQuery(t, s, "SELECT FROM kept")
			stop(t, s)
			stop(t, s) // again does no harm
		})
	}
}

// What the server is like: for us alone, and the same on every machine.
func TestServer(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	s := start(t, dir, Options{MaxConnections: 17})
	conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for name, want := range map[string]string{
		"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "17", "fsync": "on", "synchronous_commit": "on",
		"TimeZone": "UTC", "server_encoding": "UTF8", "password_encryption": "scram-sha-256", "data_directory_mode": "0700",
	} {
		var got string
		if err := conn.QueryRow(t.Context(), "SELECT current_setting($1)", name).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", name, got, err, want)
		}
	}
	var open int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'").Scan(&open); err != nil || open > 0 {
		t.Errorf("%d kinds of connection need no password, %v", open, err)
	}
	u, err := url.Parse(s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(superuser, "guessed")
	err = query(u.String(), "SELECT 1")
	if e := (*pgconn.PgError)(nil); !errors.As(err, &e) || e.Code != "28P01" { // invalid_password
		t.Errorf("another password: %v, want it refused", err)
	}
	info, err := os.Stat(dir + "/password")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("password file: %v, %v, want mode 0600", info.Mode(), err)
	}
	if group, err := syscall.Getpgid(s.child.process.Pid); err != nil || group == syscall.Getpgrp() {
		t.Errorf("the server is in our process group: a Ctrl-C would end it before us (%v)", err)
	}
	if log, err := os.ReadFile(dir + "/log"); err != nil || strings.Contains(string(log), u.User.String()) {
		t.Errorf("the log cannot be read, or holds the password: %v", err)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	s := start(t, copied(t), Options{Fast: true})
	for range 2 { // the second time it is there
		if err := s.Create(t.Context(), `odd "name"`); err != nil {
			t.Fatal(err)
		}
	}
	if err := query(s.URL(`odd "name"`), "SELECT 1"); err != nil {
		t.Error(err)
	}
	stop(t, s)
	if err := s.Create(t.Context(), "late"); err == nil {
		t.Error("Create() without a server = nil")
	}
}

func TestAttach(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	k := startKeeper(t, dir)
	s := start(t, dir, Options{Fast: true})
	if !s.Attached() || s.URL("postgres") != k.url || k.attached != "false" {
		t.Errorf("attached: %v to %s; the other: %s to %s", s.Attached(), s.URL("postgres"), k.attached, k.url)
	}
	stop(t, s)
	mustQuery(t, s, "SELECT 1") // it goes on
	if _, err := Start(t.Context(), dir, Options{Fast: true, Alone: true}); !errors.Is(err, ErrInUse) {
		t.Errorf("Start() alone = %v, want ErrInUse", err)
	}
}

// What a developer's environment holds does not matter to the server, nor to
// initdb, and its secrets are not handed to another account.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	if k := startKeeper(t, dir); query(k.url, "SELECT 1") != nil {
		t.Error("the server does not answer")
	}
	want := []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=" + locale}
	if diff := cmp.Diff(want, homeOf(t, dir).command(t.Context(), programs{}, "postgres").Env); diff != "" {
		t.Error(diff)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	var all sync.WaitGroup
	servers := make([]*Server, 4)
	for i := range servers {
		all.Go(func() {
			var err error
			if servers[i], err = Start(t.Context(), dir, Options{Fast: true}); err != nil {
				t.Error(err)
			}
		})
	}
	k := startKeeper(t, dir) // and another process
	all.Wait()
	keepers := 0
	if k.attached == "false" {
		keepers++
	}
	for _, s := range servers {
		if s == nil {
			continue
		}
		if s.URL("postgres") != k.url {
			t.Errorf("one has %s, another %s", s.URL("postgres"), k.url)
		}
		if !s.Attached() {
			keepers++
			defer stop(t, s)
		}
	}
	if keepers != 1 {
		t.Errorf("%d keep the server, want 1", keepers)
	}
}

// However its keeper ends, the server ends, and the next Start has the data.
func TestKeeperEnds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		end  func(*keeper) error
	}{
		{"killed", func(k *keeper) error { return k.cmd.Process.Kill() }},
		{"leaves without a Stop", func(k *keeper) error { return k.stdin.Close() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := copied(t)
			k := startKeeper(t, dir)
			if err := test.end(k); err != nil {
				t.Fatal(err)
			}
			_ = k.cmd.Wait()                        // as it may be
			s := start(t, dir, Options{Fast: true}) // at once, while the server is on its way out
			if s.Attached() {
				t.Error("attached to a server without a keeper")
			}
			mustQuery(t, s, "SELECT FROM kept")
			k.end(t)
			mustQuery(t, s, "SELECT FROM kept")
			stop(t, s)
		})
	}
}
