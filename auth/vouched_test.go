package auth

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// What is remembered of a token is its signature: it still ends, and with its key.
func TestVouchedTokenStillEnds(t *testing.T) {
	t.Parallel()
	now, served := today, provided()[keysA]
	c := new(network).config()
	c.Clock = func() time.Time { return now }

	checker := must(New(c))
	token := newForge().token()
	for range 2 {
		if _, err := checker.Check(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	now = today.Add(time.Hour)
	if _, err := checker.Check(t.Context(), token); !errors.Is(err, ErrExpired) {
		t.Errorf("Check(later) = %v, want %v", err, ErrExpired)
	}
	now = today
	other := must(readKeySet(keySetJSON(publicJWK("rsa", &keys().foreign.PublicKey))))
	checker.issuers[issuerA].keys.held.Store(&keySet{other, today})
	if _, err := checker.Check(t.Context(), token); !errors.Is(err, ErrInvalid) {
		t.Errorf("Check(another key under the same name) = %v, want %v", err, ErrInvalid)
	}
	checker.issuers[issuerA].keys.held.Store(&keySet{must(readKeySet(served)), today})
	if _, err := checker.Check(t.Context(), token); err != nil {
		t.Errorf("Check(the key again) = %v", err)
	}
}

func TestVouched(t *testing.T) {
	t.Parallel()
	var v vouched
	key, asked := &keys().ec.PublicKey, 0
	check := func(err error) func() error { return func() error { asked++; return err } }
	bad := token{signed: "a.b", signature: []byte("bad")}
	for range 2 {
		if v.by(key, bad, check(errors.New("bad"))) {
			t.Error("a bad signature was vouched for")
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times, want a bad signature looked at each time", asked)
	}
	for i := range 3 * mostVouched {
		if !v.by(key, token{signed: fmt.Sprint(i)}, check(nil)) {
			t.Fatal("a good signature was not vouched for")
		}
	}
	if n := len(v.young) + len(v.old); n > 2*mostVouched {
		t.Errorf("%d tokens are remembered, want %d at most", n, 2*mostVouched)
	}
	asked = 0
	if last := (token{signed: fmt.Sprint(3*mostVouched - 1)}); !v.by(key, last, check(nil)) || asked != 0 {
		t.Error("the last token is not remembered")
	}
	if !v.by(key, token{signed: "0"}, check(nil)) || asked != 1 {
		t.Error("the first token is still remembered")
	}
	if v.by(&keys().p384.PublicKey, token{signed: "0"}, check(errors.New("another key"))) {
		t.Error("another key has vouched")
	}
}
