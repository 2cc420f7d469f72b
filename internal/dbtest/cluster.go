package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sportello/sportello/internal/privatepg"
)

// variable names the cluster to use in place of a private one.
const variable = "SPORTELLO_TEST_DATABASE_URL"

// prefix begins the name of every database made here.
const prefix = "sportello_test_"

// cluster is where this program's databases lie.
type cluster struct {
	url      func(database string) string
	template func() (string, error) // makes it the first time
}

// What the tests of a program share.
var (
	once   = sync.OnceValues(open)
	server atomic.Pointer[privatepg.Server] // nil while we have started none
)

func shared(t testing.TB) *cluster {
	t.Helper()
	c, err := once()
	if err != nil {
		t.Fatal("dbtest:", err)
	}
	return c
}

func open() (*cluster, error) {
	if address := os.Getenv(variable); address != "" {
		return openGiven(address)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := startFree(ctx, directory())
	if err != nil {
		return nil, err
	}
	server.Store(s)
	c := newCluster(s.URL)
	return c, c.sweep(ctx)
}

func newCluster(url func(string) string) *cluster {
	c := &cluster{url: url}
	c.template = sync.OnceValues(c.makeTemplate)
	return c
}

func openGiven(address string) (*cluster, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.New(variable + " is not of the form postgres://user:password@host:port/postgres") // it is not shown: the password
	}
	return newCluster(func(database string) string {
		u := *u
		u.Path = "/" + database
		return u.String()
	}), nil
}

// startFree starts the server of the first cluster that nobody uses.
func startFree(ctx context.Context, dir string) (*privatepg.Server, error) {
	for n := 0; ; n++ {
		s, err := privatepg.Start(ctx, filepath.Join(dir, strconv.Itoa(n)), privatepg.Options{Fast: true, Alone: true, MaxConnections: 200})
		if !errors.Is(err, privatepg.ErrInUse) {
			return s, err
		}
	}
}

// directory is where the private clusters lie.
func directory() string {
	if cache, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(cache, "sportello-test")
		if os.MkdirAll(dir, 0o755) == nil {
			return dir
		}
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("sportello-test-%d", os.Getuid()))
}

// M runs the tests of a package and then stops the server that they used, so that
// a look for goroutines that were left behind finds none of ours:
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(dbtest.M{M: m}) }
type M struct{ *testing.M }

// Run is testing.M's.
func (m M) Run() int {
	code := m.M.Run()
	s := server.Load()
	if s == nil {
		return code
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
		return max(code, 1)
	}
	return code
}
