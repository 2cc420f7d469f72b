package statement

import (
	"encoding/json"
	"fmt"
)

// ParseHistory reads the keys that an issuer has besides its current one: a JWK Set
// (RFC 7517 section 5) as it stands in a published key set, next, past and
// compromised keys among them. ErrToken for anything else.
func ParseHistory(text []byte) ([]IssuerKey, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil || len(set.Keys) == 0 || len(set.Keys) > MaxKeys {
		return nil, fmt.Errorf("%w: not a JWK Set", ErrToken)
	}
	keys := make([]IssuerKey, len(set.Keys))
	for i, j := range set.Keys {
		var err error
		if keys[i], err = j.key(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
