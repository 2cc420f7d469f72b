package certificates

import (
	"context"

	"github.com/sportello/sportello/registry"
)

// SoonDays is how many days ahead a certificate's end is told.
const SoonDays = 30

// Waiting is what waits for a citizen: requests that he has begun, and certificates of his
// whose validity ends soon. It holds nothing that the register says of anybody.
type Waiting struct {
	Drafts []*Draft      // of which nothing has come, the last changed first
	Ending int           // how many certificates end within SoonDays
	First  registry.Date // when the first of them does
}

// Soon is the days within which a certificate ends soon, both included.
func (d *Desk) Soon() (from, to registry.Date) {
	now := d.Clock()
	return registry.DateOf(now), registry.DateOf(now.AddDate(0, 0, SoonDays))
}

// Waiting is what waits for the citizen who asks; ErrNotAllowed for everybody else.
func (d *Desk) Waiting(ctx context.Context, by Requester) (*Waiting, error) {
	if by.Person == nil || by.Channel != Online {
		return nil, ErrNotAllowed
	}
	drafter, err := by.drafter()
	if err != nil {
		return nil, err
	}
	from, to := d.Soon()
	return d.Drafts.WaitingFor(ctx, drafter, by.ref(), d.now().Add(-DraftTime), from, to)
}
