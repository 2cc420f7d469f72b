package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/migrations"
)

type renewCommand struct {
	config
	Within time.Duration `default:"4320h" help:"Renew what can no longer be verified so long from now."`
}

// Run raises what is below the configured level and renews the evidence of what is at
// B-LTA before it ends. It can be ended at any time and goes on at the next run.
func (c *renewCommand) Run(ctx context.Context, t terminal, unread *faults) error {
	now := time.Now()
	m, err := c.load(now, *unread)
	if err != nil {
		return err
	}
	log := c.logger(t)
	s, err := newSeal(&c.config, m, log, time.Now)
	if err != nil {
		return err
	}
	s.refresh(ctx, log)
	db, err := postgres.Open(ctx, m.databaseURL, postgres.Options{Role: migrations.Role, ApplicationName: "sportello renew"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	p := newProgress(t.err)
	renewal := &certificates.Renewal{Evidence: db, Archive: db, Raiser: s, Level: m.level, Clock: time.Now, Log: log}
	done, err := renewal.Run(ctx, now.Add(c.Within), func(certificates.Renewed) { p.step() })
	p.clear()
	say(t, "renewed %d certificates to %s", done.Done, m.level)
	switch {
	case err != nil:
		return err
	case done.Failed > 0:
		return fmt.Errorf("%d certificates could not be renewed; the log says why", done.Failed)
	}
	return nil
}
