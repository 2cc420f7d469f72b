package signing

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"sync/atomic"
)

// Sheet is a laid-out PDF that waits for its seal. Its bytes are final but for
// the hole between the angle brackets of /Contents. A sheet can be sealed once;
// it is safe for use by several goroutines, of which one wins.
type Sheet struct {
	head  Head
	rest  []byte // behind the head, with the hole in it
	hole  Hole
	spent atomic.Bool
}

// Hole is where the hexadecimal signature goes: Start is the offset of '<', End
// the offset after '>'. The /ByteRange of the sheet is
// [0 Start End len-End] (ISO 32000-1 12.8.1).
type Hole struct{ Start, End int }

// ErrSpent says that the sheet was sealed, or its sealing was tried, before.
var ErrSpent = errors.New("signing: this sheet has had its seal")

func (h Hole) check(body []byte) error {
	if h.Start < 0 || h.End > len(body) || h.End-h.Start < 2 {
		return fmt.Errorf("signing: hole [%d, %d) outside a body of %d bytes", h.Start, h.End, len(body))
	}
	if body[h.Start] != '<' || body[h.End-1] != '>' {
		return errors.New("signing: hole is not between angle brackets")
	}
	digits := body[h.Start+1 : h.End-1]
	if len(digits)%2 != 0 {
		return errors.New("signing: hole has an odd number of digits")
	}
	if bytes.Count(digits, []byte("0")) != len(digits) {
		return errors.New("signing: hole is not empty")
	}
	return nil
}

// Digest is the SHA-256 of the sheet as laid out, with the hole empty: what the
// office wrote down that it was about to seal.
func (s *Sheet) Digest() (digest [32]byte) {
	h := s.head.hash(crypto.SHA256)
	h.Write(s.rest)
	h.Sum(digest[:0])
	return digest
}

// Unsealed is a copy of the sheet as laid out, for a preview or a golden file.
func (s *Sheet) Unsealed() []byte { return bytes.Join([][]byte{s.head.bytes, s.rest}, nil) }

// covered is the hash of what a seal covers: all bytes outside the hole.
func (s *Sheet) covered(of crypto.Hash) []byte {
	h, hole := s.head.hash(of), s.hole.behind(s.head)
	h.Write(s.rest[:hole.Start])
	h.Write(s.rest[hole.End:])
	return h.Sum(nil)
}

// begins says whether the file begins with the sheet, whatever is in the hole.
func (s *Sheet) begins(file []byte) bool {
	hole := s.hole.behind(s.head)
	rest, ok := bytes.CutPrefix(file, s.head.bytes)
	return ok && len(rest) >= len(s.rest) && bytes.Equal(rest[:hole.Start], s.rest[:hole.Start]) && bytes.Equal(rest[hole.End:len(s.rest)], s.rest[hole.End:])
}

// size is how many bytes the sheet has.
func (s *Sheet) size() int { return s.head.Len() + len(s.rest) }

// take says that this is the one sealing of the sheet.
func (s *Sheet) take() error {
	if !s.spent.CompareAndSwap(false, true) {
		return ErrSpent
	}
	return nil
}
