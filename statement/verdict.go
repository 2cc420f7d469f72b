package statement

import (
	"errors"
	"time"
)

// State is the verdict in one word.
type State string

// The verdicts. Only the first four say that the statement is the issuer's.
const (
	Valid        State = "valid"
	Expired      State = "expired"       // its validity has ended
	Withdrawn    State = "withdrawn"     // the office has taken the certificate back
	NotYetValid  State = "not-yet-valid" // dated in the future: is the clock right?
	UnknownKey   State = "unknown-key"   // no key that is trusted; it may have to be asked for online
	BadSignature State = "bad-signature" // changed, or signed by somebody else
	NotStatement State = "not-a-statement"
)

// Reason is a fact behind a verdict, as a stable code.
type Reason string

// The reasons.
const (
	Malformed         Reason = "malformed"
	LaterVersion      Reason = "later-version" // of the form; a newer checker reads it
	WrongSignature    Reason = "wrong-signature"
	KeyUnknown        Reason = "key-unknown"
	KeyWasCompromised Reason = "key-compromised"
	KeyNotInForce     Reason = "key-not-in-force" // on the day of issue
	KeysExpired       Reason = "keys-expired"     // the copy of the key set is too old
	OtherIssuer       Reason = "other-issuer"     // the keys are not those of who it names
	IssuedInFuture    Reason = "issued-in-future"
	ValidityEnded     Reason = "validity-ended"
	WasWithdrawn      Reason = "withdrawn"
	StatusNotChecked  Reason = "status-not-checked" // no list was at hand
	StatusOtherList   Reason = "status-other-list"  // the list at hand is another one
	StatusListExpired Reason = "status-list-expired"
	StatusIndex       Reason = "status-index-unknown" // the issuer's list has no such place
)

// reasons translates errors.
var reasons = []struct {
	err    error
	reason Reason
}{
	{ErrVersion, LaterVersion},
	{ErrMalformed, Malformed},
	{ErrSignature, WrongSignature},
	{ErrUnknownKey, KeyUnknown},
	{ErrCompromised, KeyWasCompromised},
	{ErrNotInForce, KeyNotInForce},
	{ErrExpired, KeysExpired},
	{ErrIssuer, OtherIssuer},
}

// Verdict is what Verify found.
type Verdict struct {
	State   State
	Reasons []Reason // none if it is valid and its status was checked

	// Statement is nil unless it is the issuer's.
	Statement *Statement

	// StatusChecked says that a list settled whether the certificate was withdrawn
	// when the list was made, which is StatusAge ago. Otherwise StatusAge is that of
	// the list that was at hand, or 0.
	StatusChecked bool
	StatusAge     time.Duration
}

// refused is a verdict with the reasons that err is made of. A later version is
// malformed too; the table has it first, and it is said alone.
func refused(state State, err error) Verdict {
	v := Verdict{State: state}
	for _, r := range reasons {
		if errors.Is(err, r.err) && (r.reason != Malformed || len(v.Reasons) == 0) {
			v.Reasons = append(v.Reasons, r.reason)
		}
	}
	return v
}

func (v *Verdict) because(state State, r Reason) {
	v.State = state
	v.Reasons = append(v.Reasons, r)
}
