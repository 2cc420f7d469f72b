package signing

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"time"
)

// What keeps a time stamp from being had. ErrUnavailable is of every outside service.
var (
	ErrNoTimestamp = errors.New("signing: no authority gave a time stamp")
	ErrUnavailable = errors.New("signing: the service does not answer as it should")
)

// Authority is a time-stamp authority to ask.
type Authority struct {
	URL           string
	Policy        asn1.ObjectIdentifier // asked for, and required of the answer; nil takes the authority's own
	Authorization string                // as in Call
}

// StamperOptions is what a Stamper needs. Timeout, Tolerance and Room have defaults.
type StamperOptions struct {
	Authorities []Authority // the first is asked first, the next when it fails
	Roots       *x509.CertPool
	Transport   Transport
	Random      io.Reader // must be safe for concurrent use
	Clock       func() time.Time
	Timeout     time.Duration // for one authority; 5 seconds if 0
	Tolerance   time.Duration // how far an authority's clock may be from ours; 5 minutes if 0
	Room        int           // the longest token in bytes, for which every file leaves room; 8 KB if 0
}

const (
	defaultTimeout   = 5 * time.Second
	defaultTolerance = 5 * time.Minute
	defaultStampRoom = 8 << 10
)

// Stamper gets time stamps from authorities by RFC 3161. It is safe for concurrent use.
type Stamper struct{ o StamperOptions }

// NewStamper fills in the defaults. It is an error to leave out what has none, or to
// name an authority that is not reached by HTTP.
func NewStamper(o StamperOptions) (*Stamper, error) {
	if o.Roots == nil || o.Transport == nil || o.Random == nil || o.Clock == nil {
		return nil, errors.New("signing: time stamps need roots, a transport, randomness and a clock")
	}
	if len(o.Authorities) == 0 {
		return nil, errors.New("signing: time stamps need an authority")
	}
	for i, a := range o.Authorities {
		if !isHTTP(a.URL) {
			return nil, fmt.Errorf("signing: the address of time-stamp authority %d is not an HTTP URL", i+1)
		}
	}
	o.Timeout = orDefault(o.Timeout, defaultTimeout)
	o.Tolerance = orDefault(o.Tolerance, defaultTolerance)
	o.Room = orDefault(o.Room, defaultStampRoom)
	return &Stamper{o}, nil
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

func isHTTP(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// Stamp gets a time stamp over the data, which is given in parts, from the first
// authority that gives a good one. ErrNoTimestamp if none does, joined with what each
// of them did: ErrUnavailable for no answer or a refusal, ErrTimestamp for a wrong one,
// ErrHole for one that is longer than there is room for.
func (s *Stamper) Stamp(ctx context.Context, data ...[]byte) (*Token, error) {
	var faults []error
	for _, a := range s.o.Authorities {
		token, err := s.ask(ctx, a, data)
		if err == nil {
			return token, nil
		}
		faults = append(faults, fmt.Errorf("%s: %w", host(a.URL), err))
		if ctx.Err() != nil { // nobody waits any more
			break
		}
	}
	return nil, fmt.Errorf("%w: %w", ErrNoTimestamp, errors.Join(faults...))
}

// host is how an address is called in an error: what stands behind it may be secret.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	return u.Host
}

func (s *Stamper) ask(ctx context.Context, a Authority, data [][]byte) (*Token, error) {
	nonce, err := newNonce(s.o.Random)
	if err != nil {
		return nil, err
	}
	answer, err := call(ctx, s.o.Transport, s.o.Timeout, Call{
		Method: "POST", URL: a.URL, Authorization: a.Authorization,
		ContentType: "application/timestamp-query", Accept: "application/timestamp-reply",
		Body: stampRequest(sum(stampHash, data...), a.Policy, nonce),
	})
	if err != nil {
		return nil, err
	}
	der, err := readStampResponse(answer)
	if err != nil {
		return nil, err
	}
	token, err := VerifyToken(der, s.o.Roots, data...)
	if err != nil {
		return nil, err
	}
	return token, s.asAsked(token, a, nonce)
}

// asAsked says whether a valid token is the answer to our question, now.
func (s *Stamper) asAsked(t *Token, a Authority, nonce *big.Int) error {
	away := t.Time.Sub(s.o.Clock()).Abs()
	switch {
	case t.Nonce == nil || t.Nonce.Cmp(nonce) != 0:
		return fmt.Errorf("%w: it is the answer to another question", ErrTimestamp)
	case t.Hash != stampHash:
		return fmt.Errorf("%w: the hash is another", ErrTimestamp)
	case a.Policy != nil && !t.Policy.Equal(a.Policy):
		return fmt.Errorf("%w: the policy is %s", ErrTimestamp, t.Policy)
	case away > s.o.Tolerance:
		return fmt.Errorf("%w: its time is %s away from ours", ErrTimestamp, away.Round(time.Second))
	case len(t.DER) > s.o.Room:
		return fmt.Errorf("%w: a time stamp of %d bytes, there is room for %d", ErrHole, len(t.DER), s.o.Room)
	}
	return nil
}

func newNonce(random io.Reader) (*big.Int, error) {
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return nil, fmt.Errorf("signing: a nonce: %w", err)
	}
	return new(big.Int).SetBytes(b[:]), nil
}

// call has one question answered within the time.
func call(ctx context.Context, t Transport, limit time.Duration, c Call) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	status, body, err := t(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if status != 200 {
		return nil, fmt.Errorf("%w: status %d", ErrUnavailable, status)
	}
	return body, nil
}
