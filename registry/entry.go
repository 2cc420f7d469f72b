package registry

import "fmt"

// Entry is one person as a load of the register brings it. The store gives new
// persons and households their identities; Person.ID and
// Person.Membership.Household are ignored. Number, with the office, is what makes
// a second load of the same person the same record.
type Entry struct {
	Person    Person
	Household *HouseholdEntry // nil for who belongs to none; then Person.Membership is nil too
}

// HouseholdEntry is the household of an entry. Entries with the same number speak
// of the same household and must agree about it.
type HouseholdEntry struct {
	Number        string
	Kind          HouseholdKind
	Certifiable   bool
	Complete      bool
	Name          string // denomination of a community
	CommunityKind int
}

// Place is one row of the official archive of municipalities, past and present,
// or of the table of foreign states.
type Place struct {
	Kind           string // "municipality" or "state"
	SourceID       string // identity of the row in the archive
	Code           string // cadastral code, Znnn for a state, "" where the archive has none
	Istat          string
	ISO            string // of a state, ISO 3166-1 alpha-3
	Name           string
	Transliterated string
	Alternative    string
	Province       string
	From           Date // first day of validity
	To             Date // the first day on which it is no longer valid; zero if it stands
}

// RowError says what is wrong with one row of a file: line number (1 is the
// header), column by its name in the header, and the reason in plain words
// without the value.
type RowError struct {
	Line   int
	Column string // "" where the whole row is at fault
	Reason string

	// Household is the number of the household that the row belongs to, "" if
	// it names none: whoever takes the good rows of a file must not take that
	// household for complete.
	Household string

	// Unplaced says that the row may belong to any household: it could not be
	// taken apart, or what it says of its household is at fault.
	Unplaced bool
}

// Error is "line 12, column birth_date: not a date".
func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d, column %s: %s", e.Line, e.Column, e.Reason)
}
