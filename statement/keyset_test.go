package statement

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func signedKeys(t testing.TB, ks *KeySet, k *Key) string {
	t.Helper()
	s, err := ks.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// object is claims to be changed.
type object = map[string]any

// claimsOf reads the claims of a token without looking at its signature.
func claimsOf(t testing.TB, token string) (c object) {
	t.Helper()
	part := strings.Split(token, ".")[1]
	if err := json.Unmarshal(must(unb64(part)), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeySetRefused(t *testing.T) {
	t.Parallel()
	first := func(c object) object { return c["keys"].([]any)[0].(object) }
	for name, test := range map[string]struct {
		edit func(c object)
		want error
	}{
		"issuer missing":           {func(c object) { delete(c, "iss") }, ErrIssuer},
		"another issuer":           {func(c object) { c["iss"] = "https://other.example" }, ErrIssuer},
		"another subject":          {func(c object) { c["sub"] = "https://other.example" }, ErrIssuer},
		"issuer with a slash":      {func(c object) { c["iss"] = issuer + "/" }, ErrIssuer},
		"iat missing":              {func(c object) { delete(c, "iat") }, ErrToken},
		"iat a text":               {func(c object) { c["iat"] = "today" }, ErrToken},
		"iat a fraction":           {func(c object) { c["iat"] = 1.5 }, ErrToken},
		"iat negative":             {func(c object) { c["iat"] = -1 }, ErrToken},
		"iat in the future":        {func(c object) { c["iat"], c["exp"] = now.Add(time.Hour).Unix(), now.Add(2*time.Hour).Unix() }, ErrFuture},
		"exp missing":              {func(c object) { delete(c, "exp") }, ErrToken},
		"exp before iat":           {func(c object) { c["exp"] = now.Unix() - 1 }, ErrToken},
		"exp in thirty years":      {func(c object) { c["exp"] = now.AddDate(30, 0, 0).Unix() }, ErrToken},
		"exp beyond all":           {func(c object) { c["exp"] = json.Number("9223372036854775807") }, ErrToken},
		"expired":                  {func(c object) { c["iat"], c["exp"] = now.Add(-2*time.Hour).Unix(), now.Unix() }, ErrExpired},
		"no keys":                  {func(c object) { delete(c, "keys") }, ErrToken},
		"keys empty":               {func(c object) { c["keys"] = []any{} }, ErrToken},
		"keys an object":           {func(c object) { c["keys"] = object{} }, ErrToken},
		"too many keys":            {func(c object) { c["keys"] = make([]object, MaxKeys+1) }, ErrToken},
		"the key twice":            {func(c object) { c["keys"] = []any{first(c), first(c)} }, ErrToken},
		"not the key that signed":  {func(c object) { c["keys"] = []any{jwkObject(t, entry(otherKey()))} }, ErrUnknownKey},
		"kty RSA":                  {func(c object) { first(c)["kty"] = "RSA" }, ErrToken},
		"kty oct":                  {func(c object) { first(c)["kty"] = "oct" }, ErrToken},
		"crv P-384":                {func(c object) { first(c)["crv"] = "P-384" }, ErrToken},
		"alg ES384":                {func(c object) { first(c)["alg"] = "ES384" }, ErrToken},
		"alg missing":              {func(c object) { delete(first(c), "alg") }, ErrToken},
		"use enc":                  {func(c object) { first(c)["use"] = "enc" }, ErrToken},
		"kid missing":              {func(c object) { delete(first(c), "kid") }, ErrToken},
		"kid of another key":       {func(c object) { first(c)["kid"] = otherKey().ID().String() }, ErrToken},
		"our kid on another key":   {func(c object) { copyPoint(first(c), jwkObject(t, entry(otherKey()))) }, ErrToken},
		"x missing":                {func(c object) { delete(first(c), "x") }, ErrToken},
		"x short":                  {func(c object) { first(c)["x"] = "AAAA" }, ErrToken},
		"x padded":                 {func(c object) { first(c)["x"] = first(c)["x"].(string) + "=" }, ErrToken},
		"x with a line end":        {func(c object) { first(c)["x"] = first(c)["x"].(string) + "\n" }, ErrToken},
		"not on the curve":         {func(c object) { offCurve(first(c)) }, ErrToken},
		"nbf missing":              {func(c object) { delete(first(c), "nbf") }, ErrToken},
		"nbf after exp":            {func(c object) { first(c)["exp"] = 1 }, ErrToken},
		"key used up":              {func(c object) { first(c)["exp"] = now.Add(-25 * time.Hour).Unix() }, ErrNotInForce},
		"key not yet in use":       {func(c object) { first(c)["nbf"] = now.Add(25 * time.Hour).Unix() }, ErrNotInForce},
		"key compromised":          {func(c object) { first(c)["revoked"] = object{"revoked_at": now.Unix(), "reason": "compromised"} }, ErrCompromised},
		"compromised in a while":   {func(c object) { first(c)["revoked"] = object{"revoked_at": now.AddDate(1, 0, 0).Unix()} }, ErrCompromised},
		"superseded":               {func(c object) { first(c)["revoked"] = object{"revoked_at": 1, "reason": "superseded"} }, ErrCompromised},
		"revoked without a time":   {func(c object) { first(c)["revoked"] = object{"reason": "compromised"} }, ErrToken},
		"revoked, a truth value":   {func(c object) { first(c)["revoked"] = true }, ErrToken},
		"larger than any":          {func(c object) { c["note"] = strings.Repeat("x", maxKeySetToken) }, ErrToken},
		"issuer of a megabyte":     {func(c object) { c["iss"] = strings.Repeat("x", 1<<20) }, ErrToken},
		"a private key, as a text": {func(c object) { first(c)["y"] = 7 }, ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := claimsOf(t, signedKeys(t, keySet(t), sampleKey()))
			test.edit(c)
			forged := must(sampleKey().signToken(KeySetType, c))
			if _, err := ParseKeySet(forged, issuer, now); !errors.Is(err, test.want) {
				t.Errorf("ParseKeySet = %v, want %v", err, test.want)
			}
			held := keySet(t)
			if _, err := held.Renew(forged, now); err == nil {
				t.Error("Renew takes it")
			}
		})
	}
}

func jwkObject(t testing.TB, k IssuerKey) (o object) {
	t.Helper()
	if err := json.Unmarshal(must(json.Marshal(must(jwkOf(&k)))), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func copyPoint(to, from object) { to["x"], to["y"] = from["x"], from["y"] }

// offCurve moves the point and gives the key the name that belongs to it.
func offCurve(k object) {
	x, y := must(unb64(k["x"].(string))), must(unb64(k["y"].(string)))
	y[0] ^= 1
	k["y"], k["kid"] = b64(y), keyID(x, y).String()
}

// headers and shapes that no token may have, whatever its claims.
func forgedTokens(t *testing.T, typ, good string) map[string]string {
	t.Helper()
	parts := strings.Split(good, ".")
	kid := sampleKey().ID().String()
	header := func(h string) string {
		signed := b64([]byte(h)) + "." + parts[1]
		return signed + "." + b64(must(sampleKey().signer.Sign(nil, []byte(signed))))
	}
	said := func(alg string) string { return header(fmt.Sprintf(`{"alg":%s,"kid":"%s","typ":"%s"}`, alg, kid, typ)) }
	return map[string]string{
		"nothing":             "",
		"two points":          "..",
		"one part":            parts[0],
		"two parts":           parts[0] + "." + parts[1],
		"four parts":          good + "." + parts[2],
		"five parts":          good + "..",
		"a blank behind":      good + " ",
		"a line end behind":   good + "\n",
		"padding":             good + "=",
		"signature missing":   parts[0] + "." + parts[1] + ".",
		"signature cut":       good[:len(good)-4],
		"claims missing":      parts[0] + ".." + parts[2],
		"claims no JSON":      must(sampleKey().signToken(typ, "text")),
		"alg none":            said(`"none"`),
		"alg none, unsigned":  b64([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".",
		"alg es256":           said(`"es256"`),
		"alg ES384":           said(`"ES384"`),
		"alg RS256":           said(`"RS256"`),
		"alg HS256":           said(`"HS256"`),
		"alg null":            said(`null`),
		"alg a number":        said(`-7`),
		"alg missing":         header(fmt.Sprintf(`{"kid":"%s","typ":"%s"}`, kid, typ)),
		"typ missing":         header(fmt.Sprintf(`{"alg":"ES256","kid":"%s"}`, kid)),
		"typ JWT":             header(fmt.Sprintf(`{"alg":"ES256","kid":"%s","typ":"JWT"}`, kid)),
		"typ of an access":    header(fmt.Sprintf(`{"alg":"ES256","kid":"%s","typ":"at+jwt"}`, kid)),
		"kid missing":         header(fmt.Sprintf(`{"alg":"ES256","typ":"%s"}`, typ)),
		"kid too long":        header(fmt.Sprintf(`{"alg":"ES256","kid":"%sAAAA","typ":"%s"}`, kid, typ)),
		"kid no base64":       header(fmt.Sprintf(`{"alg":"ES256","kid":"../../../etc","typ":"%s"}`, typ)),
		"critical":            header(fmt.Sprintf(`{"alg":"ES256","kid":"%s","typ":"%s","crit":["b64"],"b64":false}`, kid, typ)),
		"header an array":     header(`[]`),
		"header twice":        header(`{}{}`),
		"header no JSON":      header(`alg`),
		"header of nothing":   header(``),
		"larger than any":     good + strings.Repeat("A", 1<<20),
		"a million points":    strings.Repeat(".", 1<<20),
		"signature by others": parts[0] + "." + parts[1] + "." + b64(must(otherKey().signer.Sign(nil, []byte(parts[0]+"."+parts[1])))),
		"their key in it": func() string {
			signed := b64(fmt.Appendf(nil, `{"alg":"ES256","kid":"%s","typ":"%s","jwk":%s}`, kid, typ, must(json.Marshal(jwkObject(t, entry(otherKey())))))) + "." + parts[1]
			return signed + "." + b64(must(otherKey().signer.Sign(nil, []byte(signed))))
		}(),
		"by an unknown key": must(otherKey().signToken(typ, claimsOf(t, good))),
	}
}

func TestKeySetTokensRefused(t *testing.T) {
	t.Parallel()
	for name, forged := range forgedTokens(t, KeySetType, signedKeys(t, keySet(t), sampleKey())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if ks, err := ParseKeySet(forged, issuer, now); !isAny(err, ErrToken, ErrSignature, ErrUnknownKey, ErrIssuer) {
				t.Errorf("ParseKeySet = %v, %v", ks, err)
			}
		})
	}
	t.Run("a status list", func(t *testing.T) {
		t.Parallel()
		if _, err := ParseKeySet(must(statusList(t).Sign(sampleKey())), issuer, now); !errors.Is(err, ErrToken) {
			t.Errorf("ParseKeySet = %v", err)
		}
	})
}

func isAny(err error, all ...error) bool {
	for _, e := range all {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func TestNewKeySetRefuses(t *testing.T) {
	t.Parallel()
	month := now.AddDate(0, 1, 0)
	p384 := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	for name, test := range map[string]struct {
		issuer       string
		from, expire time.Time
		keys         []IssuerKey
		want         error
	}{
		"no issuer":            {"", now, month, []IssuerKey{entry(sampleKey())}, ErrField},
		"no keys":              {issuer, now, month, nil, ErrField},
		"too many keys":        {issuer, now, month, make([]IssuerKey, MaxKeys+1), ErrField},
		"ends before it began": {issuer, now, now, []IssuerKey{entry(sampleKey())}, ErrField},
		"kept for two years":   {issuer, now, now.AddDate(2, 0, 0), []IssuerKey{entry(sampleKey())}, ErrField},
		"a key missing":        {issuer, now, month, []IssuerKey{{From: now}}, ErrKey},
		"a key of P-384":       {issuer, now, month, []IssuerKey{{Public: &p384.PublicKey, From: now}}, ErrKey},
		"a key twice":          {issuer, now, month, []IssuerKey{entry(sampleKey()), entry(sampleKey())}, ErrKey},
		"a key without time":   {issuer, now, month, []IssuerKey{{Public: sampleKey().Public()}}, ErrField},
		"a key of no time":     {issuer, now, month, []IssuerKey{{Public: sampleKey().Public(), From: now, Until: now}}, ErrField},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := NewKeySet(test.issuer, test.from, test.expire, test.keys...); !errors.Is(err, test.want) {
				t.Errorf("NewKeySet = %v, want %v", err, test.want)
			}
		})
	}
}

func TestSignKeySetRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		set  *KeySet
		want error
	}{
		"a key outside":   {must(NewKeySet(issuer, now, now.AddDate(0, 1, 0), entry(otherKey()))), ErrUnknownKey},
		"a past key":      {keySet(t, func(k *IssuerKey) { k.Until = now.AddDate(0, -1, 0) }), ErrNotInForce},
		"a later key":     {keySet(t, func(k *IssuerKey) { k.From = now.AddDate(0, 1, 0) }), ErrNotInForce},
		"a compromised":   {keySet(t, func(k *IssuerKey) { k.CompromisedAt = now }), ErrCompromised},
		"an empty set":    {&KeySet{}, ErrUnknownKey},
		"a set by itself": {&KeySet{Issuer: issuer, Keys: []IssuerKey{entry(sampleKey())}}, ErrUnknownKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, err := test.set.Sign(sampleKey()); !errors.Is(err, test.want) || s != "" {
				t.Errorf("Sign = %q, %v, want %v", s, err, test.want)
			}
		})
	}
}

func TestKeySet(t *testing.T) {
	t.Parallel()
	past, next, stolen := entry(newKey()), entry(newKey()), entry(newKey())
	past.Until = now.AddDate(0, -1, 0)
	next.From = now.AddDate(0, 1, 0)
	stolen.CompromisedAt = now.AddDate(0, 0, -3)
	want, err := NewKeySet(issuer, now, now.AddDate(0, 0, 30), past, entry(sampleKey()), next, stolen)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseKeySet(signedKeys(t, want, sampleKey()), issuer, now)
	if err != nil {
		t.Fatal(err)
	}
	public := cmp.Comparer(func(a, b *ecdsa.PublicKey) bool { return a.Equal(b) })
	ids := cmp.Comparer(func(a, b map[KeyID]*IssuerKey) bool { return len(a) == len(b) })
	if diff := cmp.Diff(want, got, public, ids, cmp.AllowUnexported(KeySet{})); diff != "" {
		t.Errorf("set (-want +got):\n%s", diff)
	}
	for i, state := range []KeyState{KeyPast, KeyCurrent, KeyNext, KeyCompromised} {
		if s := got.Keys[i].State(now); s != state {
			t.Errorf("key %d is %s, want %s", i, s, state)
		}
	}
	if k := got.byID[sampleKey().ID()]; k == nil || !k.Public.Equal(sampleKey().Public()) {
		t.Error("the set does not find its key")
	}
	if got.byID[otherKey().ID()] != nil {
		t.Error("the set finds a foreign key")
	}
}

// A verifier keeps up with two rotations from copies that come from anywhere.
func TestRotation(t *testing.T) {
	t.Parallel()
	a, b, c := newKey(), newKey(), newKey()
	at := func(month int) time.Time { return now.AddDate(0, month, 0) }
	set := func(month int, signer *Key, keys ...IssuerKey) string {
		return signedKeys(t, must(NewKeySet(issuer, at(month), at(month+2), keys...)), signer)
	}
	key := func(k *Key, from, until int) IssuerKey {
		e := IssuerKey{Public: k.Public(), From: at(from)}
		if until != 0 {
			e.Until = at(until)
		}
		return e
	}
	first := set(1, a, key(a, 0, 2), key(b, 2, 0))
	second := set(2, b, key(a, 0, 2), key(b, 2, 3), key(c, 3, 0))
	third := set(3, c, key(a, 0, 2), key(b, 2, 3), key(c, 3, 0))

	held, err := ParseKeySet(first, issuer, at(1))
	if err != nil {
		t.Fatal(err)
	}
	if held, err = held.Renew(second, at(2)); err != nil {
		t.Fatal(err)
	}
	if held, err = held.Renew(third, at(3)); err != nil {
		t.Fatal(err)
	}
	old := typical()
	old.IssuedOn, old.ValidUntil = dateOf(at(1)), Date{}
	if v := Verify(must(a.Sign(old)), held, nil, at(3)); v.State != Valid {
		t.Errorf("what the first key signed: %+v", v)
	}
	if _, err := held.Renew(second, at(3)); !errors.Is(err, ErrOlder) {
		t.Errorf("back to the second: %v, want %v", err, ErrOlder)
	}
	early, err := ParseKeySet(first, issuer, at(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := early.Renew(third, at(3)); !isAny(err, ErrUnknownKey) {
		t.Errorf("from the first to the third: %v, want %v", err, ErrUnknownKey)
	}
	if _, err := early.Renew(set(3, b, key(b, 2, 0)), at(3)); !errors.Is(err, ErrExpired) {
		t.Errorf("from an expired copy: %v, want %v", err, ErrExpired)
	}
	if _, err := early.Renew(set(1, a, key(a, 0, 2)), at(1)); err != nil {
		t.Errorf("a set of the same second: %v", err)
	}
}

// A stolen key cannot bring itself back once a copy says that it is stolen.
func TestRenewFromStolenKey(t *testing.T) {
	t.Parallel()
	stolen, good := newKey(), newKey()
	marked := entry(stolen)
	marked.CompromisedAt = now
	held := must(NewKeySet(issuer, now, now.AddDate(0, 1, 0), marked, entry(good)))
	forged := signedKeys(t, must(NewKeySet(issuer, now.Add(time.Second), now.AddDate(0, 1, 0), entry(stolen), entry(good))), stolen)
	if _, err := held.Renew(forged, now); !errors.Is(err, ErrCompromised) {
		t.Errorf("Renew = %v, want %v", err, ErrCompromised)
	}
	// Nor does a set hold that says so of the key that signed it.
	c := claimsOf(t, signedKeys(t, keySet(t), sampleKey()))
	c["keys"] = []any{jwkObject(t, marked), jwkObject(t, entry(good))}
	if _, err := must(NewKeySet(issuer, now, now.AddDate(0, 1, 0), entry(stolen))).Renew(must(stolen.signToken(KeySetType, c)), now); !errors.Is(err, ErrCompromised) {
		t.Errorf("Renew by itself = %v, want %v", err, ErrCompromised)
	}
}
