package auth

import (
	"crypto"
	"crypto/sha256"
	"sync"
)

// vouched remembers the tokens whose signature was found good, and by which key: that is
// so for ever, and costs more to find out than all else about a token. Nothing else of a
// token is remembered. Whether the key is still the provider's, the token in time and its
// holder alive is asked each time. Safe for concurrent use.
type vouched struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]crypto.PublicKey
}

// mostVouched is how many tokens a generation holds; the older one is forgotten when the
// younger is full.
const mostVouched = 4096

// by reports whether the key has vouched for the token: as remembered, or by the check.
func (v *vouched) by(k crypto.PublicKey, t token, check func() error) bool {
	digest := sha256.Sum256(append([]byte(t.signed+"."), t.signature...))
	if v.knows(digest, k) {
		return true
	}
	if check() != nil {
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.young == nil || len(v.young) >= mostVouched {
		v.young, v.old = make(map[[sha256.Size]byte]crypto.PublicKey), v.young
	}
	v.young[digest] = k
	return true
}

func (v *vouched) knows(digest [sha256.Size]byte, k crypto.PublicKey) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	by, ok := v.young[digest]
	if !ok {
		by, ok = v.old[digest]
	}
	same, can := by.(interface{ Equal(crypto.PublicKey) bool })
	return ok && can && same.Equal(k)
}
