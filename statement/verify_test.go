package statement

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestVerdicts holds each state against its nearest neighbour.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	data := signed(t, typical())
	month := now.AddDate(0, 1, 0)
	lastDay := time.Date(2027, time.February, 25, 23, 59, 59, 0, time.UTC)
	longer := func(k ...IssuerKey) *KeySet { return must(NewKeySet(issuer, now, now.AddDate(1, 0, 0), k...)) }
	compromisedLater := entry(sampleKey())
	compromisedLater.CompromisedAt = now.AddDate(5, 0, 0)
	old := func(l *StatusList) *StatusList {
		l.IssuedAt, l.Expires = now.AddDate(0, 0, -3), now.AddDate(0, 0, -2)
		return l
	}
	small := must(NewStatusList(typical().StatusURI(), 8))
	small.IssuedAt, small.Expires = now, month
	otherList := statusList(t)
	otherList.URI = StatusURI(issuer, 4)
	index := typical().Status.Index

	for name, test := range map[string]struct {
		data      []byte
		keys      *KeySet
		list      *StatusList
		now       time.Time
		want      State
		reasons   []Reason
		checked   bool
		age       time.Duration
		untrusted bool
	}{
		"valid":                     {data: data, keys: keySet(t), list: statusList(t), now: now.Add(time.Hour), want: Valid, checked: true, age: time.Hour},
		"a neighbour withdrawn":     {data: data, keys: keySet(t), list: statusList(t, index-1, index+1), now: now, want: Valid, checked: true},
		"no list":                   {data: data, keys: keySet(t), now: now, want: Valid, reasons: []Reason{StatusNotChecked}},
		"another list":              {data: data, keys: keySet(t), list: otherList, now: now, want: Valid, reasons: []Reason{StatusOtherList}},
		"list about to expire":      {data: data, keys: keySet(t), list: statusList(t), now: now.Add(24*time.Hour - 1), want: Valid, checked: true, age: 24*time.Hour - 1},
		"list expired now":          {data: data, keys: keySet(t), list: statusList(t), now: now.Add(24 * time.Hour), want: Valid, reasons: []Reason{StatusListExpired}, age: 24 * time.Hour},
		"list too old":              {data: data, keys: keySet(t), list: old(statusList(t)), now: now, want: Valid, reasons: []Reason{StatusListExpired}, age: 72 * time.Hour},
		"list of tomorrow":          {data: data, keys: keySet(t), list: statusList(t), now: now.Add(-time.Hour), want: Valid, checked: true},
		"withdrawn":                 {data: data, keys: keySet(t), list: statusList(t, index), now: now, want: Withdrawn, reasons: []Reason{WasWithdrawn}, checked: true},
		"withdrawn by an old list":  {data: data, keys: keySet(t), list: old(statusList(t, index)), now: now, want: Withdrawn, reasons: []Reason{WasWithdrawn}, checked: true, age: 72 * time.Hour},
		"index out of range":        {data: data, keys: keySet(t), list: small, now: now, want: NotStatement, reasons: []Reason{StatusIndex}, untrusted: true},
		"a list of nothing":         {data: data, keys: keySet(t), list: &StatusList{URI: typical().StatusURI(), IssuedAt: now}, now: now, want: NotStatement, reasons: []Reason{StatusIndex}, untrusted: true},
		"last day":                  {data: data, keys: longer(entry(sampleKey())), now: lastDay, want: Valid, reasons: []Reason{StatusNotChecked}},
		"day after":                 {data: data, keys: longer(entry(sampleKey())), now: lastDay.Add(time.Second), want: Expired, reasons: []Reason{ValidityEnded, StatusNotChecked}},
		"expired and withdrawn":     {data: data, keys: longer(entry(sampleKey())), list: statusList(t, index), now: lastDay.Add(time.Second), want: Withdrawn, reasons: []Reason{ValidityEnded, WasWithdrawn}, checked: true, age: lastDay.Add(time.Second).Sub(now)},
		"unlimited, in a year":      {data: signed(t, shortest()), keys: longer(entry(sampleKey())), now: now.AddDate(0, 11, 0), want: Valid, reasons: []Reason{StatusNotChecked}},
		"issued today east of us":   {data: data, keys: keySet(t), now: issuedOn.midnight().Add(-14 * time.Hour), want: Valid, reasons: []Reason{StatusNotChecked}},
		"issued in two days":        {data: data, keys: keySet(t), now: issuedOn.midnight().Add(-24*time.Hour - 1), want: NotYetValid, reasons: []Reason{IssuedInFuture, StatusNotChecked}},
		"no keys":                   {data: data, now: now, want: UnknownKey, reasons: []Reason{KeyUnknown}, untrusted: true},
		"empty keys":                {data: data, keys: &KeySet{}, now: now, want: UnknownKey, reasons: []Reason{KeyUnknown}, untrusted: true},
		"others' keys":              {data: data, keys: longer(entry(otherKey())), now: now, want: UnknownKey, reasons: []Reason{KeyUnknown}, untrusted: true},
		"keys not to be changed":    {data: data, keys: &KeySet{Issuer: issuer, Expires: month, Keys: []IssuerKey{entry(sampleKey())}}, now: now, want: UnknownKey, reasons: []Reason{KeyUnknown}, untrusted: true},
		"keys about to expire":      {data: data, keys: keySet(t), now: now.AddDate(0, 0, 30).Add(-1), want: Valid, reasons: []Reason{StatusNotChecked}},
		"keys expired":              {data: data, keys: keySet(t), now: now.AddDate(0, 0, 30), want: UnknownKey, reasons: []Reason{KeysExpired}, untrusted: true},
		"keys of another issuer":    {data: data, keys: must(NewKeySet("https://other.example", now, month, entry(sampleKey()))), now: now, want: UnknownKey, reasons: []Reason{OtherIssuer}, untrusted: true},
		"keys of its subdomain":     {data: data, keys: must(NewKeySet(issuer+".example", now, month, entry(sampleKey()))), now: now, want: UnknownKey, reasons: []Reason{OtherIssuer}, untrusted: true},
		"key compromised":           {data: data, keys: keySet(t, func(k *IssuerKey) { k.CompromisedAt = now }), now: now, want: UnknownKey, reasons: []Reason{KeyWasCompromised}, untrusted: true},
		"key compromised long ago":  {data: data, keys: keySet(t, func(k *IssuerKey) { k.CompromisedAt = now.AddDate(-9, 0, 0) }), now: now, want: UnknownKey, reasons: []Reason{KeyWasCompromised}, untrusted: true},
		"key compromised later":     {data: data, keys: longer(compromisedLater), now: now, want: UnknownKey, reasons: []Reason{KeyWasCompromised}, untrusted: true},
		"key past since":            {data: data, keys: keySet(t, func(k *IssuerKey) { k.Until = now.Add(time.Minute) }), now: now.AddDate(0, 0, 20), want: Valid, reasons: []Reason{StatusNotChecked}},
		"key past before":           {data: data, keys: keySet(t, func(k *IssuerKey) { k.Until = issuedOn.midnight().Add(-24 * time.Hour) }), now: now, want: UnknownKey, reasons: []Reason{KeyNotInForce}, untrusted: true},
		"key past within the slack": {data: data, keys: keySet(t, func(k *IssuerKey) { k.Until = issuedOn.midnight().Add(-23 * time.Hour) }), now: now, want: Valid, reasons: []Reason{StatusNotChecked}},
		"key of the same day":       {data: data, keys: keySet(t, func(k *IssuerKey) { k.From = now }), now: now, want: Valid, reasons: []Reason{StatusNotChecked}},
		"key not yet in force":      {data: data, keys: keySet(t, func(k *IssuerKey) { k.From = issuedOn.midnight().Add(24*time.Hour + time.Second) }), now: now, want: UnknownKey, reasons: []Reason{KeyNotInForce}, untrusted: true},
		"all that can be wrong":     {data: data, keys: must(NewKeySet("https://other.example", now, month, compromisedLater)), now: month, want: UnknownKey, reasons: []Reason{KeyWasCompromised, KeysExpired, OtherIssuer}, untrusted: true},
		"nothing":                   {keys: keySet(t), list: statusList(t), now: now, want: NotStatement, reasons: []Reason{Malformed}, untrusted: true},
		"a page of text":            {data: []byte("<!doctype html>"), keys: keySet(t), now: now, want: NotStatement, reasons: []Reason{Malformed}, untrusted: true},
		"longer than any":           {data: make([]byte, 1<<20), keys: keySet(t), now: now, want: NotStatement, reasons: []Reason{Malformed}, untrusted: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Verify(test.data, test.keys, test.list, test.now)
			if (got.Statement == nil) != test.untrusted {
				t.Errorf("statement %+v", got.Statement)
			}
			got.Statement = nil
			want := Verdict{State: test.want, Reasons: test.reasons, StatusChecked: test.checked, StatusAge: test.age}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVerdictSaysWhatWasStated(t *testing.T) {
	t.Parallel()
	for name, want := range samples() {
		got := VerifyDigits(Digits(signed(t, want)), keySet(t), nil, now)
		if diff := cmp.Diff(want, got.Statement); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
