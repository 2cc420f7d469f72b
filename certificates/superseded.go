package certificates

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// Supersession says that the register no longer says what a certificate states. The
// certificate stays issued, and true to what the register said on its day: the office
// has not taken it back.
type Supersession struct {
	Reason Change
	Since  registry.Date // from when it is otherwise; zero where the register knows no beginning
	At     time.Time     // when the register learned of it
}

// Change is what has changed in the register. The text is stable: it is stored.
type Change string

// The changes. Whatever was otherwise already on the day of issue, by what the register
// knows now, is a correction, but for a death.
const (
	ByDeath       Change = "death"
	ByRemoval     Change = "removal" // the record left the register, or went to that of Italians abroad or came back
	ByMove        Change = "move"
	ByHousehold   Change = "household" // who belongs to it, or what is stated of a member
	ByStatus      Change = "status"    // marriage, union, their end
	ByCitizenship Change = "citizenship"
	ByContract    Change = "contract" // of cohabitation
	ByElectoral   Change = "electoral"
	ByCorrection  Change = "correction"
)

// PastDay is the past day of which the register is to be read too to hold a stored content
// against it (registry.Extract.Past); zero for most.
func PastDay(stored []byte) (registry.Date, error) {
	c, err := readContent(stored)
	if err != nil || !c.past() {
		return registry.Date{}, err
	}
	return c.On, nil
}

// past reports whether the content is made from the register as it stood on a past day.
func (c *Content) past() bool { return slices.Contains(c.Kinds, HouseholdOnDate) }

// readContent tells nothing of what it cannot read.
func readContent(stored []byte) (*Content, error) {
	c := new(Content)
	if err := json.Unmarshal(stored, c); err != nil {
		return nil, fmt.Errorf("certificates: the stored content of a certificate: %T", err)
	}
	return c, nil
}

// Superseded holds a stored content (Content.Canonical) against the register as it
// stands: x, read today, and with the Past of PastDay. Superseded is what states something
// that the register no longer says; what it did not state does not matter, nor does what
// would keep the office from issuing it again. The comparison is with what the same code
// would print now, so nothing is superseded that reads the same. A content of another
// version is left alone, and one of a kind that is no longer issued. The error quotes
// nothing of the content.
func Superseded(stored []byte, x registry.Extract, today registry.Date) (s Supersession, superseded bool, err error) {
	c, err := readContent(stored)
	if err != nil || c.Version != ContentVersion || !c.issuable() {
		return s, false, err
	}
	for _, k := range c.Kinds {
		if reason := bases[k].ended(x); reason != "" {
			return dated(reason, x, c, today), true, nil
		}
	}
	reason, err := c.differs(stored, x)
	if err != nil || reason == "" {
		return s, false, err
	}
	return dated(reason, x, c, today), true, nil
}

// issuable reports whether every kind is still issued.
func (c *Content) issuable() bool {
	return !slices.ContainsFunc(c.Kinds, func(k Kind) bool { return fill[k] == nil })
}

// differs names the first part that would be printed otherwise, "" for none. What is said
// of a past day can only be corrected.
func (c *Content) differs(stored []byte, x registry.Extract) (Change, error) {
	restated := &Content{Kinds: c.Kinds, IssuedOn: c.IssuedOn, On: c.On}
	restated.state(x)
	now, err := restated.Canonical()
	if err != nil {
		return "", err
	}
	var was, is map[string]json.RawMessage
	if err := json.Unmarshal(stored, &was); err != nil {
		return "", fmt.Errorf("certificates: the stored content of a certificate: %T", err)
	}
	if err := json.Unmarshal(now, &is); err != nil {
		return "", err
	}
	for _, p := range parts {
		if p.past && c.IssuedOn.Before(x.Subject.Standing.Since) {
			continue
		}
		stated, ok := was[p.field]
		switch {
		case !ok || same(stated, is[p.field]):
		case c.past():
			return ByCorrection, nil
		default:
			return p.reason, nil
		}
	}
	return "", nil
}

// same compares two parts as they are stored. The order of a list is no statement: that
// of a household follows ties that are not printed.
func same(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var left, right []json.RawMessage
	if json.Unmarshal(a, &left) != nil || json.Unmarshal(b, &right) != nil || len(left) != len(right) {
		return false
	}
	slices.SortFunc(left, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	slices.SortFunc(right, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	return slices.EqualFunc(left, right, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}
