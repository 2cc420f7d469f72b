package decisions

import (
	"errors"
	"fmt"

	"github.com/sportello/sportello/certificates"
)

// Sentinels of the package. What a form can mend comes as a *FieldError.
var (
	ErrNotAllowed = fmt.Errorf("decisions: not an administrator of the office: %w", certificates.ErrNotAllowed)
	ErrNotFound   = fmt.Errorf("decisions: %w", certificates.ErrNotFound)

	ErrOwn          = errors.New("decisions: nobody answers what he has proposed himself")
	ErrAboutOneself = errors.New("decisions: nobody decides about himself")
	ErrNotOwn       = errors.New("decisions: only who has proposed it can withdraw it")
	ErrState        = errors.New("decisions: it has been answered already")
	ErrLast         = errors.New("decisions: the last administrator of the office by decision stays")
	ErrEnded        = errors.New("decisions: who has proposed it is no administrator any more")
	ErrChanged      = errors.New("decisions: other settings were approved since its differences were shown")

	ErrPast     = errors.New("decisions: the day is past")
	ErrFar      = errors.New("decisions: the day is more than a year away")
	ErrMissing  = errors.New("decisions: is missing")
	ErrLong     = errors.New("decisions: is too long")
	ErrText     = errors.New("decisions: has a character that is none of a text")
	ErrScope    = errors.New("decisions: there is no such right")
	ErrHeld     = errors.New("decisions: the officer has the right already")
	ErrNotHeld  = errors.New("decisions: the officer does not have the right by a decision of the office")
	ErrSettings = errors.New("decisions: the settings cannot be used")
)

// FieldError is what is wrong with one field of a proposal or an answer.
type FieldError struct {
	Field string // "from", "reason", "answer", "issuer", "subject", "name", "scope", or a field of the settings
	Err   error
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap lets errors.Is find the cause.
func (e *FieldError) Unwrap() error { return e.Err }

// FaultsError is everything that is wrong with settings. It is an ErrSettings.
type FaultsError struct{ Faults []Fault }

// Fault is one thing that is wrong with settings.
type Fault struct {
	Field  string // "contact", "languages" ...; "" where it is of a line alone
	Line   int    // of the text; 0 where it is of none in particular
	Reason string // for the log and the operator, in English
	Rune   rune   // the character that no font has, or 0
}

func (e *FaultsError) Error() string {
	return fmt.Sprintf("%v: %v", ErrSettings, e.Faults)
}

// Unwrap lets errors.Is find ErrSettings.
func (e *FaultsError) Unwrap() error { return ErrSettings }

// String is "line 3: contact: no font has the character".
func (f Fault) String() string {
	s := f.Reason
	if f.Field != "" {
		s = f.Field + ": " + s
	}
	if f.Line > 0 {
		s = fmt.Sprintf("line %d: %s", f.Line, s)
	}
	return s
}
