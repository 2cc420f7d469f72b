package privatepg

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// keep starts the server, over a new cluster if there is none. The lock is given
// back when the server ends, or with the error.
func (h home) keep(ctx context.Context, o Options, lock *os.File) (*Server, error) {
	s, cmd, err := h.prepare(ctx, o)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	log, err := h.newLog()
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if s.child, err = launch(cmd, log, lock); err != nil {
		return nil, err
	}
	if err := h.ready(ctx, s); err != nil {
		s.child.abort()
		return nil, err
	}
	return s, nil
}

// prepare does what comes before the start.
func (h home) prepare(ctx context.Context, o Options) (*Server, *exec.Cmd, error) {
	if err := h.endOrphan(ctx); err != nil {
		return nil, nil, err
	}
	p, err := h.cluster(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	password, err := os.ReadFile(h.path("password"))
	if err != nil {
		return nil, nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, nil, err
	}
	cmd := h.command(context.Background(), p, "postgres", h.arguments(o, port)...)
	diesWithParent(cmd.SysProcAttr, syscall.SIGINT)
	return &Server{port: port, password: string(password)}, cmd, nil
}

// arguments are the server's whole configuration. No Unix socket: its path may not
// be longer than 107 bytes, and Debian's default place is not for every account.
func (h home) arguments(o Options, port string) []string {
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=",
		"max_connections=" + strconv.Itoa(cmp.Or(o.MaxConnections, 100)),
		"timezone=UTC", "log_timezone=UTC",
		"log_error_verbosity=terse", // without the rows that a constraint refused
	}
	if o.Fast {
		settings = append(settings, "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=128MB")
	}
	args := []string{"-D", h.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// newLog opens a log for one run of the server, and keeps that of the one before.
func (h home) newLog() (*os.File, error) {
	if err := os.Rename(h.path("log"), h.path("log.old")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(h.path("log"), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
}

// freePort is one that nobody listens on just now. If somebody is faster than the
// server, the server ends and is started again with another.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// ready waits until the server answers.
func (h home) ready(ctx context.Context, s *Server) error {
	for {
		err := s.answers(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.child.done:
			return h.whyEnded(s.child.err)
		default:
		}
		if pause(ctx, 10*time.Millisecond) != nil {
			return fmt.Errorf("the server does not answer: %w", err)
		}
	}
}

// errStillAtWork says that sessions of a killed server have not noticed yet, and
// still use the data.
var errStillAtWork = errors.New("sessions of a killed server are still at work")

// whyEnded adds to the status of a server that ended what its log says.
func (h home) whyEnded(err error) error {
	log, _ := os.ReadFile(h.path("log")) // what is there helps
	if bytes.Contains(log, []byte("pre-existing shared memory block")) {
		return errStillAtWork
	}
	return fmt.Errorf("the server ended: %w: %s", err, lastLine(log))
}

func lastLine(text []byte) []byte {
	text = bytes.TrimSpace(text)
	return text[bytes.LastIndexByte(text, '\n')+1:]
}
