package dbtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/migrations"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(M{M: m}) }

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestNew(t *testing.T) {
	t.Parallel()
	for range 5 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			conn := connect(t, New(t))
			if err := migrations.Check(t.Context(), conn); err != nil {
				t.Error(err)
			}
			// Nobody else's: the second to do this would be refused.
			if _, err := conn.Exec(t.Context(), "CREATE TABLE mine ()"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	var tables int
	err := connect(t, Empty(t)).QueryRow(t.Context(), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&tables)
	if err != nil || tables > 0 {
		t.Errorf("%d tables, %v, want none", tables, err)
	}
}

// A database goes with its test, although the test is still connected.
func TestDropped(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("test", func(t *testing.T) {
		url = New(t)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn // left open
	})
	if conn, err := pgx.Connect(t.Context(), url); err == nil {
		conn.Close(t.Context())
		t.Error("the database is still there")
	}
}

// again runs TestNew in so many other test programs at once.
func again(t *testing.T, programs int, env ...string) {
	t.Helper()
	var all sync.WaitGroup
	for range programs {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestNew$")
			cmd.Env = append(os.Environ(), env...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
}

func TestProgramsAtOnce(t *testing.T) {
	t.Parallel()
	cache := reachable(t)
	again(t, 3, "XDG_CACHE_HOME="+cache, variable+"=")
	again(t, 1, "XDG_CACHE_HOME="+cache, variable+"=") // over what is there
	if left, err := filepath.Glob(cache + "/sportello-test/*"); err != nil || len(left) == 0 || len(left) > 3 {
		t.Errorf("clusters %v, %v, want one to three", left, err)
	}
}

func TestGivenCluster(t *testing.T) {
	t.Parallel()
	c := ownCluster(t)
	again(t, 3, variable+"="+c.url("whatever")+"&application_name=given")
	if diff := cmp.Diff([]string{templateName()}, c.databases(t)); diff != "" {
		t.Errorf("databases left behind (-want +got):\n%s", diff)
	}
}

func TestGivenClusterRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"host=localhost password=secret", "postgres://%zz:secret@", "secret"} {
		if _, err := openGiven(address); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), variable) {
			t.Errorf("openGiven(%q) = %v, want an error that names the variable and tells nothing", address, err)
		}
	}
}

// What a killed test program left, and templates of other migrations, go; the
// template of these migrations stays.
func TestSweep(t *testing.T) {
	t.Parallel()
	c := ownCluster(t)
	template, err := c.template()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.do(t.Context(), "CREATE DATABASE sportello_test_left", "CREATE DATABASE sportello_test_template_old IS_TEMPLATE true"); err != nil {
		t.Fatal(err)
	}
	if err := c.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{template}, c.databases(t)); diff != "" {
		t.Errorf("databases after sweep (-want +got):\n%s", diff)
	}
}

// A template that was not finished, for its maker was killed, is made anew.
func TestTemplateUnfinished(t *testing.T) {
	t.Parallel()
	c := ownCluster(t)
	if err := c.do(t.Context(), "CREATE DATABASE "+templateName()); err != nil {
		t.Fatal(err)
	}
	if err := migrations.Check(t.Context(), connect(t, c.create(t, " TEMPLATE "+templateName()))); err == nil {
		t.Fatal("the unfinished template is finished")
	}
	template, err := c.template()
	if err != nil {
		t.Fatal(err)
	}
	if err := migrations.Check(t.Context(), connect(t, c.create(t, " TEMPLATE "+template))); err != nil {
		t.Error(err)
	}
}

// ownCluster is a cluster that no other test works in.
func ownCluster(t *testing.T) *cluster {
	t.Helper()
	s, err := privatepg.Start(t.Context(), reachable(t), privatepg.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return newCluster(s.URL)
}

// databases are those that were made here.
func (c *cluster) databases(t *testing.T) []string {
	t.Helper()
	rows, err := connect(t, c.url("postgres")).Query(t.Context(), "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", prefix)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// reachable is a temporary directory that root's stand-in can reach as well.
func reachable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
