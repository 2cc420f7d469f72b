package certificates

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// What the books hold for a citizen's own pages.

func (b *books) Looks(_ context.Context, id registry.PersonID, kinds []audit.Kind, from, to time.Time, limit int) (Traces, error) {
	t := Traces{Own: b.traces.Own, First: b.traces.First}
	for _, o := range b.traces.Others {
		if o.Person == string(id) && slices.Contains(kinds, o.Kind) && !o.At.Before(from) && o.At.Before(to) && len(t.Others) < limit {
			t.Others = append(t.Others, o)
		}
	}
	return t, b.fail("looks")
}

func (b *books) MakeRemark(ctx context.Context, r Remark, key string, events ...audit.Event) (*Remark, error) {
	if err := b.fail("remark"); err != nil {
		return nil, err
	}
	if old, ok := b.keys[string(r.Person)+key]; ok {
		return old, nil
	}
	open := 0
	for _, o := range b.remarks {
		if o.Person == r.Person && o.Answer == nil {
			open++
		}
	}
	if open >= RemarksOpen {
		return nil, ErrRemarks
	}
	if err := b.Record(ctx, events...); err != nil {
		return nil, err
	}
	r.Number.Serial = int64(len(b.remarks) + 1)
	if b.keys == nil {
		b.keys = map[string]*Remark{}
	}
	b.remarks, b.keys[string(r.Person)+key] = append(b.remarks, &r), &r
	return &r, nil
}

func (b *books) RemarkByID(_ context.Context, id RemarkID) (*Remark, error) {
	for _, r := range b.remarks {
		if r.ID == id {
			found := *r
			return &found, nil
		}
	}
	return nil, ErrNotFound
}

func (b *books) RemarksBy(_ context.Context, f RemarkFilter, before RemarkID, limit int) (list []*Remark, _ error) {
	for _, r := range slices.Backward(b.remarks) {
		if (f.Person == "" || f.Person == r.Person) && (f.Office == "" || f.Office == r.Office) && (f.State == "" || f.State == r.State()) &&
			(before == "" || strings.Compare(string(r.ID), string(before)) < 0) && len(list) < limit {
			found := *r
			if r.Answer != nil {
				a := *r.Answer
				found.Answer = &a
			}
			list = append(list, &found)
		}
	}
	return list, b.fail("remarks")
}

func (b *books) AnswerRemark(ctx context.Context, id RemarkID, a Answer, events ...audit.Event) error {
	for _, r := range b.remarks {
		if r.ID != id {
			continue
		}
		if r.Answer != nil {
			return ErrState
		}
		if err := b.Record(ctx, events...); err != nil {
			return err
		}
		r.Answer = &a
		return nil
	}
	return ErrNotFound
}

func (b *books) StatedSubjects(_ context.Context, ids []ID) (map[ID]Individual, error) {
	about := map[ID]Individual{}
	for _, id := range ids {
		if r, ok := b.rows[id]; ok {
			c, err := readContent(r.content)
			if err != nil {
				return nil, err
			}
			about[id] = c.Subject
		}
	}
	return about, b.fail("names")
}

func (b *books) NoticesOf(context.Context, RequesterRef, NoticeID, int) ([]*Notice, error) {
	return nil, b.fail("notices")
}

func (b *books) ReadNotice(context.Context, RequesterRef, NoticeID, time.Time) (*Notice, error) {
	return nil, ErrNotFound
}

func (b *books) Unread(context.Context, RequesterRef) (int, error) { return 1, b.fail("notices") }
