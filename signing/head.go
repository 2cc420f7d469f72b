package signing

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"hash"
)

// Head is how many files begin: what all documents of an office have in common. Its
// bytes are hashed once, and each sheet that begins with it goes on from there. The
// zero Head has no bytes. It is safe for concurrent use.
type Head struct {
	bytes []byte
	state hash.Cloner // SHA-256 of the bytes so far; never written to again
}

// NewHead copies the bytes. What is hashed and what stands in the files is the same
// copy, and neither changes any more.
func NewHead(b []byte) Head {
	b = bytes.Clone(b)
	state := sha256.New()
	state.Write(b)
	return Head{b, state.(hash.Cloner)} // every hash of the standard library is one
}

// Len is how many bytes it has.
func (h Head) Len() int { return len(h.bytes) }

// Sheet takes over rest, what comes behind the head in the body; a body without a head has
// an empty one. It fails unless hole, which counts from the beginning of the body, lies in
// rest, between angle brackets, filled with an even number of '0' (ISO 19005-2 6.1.6).
func (h Head) Sheet(rest []byte, hole Hole) (*Sheet, error) {
	if err := hole.behind(h).check(rest); err != nil {
		return nil, err
	}
	return &Sheet{head: h, rest: rest, hole: hole}, nil
}

// behind is the hole as counted from the end of the head.
func (o Hole) behind(h Head) Hole { return Hole{o.Start - h.Len(), o.End - h.Len()} }

// hash is a hash that has taken in the head.
func (h Head) hash(of crypto.Hash) hash.Hash {
	if of == crypto.SHA256 && h.state != nil {
		if state, err := h.state.Clone(); err == nil {
			return state
		}
	}
	anew := of.New()
	anew.Write(h.bytes)
	return anew
}
