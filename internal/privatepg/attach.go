package privatepg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pidFile is where a running server says who and where it is. Its lines: process,
// data directory, start time, port, socket directory, address, shared memory,
// state.
const pidFile = "postmaster.pid"

// running reads the server's process and port from its own file. A server that is
// just starting has not written all of it.
func (h home) running() (pid int, port string, err error) {
	text, err := os.ReadFile(h.path("data/" + pidFile))
	if err != nil {
		return 0, "", err
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 4 {
		return 0, "", fmt.Errorf("%s is not complete", pidFile)
	}
	pid, err = strconv.Atoi(lines[0])
	return pid, lines[3], err
}

// attach returns the running server if it answers.
func (h home) attach(ctx context.Context) (*Server, error) {
	_, port, err := h.running()
	if err != nil {
		return nil, err
	}
	password, err := os.ReadFile(h.path("password"))
	if err != nil {
		return nil, err
	}
	s := &Server{port: port, password: string(password)}
	return s, s.answers(ctx)
}

// endOrphan stops a server whose keeper died without stopping it: we hold the
// lock, so nobody keeps it.
func (h home) endOrphan(ctx context.Context) error {
	pid, _, err := h.running()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for err == nil && runs(pid, h.data()) {
		if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stopping the server that a dead process left: %w", err)
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return fmt.Errorf("the server that a dead process left does not stop: %w", err)
		}
	}
	return h.disown()
}

// disown makes the file that a dead server left name us in its place. Its number
// may by now be another process's, and PostgreSQL would then refuse to start; a
// file that names the new server's own parent it takes for what it is, left over.
// Removing the file would do as well, but then PostgreSQL could not find out
// whether a session of the dead server still works on the data.
func (h home) disown() error {
	data, err := os.OpenRoot(h.data()) // another account's: follow no link out of it
	if err != nil {
		return err
	}
	defer data.Close()
	text, err := data.ReadFile(pidFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := data.OpenFile(pidFile, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	_, err = fmt.Fprintf(f, "%d\n%s", os.Getpid(), rest)
	return errors.Join(err, f.Close())
}
