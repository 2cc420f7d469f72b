package privatepg

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// cluster makes the cluster if there is none, and returns the programs that fit
// it: a server reads the data of its own version only.
func (h home) cluster(ctx context.Context, o Options) (programs, error) {
	if o.Fast && h.doubtful() {
		if err := os.RemoveAll(h.data()); err != nil {
			return programs{}, err
		}
	}
	version, err := os.ReadFile(h.path("data/PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return h.programs[0], h.initdb(ctx, o)
	}
	if err != nil {
		return programs{}, err
	}
	for _, p := range h.programs {
		if strconv.Itoa(p.major) == strings.TrimSpace(string(version)) {
			return p, nil
		}
	}
	return programs{}, fmt.Errorf("the data in %s are of PostgreSQL %s, whose programs are not here: install Debian's package postgresql-%[2]s, or remove the directory",
		h.dir, strings.TrimSpace(string(version)))
}

// initdb makes the cluster under another name and renames it at the end, so that
// one that was interrupted never looks complete.
func (h home) initdb(ctx context.Context, o Options) error {
	unfinished := h.path("data.new")
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := h.makeFor(unfinished); err != nil {
		return err
	}
	if err := h.writeFor("password", rand.Text()); err != nil {
		return err
	}
	if err := h.writeFor("boot", boot()); err != nil {
		return err
	}
	args := []string{
		"-D", unfinished, "-U", superuser, "--pwfile", h.path("password"), "--auth", "scram-sha-256",
		"--encoding", "UTF8", "--locale", locale, "--no-instructions",
	}
	if o.Fast {
		args = append(args, "--no-sync")
	}
	if err := h.run(ctx, "initdb", args...); err != nil {
		return err
	}
	return os.Rename(unfinished, h.data())
}

// run runs a program to its end, which comes with ours if that is sooner.
func (h home) run(ctx context.Context, name string, args ...string) error {
	runtime.LockOSThread() // see launch
	defer runtime.UnlockOSThread()
	cmd := h.command(ctx, h.programs[0], name, args...)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // its own children as well
	diesWithParent(cmd.SysProcAttr, syscall.SIGKILL)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, whatWentWrong(out))
	}
	return nil
}

// whatWentWrong is the first line of a program's output that speaks of an error,
// or the last one: initdb ends with what it has tidied up.
func whatWentWrong(out []byte) []byte {
	for line := range bytes.Lines(out) {
		if bytes.Contains(line, []byte("FATAL:")) || bytes.Contains(line, []byte("PANIC:")) || bytes.Contains(line, []byte("error:")) {
			return bytes.TrimSpace(line)
		}
	}
	return lastLine(out)
}

// makeFor makes a directory that belongs to the server's account.
func (h home) makeFor(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(h.account.own(f), f.Close())
}

// writeFor writes a small file anew, for the server's account and nobody else.
func (h home) writeFor(name, text string) error {
	if err := os.Remove(h.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(h.path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, h.account.own(f), f.Sync(), f.Close())
}

// doubtful reports whether a fast cluster may be damaged: without fsync it is
// whole only until the machine goes down.
func (h home) doubtful() bool {
	made, err := os.ReadFile(h.path("boot"))
	return err != nil || string(made) != boot()
}

// doubt has a fast cluster made anew at the next start.
func (h home) doubt() { _ = os.Remove(h.path("boot")) } // if it stays, the next start fails again
