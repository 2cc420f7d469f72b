package certificates

import (
	"context"
	"crypto/sha256"
	"errors"
)

// replay answers a key that was used before: with the certificate if the request
// is the same, with nil if the key is free or what it led to has failed.
func (d *Desk) replay(ctx context.Context, by Requester, r Request) (*Certificate, error) {
	if err := d.admit(ctx, by, r); err != nil {
		return nil, err
	}
	k, err := d.Archive.ByKey(ctx, by.ref(), r.Key)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case k.KeyDigest != r.digest(by):
		return nil, ErrKeyReused
	case k.State != Issuing:
		if err := d.reread(ctx, by, r.ID, k.Certificate); err != nil {
			return nil, err
		}
		return k.Certificate, nil
	case !d.abandoned(k):
		return nil, ErrInProgress
	}
	if err := d.close(ctx, k.Certificate, Interrupted); err != nil && !errors.Is(err, ErrState) {
		return nil, err
	}
	return nil, nil
}

// abandoned reports whether nobody works on a reservation any more: this process
// made it and is through with it, or its deadline has passed.
func (d *Desk) abandoned(k *Keyed) bool {
	if k.Instance == d.Instance {
		_, working := d.working.Load(k.ID)
		return !working
	}
	return d.Clock().Sub(k.ReservedAt) > abandonedAfter
}

// Sweep closes what a crash left between the steps 5 and 8, so that every number
// without a certificate is explained. It runs at start-up and then now and again,
// and returns how many it closed.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	left, err := d.Abandoned.Abandoned(ctx, d.Instance, d.Clock().Add(-abandonedAfter))
	if err != nil {
		return 0, err
	}
	closed := 0
	for _, c := range left {
		if _, working := d.working.Load(c.ID); working {
			continue
		}
		switch err := d.close(ctx, c, Interrupted); {
		case errors.Is(err, ErrState): // somebody else has closed or finished it
		case err != nil:
			return closed, err
		default:
			closed++
		}
	}
	return closed, nil
}

func sealedDigest(sealed []byte) [32]byte { return sha256.Sum256(sealed) }
