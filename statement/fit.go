package statement

import (
	"fmt"
	"slices"
)

// Fit returns the statement such that signed it takes no more than size bytes: as
// many of its values as it must are left to the paper, the longest first, the name
// last. Values beyond MaxName and MaxValue are left to the paper in any case.
// ErrTooLong if that is not enough, ErrField for any other fault.
func (s *Statement) Fit(size int) (*Statement, error) {
	fit := *s
	fit.Facts = slices.Clone(s.Facts)
	fit.leaveTooLong()
	for {
		payload, err := fit.encode()
		if err != nil {
			return nil, err
		}
		if signedSize(len(payload)) <= min(size, MaxSize) {
			return &fit, nil
		}
		if !fit.leaveLongest() {
			return nil, fmt.Errorf("%w: more than %d bytes even without what the paper says", ErrTooLong, size)
		}
	}
}

func (s *Statement) leaveTooLong() {
	if len(s.Name) > MaxName {
		s.Name = ""
	}
	for i := range s.Facts {
		if len(s.Facts[i].Value) > MaxValue {
			s.Facts[i].Value = ""
		}
	}
}

// leaveLongest empties one value and reports whether there was any.
func (s *Statement) leaveLongest() bool {
	longest := &s.Name
	for i := range s.Facts {
		if v := &s.Facts[i].Value; *v != "" && (longest == &s.Name || len(*v) > len(*longest)) {
			longest = v
		}
	}
	if *longest == "" {
		return false
	}
	*longest = ""
	return true
}
