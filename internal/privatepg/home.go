package privatepg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// home is where a cluster lives: the directory, or its stand-in, with
//
//	data       the cluster, PostgreSQL's own
//	password   of the superuser
//	log        of the server since its last start; log.old of the time before
//	lock       held by the process that keeps the server
//	boot       which boot of the machine a fast cluster was made in
//
// and who runs it with what.
type home struct {
	dir      string
	account  *account // nil: the account that we have
	programs []programs
}

func (h home) data() string            { return filepath.Join(h.dir, "data") }
func (h home) path(name string) string { return filepath.Join(h.dir, name) }

// settle makes the directory, or the one in its stead if root's is out of reach
// for the account that the server runs under.
func settle(ctx context.Context, dir string, found []programs, log *slog.Logger) (home, error) {
	dir, err := makeDir(dir)
	if err != nil {
		return home{}, err
	}
	h := home{dir: dir, programs: found}
	if os.Geteuid() != 0 {
		return h, nil
	}
	if h.account, err = serverAccount(); err != nil {
		return home{}, err
	}
	if h.reachable(ctx) == nil {
		return h, nil
	}
	if h.dir, err = standIn(dir); err != nil {
		return home{}, err
	}
	if err := h.reachable(ctx); err != nil {
		return home{}, fmt.Errorf("the server cannot run under the account %s (run as an ordinary user instead): %w", h.account.name, err)
	}
	log.LogAttrs(ctx, slog.LevelWarn, "the account of the private database cannot reach its directory, another is used",
		slog.String("account", h.account.name), slog.String("directory", dir), slog.String("used", h.dir))
	return h, nil
}

// makeDir makes the directory, and returns its one true name: by it a server that
// runs already is known.
func makeDir(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}

// reachable has the account run a program in the directory: only a trial knows of
// ancestors, access lists, mounts and missing capabilities alike.
func (h home) reachable(ctx context.Context) error {
	return h.command(ctx, h.programs[0], "postgres", "--version").Run()
}

// command prepares a server program: under the server's account, in our directory,
// with an environment of its own, and out of reach of a Ctrl-C in the terminal.
func (h home) command(ctx context.Context, p programs, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.dir, name), args...)
	cmd.Dir = h.dir
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=" + locale}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if h.account != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: h.account.uid, Gid: h.account.gid}
	}
	return cmd
}

// lock takes the directory's lock, or returns nil if somebody holds it. Closing
// the file, or dying, gives it back.
func (h home) lock() (*os.File, error) {
	f, err := os.OpenFile(h.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, f.Close()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
