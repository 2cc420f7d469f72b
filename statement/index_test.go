package statement

import (
	"crypto/rand"
	"errors"
	"testing"
	"testing/iotest"
)

func TestDrawIndexRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("no randomness")
	lost := errors.New("database gone")
	draws := 0
	for name, test := range map[string]struct {
		size int
		take func(int) (bool, error)
		want error
	}{
		"size 0":        {0, nil, ErrSize},
		"size negative": {-1, nil, ErrSize},
		"size too big":  {MaxListSize + 1, nil, ErrSize},
		"full":          {8, func(int) (bool, error) { draws++; return false, nil }, ErrListFull},
		"taking fails":  {8, func(int) (bool, error) { return false, lost }, lost},
	} {
		if _, err := DrawIndex(rand.Reader, test.size, test.take); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if draws != maxDraws {
		t.Errorf("%d draws in a full list", draws)
	}
	if _, err := DrawIndex(iotest.ErrReader(broken), 8, nil); !errors.Is(err, broken) {
		t.Errorf("without randomness: %v", err)
	}
}

// A list is filled to half and no place given twice; the places are spread over it.
func TestDrawIndex(t *testing.T) {
	t.Parallel()
	const size = 1 << 12
	taken := map[int]bool{}
	take := func(i int) (bool, error) {
		if i < 0 || i >= size {
			t.Fatalf("index %d", i)
		}
		if taken[i] {
			return false, nil
		}
		taken[i] = true
		return true, nil
	}
	low := 0
	for n := range size / 2 {
		i, err := DrawIndex(rand.Reader, size, take)
		if err != nil || !taken[i] || len(taken) != n+1 {
			t.Fatalf("draw %d: %d, %v", n, i, err)
		}
		if i < size/2 {
			low++
		}
	}
	// Five standard deviations of a fair choice without replacement.
	if low < size/4-115 || low > size/4+115 {
		t.Errorf("%d of %d in the lower half", low, size/2)
	}
}
