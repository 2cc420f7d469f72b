package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/signing"
)

// seal is the sealer of a process with what it needs from outside.
type seal struct {
	*signing.Sealer
	key        crypto.Signer
	lowered    bool                // a seal may be made at a lower level
	revocation *signing.Revocation // nil where the level needs none
}

// newSeal makes the sealer for the configured level. It asks nobody yet.
func newSeal(c *config, m *material, log *slog.Logger, clock func() time.Time) (*seal, error) {
	o := signing.Options{Roots: m.roots, PSS: c.SealPSS, Random: rand.Reader, Clock: clock, Level: m.level}
	s := &seal{key: m.identity.Key, lowered: c.SealLowered}
	var err error
	if m.level > signing.LevelB {
		if o.Stamper, err = newStamper(c, m, clock); err != nil {
			return nil, err
		}
		if s.revocation, err = signing.NewRevocation(signing.RevocationOptions{Transport: newTransport(), Clock: clock}); err != nil {
			return nil, err
		}
		o.Revocation = s.revocation
	}
	if c.SealLowered {
		o.Lowered = func(ctx context.Context, reason error) {
			log.LogAttrs(ctx, slog.LevelWarn, "a certificate is sealed at a lower level; it will be raised", slog.Any("error", reason))
		}
	}
	s.Sealer, err = signing.NewSealer(m.identity, o)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s, nil
}

func newStamper(c *config, m *material, clock func() time.Time) (*signing.Stamper, error) {
	o := signing.StamperOptions{Roots: m.stampRoots, Transport: newTransport(), Random: rand.Reader, Clock: clock}
	if o.Roots == nil {
		o.Roots = m.roots
	}
	for _, address := range c.SealTSAURL {
		o.Authorities = append(o.Authorities, signing.Authority{URL: address, Policy: m.stampPolicy})
	}
	return signing.NewStamper(o)
}

// State is what stands against sealing now, the state of a device or service among it.
// That a revocation state is not known is nothing where a lower level will do.
func (s *seal) State() error {
	if q, ok := s.key.(*signing.Queue); ok && q.State() == signing.BreakerOpen {
		return signing.ErrBusy
	}
	err := s.Sealer.State()
	if s.lowered && errors.Is(err, signing.ErrRevocation) && !errors.Is(err, signing.ErrRevoked) {
		return nil
	}
	return err
}

// refresh asks for news of the certificates in use. A revoked one stops the issuing and
// is said loudly, every time.
func (s *seal) refresh(ctx context.Context, log *slog.Logger) {
	if s.revocation == nil {
		return
	}
	switch err := s.revocation.Refresh(ctx); {
	case errors.Is(err, signing.ErrRevoked):
		log.LogAttrs(ctx, slog.LevelError, "A CERTIFICATE OF THE SEAL IS REVOKED: nothing is issued", slog.Any("error", err))
	case err != nil:
		log.LogAttrs(ctx, slog.LevelWarn, "revocation states could not be renewed", slog.Any("error", err))
	}
}

// state is what stands against sealing now, as the error table knows it.
func (a *app) state() error {
	err := errors.Join(a.material.identity.Check(a.clock(), a.material.roots), a.seal.State())
	if err != nil {
		return fmt.Errorf("%w: %w", certificates.ErrSeal, err)
	}
	return nil
}

// raise brings files that were sealed at a lower level to the configured one.
func (a *app) raise(ctx context.Context) {
	if !a.config.SealLowered || a.material.level == signing.LevelB {
		return
	}
	done, err := a.renewal.Run(ctx, time.Time{}, func(certificates.Renewed) {})
	if err != nil && ctx.Err() == nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "raising certificates", slog.Any("error", err))
	}
	if done.Done > 0 {
		a.log.LogAttrs(ctx, slog.LevelInfo, "raised certificates to their level", slog.Int("number", done.Done))
	}
}
