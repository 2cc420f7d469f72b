package certificates

import (
	"errors"
	"testing"
)

// What waits is told to the citizen whom it waits for, and to nobody in another role.
func TestWaiting(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	for name, by := range notOneself(b) {
		if w, err := d.Waiting(t.Context(), by); !errors.Is(err, ErrNotAllowed) || w != nil {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
	begun, err := d.BeginDraft(t.Context(), b.as(anna), Answers{Request: Request{Subject: anna}})
	if err != nil {
		t.Fatal(err)
	}
	if w, err := d.Waiting(t.Context(), b.as(anna)); err != nil || len(w.Drafts) != 1 || w.Drafts[0].ID != begun.ID {
		t.Errorf("what she has begun: %+v, %v", w, err)
	}
	if w, err := d.Waiting(t.Context(), b.as(dario)); err != nil || len(w.Drafts) != 0 {
		t.Errorf("what others have begun: %+v, %v", w, err)
	}
}
