package registry

import (
	"errors"
	"time"
)

// AsOf is how the register is read: as of the pair of times, the day on which the
// facts held and the moment up to which the register had learned of them; and how much.
type AsOf struct {
	Day   Date
	Known time.Time
	Facts Facts // zero for everything
}

// Now is the register as it stands at t, with the day taken in t's location.
func Now(t time.Time) AsOf { return AsOf{Day: DateOf(t), Known: t} }

// For is the same reading, of these facts alone.
func (a AsOf) For(f Facts) AsOf {
	a.Facts = f
	return a
}

// Extract is everything that one certificate may be prepared from: a person and
// the household that he or she belongs to, read in one consistent look.
type Extract struct {
	Subject   Person
	Household *Household // nil for who belongs to none; members in order of relationship, then birth
	History   History    // of the subject
	AsOf      AsOf
	Past      *Extract // the same as of an earlier day, where a certificate speaks of one; else nil
}

// Sentinels of every store of the register.
var (
	// ErrPersonUnknown says that no record has the identity asked for.
	ErrPersonUnknown = errors.New("registry: person unknown")
	// ErrUnavailable says that the database that holds register and
	// certificates cannot be reached or cannot write now. The same request may
	// succeed later.
	ErrUnavailable = errors.New("registry: database unavailable")
)
