package statement

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	want := []IssuerKey{
		{Public: sampleKey().Public(), From: now.Add(-time.Hour).Truncate(time.Second), Until: now.Truncate(time.Second)},
		{Public: otherKey().Public(), From: now.Truncate(time.Second), CompromisedAt: now.Add(time.Hour).Truncate(time.Second)},
	}
	text, err := history(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseHistory(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{
		"nothing":     "",
		"no keys":     `{"keys":[]}`,
		"another kid": strings.Replace(string(text), `"kid": "`, `"kid": "A`, 1),
		"another alg": strings.Replace(string(text), "ES256", "ES384", 1),
		"a list":      `[]`,
	} {
		if keys, err := ParseHistory([]byte(text)); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v, %v, want %v", name, keys, err, ErrToken)
		}
	}
}

// history is what ParseHistory reads.
func history(keys []IssuerKey) ([]byte, error) {
	set := struct {
		Keys []jwk `json:"keys"`
	}{make([]jwk, len(keys))}
	for i := range keys {
		var err error
		if set.Keys[i], err = jwkOf(&keys[i]); err != nil {
			return nil, err
		}
	}
	return json.MarshalIndent(set, "", "  ")
}
