package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// ErrHole says that a sheet leaves less room than a seal may need. It never grows.
var ErrHole = errors.New("signing: the hole is too small")

// Options is what a sealer needs beside its identity. All but PSS are required.
type Options struct {
	Roots  *x509.CertPool // to which the certificate must lead
	PSS    bool           // sign with RSASSA-PSS instead of PKCS #1 v1.5, where the key is RSA
	Random io.Reader      // must be safe for concurrent use
	Clock  func() time.Time
}

// Sealer closes sheets in the name of one identity: PAdES baseline B-B (ETSI EN 319
// 142-1). It is safe for concurrent use if the identity's key is.
type Sealer struct {
	identity *Identity
	members  []*x509.Certificate // what goes into the CMS, the own certificate first
	envelope *envelope
	longest  int // bytes of a signature
	reserve  int
	random   io.Reader
	clock    func() time.Time
}

// NewSealer checks the identity and prepares what all its seals have in common. The
// faults of the identity come all together, as from Identity.Check.
func NewSealer(id *Identity, o Options) (*Sealer, error) {
	if o.Clock == nil || o.Random == nil {
		return nil, errors.New("signing: a sealer needs a clock and a source of randomness")
	}
	now := o.Clock()
	if err := id.Check(now, o.Roots); err != nil {
		return nil, err
	}
	chain, err := chainOf(id.Certificate, id.Chain, o.Roots, now)
	if err != nil {
		return nil, err
	}
	scheme, err := o.scheme(id)
	if err != nil {
		return nil, err
	}
	s := &Sealer{
		identity: id,
		members:  members(id.Certificate, chain),
		longest:  longestSignature(id.Certificate.PublicKey),
		random:   o.Random,
		clock:    o.Clock,
	}
	s.envelope = newEnvelope(s.members, scheme)
	// Whole blocks, so that a renewed certificate of about the same length leaves
	// the size of documents as it is.
	const block = 256
	s.reserve = (s.envelope.size(s.longest) + block - 1) / block * block
	if s.reserve > maxCMS {
		return nil, fmt.Errorf("signing: with these certificates a seal takes %d bytes; there may be %d", s.reserve, maxCMS)
	}
	return s, nil
}

func (o Options) scheme(id *Identity) (*scheme, error) {
	schemes, err := schemesOf(id.Certificate.PublicKey)
	switch {
	case err != nil:
		return nil, err
	case !o.PSS:
		return schemes[0], nil
	case len(schemes) == 1:
		return nil, errors.New("signing: PSS is a way to sign with an RSA key, and the key is none")
	}
	return schemes[1], nil
}

// Reserve is how many bytes of CMS a sheet must have room for: the longest that
// this sealer makes, rounded up to whole 256. In hexadecimal, between its brackets,
// the hole is 2*Reserve()+2 bytes long.
func (s *Sealer) Reserve() int { return s.reserve }

// Seal fills the sheet's hole in a copy of the sheet and changes no other byte. A
// sheet is spent by the first try, whatever comes of it: ErrSpent. ErrExpired or
// ErrNotYetValid if a certificate is not valid now, ErrHole if the sheet has less
// room than Reserve; the key is not used then. With RSA PKCS #1 v1.5 the same sheet
// gives the same bytes.
func (s *Sealer) Seal(ctx context.Context, sheet *Sheet) ([]byte, error) {
	body, err := sheet.take()
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx, sheet.hole); err != nil {
		return nil, err
	}
	scheme := s.envelope.scheme
	attributes := s.envelope.signedAttributes(sheet.hole.digest(body, scheme))
	signature, err := signWith(ctx, s.identity.Key, s.random, scheme.digest(attributes), scheme.options)
	if err != nil {
		return nil, fmt.Errorf("signing: using the key: %w", err)
	}
	if len(signature) > s.longest { // a device may return anything
		return nil, fmt.Errorf("%w: the key gave a signature of %d bytes", ErrHole, len(signature))
	}
	sealed := bytes.Clone(body)
	hex.Encode(sealed[sheet.hole.Start+1:], s.envelope.assemble(attributes, signature))
	return sealed, nil
}

// ready says whether the key may be used for a sheet with that hole, now.
func (s *Sealer) ready(ctx context.Context, hole Hole) error {
	if room := hex.DecodedLen(hole.End - hole.Start - 2); room < s.reserve {
		return fmt.Errorf("%w: room for %d bytes, %d may be needed", ErrHole, room, s.reserve)
	}
	now := s.clock()
	for _, c := range s.members {
		if err := validAt(c, now); err != nil {
			return fmt.Errorf("%w (%s)", err, c.Subject.CommonName)
		}
	}
	return ctx.Err()
}

// Check says whether sealed is the sheet with a valid seal of this sealer and
// nothing else: step 7 of docs/issuing-cycle.md. It works from the bytes that it is
// given and takes nothing over from the sealing. ErrAltered if a byte of the sheet
// is not as laid out, otherwise the errors of Verify; ErrForeign if the seal is by
// another certificate.
func (s *Sealer) Check(sheet *Sheet, sealed []byte) error {
	laid, hole := sheet.body, sheet.hole
	if len(sealed) != len(laid) || !bytes.Equal(sealed[:hole.Start], laid[:hole.Start]) || !bytes.Equal(sealed[hole.End:], laid[hole.End:]) {
		return ErrAltered
	}
	found, d, err := open(sealed)
	if err != nil {
		return err
	}
	if found != hole {
		return ErrCoverage
	}
	if !bytes.Equal(d.signer, issuerAndSerial(s.identity.Certificate)) {
		return ErrForeign
	}
	return d.matches(s.envelope, s.identity.Certificate.PublicKey, found.digest(sealed, s.envelope.scheme))
}
