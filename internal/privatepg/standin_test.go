package privatepg

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Root's directories are out of reach for the account that the server runs under;
// an ordinary user's own are not.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	closed := filepath.Join(tempDir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "cluster")
	var log bytes.Buffer
	o := Options{Fast: true, Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, sql := range []string{"CREATE TABLE kept ()", "SELECT FROM kept"} {
		s := start(t, dir, o)
		mustQuery(t, s, sql)
		stop(t, s)
	}
	there, err := os.Readlink(filepath.Join(dir, forth))
	if asRoot := os.Geteuid() == 0; asRoot != (err == nil) || asRoot != strings.Contains(log.String(), "used="+there) {
		t.Errorf("as root: %v, used %q, %v, said:\n%s", asRoot, there, err, &log)
	}
	if there != "" {
		t.Cleanup(func() { os.RemoveAll(there) })
	}
}

// standInFor makes one; the test removes it in the end.
func standInFor(t *testing.T, dir string) string {
	t.Helper()
	there, err := standIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(there) })
	return there
}

func TestStandInStays(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	first := standInFor(t, dir)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if again, err := standIn(dir); err != nil || again != first {
				t.Errorf("standIn() = %s, %v, want %s", again, err, first)
			}
		})
	}
	all.Wait()
}

func TestStandInOnce(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	made := make(chan string, 4)
	for range cap(made) {
		go func() {
			there, err := standIn(dir)
			if err != nil {
				t.Error(err)
			}
			made <- there
		}()
	}
	first := <-made
	t.Cleanup(func() { os.RemoveAll(first) })
	for range cap(made) - 1 {
		if there := <-made; there != first {
			t.Errorf("one has %s, another %s", first, there)
		}
	}
}

// What the link leads to may no longer be ours alone.
func TestStandInAnother(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(there string) error{
		"gone":     func(string) error { return nil },
		"link":     func(there string) error { return os.Symlink("/", there) },
		"file":     func(there string) error { return os.WriteFile(there, nil, 0o600) },
		"writable": func(there string) error { return errors.Join(os.Mkdir(there, 0o700), os.Chmod(there, 0o777)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tempDir(t)
			there := standInFor(t, dir)
			if err := errors.Join(os.RemoveAll(there), change(there)); err != nil {
				t.Fatal(err)
			}
			if another := standInFor(t, dir); another == there {
				t.Errorf("standIn() = %s, want another", another)
			}
		})
	}
}

// Stand-ins go when what they stand in for has gone, unless a server runs there.
func TestSweep(t *testing.T) {
	t.Parallel()
	there := map[string]string{}
	for _, name := range []string{"stays", "removed", "made again", "removed, but in use"} {
		dir := filepath.Join(tempDir(t), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		there[name] = standInFor(t, dir)
		if name == "removed, but in use" {
			lock, err := home{dir: there[name]}.lock()
			if err != nil || lock == nil {
				t.Fatal(lock, err)
			}
			defer lock.Close()
		}
		if name != "stays" {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
		if name == "made again" {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	sweep()
	for name, dir := range there {
		want := name == "stays" || name == "removed, but in use"
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: there: %v, want %v", name, err == nil, want)
		}
	}
}
