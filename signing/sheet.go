package signing

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
)

// Sheet is a laid-out PDF that waits for its seal. Its bytes are final but for
// the hole between the angle brackets of /Contents. A sheet can be sealed once;
// it is safe for use by several goroutines, of which one wins.
type Sheet struct {
	body  []byte
	hole  Hole
	spent atomic.Bool
}

// Hole is where the hexadecimal signature goes: Start is the offset of '<', End
// the offset after '>'. The /ByteRange of the sheet is
// [0 Start End len-End] (ISO 32000-1 12.8.1).
type Hole struct{ Start, End int }

// ErrSpent says that the sheet was sealed, or its sealing was tried, before.
var ErrSpent = errors.New("signing: this sheet has had its seal")

// NewSheet takes over body. It fails unless hole lies in body, between angle
// brackets, filled with an even number of '0' (ISO 19005-2 6.1.6).
func NewSheet(body []byte, hole Hole) (*Sheet, error) {
	if hole.Start < 0 || hole.End > len(body) || hole.End-hole.Start < 2 {
		return nil, fmt.Errorf("signing: hole [%d, %d) outside a body of %d bytes", hole.Start, hole.End, len(body))
	}
	if body[hole.Start] != '<' || body[hole.End-1] != '>' {
		return nil, errors.New("signing: hole is not between angle brackets")
	}
	if (hole.End-hole.Start)%2 != 0 {
		return nil, errors.New("signing: hole has an odd number of digits")
	}
	for _, c := range body[hole.Start+1 : hole.End-1] {
		if c != '0' {
			return nil, errors.New("signing: hole is not empty")
		}
	}
	return &Sheet{body: body, hole: hole}, nil
}

// Digest is the SHA-256 of the sheet as laid out, with the hole empty: what the
// office wrote down that it was about to seal.
func (s *Sheet) Digest() [32]byte { return sha256.Sum256(s.body) }

// Unsealed is the sheet as laid out, for a preview or a golden file. The caller
// must not change it.
func (s *Sheet) Unsealed() []byte { return s.body }

// take hands out the body for its one sealing.
func (s *Sheet) take() ([]byte, error) {
	if !s.spent.CompareAndSwap(false, true) {
		return nil, ErrSpent
	}
	return s.body, nil
}
