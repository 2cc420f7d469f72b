package inspect

import (
	"errors"
	"io"
	"sync"
)

// memory is how many bytes of files may still be held. Who finds none left is turned
// away rather than kept waiting: those who wait would hold theirs.
type memory struct {
	mu   sync.Mutex
	left int
}

func (m *memory) take(n int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left < n {
		return false
	}
	m.left -= n
	return true
}

func (m *memory) give(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left += n
}

// read reads up to limit bytes into a buffer that doubles as it fills, so that room
// is taken only for what has come in. release gives all of it back.
func (m *memory) read(r io.Reader, limit int) (file []byte, release func(), err error) {
	taken := 0
	release = func() { m.give(taken) }
	const first = 64 << 10
	for size := first; ; size *= 2 {
		size = min(size, limit+1)
		if !m.take(size) {
			return nil, release, ErrBusy
		}
		taken += size
		grown := make([]byte, size)
		n := copy(grown, file)
		more, err := io.ReadFull(promised{r}, grown[n:])
		m.give(n)
		taken -= n
		file = grown[:n+more]
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return file, release, nil
		case err != nil:
			return nil, release, err
		case len(file) > limit:
			return nil, release, ErrTooLarge
		}
	}
}

// promised keeps what a reader says that breaks off apart from what io.ReadFull says
// at the end: half a file is not to be judged.
type promised struct{ io.Reader }

var errBrokenOff = errors.New("inspect: the file breaks off")

func (p promised) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errBrokenOff
	}
	return n, err
}
