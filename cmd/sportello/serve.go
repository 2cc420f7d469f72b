package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sportello/sportello/internal/session"
)

type serveCommand struct{ config }

// Run serves until the context ends, then finishes what is in flight.
func (c *serveCommand) Run(ctx context.Context, t terminal, unread *faults) error {
	m, err := c.load(time.Now(), *unread)
	if err != nil {
		return err
	}
	log := c.logger(t)
	app, err := assemble(ctx, &c.config, m, log)
	if err != nil {
		return err
	}
	defer app.close()
	return app.serve(ctx, nil)
}

// The four timeouts of a server, and how long a shutdown waits for certificates
// in flight. Reading allows for an upload over a slow line.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 90 * time.Second
	idleTimeout       = 120 * time.Second
	shutdownTimeout   = 30 * time.Second
	sweepInterval     = 10 * time.Second
	refreshInterval   = time.Minute // of revocation states, and of raising what was sealed at a lower level
)

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// serve listens, sweeps, and calls ready when requests are answered. It returns
// when ctx is done and the last request has been answered, or when a listener
// fails.
func (a *app) serve(ctx context.Context, ready func()) error {
	if n, err := a.desk.Sweep(ctx); err != nil {
		return fmt.Errorf("closing what a crash left: %w", err)
	} else if n > 0 {
		a.log.LogAttrs(ctx, slog.LevelWarn, "closed certificates that a crash had left unfinished", slog.Int("number", n))
	}
	public, err := listen(ctx, "SPORTELLO_LISTEN", a.config.Listen)
	if err != nil {
		return err
	}
	servers := []*http.Server{newServer(a.public, a.log)}
	listeners := []net.Listener{public}
	if a.config.MetricsListen != "" {
		private, err := listen(ctx, "SPORTELLO_METRICS_LISTEN", a.config.MetricsListen)
		if err != nil {
			return errors.Join(err, public.Close())
		}
		servers, listeners = append(servers, newServer(a.private, a.log)), append(listeners, private)
		a.log.LogAttrs(ctx, slog.LevelInfo, "metrics", slog.String("address", private.Addr().String()))
	}
	failed := make(chan error, len(servers))
	for i, s := range servers {
		go func() { failed <- s.Serve(listeners[i]) }()
	}
	a.log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("address", public.Addr().String()), slog.String("public", a.material.publicURL.String()))
	a.seal.refresh(ctx, a.log)
	if ready != nil {
		ready()
	}
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { a.sweepPayments(ctx) })
	beside.Go(func() { a.followOffices(ctx) })
	err = a.untilDone(ctx, failed)
	stop()
	beside.Wait()
	return errors.Join(err, shutdown(servers))
}

func listen(ctx context.Context, name, address string) (net.Listener, error) {
	var c net.ListenConfig
	l, err := c.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%w; set %s to another address", err, name)
	}
	return l, nil
}

// untilDone sweeps now and again until the context ends or a server fails.
func (a *app) untilDone(ctx context.Context, failed <-chan error) error {
	sweep, refresh := time.NewTicker(sweepInterval), time.NewTicker(refreshInterval)
	defer sweep.Stop()
	defer refresh.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-refresh.C:
			a.seal.refresh(ctx, a.log)
			a.raise(ctx)
			a.sweepDrafts(ctx)
		case <-sweep.C:
			if n, err := a.desk.Sweep(ctx); ctx.Err() != nil {
				return nil
			} else if err != nil {
				a.log.LogAttrs(ctx, slog.LevelWarn, "sweep", slog.Any("error", err))
			} else if n > 0 {
				a.log.LogAttrs(ctx, slog.LevelWarn, "closed abandoned certificates", slog.Int("number", n))
			}
			a.sweepSessions(ctx)
		}
	}
}

// sweepSessions forgets sessions and logins that are over.
func (a *app) sweepSessions(ctx context.Context) {
	now := a.clock()
	if err := a.sessions.SweepSessions(ctx, now, now.Add(-a.config.SessionIdle), session.MostAttempts); err != nil && ctx.Err() == nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "sweeping sessions", slog.Any("error", err))
	}
}

// sweepDrafts removes what nobody has gone on with.
func (a *app) sweepDrafts(ctx context.Context) {
	if n, err := a.desk.SweepDrafts(ctx); err != nil && ctx.Err() == nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "sweeping drafts", slog.Any("error", err))
	} else if n > 0 {
		a.log.LogAttrs(ctx, slog.LevelInfo, "removed old drafts", slog.Int("number", n))
	}
}

// shutdown stops taking requests and waits for those in flight.
func shutdown(servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Shutdown(ctx))
	}
	return errors.Join(errs...)
}
