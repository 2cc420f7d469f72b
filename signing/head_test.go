package signing

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"sync"
	"testing"
)

func TestHeadRefuses(t *testing.T) {
	t.Parallel()
	head := NewHead([]byte("head<00>"))
	for name, hole := range map[string]Hole{
		"in the head":        {4, 8},
		"across its end":     {4, 13},
		"counted from rest":  {1, 5},
		"beyond the body":    {9, 14},
		"before the body":    {-1, 13},
		"backwards":          {13, 9},
		"of the wrong bytes": {8, 12},
	} {
		if _, err := head.Sheet([]byte("-<00>"), hole); err == nil {
			t.Errorf("%s: Sheet accepts it", name)
		}
	}
}

// A sheet that begins with a head is the sheet of all its bytes, for every hash, however
// many have begun with it and whatever becomes of the bytes that the head was made of.
func TestHead(t *testing.T) {
	t.Parallel()
	own := bytes.Repeat([]byte("what documents share "), 100)
	head := NewHead(own)
	body := append(bytes.Clone(own), "own<0000>after"...)
	hole := Hole{len(own) + 3, len(own) + 9}
	clear(own)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := head.Sheet(bytes.Clone(body[head.Len():]), hole)
			if err != nil {
				t.Error(err)
				return
			}
			for _, scheme := range []*scheme{pkcs1, p384} {
				if !bytes.Equal(s.covered(scheme.hash), hole.digest(body, scheme)) {
					t.Errorf("%v of what the seal covers is another", scheme.hash)
				}
			}
			if s.Digest() != sha256.Sum256(body) || !bytes.Equal(s.Unsealed(), body) || s.size() != len(body) {
				t.Error("the sheet is not its head and its rest")
			}
		})
	}
	all.Wait()
	if got := head.hash(crypto.SHA256).Sum(nil); !bytes.Equal(got, sum(crypto.SHA256, body[:head.Len()])) {
		t.Error("the hash of the head has moved on")
	}
}
