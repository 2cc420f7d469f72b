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

// Options is what a sealer needs beside its identity. Roots, Random and Clock are
// required, the others as the level demands.
type Options struct {
	Roots  *x509.CertPool // to which the certificate must lead
	PSS    bool           // sign with RSASSA-PSS instead of PKCS #1 v1.5, where the key is RSA
	Random io.Reader      // must be safe for concurrent use
	Clock  func() time.Time

	Level   Level
	Stamper *Stamper // required from B-T on
	// Revocation is required from B-LT on. At any level a sealer that has it seals only
	// while its certificates are known not to be revoked.
	Revocation *Revocation
	// Lowered is the policy for when time stamps or revocation states cannot be had. If
	// it is nil, Seal fails. Otherwise Seal returns the file at the level that it
	// reached, B-B or more, for Raise to raise later, and calls Lowered with the reason.
	Lowered func(ctx context.Context, reason error)
}

// Sealer closes sheets in the name of one identity, as PAdES baseline signatures (ETSI
// EN 319 142-1). It is safe for concurrent use if the identity's key is.
type Sealer struct {
	identity *Identity
	chain    []*x509.Certificate // the issuers of the own certificate, a root last
	members  []*x509.Certificate // what goes into the CMS, the own certificate first
	envelope *envelope
	longest  int // bytes of a signature
	reserve  int
	o        Options
}

// NewSealer checks the identity and prepares what all its seals have in common. The
// faults of the identity come all together, as from Identity.Check. It asks no outside
// service: what is known of revocation is what Revocation.Refresh has found out.
func NewSealer(id *Identity, o Options) (*Sealer, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	now := o.Clock()
	if err := id.Check(now, o.Roots); err != nil {
		return nil, err
	}
	chain, err := chainOf(id.Certificate, id.Chain, o.Roots, now, x509.ExtKeyUsageAny)
	if err != nil {
		return nil, err
	}
	scheme, err := o.scheme(id)
	if err != nil {
		return nil, err
	}
	s := &Sealer{
		identity: id,
		chain:    chain,
		members:  members(id.Certificate, chain),
		longest:  longestSignature(id.Certificate.PublicKey),
		o:        o,
	}
	s.envelope = newEnvelope(s.members, scheme)
	// Whole blocks, so that a renewed certificate of about the same length leaves
	// the size of documents as it is.
	const block = 256
	s.reserve = (s.envelope.size(s.longest, o.stampRoom()) + block - 1) / block * block
	if s.reserve > maxCMS {
		return nil, fmt.Errorf("signing: with these certificates a seal takes %d bytes; there may be %d", s.reserve, maxCMS)
	}
	if o.Revocation != nil {
		o.Revocation.watch(id.Certificate, chain)
	}
	return s, nil
}

func (o Options) check() error {
	switch {
	case o.Clock == nil || o.Random == nil:
		return errors.New("signing: a sealer needs a clock and a source of randomness")
	case o.Level < LevelB || o.Level > LevelLTA:
		return ErrLevel
	case o.Level >= LevelT && o.Stamper == nil:
		return fmt.Errorf("signing: %s needs a time-stamp authority", o.Level)
	case o.Level >= LevelLT && o.Revocation == nil:
		return fmt.Errorf("signing: %s needs revocation states", o.Level)
	}
	return nil
}

