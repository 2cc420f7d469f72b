package certificates

import (
	"context"
	"errors"
)

// Reissue issues a superseded certificate again, as things are now: a request for the same
// kinds, day, use and language about the same person, with the grounds that were given and
// the exemption that was claimed then, which goes the way of any other request. A citizen
// has his own issued again; a lawyer his own too, for a mandate; an officer what was issued
// at a counter of his office, for whoever stands before him now. What an officer set aside
// then is not set aside again. Errors: those of Issue, ErrNotFound for a certificate that is
// not his, ErrNotAllowed for one that was asked for by another way and for a machine,
// ErrState for a certificate that was withdrawn, ErrCurrent for one that is not superseded,
// ErrReplaced if another has its place already.
func (d *Desk) Reissue(ctx context.Context, by Requester, id ID, key, request string) (*Certificate, error) {
	old, err := d.visible(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := by.mayRepeat(old); err != nil {
		return nil, err
	}
	switch {
	case old.State != Issued:
		return nil, ErrState
	case old.Superseded == nil:
		return nil, ErrCurrent
	}
	r, err := d.again(ctx, old)
	if err != nil {
		return nil, err
	}
	r.Key, r.ID = key, request
	return d.Issue(ctx, by, r)
}

// mayRepeat is nil for who may ask for a certificate again.
func (by Requester) mayRepeat(c *Certificate) error {
	switch {
	case by.Channel == Online && by.asked(c) && c.Channel == Lawyers:
		return &NotAllowedError{RefusedError{[]Refusal{refusal(c.Kinds, noMandate)}}}
	case !by.holds(c):
		return ErrNotAllowed
	}
	return nil
}

// again is the request that a certificate was issued for, as far as it can be repeated.
func (d *Desk) again(ctx context.Context, c *Certificate) (Request, error) {
	content, err := d.Archive.Stated(ctx, c.ID)
	if err != nil {
		return Request{}, err
	}
	r := Request{Subject: c.Subject, Kinds: c.Kinds, Use: c.Use, Language: c.Language, On: content.On, Duty: content.Duty.claim(), Replaces: c.ID}
	a, err := d.Archive.Application(ctx, c.ID)
	switch {
	case errors.Is(err, ErrNotFound): // there was nothing to it
		return r, nil
	case err != nil:
		return Request{}, err
	}
	r.Grounds = a.Grounds
	return r, nil
}
