package certificates

import "context"

// Reissue issues a superseded certificate again, as things are now, to the citizen who
// holds it: a request for the same kinds, use and language about the same person, with
// the exemption that was claimed then, which goes the way of any other request. Errors:
// those of Issue, ErrNotFound for a certificate that is not his, ErrNotAllowed for a
// machine, ErrState for a certificate that was withdrawn, ErrCurrent for one that is not
// superseded, ErrReplaced if another has its place already.
func (d *Desk) Reissue(ctx context.Context, by Requester, id ID, key, request string) (*Certificate, error) {
	old, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, err
	case by.Person == nil:
		return nil, ErrNotAllowed
	case old.State != Issued:
		return nil, ErrState
	case old.Superseded == nil:
		return nil, ErrCurrent
	}
	content, err := d.Archive.Stated(ctx, id)
	if err != nil {
		return nil, err
	}
	return d.Issue(ctx, by, Request{
		Subject: old.Subject, Kinds: old.Kinds, Use: old.Use, Language: old.Language, On: content.On,
		Duty: content.Duty.claim(), Replaces: old.ID, Key: key, ID: request,
	})
}
