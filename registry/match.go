package registry

// Mismatch says why a fiscal code did not lead to exactly one person who can be
// served.
type Mismatch string

// The mismatches.
const (
	MalformedCode     Mismatch = "malformed"     // the identity provider sent no fiscal code
	UnknownCode       Mismatch = "unknown"       // no record bears it
	DuplicateRecord   Mismatch = "duplicate"     // more than one active record bears it
	RemovedRecord     Mismatch = "removed"       // the record was removed from the register
	DeadRecord        Mismatch = "dead"          // the record is of a deceased person
	UnvalidatedCode   Mismatch = "not-validated" // the Agenzia delle Entrate has not confirmed it
	UncertifiableCode Mismatch = "uncertifiable" // the office may certify nothing about the person
)

// UnmatchedError is the refusal of Match. Office is the office that can help, ""
// if none is known.
type UnmatchedError struct {
	Reason Mismatch
	Office OfficeID
}

// Error names the reason, not the person.
func (e *UnmatchedError) Error() string { return "registry: no match: " + string(e.Reason) }

// Match picks the one person among the records that bear a fiscal code: exactly
// one active record, certifiable, its code validated. Records that are history (a
// former residence, a duplicate that was closed) do not stand in the way of the
// active one. Otherwise *UnmatchedError.
func Match(records []Person) (Person, error) {
	var active []Person
	for _, p := range records {
		if p.Standing.Active() {
			active = append(active, p)
		}
	}
	switch {
	case len(active) > 1:
		return Person{}, &UnmatchedError{Reason: DuplicateRecord, Office: active[0].Office}
	case len(active) == 0:
		return Person{}, inactive(records)
	}
	switch p := active[0]; {
	case !p.CodeValidated:
		return Person{}, &UnmatchedError{Reason: UnvalidatedCode, Office: p.Office}
	case p.Certifiability != PartiallyCertifiable && p.Certifiability != FullyCertifiable:
		return Person{}, &UnmatchedError{Reason: UncertifiableCode, Office: p.Office}
	}
	return active[0], nil
}

func inactive(records []Person) error {
	reason := map[StandingState]Mismatch{Dead: DeadRecord, Removed: RemovedRecord, Duplicate: DuplicateRecord}
	for _, s := range []StandingState{Dead, Removed, Duplicate} {
		for _, p := range records {
			if p.Standing.State == s {
				return &UnmatchedError{Reason: reason[s], Office: p.Office}
			}
		}
	}
	return &UnmatchedError{Reason: UnknownCode}
}
