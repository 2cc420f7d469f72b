package statement

import (
	"errors"
	"time"
)

// VerifyDigits is Verify for a statement as text, the fragment of the address in the
// QR symbol. Who has the whole address should also see that it begins with the
// statement's Issuer: a true statement can stand behind the address of a false office.
func VerifyDigits(text string, keys *KeySet, list *StatusList, now time.Time) Verdict {
	data, err := ParseDigits(text)
	if err != nil {
		return refused(NotStatement, err)
	}
	return Verify(data, keys, list, now)
}

// Verify says what a signed statement is worth at a time, from a copy of its issuer's
// keys and a copy of the status list that it refers to. Either may be nil. It fetches
// nothing and takes any bytes.
//
// The statement says what was issued. That the paper in hand says the same is for the
// one who holds it to see.
func Verify(data []byte, keys *KeySet, list *StatusList, now time.Time) Verdict {
	signed, err := Parse(data)
	if err != nil {
		return refused(NotStatement, err)
	}
	if err := keys.verify(signed, now); err != nil {
		if errors.Is(err, ErrSignature) {
			return refused(BadSignature, err)
		}
		return refused(UnknownKey, err)
	}
	v := Verdict{State: Valid, Statement: signed.Statement}
	v.time(now)
	v.status(list, now)
	return v
}

// verify returns why the signature is not one of the issuer's, all faults joined once
// the signature itself is right.
func (ks *KeySet) verify(signed *Signed, now time.Time) error {
	if ks == nil {
		return ErrUnknownKey
	}
	k := ks.byID[signed.Key]
	if k == nil {
		return ErrUnknownKey
	}
	if signed.message.Verify(nil, verifier{k.Public}) != nil {
		return ErrSignature
	}
	err := ks.trust(k, signed.Statement.IssuedOn.midnight(), now)
	if signed.Statement.Issuer != ks.Issuer {
		err = errors.Join(err, ErrIssuer)
	}
	return err
}

// time judges the dates. A day begins in Italy before it does in UTC and ends before;
// so a certificate of today may seem to be of tomorrow, and is good an hour or two
// longer than its last day.
func (v *Verdict) time(now time.Time) {
	const slack = 24 * time.Hour
	s := v.Statement
	if s.IssuedOn.midnight().After(now.Add(slack)) {
		v.because(NotYetValid, IssuedInFuture)
	}
	if s.ValidUntil != (Date{}) && !now.Before(s.ValidUntil.midnight().Add(day*time.Second)) {
		v.because(Expired, ValidityEnded)
	}
}

// status judges the withdrawal. What an old list says was withdrawn still is; that it
// does not say so is worth nothing.
func (v *Verdict) status(list *StatusList, now time.Time) {
	s := v.Statement
	if list == nil {
		v.Reasons = append(v.Reasons, StatusNotChecked)
		return
	}
	if list.URI != s.StatusURI() {
		v.Reasons = append(v.Reasons, StatusOtherList)
		return
	}
	v.StatusAge = max(0, now.Sub(list.IssuedAt))
	withdrawn, err := list.Withdrawn(s.Status.Index)
	if err != nil {
		*v = Verdict{State: NotStatement, Reasons: []Reason{StatusIndex}, StatusAge: v.StatusAge}
		return
	}
	v.StatusChecked = withdrawn || now.Before(list.Expires)
	switch {
	case withdrawn:
		v.because(Withdrawn, WasWithdrawn)
	case !v.StatusChecked:
		v.Reasons = append(v.Reasons, StatusListExpired)
	}
}
