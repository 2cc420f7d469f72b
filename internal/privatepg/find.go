package privatepg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the oldest PostgreSQL that Sportello works with.
const oldest = 15

// debianServers is where Debian's package keeps the server programs of each
// version, off the PATH.
const debianServers = "/usr/lib/postgresql/*/bin"

// NoServerError says that no usable PostgreSQL server programs were found.
type NoServerError struct {
	Looked []string // the directories that were looked into
}

func (e *NoServerError) Error() string {
	looked := "the PATH and " + debianServers
	if len(e.Looked) > 0 {
		looked = strings.Join(e.Looked, ", ")
	}
	return fmt.Sprintf("privatepg: no server programs of PostgreSQL %d or newer in %s: install Debian's package postgresql with: sudo apt-get install postgresql", oldest, looked)
}

// programs are the server programs of one PostgreSQL.
type programs struct {
	dir   string
	major int
}

// find returns all usable server programs, the preferred first: those in bin if it
// is given, else those of the PATH, then Debian's, newest first.
func find(ctx context.Context, bin string) ([]programs, error) {
	places := []string{bin}
	if bin == "" {
		places = lookAround()
	}
	var found []programs
	for _, dir := range places {
		if major := majorOf(ctx, dir); major >= oldest {
			found = append(found, programs{dir, major})
		}
	}
	if len(found) == 0 {
		return nil, &NoServerError{Looked: places}
	}
	return found, nil
}

// lookAround lists where server programs may be, the preferred place first.
func lookAround() []string {
	var places []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// A link on the PATH stands alone; postgres is beside what it points to.
		if target, err := filepath.EvalSymlinks(initdb); err == nil {
			places = append(places, filepath.Dir(target))
		}
	}
	installed, _ := filepath.Glob(debianServers) // the pattern is constant
	slices.SortFunc(installed, func(a, b string) int { return versionIn(b) - versionIn(a) })
	for _, dir := range installed {
		if !slices.Contains(places, dir) {
			places = append(places, dir)
		}
	}
	return places
}

// versionIn is 15 for /usr/lib/postgresql/15/bin.
func versionIn(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	return n
}

// postgres --version: "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".
var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// majorOf is the version of the server programs in the directory, 0 if one of
// them is missing or does not run.
func majorOf(ctx context.Context, dir string) int {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	m := versionLine.FindSubmatch(out)
	if err != nil || m == nil {
		return 0
	}
	major, _ := strconv.Atoi(string(m[1])) // the pattern lets only digits through
	return major
}
