package privatepg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// child is a server that this process started.
type child struct {
	process *os.Process
	done    chan struct{} // closed when the server has ended
	err     error         // how; to be read after done
}

// launch starts the server and watches it from one thread: the signal that ends
// it with its parent is sent when the thread that started it ends, and Go ends
// threads as it likes unless one is held. The lock is given back when the server
// has ended, or did not start.
func launch(cmd *exec.Cmd, log, lock *os.File) (*child, error) {
	c := &child{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		cmd.Stdout, cmd.Stderr = log, log
		err := cmd.Start()
		_ = log.Close() // the server has its own
		c.process = cmd.Process
		started <- err
		if err == nil {
			err = cmd.Wait()
		}
		c.err = errors.Join(err, lock.Close())
		close(c.done)
	}()
	if err := <-started; err != nil {
		<-c.done
		return nil, c.err
	}
	return c, nil
}

// stop is PostgreSQL's fast shutdown. SIGTERM would wait for the clients to leave.
func (c *child) stop(ctx context.Context) error {
	if err := c.process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("privatepg: stopping the server: %w", err)
	}
	select {
	case <-c.done:
	case <-ctx.Done():
		return fmt.Errorf("privatepg: stopping the server: %w", ctx.Err())
	}
	if c.err != nil {
		return fmt.Errorf("privatepg: the server ended: %w", c.err)
	}
	return nil
}

// abort is PostgreSQL's immediate shutdown, for a server that did not get going.
func (c *child) abort() {
	_ = c.process.Signal(syscall.SIGQUIT) // it may have ended
	<-c.done
}
