package auth

import (
	"context"
	"slices"
	"strings"
	"time"
)

// skew is how far a provider's clock and ours may disagree.
const skew = time.Minute

// Check says who holds the token. It asks the network only for the configured
// key sets, and only now and then. Errors: ErrInvalid, ErrExpired, ErrAssurance,
// ErrKeysUnavailable.
func (c *Checker) Check(ctx context.Context, s string) (*Principal, error) {
	t, err := parse(s)
	if err != nil {
		return nil, err
	}
	name, _ := t.claims.text("iss")
	p, ok := c.issuers[name]
	if !ok {
		return nil, invalid("iss")
	}
	if err := p.verify(ctx, t); err != nil {
		return nil, err
	}
	if !meantFor(c.audience, t.claims) {
		return nil, invalid("aud")
	}
	if err := inTime(t.claims, c.clock(), p.MaxLifetime); err != nil {
		return nil, err
	}
	return p.principal(t.claims)
}

// verify checks header and signature. What else the header says of keys (jwk, jku,
// x5u, x5c) is not looked at: the sender of a token does not choose what it is
// checked against.
func (p *issuer) verify(ctx context.Context, t token) error {
	typ, _ := t.header.text("typ")
	if !strings.EqualFold(typ, "at+jwt") && !strings.EqualFold(typ, "application/at+jwt") {
		return invalid("typ")
	}
	if t.header.has("crit") { // there is no extension that we understand
		return invalid("crit")
	}
	alg, _ := t.header.text("alg")
	if !slices.Contains(p.Algorithms, alg) {
		return invalid("alg")
	}
	kid, ok := t.header.identifier("kid")
	if !ok {
		return invalid("kid")
	}
	k, err := p.keys.key(ctx, kid)
	if err != nil {
		return err
	}
	if !slices.Contains(k.algorithms, alg) {
		return invalid("alg is not the key's")
	}
	if !p.vouched.by(k.public, t, func() error { return methods[alg].Verify(t.signed, t.signature, k.public) }) {
		return invalid("signature")
	}
	return nil
}

// meantFor reports whether aud, a string or an array of them, contains us.
func meantFor(audience string, m members) bool {
	if one, ok := m.text("aud"); ok {
		return one == audience
	}
	several, ok := m.texts("aud")
	return ok && slices.Contains(several, audience)
}

func inTime(m members, now time.Time, longest time.Duration) error {
	issued, ok := m.date("iat")
	if !ok || issued.After(now.Add(skew)) {
		return invalid("iat")
	}
	expires, ok := m.date("exp")
	if !ok {
		return invalid("exp")
	}
	if life := expires.Sub(issued); life <= 0 || life > longest {
		return invalid("lifetime")
	}
	if m.has("nbf") {
		if from, ok := m.date("nbf"); !ok || from.After(now.Add(skew)) {
			return invalid("nbf")
		}
	}
	if !now.Before(expires.Add(skew)) {
		return ErrExpired
	}
	return nil
}
