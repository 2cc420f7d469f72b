package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// basis is what a kind rests on beside what it prints: how the record must stand for it
// to be so still, and that the register still has what it speaks of.
type basis struct {
	alive   bool                     // it speaks of somebody who lives
	states  []registry.StandingState // in which the record must be; nil for any
	address bool                     // it says where somebody lives
	holds   func(registry.Extract) bool
	lost    Change // what it is if it does not hold
}

// ended is what has taken the ground from under a kind, "" if nothing.
func (b basis) ended(x registry.Extract) Change {
	state := x.Subject.Standing.State
	switch {
	case b.alive && state == registry.Dead:
		return ByDeath
	case b.states != nil && !slices.Contains(b.states, state):
		return ByRemoval
	case b.address && x.Subject.Residence == nil:
		return ByMove
	case b.holds != nil && !b.holds(x):
		return b.lost
	}
	return ""
}

var (
	atHome  = []registry.StandingState{registry.Resident}
	outside = []registry.StandingState{registry.Abroad}
)

// bases is what each kind rests on. Those that speak of the past, or of what cannot
// change, rest on nothing that goes on: only a correction touches them.
var bases = map[Kind]basis{
	Death: {holds: func(x registry.Extract) bool {
		return x.Subject.Standing.State == registry.Dead && x.Subject.Death != nil
	}, lost: ByCorrection},
	Marriage:             {alive: true, holds: unionOf(registry.Married), lost: ByStatus},
	CivilUnion:           {alive: true, holds: unionOf(registry.InCivilUnion), lost: ByStatus},
	Citizenship:          {alive: true},
	Life:                 {alive: true},
	Residence:            {alive: true, states: atHome, address: true},
	ResidenceAbroad:      {alive: true, states: outside, address: true},
	CivilStatus:          {alive: true, holds: hasStatus, lost: ByStatus},
	FreeStatus:           {alive: true, holds: isFree, lost: ByStatus},
	Household:            {alive: true, states: atHome, address: true, holds: livesIn(registry.Family), lost: ByHousehold},
	HouseholdAndStatus:   {alive: true, states: atHome, address: true, holds: livesIn(registry.Family), lost: ByHousehold},
	HouseholdTies:        {alive: true, states: atHome, address: true, holds: livesIn(registry.Family), lost: ByHousehold},
	CommunityResidence:   {alive: true, states: atHome, address: true, holds: livesIn(registry.Community), lost: ByHousehold},
	HouseholdAbroad:      {alive: true, states: outside, address: true, holds: livesIn(registry.FamilyAbroad), lost: ByHousehold},
	CohabitationContract: {alive: true, holds: func(x registry.Extract) bool { return x.Subject.Contract != nil }, lost: ByContract},
	PoliticalRights:      {alive: true, holds: func(x registry.Extract) bool { return x.Subject.Electoral != nil }, lost: ByElectoral},
	ElectoralRoll:        {alive: true, holds: func(x registry.Extract) bool { return x.Subject.Electoral != nil }, lost: ByElectoral},
}

func hasStatus(x registry.Extract) bool { return x.Subject.CivilStatus != nil }

// isFree is what a certificate of free status says without telling which status it is.
func isFree(x registry.Extract) bool {
	return hasStatus(x) && slices.Contains(free, x.Subject.CivilStatus.Code)
}

func unionOf(code registry.CivilStatusCode) func(registry.Extract) bool {
	return func(x registry.Extract) bool {
		s := x.Subject.CivilStatus
		return s != nil && s.Code == code && s.Event != nil
	}
}

func livesIn(kind registry.HouseholdKind) func(registry.Extract) bool {
	return func(x registry.Extract) bool { return x.Household != nil && x.Household.Kind == kind }
}

// part is one field of Content that states something, with what it is that has changed
// when it differs. past is for what happened once: it does not change when the record
// goes on.
type part struct {
	field  string
	reason Change
	past   bool
}

// parts, in the order in which they are told. That somebody is alive or of free status is
// not among them: it reads the same whatever the register says, and bases asks for it.
var parts = []part{
	{field: "residence", reason: ByMove},
	{field: "abroad", reason: ByMove},
	{field: "community", reason: ByHousehold},
	{field: "household", reason: ByHousehold},
	{field: "civilStatus", reason: ByStatus},
	{field: "citizenship", reason: ByCitizenship},
	{field: "marriage", reason: ByStatus},
	{field: "civilUnion", reason: ByStatus},
	{field: "cohabitationContract", reason: ByContract},
	{field: "electoral", reason: ByElectoral},
	{field: "subject", reason: ByCorrection},
	{field: "birthAct", reason: ByCorrection},
	{field: "death", reason: ByCorrection},
	{field: "removal", reason: ByCorrection, past: true},
	{field: "residences", reason: ByCorrection},
	{field: "citizenships", reason: ByCorrection},
}

// dated completes a change with its beginning. What began before the day of issue was
// otherwise already then, and is a correction of what was known; a death stays one. Of
// what is gone from the record without a trace the beginning is today.
func dated(reason Change, x registry.Extract, c *Content, today registry.Date) Supersession {
	since, known := beginning(reason, x, c)
	if !known {
		since = today
	}
	if reason != ByDeath && since.Before(c.IssuedOn) {
		reason = ByCorrection
	}
	return Supersession{Reason: reason, Since: since}
}

// beginning is from when the register says what it says now; known is false if it says
// nothing any more.
func beginning(reason Change, x registry.Extract, c *Content) (since registry.Date, known bool) {
	p := x.Subject
	switch reason {
	case ByDeath, ByRemoval:
		return p.Standing.Since, true
	case ByMove:
		if p.Residence != nil {
			return p.Residence.Since, true
		}
	case ByStatus:
		if p.CivilStatus != nil {
			return p.CivilStatus.Since, true
		}
	case ByContract:
		if p.Contract != nil {
			return p.Contract.Date, true
		}
	case ByElectoral:
		if p.Electoral != nil {
			return p.Electoral.Since, true
		}
	case ByHousehold:
		return householdSince(x, c)
	case ByCorrection:
		return registry.Date{}, true
	}
	return since, false
}

// householdSince is the last beginning of a membership, or of a status where the kind
// states those. Who has left leaves none.
func householdSince(x registry.Extract, c *Content) (since registry.Date, known bool) {
	if x.Household == nil {
		return since, false
	}
	for _, m := range x.Household.Members {
		if s := m.Person.Membership; s != nil && since.Before(s.Since) {
			since = s.Since
		}
		if s := m.Person.CivilStatus; s != nil && slices.Contains(c.Kinds, HouseholdAndStatus) && since.Before(s.Since) {
			since = s.Since
		}
	}
	left := len(x.Household.Members) < len(c.Household)
	return since, !left || !since.Before(c.IssuedOn)
}

// historyUntil is the part of a history that was known to have begun by a day.
func historyUntil(h registry.History, on registry.Date) registry.History {
	out := registry.History{Registered: h.Registered}
	for _, r := range h.Residences {
		if !on.Before(r.Since) {
			r.Until = until(r.Until, on)
			out.Residences = append(out.Residences, r)
		}
	}
	for _, c := range h.Citizenships {
		if !on.Before(c.Since) {
			c.Until = until(c.Until, on)
			out.Citizenships = append(out.Citizenships, c)
		}
	}
	return out
}

// until is an end that was known by a day, zero for a later one.
func until(end, on registry.Date) registry.Date {
	if on.Before(end) {
		return registry.Date{}
	}
	return end
}
