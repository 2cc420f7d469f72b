package certificates

import (
	"context"

	"github.com/sportello/sportello/audit"
)

// DutyOf is how the stamp duty on a certificate was settled, for the officers of its office.
// It is about no person; who asks has been shown, and recorded as shown, the certificate.
// ErrNotFound for anybody else.
func (d *Desk) DutyOf(ctx context.Context, by Requester, id ID) (DutyContent, error) {
	_, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return DutyContent{}, err
	case !by.officer():
		return DutyContent{}, ErrNotFound
	}
	stated, err := d.Archive.Stated(ctx, id)
	if err != nil || stated.Duty == nil {
		return DutyContent{}, err
	}
	return *stated.Duty, nil
}

// TrailOf is what happened to a certificate, in the order of its office's chain, from the
// intent on: at most limit events after the number after. more says that there are some
// after these. It is for the officers of that office; that one looked is recorded, and so
// stands in what the next one reads. ErrNotFound for anybody else.
func (d *Desk) TrailOf(ctx context.Context, by Requester, id ID, after int64, limit int, request string) (events []audit.Event, more bool, err error) {
	c, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, false, err
	case !by.officer():
		return nil, false, ErrNotFound
	}
	events, err = d.Books.TrailOf(ctx, c.Office, id, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	if err := d.Journal.Record(ctx, d.about(by, c, audit.TrailRead, request)); err != nil {
		return nil, false, err
	}
	if more = len(events) > limit; more {
		events = events[:limit]
	}
	return events, more, nil
}
