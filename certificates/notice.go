package certificates

import (
	"context"
	"time"
)

// NoticeID is the identity of a notice: a UUID in canonical text form.
type NoticeID string

// NoticeKind says what a notice is about. The text is stable: it is stored.
type NoticeKind string

// NoticeSuperseded tells the citizen who asked for a certificate that the register no
// longer says what it states.
const NoticeSuperseded NoticeKind = "certificate.superseded"

// NoticeAnswered tells the citizen who made a remark that his office has answered it.
const NoticeAnswered NoticeKind = "remark.answered"

// Notice is one thing that a citizen is to be told. It waits in the outbox in the same
// transaction as what it tells of, and holds identities and no data: whoever sends it one
// day, by whatever channel, sends no more than that there is something to read.
type Notice struct {
	ID          NoticeID
	Kind        NoticeKind
	Certificate *Certificate // that it is about, or nil
	Remark      *Reference   // that it is about, or nil
	At          time.Time
	ReadAt      time.Time // when the citizen said that he has read it; zero until then
}

// Reference names a remark without anything of what it says.
type Reference struct {
	ID     RemarkID
	Number Number
}

// Notices is the outbox as its readers see it. ErrNotFound for a notice that is not the
// person's.
type Notices interface {
	// NoticesOf lists a person's notices, the newest first; before is the identity of the last
	// one of the page before, or "".
	NoticesOf(ctx context.Context, holder RequesterRef, before NoticeID, limit int) ([]*Notice, error)
	// ReadNotice marks a person's notice as read, the first time, and returns it.
	ReadNotice(ctx context.Context, holder RequesterRef, id NoticeID, at time.Time) (*Notice, error)
	// Unread counts the notices that a person has not said that he has read.
	Unread(ctx context.Context, holder RequesterRef) (int, error)
}

// Unread is how many notices the citizen has not read: a number and nothing of anybody.
func (d *Desk) Unread(ctx context.Context, by Requester) (int, error) {
	if by.Person == nil {
		return 0, ErrNotAllowed
	}
	return d.Notices.Unread(ctx, by.ref())
}

// Notified lists the citizen's own notices, the newest first, at most limit. more says
// that there is a page after this one.
func (d *Desk) Notified(ctx context.Context, by Requester, before NoticeID, limit int, request string) (list []*Notice, more bool, err error) {
	if by.Person == nil {
		return nil, false, ErrNotAllowed
	}
	list, err = d.Notices.NoticesOf(ctx, by.ref(), before, limit+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return list, more, d.reread(ctx, by, request, tellOf(list...)...)
}

// MarkRead notes that the citizen has read a notice of his. Once more changes nothing.
// ErrNotFound for a notice that is not his.
func (d *Desk) MarkRead(ctx context.Context, by Requester, id NoticeID, request string) (*Notice, error) {
	if by.Person == nil {
		return nil, ErrNotAllowed
	}
	n, err := d.Notices.ReadNotice(ctx, by.ref(), id, d.now())
	if err != nil {
		return nil, err
	}
	return n, d.reread(ctx, by, request, tellOf(n)...)
}

// tellOf is the certificates that notices tell of. That a remark is answered says nothing of
// anybody.
func tellOf(list ...*Notice) (about []*Certificate) {
	for _, n := range list {
		if n.Certificate != nil {
			about = append(about, n.Certificate)
		}
	}
	return about
}
