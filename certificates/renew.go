package certificates

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// Raiser brings sealed files to a level, and renews the evidence of those that have
// the highest. *signing.Sealer is one.
type Raiser interface {
	Raise(ctx context.Context, sealed []byte) ([]byte, error)
	Standing(sealed []byte) (signing.Level, time.Time, error)
}

// Renewal keeps what has been issued verifiable. It is safe for concurrent use, and
// by several processes at once: what another has renewed meanwhile is passed over.
type Renewal struct {
	Evidence Evidence
	Archive  Archive
	Raiser   Raiser
	Level    signing.Level // to which files are brought
	Clock    func() time.Time
	Log      *slog.Logger
}

// Renewed counts what a run did.
type Renewed struct{ Done, Failed int }

const renewAtOnce = 100

// Run renews every file that is below the level or that can no longer be verified at
// the given time, one after the other, and tells each. A file that cannot be renewed
// is logged and counted, and the next is tried; where authorities or database cannot be
// reached the run ends with an error. It can be run again at any time and goes on where
// it was ended. Below B-LTA there is nothing to renew, only to raise.
func (r *Renewal) Run(ctx context.Context, at time.Time, each func(Renewed)) (done Renewed, err error) {
	if r.Level < signing.LevelLTA {
		at = time.Time{}
	}
	for after := ID(""); ; {
		due, err := r.Evidence.Due(ctx, r.Level, at, after, renewAtOnce)
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, c := range due {
			after = c.ID
			switch err := r.renew(ctx, c); {
			case err == nil:
				done.Done++
			case errors.Is(err, ErrState): // another process was faster
				continue
			case unreachable(err):
				return done, err
			default:
				done.Failed++
				r.Log.LogAttrs(ctx, slog.LevelError, "a certificate could not be renewed",
					slog.String("certificate", string(c.ID)), slog.Any("error", err))
			}
			each(done)
		}
	}
}

// unreachable reports that the next file would fare no better.
func unreachable(err error) bool {
	return errors.Is(err, registry.ErrUnavailable) || errors.Is(err, signing.ErrNoTimestamp) ||
		errors.Is(err, signing.ErrUnavailable) || errors.Is(err, context.Canceled)
}

func (r *Renewal) renew(ctx context.Context, c *Certificate) error {
	file, err := r.Archive.Sealed(ctx, c.ID)
	if err != nil {
		return err
	}
	if sealedDigest(file) != c.SealedDigest {
		return ErrState
	}
	f := Sealed{}
	if f.File, err = r.Raiser.Raise(ctx, file); err != nil {
		return err
	}
	if len(f.File) == len(file) {
		return fmt.Errorf("%w: nothing could be added to it", signing.ErrLevel)
	}
	if f.Level, f.Until, err = r.Raiser.Standing(f.File); err != nil {
		return err
	}
	now := r.Clock()
	return r.Evidence.Extend(ctx, c.ID, c.SealedDigest, f, now, audit.Event{
		Office: string(c.Office), At: now, Kind: audit.CertificateRenewed, Channel: "command", Actor: audit.Actor{Kind: audit.System},
		Person: string(c.Subject), Certificate: string(c.ID),
		Details: map[string]string{"level": f.Level.String(), "added": strconv.Itoa(len(f.File) - len(file))},
	})
}
