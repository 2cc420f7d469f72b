package verification

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Store finds certificates by what a third party holds.
// certificates.ErrNotFound where there is none.
type Store interface {
	ByCode(context.Context, certificates.CodeHash) (*certificates.Certificate, error)
	ByDigest(context.Context, [32]byte) (*certificates.Certificate, error)
	// Content returns what was certified, and the sealed file.
	Content(context.Context, certificates.ID) (*certificates.Content, []byte, error)
}

// Service verifies. It is safe for concurrent use once its fields are set.
type Service struct {
	Store     Store
	Journal   certificates.Journal
	Inspector Inspector
	Offices   map[registry.OfficeID]registry.Office
	VerifyURL string           // what stands before the code in a QR symbol
	Clock     func() time.Time // in the time zone of the offices
}

// Factor is what the holder of the paper reads from it.
type Factor struct {
	Number certificates.Number
	Birth  registry.Date
}

// Opened is a certificate whose content was opened.
type Opened struct {
	Verdict Verdict
	Content *certificates.Content
	Sealed  []byte
}

// ErrNotOpened says that code, number and date of birth do not belong together.
// It does not say which of them is wrong.
var ErrNotOpened = errors.New("verification: code, number and date of birth do not belong together")

// ByCode says how the certificate with that code stands. A text that is no code
// is looked up like one that was never issued, so that the two take the same time
// and look the same.
func (s *Service) ByCode(ctx context.Context, text string) (Verdict, error) {
	return s.standing(s.Store.ByCode(ctx, hash(text)))
}

// standing is the verdict on what the store found: Unknown if nothing.
func (s *Service) standing(c *certificates.Certificate, err error) (Verdict, error) {
	switch {
	case errors.Is(err, certificates.ErrNotFound):
		return Verdict{State: Unknown}, nil
	case err != nil:
		return Verdict{}, err
	}
	return s.verdict(c), nil
}

// hash is the stored form of a code, or of any other text a hash under which
// nothing is stored.
func hash(text string) certificates.CodeHash {
	c, err := certificates.ParseCode(text)
	if err != nil {
		return sha256.Sum256([]byte("no code: " + text))
	}
	return c.Hash()
}

// Open shows the content to the holder of the paper. Whatever does not fit is
// ErrNotOpened. The opening is recorded before anything is shown; a withdrawn
// certificate opens too, with its verdict.
func (s *Service) Open(ctx context.Context, text string, f Factor, request, channel string) (*Opened, error) {
	c, err := s.Store.ByCode(ctx, hash(text))
	switch {
	case errors.Is(err, certificates.ErrNotFound):
		return nil, ErrNotOpened
	case err != nil:
		return nil, err
	}
	v := s.verdict(c)
	if v.State == Unknown || v.State == Failed {
		return nil, ErrNotOpened
	}
	content, sealed, err := s.Store.Content(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if !f.fits(content) {
		return nil, ErrNotOpened
	}
	err = s.Journal.Record(ctx, audit.Event{
		Office: string(c.Office), At: s.Clock(), Kind: audit.VerificationOpened, Actor: audit.Actor{Kind: audit.Verifier},
		Channel: channel, Person: string(c.Subject), Certificate: string(c.ID), Request: request,
	})
	if err != nil {
		return nil, err
	}
	return &Opened{v, content, sealed}, nil
}

func (f Factor) fits(c *certificates.Content) bool {
	number := subtle.ConstantTimeCompare([]byte(f.Number.String()), []byte(c.Number.String()))
	birth := subtle.ConstantTimeCompare([]byte(f.Birth.String()), []byte(c.Subject.Born.String()))
	return number&birth == 1
}
