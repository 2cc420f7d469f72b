// Package privatepg runs a private PostgreSQL out of a directory, for the demo and
// for tests: nothing to install but Debian's package, nothing to configure, no
// other server of the machine touched. It listens on the loopback interface only,
// on a free port, and asks for a random password.
//
// One process starts the server and keeps it: it holds a lock on the directory for
// as long as the server runs. Another process that wants the same directory finds
// the lock taken and attaches to the running server. When the keeper stops or dies,
// killed included, the server goes as well (on Linux at once, by the signal that
// the kernel sends; elsewhere the next Start stops it). So a server without a
// keeper is never attached to: it is on its way out.
//
// PostgreSQL refuses to run as root, so root hands it to the account postgres, or
// nobody. Under root only the cluster's data and the password file belong to that
// account; what root itself writes lies in a directory that the account cannot
// change.
package privatepg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// startLimit bounds how long Start takes. From nothing it needs a second, on a
// busy disk five.
const startLimit = time.Minute

// ErrInUse says that another process keeps the server, or this one does already,
// and that it does not answer or Options.Alone was set.
var ErrInUse = errors.New("the server is kept by another process")

// Options say how a server is run. The zero value is right for the demo.
type Options struct {
	Bin            string       // directory of initdb and postgres; looked for where it is ""
	MaxConnections int          // 100 if it is 0
	Log            *slog.Logger // may be nil
	Alone          bool         // return ErrInUse rather than attach

	// Fast is for tests only: nothing is made durable. What was not made since the
	// machine booted, or does not start, is thrown away and made anew.
	Fast bool
}

// Start returns the server of the directory, which it makes, starts or attaches to
// as need be. Where root's directory is out of reach for the account that the
// server runs under, it uses one below the system's temporary directory and says
// so in the log. The context bounds the start, not the server's life. Errors:
// *NoServerError, ErrInUse.
func Start(ctx context.Context, dir string, o Options) (_ *Server, err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	defer func() {
		if err != nil && errors.Is(ctx.Err(), context.Canceled) { // whatever failed, failed for that
			err = fmt.Errorf("privatepg: %w", ctx.Err())
		}
	}()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	bin, err := find(ctx, o.Bin)
	if err != nil {
		return nil, err
	}
	h, err := settle(ctx, dir, bin, o.Log)
	if err != nil {
		return nil, fmt.Errorf("privatepg: %w", err)
	}
	s, err := h.keepOrAttach(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("privatepg: %w", err)
	}
	o.Log.LogAttrs(ctx, slog.LevelInfo, "private database", slog.String("directory", h.dir), slog.String("port", s.port), slog.Bool("attached", s.Attached()))
	return s, nil
}

// tries is how often a server is started that does not get going: somebody may
// have been faster to take the port that was free.
const tries = 3

// keepOrAttach tries until it has a server, or it makes no sense to go on.
func (h home) keepOrAttach(ctx context.Context, o Options) (*Server, error) {
	for failed := 0; ; {
		s, err := h.attempt(ctx, o)
		switch {
		case err == nil, ctx.Err() != nil, o.Alone && errors.Is(err, ErrInUse):
			return s, err
		case errors.Is(err, ErrInUse), errors.Is(err, errStillAtWork):
			// Its server will answer soon; they will soon be through.
		default:
			if failed++; failed == tries {
				return nil, err
			}
			o.Log.LogAttrs(ctx, slog.LevelWarn, "private database did not start", slog.String("directory", h.dir), slog.Any("error", err))
			if o.Fast {
				h.doubt()
			}
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			return nil, err
		}
	}
}

// attempt starts the server if nobody keeps it, else attaches to it.
func (h home) attempt(ctx context.Context, o Options) (*Server, error) {
	lock, err := h.lock()
	if err != nil {
		return nil, err
	}
	if lock != nil {
		return h.keep(ctx, o, lock)
	}
	if !o.Alone {
		if s, err := h.attach(ctx); err == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrInUse, h.dir)
}

// pause waits a moment, or returns the context's error.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
