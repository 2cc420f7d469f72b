package certificates

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sportello/sportello/registry"
)

// folder is drafts in memory that behave as draft.go says, beside the books of the same
// office.
type folder struct {
	*books
	mu     sync.Mutex
	drafts []*Draft
}

// newFolder has a desk keep drafts.
func newFolder(d *Desk, b *books) *folder {
	f := &folder{books: b}
	d.Drafts = f
	return f
}

// cameOf is a copy of a draft with what has come of it.
func (f *folder) cameOf(d *Draft) *Draft {
	c := *d
	c.Done = slices.Clone(d.Done)
	f.books.mu.Lock()
	defer f.books.mu.Unlock()
	for _, r := range f.rows {
		if r.State != Failed && r.Requester.ID == d.Requester.ID && (r.Key == d.key() || d.Payment != "" && r.Duty.Payment == string(d.Payment)) {
			c.Certificate, c.Issuing = r.ID, r.State == Issuing
		}
	}
	return &c
}

func (f *folder) AddDraft(_ context.Context, d *Draft) error {
	if err := f.fail("add draft"); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	open := 0
	for _, o := range f.drafts {
		if o.Requester == d.Requester && !o.UpdatedAt.Before(d.CreatedAt.Add(-DraftTime)) && f.cameOf(o).Certificate == "" {
			open++
		}
	}
	if open >= MostDrafts {
		return ErrDrafts
	}
	c := *d
	f.drafts = append(f.drafts, &c)
	return nil
}

func (f *folder) find(owner RequesterRef, id DraftID) int {
	return slices.IndexFunc(f.drafts, func(d *Draft) bool { return d.ID == id && d.Requester == owner })
}

func (f *folder) DraftByID(_ context.Context, owner RequesterRef, id DraftID) (*Draft, error) {
	if err := f.fail("read draft"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.find(owner, id)
	if i < 0 {
		return nil, ErrNotFound
	}
	return f.cameOf(f.drafts[i]), nil
}

func (f *folder) DraftsOf(_ context.Context, owner RequesterRef, since time.Time) (list []*Draft, _ error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range slices.Backward(f.drafts) {
		if d.Requester == owner && !d.UpdatedAt.Before(since) {
			list = append(list, f.cameOf(d))
		}
	}
	return list, f.fail("list drafts")
}

func (f *folder) WaitingFor(ctx context.Context, owner, _ RequesterRef, since time.Time, _, _ registry.Date) (*Waiting, error) {
	list, err := f.DraftsOf(ctx, owner, since)
	return &Waiting{Drafts: slices.DeleteFunc(list, func(d *Draft) bool { return d.Certificate != "" })}, err
}

func (f *folder) SaveDraft(_ context.Context, d *Draft) error {
	if err := f.fail("save draft"); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.find(d.Requester, d.ID)
	if i < 0 || f.drafts[i].Revision != d.Revision || f.cameOf(f.drafts[i]).Certificate != "" {
		return ErrStale
	}
	c := *d
	c.Revision++
	f.drafts[i] = &c
	return nil
}

func (f *folder) DropDraft(_ context.Context, owner RequesterRef, id DraftID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.find(owner, id)
	switch {
	case i < 0:
		return ErrNotFound
	case f.cameOf(f.drafts[i]).Certificate != "":
		return ErrState
	}
	f.drafts = slices.Delete(f.drafts, i, i+1)
	return nil
}

func (f *folder) SweepDrafts(_ context.Context, before time.Time) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := len(f.drafts)
	f.drafts = slices.DeleteFunc(f.drafts, func(d *Draft) bool { return d.UpdatedAt.Before(before) })
	return n - len(f.drafts), nil
}
