package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sportello/sportello/signing"
)

// After so many failures in a row a device or service is left alone for so long. At
// the end a device gets so long to say goodbye.
const (
	sealFailures = 5
	sealRest     = 10 * time.Second
	sealFarewell = 5 * time.Second
)

// closeKey lets go of a device, or leaves it when it does not answer.
func (m *material) closeKey() error {
	if m.device == nil {
		return nil
	}
	done := make(chan error, 1)
	go func() { done <- m.device.Close() }()
	select {
	case err := <-done:
		return err
	case <-time.After(sealFarewell):
		return signing.ErrSlow
	}
}

// guard puts a queue before a key that is in a device or at a service. A service that
// cannot be reached now is no reason not to start: what has been issued can be
// checked without it. One that has another key than is configured is.
func (a *app) guard(ctx context.Context, metrics *prometheus.Registry, clock func() time.Time) error {
	id := a.material.identity
	remote, isRemote := id.Key.(*signing.Remote)
	if a.material.device == nil && !isRemote {
		return nil
	}
	queue, err := signing.NewQueue(id.Key, signing.QueueOptions{
		Slots: a.config.SealAtOnce, Waiting: a.config.SealWaiting, Patience: a.config.SealPatience,
		Failures: sealFailures, Rest: sealRest, Clock: clock, Changed: a.sealChanged,
	})
	if err != nil {
		return err
	}
	id.Key = queue
	metrics.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sportello_seal_key_state", Help: "0: the key of the seal is used; 1: it is tried again; 2: it has failed and is left alone.",
		}, func() float64 { return float64(queue.State()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sportello_seal_key_in_use", Help: "Uses of the key of the seal that have not come back.",
		}, func() float64 { return float64(queue.InUse()) }),
	)
	if !isRemote {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, a.config.SealPatience)
	defer cancel()
	err = remote.Check(ctx)
	if errors.Is(err, signing.ErrRemoteDown) {
		a.log.LogAttrs(ctx, slog.LevelWarn, "the sealing service does not answer; nothing is issued until it does", slog.Any("error", err))
		return nil
	}
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

// sealChanged tells that the key is left alone, or used again.
func (a *app) sealChanged(s signing.BreakerState, err error) {
	if s == signing.BreakerClosed {
		a.log.LogAttrs(context.Background(), slog.LevelInfo, "the key of the seal works again")
		return
	}
	a.log.LogAttrs(context.Background(), slog.LevelError, "the key of the seal has failed and is left alone for a while", slog.Any("error", err))
}
