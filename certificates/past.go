package certificates

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// past adds to the extract how the register stood on the day that the request speaks
// of, as known now, for the kind that states more of that day than the history of the
// person holds. It costs that kind one more reading. Who may ask, and whether the person
// can be certified, is decided by today's extract; the past one is for contents.
func (d *Desk) past(ctx context.Context, r Request, x *registry.Extract, at time.Time) error {
	if r.On.Day == 0 || !slices.Contains(r.Kinds, HouseholdOnDate) {
		return nil
	}
	as := registry.AsOf{Day: r.On, Known: at, Facts: facts([]Kind{HouseholdOnDate})}
	then, err := d.Register.Extract(ctx, r.Subject, as)
	switch {
	case errors.Is(err, registry.ErrPersonUnknown): // not in the register on that day
		then = registry.Extract{AsOf: as}
	case err != nil:
		return err
	}
	x.Past = &then
	return nil
}
