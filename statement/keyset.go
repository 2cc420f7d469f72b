package statement

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"time"
)

// KeySet is the keys of one issuer, past ones among them, as of IssuedAt. Who keeps a
// copy trusts it until Expires. It is safe for concurrent use and not to be changed.
type KeySet struct {
	Issuer            string
	IssuedAt, Expires time.Time
	Keys              []IssuerKey

	byID map[KeyID]*IssuerKey
}

// IssuerKey is a key with the time in which it signs. A statement that it signed then
// stays good after Until; not so after the key was compromised.
type IssuerKey struct {
	Public        *ecdsa.PublicKey
	From, Until   time.Time // Until is zero while no end is set
	CompromisedAt time.Time // zero: it is not
}

// KeyState is how a key stands.
type KeyState string

// The states of a key.
const (
	KeyNext        KeyState = "next" // announced
	KeyCurrent     KeyState = "current"
	KeyPast        KeyState = "past"
	KeyCompromised KeyState = "compromised"
)

// State is how the key stands at a time.
func (k *IssuerKey) State(now time.Time) KeyState {
	switch {
	case !k.CompromisedAt.IsZero():
		return KeyCompromised
	case now.Before(k.From):
		return KeyNext
	case !k.Until.IsZero() && !now.Before(k.Until):
		return KeyPast
	}
	return KeyCurrent
}

// Why a key or what it signed is not trusted.
var (
	ErrUnknownKey  = errors.New("statement: the key is not in the issuer's key set")
	ErrCompromised = errors.New("statement: the key was compromised")
	ErrNotInForce  = errors.New("statement: the key was not in use at that time")
	ErrExpired     = errors.New("statement: the copy of the issuer's keys or list is too old")
	ErrFuture      = errors.New("statement: it is dated in the future")
	ErrIssuer      = errors.New("statement: it is another issuer's")
	ErrOlder       = errors.New("statement: it is older than the copy at hand")
)

// MaxKeys is how many keys a set may have; maxKeySetLife how long a copy may be kept.
const (
	MaxKeys       = 64
	maxKeySetLife = 400 * 24 * time.Hour
)

// NewKeySet is the set that is published until another replaces it. Times are cut to
// seconds. ErrKey for a key that is not ECDSA P-256 or is there twice, ErrField for
// an issuer or times that make no sense.
func NewKeySet(issuer string, issuedAt, expires time.Time, keys ...IssuerKey) (*KeySet, error) {
	ks := &KeySet{Issuer: issuer, IssuedAt: whole(issuedAt), Expires: whole(expires), byID: map[KeyID]*IssuerKey{}}
	life := ks.Expires.Sub(ks.IssuedAt)
	if err := errors.Join(
		malformed("issuer", validIssuer(issuer) && len(issuer) <= MaxIssuer),
		malformed("life of the key set", life > 0 && life <= maxKeySetLife),
		malformed("number of keys", len(keys) >= 1 && len(keys) <= MaxKeys),
	); err != nil {
		return nil, err
	}
	ks.Keys = make([]IssuerKey, len(keys))
	for i, k := range keys {
		k.From, k.Until, k.CompromisedAt = whole(k.From), whole(k.Until), whole(k.CompromisedAt)
		x, y, err := point(k.Public)
		if err != nil {
			return nil, err
		}
		if k.From.IsZero() || !k.Until.IsZero() && !k.Until.After(k.From) {
			return nil, malformed("time of a key", false)
		}
		id := keyID(x, y)
		if ks.byID[id] != nil {
			return nil, fmt.Errorf("%w, and in the set once", ErrKey)
		}
		ks.Keys[i] = k
		ks.byID[id] = &ks.Keys[i]
	}
	return ks, nil
}

// whole cuts to seconds, as JSON carries times.
func whole(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(t.Unix(), 0).UTC()
}

// trust returns all faults of what the key signed at a time, joined. Statements are
// dated by the day of an office that may be anywhere, so a key's time is taken a day
// longer at both ends.
func (ks *KeySet) trust(k *IssuerKey, at, now time.Time) error {
	const slack = 24 * time.Hour
	var faults []error
	if !k.CompromisedAt.IsZero() {
		faults = append(faults, ErrCompromised)
	}
	if at.Before(k.From.Add(-slack)) || !k.Until.IsZero() && !at.Before(k.Until.Add(slack)) {
		faults = append(faults, ErrNotInForce)
	}
	if !now.Before(ks.Expires) {
		faults = append(faults, ErrExpired)
	}
	return errors.Join(faults...)
}

// verifyToken checks that a token of that time is signed by a key that is trusted.
func (ks *KeySet) verifyToken(t *jws, at, now time.Time) error {
	k := ks.byID[t.key]
	if k == nil {
		return ErrUnknownKey
	}
	if err := (verifier{k.Public}).Verify([]byte(t.signed), t.signature); err != nil {
		return err
	}
	return ks.trust(k, at, now)
}
