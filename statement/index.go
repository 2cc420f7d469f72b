package statement

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// ErrListFull says that no free place was found: open another list.
var ErrListFull = errors.New("statement: no free index found in the status list")

// maxDraws makes ErrListFull all but impossible in a list that is half full (one in
// 2^64) and certain in one that is full.
const maxDraws = 64

// DrawIndex draws a random index of a list of that size until take accepts one, which
// it should do by reserving it, not by looking: take returns false for an index that
// another certificate has. Indexes are random so that their order says nothing about
// when, or for whom, certificates were issued. ErrListFull after 64 draws; any error of
// take or random ends the search.
func DrawIndex(random io.Reader, size int, take func(index int) (bool, error)) (int, error) {
	if size <= 0 || size > MaxListSize {
		return 0, ErrSize
	}
	for range maxDraws {
		n, err := rand.Int(random, big.NewInt(int64(size)))
		if err != nil {
			return 0, fmt.Errorf("statement: drawing an index: %w", err)
		}
		index := int(n.Int64())
		if ok, err := take(index); ok || err != nil {
			return index, err
		}
	}
	return 0, ErrListFull
}
