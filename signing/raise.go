package signing

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Raise brings a file of ours to the sealer's level and returns it. It appends updates
// and changes nothing else, so that the file as it was handed out is how the new one
// begins. A file that is at B-LTA already gets, if the sealer is for B-LTA too, what it
// takes to check its last time stamp later and a fresh one over all: that is to be done
// before Seal.Until. Any other file that is at the level or above is returned as it is.
//
// The seal need not be by the sealer's certificate, which may have been renewed, but must
// lead to its roots. The file is verified before and after. The errors are those of
// Verify, and ErrNoTimestamp, ErrUnavailable, ErrRevocation and ErrRevoked for what cannot
// be had.
func (s *Sealer) Raise(ctx context.Context, sealed []byte) ([]byte, error) {
	if s.o.Level == LevelB {
		return nil, fmt.Errorf("%w: a sealer for %s raises nothing", ErrLevel, s.o.Level)
	}
	d, err := open(sealed)
	if err != nil {
		return nil, err
	}
	o := VerifyOptions{Roots: s.o.Roots, StampRoots: s.o.Stamper.o.Roots, At: s.o.Clock()}
	seal, pending, err := d.verify(o)
	if err != nil {
		return nil, err
	}
	if len(d.additions) > maxAdditions-additionsAtOnce {
		return nil, fmt.Errorf("%w: %d updates are enough", ErrForm, len(d.additions))
	}
	r := &raising{
		s: s, own: seal.Certificate, chain: seal.Chain, file: sealed, level: seal.Level,
		revision: d.revision, held: d.held(len(d.additions) - 1), pending: pending,
	}
	if seal.Level == LevelLTA && s.o.Level == LevelLTA {
		err = r.renew(ctx)
	} else {
		err = r.to(ctx, s.o.Level)
	}
	if err != nil {
		return nil, err
	}
	if _, err := Verify(r.file, o); err != nil {
		return nil, err
	}
	return r.file, nil
}

// additionsAtOnce is the most that is appended to a file in one go: the way from B-B to
// B-LTA.
const additionsAtOnce = 3

// raising is a file on its way up. Each step leaves it whole.
type raising struct {
	s        *Sealer
	own      *x509.Certificate
	chain    []*x509.Certificate
	file     []byte
	level    Level
	revision *revision // nil until it is read
	held     *material
	pending  []subject // the uses of keys that there is no material about
}

// to takes the steps to the level.
func (r *raising) to(ctx context.Context, level Level) error {
	for r.level < level {
		step := r.addStamp
		if r.level == LevelT {
			step = r.addMaterial
		}
		if err := step(ctx); err != nil {
			return err
		}
		r.level++
	}
	return nil
}

func (r *raising) renew(ctx context.Context) error {
	if len(r.pending) > 0 {
		if err := r.addMaterial(ctx); err != nil {
			return err
		}
	}
	return r.addStamp(ctx)
}

func (r *raising) addStamp(ctx context.Context) error {
	if err := r.read(); err != nil {
		return err
	}
	update, hole, next := r.revision.addStamp(len(r.file), r.s.o.Stamper.o.Room)
	file := slices.Concat(r.file, update)
	token, err := r.s.o.Stamper.Stamp(ctx, file[:hole.Start], file[hole.End:])
	if err != nil {
		return err
	}
	hex.Encode(file[hole.Start+1:], token.DER)
	r.file, r.revision = file, &next
	r.stamped(token)
	return nil
}

// stamped notes what is to be proven of a new time stamp and, if it is the first, of the
// seal.
func (r *raising) stamped(t *Token) {
	if r.level == LevelB {
		r.pending = subjects(r.own, r.chain, t.Time, t.Time)
	}
	r.pending = append(r.pending, subjects(t.Certificate, t.Chain, t.Time, r.s.o.Clock())...)
}

func (r *raising) addMaterial(ctx context.Context) error {
	if err := r.read(); err != nil {
		return err
	}
	m := &material{}
	for _, use := range r.pending {
		r.held.lend(m, certificateKind, use.certificate.Raw)
		r.held.lend(m, certificateKind, use.issuer.Raw)
		if m.about(use, map[string]bool{}) == nil { // a list is about many
			continue
		}
		e, err := r.s.o.Revocation.prove(ctx, use)
		if err != nil {
			return err
		}
		r.held.lend(m, e.kind, e.der)
	}
	update, next := r.revision.addMaterial(len(r.file), m)
	r.file, r.revision, r.pending = slices.Concat(r.file, update), &next, nil
	return nil
}

// read looks up in the file what its first update builds on.
func (r *raising) read() (err error) {
	if r.revision == nil {
		r.revision, err = readRevision(r.file)
	}
	return err
}

// lowered is what becomes of a seal whose level cannot be had, by the sealer's policy. A
// revoked certificate is never passed over.
func (s *Sealer) lowered(ctx context.Context, file []byte, reason error) ([]byte, error) {
	if s.o.Lowered == nil || errors.Is(reason, ErrRevoked) {
		return nil, reason
	}
	s.o.Lowered(ctx, reason)
	return file, nil
}
