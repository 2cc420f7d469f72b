package api

import (
	"context"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// ListNotices is what the caller is to be told.
func (s *server) ListNotices(ctx context.Context, r ListNoticesRequestObject) (ListNoticesResponseObject, error) {
	limit, before := defaultPage, certificates.NoticeID("")
	if r.Params.Limit != nil {
		limit = int(*r.Params.Limit)
	}
	if r.Params.Cursor != nil {
		before = certificates.NoticeID(r.Params.Cursor.String())
	}
	list, more, err := s.Desk.Notified(ctx, requester(ctx), before, limit, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	out := ListNotices200JSONResponse{Items: make([]Notice, len(list))}
	for i, n := range list {
		out.Items[i] = s.notice(n, wishOf(ctx).language)
	}
	if more {
		out.Next = &out.Items[len(list)-1].ID
	}
	return out, nil
}

// ReadNotice notes that the caller has read a notice.
func (s *server) ReadNotice(ctx context.Context, r ReadNoticeRequestObject) (ReadNoticeResponseObject, error) {
	n, err := s.Desk.MarkRead(ctx, requester(ctx), certificates.NoticeID(r.NoticeID.String()), web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	return ReadNotice200JSONResponse(s.notice(n, wishOf(ctx).language)), nil
}

func (s *server) notice(n *certificates.Notice, l registry.Language) Notice {
	out := Notice{ID: string(n.ID), Kind: string(n.Kind), Sentence: web.Notice(n.Kind).In(l), At: n.At.UTC(), ReadAt: moment(n.ReadAt)}
	if n.Certificate != nil {
		c := s.certificate(n.Certificate)
		out.Certificate = &c
	}
	if n.Remark != nil {
		out.Remark = &RemarkReference{ID: string(n.Remark.ID), Number: n.Remark.Number.String()}
	}
	return out
}
