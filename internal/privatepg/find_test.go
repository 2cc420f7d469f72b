package privatepg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// install makes server programs that only say their version.
func install(t *testing.T, dir, version string, names ...string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		script := fmt.Sprintf("#!/bin/sh\necho '%s (PostgreSQL) %s'\n", name, version)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		version string
		names   []string
		want    int // 0: NoServerError
	}{
		{"nothing there", "16.1", nil, 0},
		{"client only", "16.1", []string{"psql"}, 0},
		{"no initdb", "16.1", []string{"postgres"}, 0},
		{"no postgres", "16.1", []string{"initdb"}, 0},
		{"too old", "14.9 (Debian 14.9-1)", []string{"initdb", "postgres"}, 0},
		{"very old", "9.6.24", []string{"initdb", "postgres"}, 0},
		{"not a version", "unknown", []string{"initdb", "postgres"}, 0},
		{"oldest", "15.18 (Debian 15.18-0+deb12u1)", []string{"initdb", "postgres"}, 15},
		{"newer", "18.4", []string{"initdb", "postgres"}, 18},
		{"beta", "19beta1", []string{"initdb", "postgres"}, 19},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := install(t, t.TempDir(), test.version, test.names...)
			found, err := find(t.Context(), dir)
			if test.want == 0 {
				if e := (*NoServerError)(nil); !errors.As(err, &e) {
					t.Errorf("find() = %v, %v, want a NoServerError", found, err)
				} else if diff := cmp.Diff([]string{dir}, e.Looked); diff != "" {
					t.Error(diff)
				}
				return
			}
			if diff := cmp.Diff([]programs{{dir, test.want}}, found, cmp.AllowUnexported(programs{})); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), t.TempDir(), Options{Bin: t.TempDir()})
	if e := (*NoServerError)(nil); !errors.As(err, &e) {
		t.Fatalf("Start() = %v, want a NoServerError", err)
	}
	for _, want := range []string{"package postgresql", "apt-get install postgresql", "15 or newer"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

// Who stops it is told that it was stopped, not to install what is there.
func TestStartCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, tempDir(t), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Start() = %v, want %v", err, context.Canceled)
	}
}

// A link on the PATH leads to the directory where its sisters are; it comes first.
func TestLookAround(t *testing.T) {
	real := install(t, filepath.Join(t.TempDir(), "real"), "17.1", "initdb", "postgres")
	path := t.TempDir()
	if err := os.Symlink(filepath.Join(real, "initdb"), filepath.Join(path, "initdb")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	if places := lookAround(); len(places) == 0 || places[0] != real {
		t.Errorf("lookAround() = %v, want %s first", places, real)
	}
	if versionIn("/usr/lib/postgresql/9.6/bin") >= versionIn("/usr/lib/postgresql/15/bin") {
		t.Error("9.6 is preferred to 15")
	}
}
