package certificates

import (
	"context"
	"strconv"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Filed is a remark as its office reads it: with who has made it.
type Filed struct {
	*Remark
	From registry.Person // who he is and where he stands, nothing else
}

// clerk reports whether the requester is an officer who may read an office's certificates,
// and so what its citizens remark. A machine may not: this is free text about people.
func (by Requester) clerk(office registry.OfficeID) bool {
	return by.Principal.Officer != "" && by.Principal.May(auth.ReadCertificates, string(office))
}

// RemarksTo lists the remarks that an office was told, the newest first, at most limit, in
// a state or "" for all: when, about what, and whether they are answered. Of the texts, and of
// who has made them, it tells nothing: those are read one by one. ErrNotAllowed for who is no
// officer of it.
func (d *Desk) RemarksTo(ctx context.Context, by Requester, office registry.OfficeID, s RemarkState, before RemarkID, limit int, request string) (list []*Remark, more bool, err error) {
	if !by.clerk(office) {
		return nil, false, ErrNotAllowed
	}
	list, more, err = d.remarks(ctx, RemarkFilter{Office: office, State: s}, before, limit)
	if err != nil {
		return nil, false, err
	}
	for _, r := range list {
		r.Note, r.Person = Note{About: r.About}, ""
		if r.Answer != nil {
			r.Answer.Text = ""
		}
	}
	e := d.remarked(by, &Remark{Office: office}, audit.RemarkRead, request)
	e.Details = map[string]string{"rows": strconv.Itoa(len(list))}
	if err := d.Journal.Record(ctx, e); err != nil {
		return nil, false, err
	}
	return list, more, nil
}

// RemarkTo reads one remark for an officer of its office. For anybody else it is
// ErrNotFound.
func (d *Desk) RemarkTo(ctx context.Context, by Requester, id RemarkID, request string) (*Filed, error) {
	r, err := d.Remarks.RemarkByID(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !by.clerk(r.Office):
		return nil, ErrNotFound
	}
	x, err := d.Register.Extract(ctx, r.Person, registry.Now(d.Clock()).For(registry.Basics))
	if err != nil {
		return nil, err
	}
	if err := d.Journal.Record(ctx, d.remarked(by, r, audit.RemarkRead, request)); err != nil {
		return nil, err
	}
	return &Filed{r, x.Subject}, nil
}

// AnswerRemark answers a remark, once and for good, as an officer of its office. Errors:
// ErrNotFound for anybody else, ErrRemark for an answer that says nothing or too much,
// ErrState if it is answered already.
func (d *Desk) AnswerRemark(ctx context.Context, by Requester, id RemarkID, text, request string) (*Remark, error) {
	r, err := d.Remarks.RemarkByID(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !by.clerk(r.Office):
		return nil, ErrNotFound
	case r.Answer != nil:
		return nil, ErrState
	}
	e := d.remarked(by, r, audit.RemarkAnswered, request)
	a, err := answer(text, e)
	if err != nil {
		return nil, err
	}
	if err := d.Remarks.AnswerRemark(ctx, id, a, e); err != nil {
		return nil, err
	}
	r.Answer = &a
	return r, nil
}

func answer(text string, e audit.Event) (Answer, error) {
	text = trimmed(text)
	if !fits(text, 1, AnswerLongest) {
		return Answer{}, ErrRemark
	}
	return Answer{Text: text, By: e.Actor.ID, At: e.At}, nil
}