// stampRoom is the room for a time stamp within the seal.
func (o Options) stampRoom() int {
	if o.Level == LevelB {
		return 0
	}
	return o.Stamper.o.Room
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

// Seal fills the sheet's hole in a copy of the sheet and changes no other byte of it;
// from B-LT on, updates follow. A sheet is spent by the first try, whatever comes of it:
// ErrSpent. ErrExpired or ErrNotYetValid if a certificate is not valid now, ErrRevoked
// if one is known to be revoked, ErrHole if the sheet has less room than Reserve; the
// key is not used then. ErrNoTimestamp, ErrUnavailable or ErrRevocation if what the
// level needs cannot be had and Options.Lowered does not say otherwise. At B-B with RSA
// PKCS #1 v1.5 the same sheet gives the same bytes.
func (s *Sealer) Seal(ctx context.Context, sheet *Sheet) ([]byte, error) {
	if err := sheet.take(); err != nil {
		return nil, err
	}
	level, err := s.ready(ctx, sheet.hole)
	if err != nil {
		return nil, err
	}
	scheme := s.envelope.scheme
	attributes := s.envelope.signedAttributes(sheet.covered(scheme.hash))
	signature, err := signWith(ctx, s.identity.Key, s.o.Random, scheme.digest(attributes), scheme.options)
	if err != nil {
		return nil, fmt.Errorf("signing: using the key: %w", err)
	}
	if len(signature) > s.longest { // a device may return anything
		return nil, fmt.Errorf("%w: the key gave a signature of %d bytes", ErrHole, len(signature))
	}
	sealed := sheet.Unsealed()
	fill := func(unsigned []byte) {
		hex.Encode(sealed[sheet.hole.Start+1:], s.envelope.assemble(attributes, signature, unsigned))
	}
	fill(nil)
	if level == LevelB {
		return sealed, nil
	}
	token, err := s.o.Stamper.Stamp(ctx, signature)
	if err != nil {
		return s.lowered(ctx, sealed, err)
	}
	fill(stamped(token.DER))
	r := &raising{s: s, own: s.identity.Certificate, chain: s.chain, file: sealed, held: &material{}}
	r.stamped(token)
	r.level = LevelT
	if err := r.to(ctx, level); err != nil {
		return s.lowered(ctx, r.file, err)
	}
	return r.file, nil
}

// ready says whether the key may be used for a sheet with that hole, now, and for which
// level.
func (s *Sealer) ready(ctx context.Context, hole Hole) (Level, error) {
	if room := hex.DecodedLen(hole.End - hole.Start - 2); room < s.reserve {
		return 0, fmt.Errorf("%w: room for %d bytes, %d may be needed", ErrHole, room, s.reserve)
	}
	err := s.State()
	switch {
	case err == nil:
		return s.o.Level, ctx.Err()
	case errors.Is(err, ErrRevocation) && !errors.Is(err, ErrRevoked) && s.o.Lowered != nil:
		s.o.Lowered(ctx, err)
		return LevelB, ctx.Err()
	}
	return 0, err
}

// State says what stands against sealing now, without asking anybody: ErrExpired or
// ErrNotYetValid of a certificate of the seal; if the sealer has a Revocation, ErrRevoked,
// or ErrRevocation for a state that is not known or out of date.
func (s *Sealer) State() error {
	now := s.o.Clock()
	for _, c := range s.members {
		if err := validAt(c, now); err != nil {
			return fmt.Errorf("%w (%s)", err, c.Subject.CommonName)
		}
	}
	if s.o.Revocation == nil {
		return nil
	}
	var faults []error
	for _, use := range subjects(s.identity.Certificate, s.chain, now, now) {
		if err := s.o.Revocation.state(use); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// Check says whether sealed is the sheet with a valid seal of this sealer, what its level
// adds, and nothing else: step 7 of docs/issuing-cycle.md. It works from the bytes that
// it is given and takes nothing over from the sealing, not even the hash of a Head.
// ErrAltered if a byte of the sheet is not as laid out, otherwise the errors of Verify;
// ErrForeign if the seal is by another certificate, ErrLevel if the file is not at the
// level of the sealer, or not below it if Options.Lowered allows that.
func (s *Sealer) Check(sheet *Sheet, sealed []byte) error {
	if !sheet.begins(sealed) {
		return ErrAltered
	}
	d, err := open(sealed)
	if err != nil {
		return err
	}
	own := s.identity.Certificate
	switch {
	case d.hole != sheet.hole || d.end != sheet.size():
		return ErrCoverage
	case !bytes.Equal(d.signer, issuerAndSerial(own)):
		return ErrForeign
	}
	if err := d.matches(s.envelope, own.PublicKey, d.digest(s.envelope.scheme)); err != nil {
		return err
	}
	return s.checkLevel(d)
}

// checkLevel judges what has been added to the seal.
func (s *Sealer) checkLevel(d *document) error {
	level := d.level()
	if level > s.o.Level || level < s.o.Level && s.o.Lowered == nil {
		return fmt.Errorf("%w: it is %s", ErrLevel, level)
	}
	if level == LevelB {
		return nil
	}
	stamps, since, err := d.verifyStamps(s.o.Stamper.o.Roots, s.o.Clock())
	if err != nil {
		return err
	}
	for _, stamp := range stamps {
		if stamp.Fault != nil {
			return stamp.Fault
		}
	}
	_, err = d.verifyMaterial(s.identity.Certificate, s.chain, stamps, since)
	return err
}
