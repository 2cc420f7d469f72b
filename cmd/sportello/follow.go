package main

import (
	"context"
	"log/slog"
	"time"
)

// followInterval is how often a process looks for what another one has approved, and for
// the day that has come: half of what is promised (docs/offices.md).
const followInterval = 5 * time.Second

// followOffices keeps what the offices have decided up to date until the context ends.
func (a *app) followOffices(ctx context.Context) {
	look := time.NewTicker(followInterval)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if err := a.inForce.Refresh(ctx); err != nil && ctx.Err() == nil {
				a.log.LogAttrs(ctx, slog.LevelError, "what the offices have decided is not in force; everything is as before", slog.Any("error", err))
			}
		}
	}
}
