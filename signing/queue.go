package signing

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"time"
)

// Why a queue gives no signature.
var (
	// ErrBusy says that the key was not used: too many wait for it, or it has
	// failed so often that it is left alone for a while.
	ErrBusy = errors.New("signing: the key is busy or out of order")
	// ErrSlow says that the key did not answer in time. It may have signed.
	ErrSlow = errors.New("signing: the key did not answer in time")
	// ErrPanic says that the key's driver panicked.
	ErrPanic = errors.New("signing: the driver of the key panicked")
)

// contextSigner is a key whose use can be given up.
type contextSigner interface {
	SignContext(ctx context.Context, random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error)
}

// signWith uses the key, within the context if the key knows how.
func signWith(ctx context.Context, key crypto.Signer, random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if k, ok := key.(contextSigner); ok {
		return k.SignContext(ctx, random, digest, o)
	}
	return key.Sign(random, digest, o)
}

// QueueOptions bounds the use of a key. All but Changed are required.
type QueueOptions struct {
	Slots    int           // uses at the same time
	Waiting  int           // callers that may wait for a slot
	Patience time.Duration // of one caller, the wait included
	Failures int           // in a row, after which the key is left alone
	Rest     time.Duration // for how long
	Clock    func() time.Time
	Changed  func(BreakerState, error) // hears when the key is left alone, why, and when it is not any more
}

// Queue stands before a key in a device or at a service, so that a slow one holds
// up nobody for long and a broken one nobody at all. It is a crypto.Signer, safe for
// concurrent use; it runs no goroutine while the key is not in use. A key in memory
// needs none: the queue would cost a part of what the signature does.
//
// A use that outlasts its caller keeps its slot until the device answers, so there
// are never more than Slots of them.
type Queue struct {
	key      crypto.Signer
	slots    chan struct{} // one for each use
	places   chan struct{} // one for each caller
	patience time.Duration
	breaker  *breaker
}

// NewQueue makes a queue before the key, without using it.
func NewQueue(key crypto.Signer, o QueueOptions) (*Queue, error) {
	if o.Slots < 1 || o.Waiting < 0 || o.Patience <= 0 || o.Failures < 1 || o.Rest <= 0 || o.Clock == nil {
		return nil, errors.New("signing: a queue needs slots, patience, a limit of failures, a rest and a clock")
	}
	return &Queue{
		key:      key,
		slots:    make(chan struct{}, o.Slots),
		places:   make(chan struct{}, o.Slots+o.Waiting),
		patience: o.Patience,
		breaker:  &breaker{limit: o.Failures, rest: o.Rest, clock: o.Clock, changed: o.Changed},
	}, nil
}

// Public is the key's.
func (q *Queue) Public() crypto.PublicKey { return q.key.Public() }

// Key is what the queue stands before.
func (q *Queue) Key() crypto.Signer { return q.key }

// State says what becomes of the next use.
func (q *Queue) State() BreakerState { return q.breaker.state() }

// InUse is how many uses have not come back from the device, those that nobody
// waits for any more among them.
func (q *Queue) InUse() int { return len(q.slots) }

// Sign is SignContext for a caller who waits as long as the queue lets him.
func (q *Queue) Sign(random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return q.SignContext(context.Background(), random, digest, o)
}

// SignContext uses the key when it is the caller's turn. ErrBusy, at once if nobody
// else may wait or the key is left alone; ErrSlow; ErrPanic; the context's error if
// the caller gave up; otherwise what the key says.
func (q *Queue) SignContext(ctx context.Context, random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	select {
	case q.places <- struct{}{}:
		defer func() { <-q.places }()
	default:
		return nil, fmt.Errorf("%w: %d wait for it", ErrBusy, cap(q.places))
	}
	probe, ok := q.breaker.admit()
	if !ok {
		return nil, fmt.Errorf("%w: it has failed and is left alone", ErrBusy)
	}
	ctx, cancel := context.WithTimeout(ctx, q.patience)
	defer cancel()
	signature, err := q.turn(ctx, func() ([]byte, error) { return signWith(ctx, q.key, random, digest, o) })
	q.breaker.done(probe, err)
	return signature, err
}

// turn waits for a slot and works in it until the context ends.
func (q *Queue) turn(ctx context.Context, work func() ([]byte, error)) ([]byte, error) {
	select {
	case q.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, gaveUp(ctx, ErrBusy)
	}
	type result struct {
		signature []byte
		err       error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-q.slots }()
		signature, err := recovered(work)
		done <- result{signature, err}
	}()
	select {
	case r := <-done:
		return r.signature, r.err
	case <-ctx.Done():
		return nil, gaveUp(ctx, ErrSlow)
	}
}

// gaveUp tells a caller who went away from one whose time was over.
func gaveUp(ctx context.Context, late error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return late
}

func recovered(work func() ([]byte, error)) (signature []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			signature, err = nil, fmt.Errorf("%w: %v", ErrPanic, p)
		}
	}()
	return work()
}
