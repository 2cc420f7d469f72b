package signing

import (
	"crypto/sha256"
	"testing"
)

func TestSheetRefuses(t *testing.T) {
	t.Parallel()
	const body = "before<0000>after"
	good := Hole{6, 12}
	for _, c := range []struct {
		name string
		body string
		hole Hole
	}{
		{"before the body", body, Hole{-1, 12}},
		{"beyond the body", body, Hole{6, 18}},
		{"backwards", body, Hole{12, 6}},
		{"empty", body, Hole{6, 6}},
		{"one byte", body, Hole{6, 7}},
		{"no opening bracket", "before 0000>after", good},
		{"no closing bracket", "before<0000 after", good},
		{"not empty", "before<0001>after", good},
		{"odd", "before<000>after", Hole{6, 11}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := (Head{}).Sheet([]byte(c.body), c.hole); err == nil {
				t.Error("Sheet accepts it")
			}
		})
	}
	s, err := Head{}.Sheet([]byte(body), good)
	if err != nil {
		t.Fatal(err)
	}
	if s.Digest() != sha256.Sum256([]byte(body)) || string(s.Unsealed()) != body {
		t.Error("the sheet is not its body")
	}
}

// A file is that of a sheet by every byte outside the hole, on both sides of the seam.
func TestSheetBeginsFile(t *testing.T) {
	t.Parallel()
	const body = "head" + "own<0000>after"
	s, err := NewHead([]byte(body[:4])).Sheet([]byte(body[4:]), Hole{7, 13})
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(body) + 1 {
		file := []byte(body)
		inHole := i >= 7 && i < 13
		if i < len(body) {
			file[i]++
		}
		if got, want := s.begins(file), inHole || i == len(body); got != want {
			t.Errorf("with byte %d changed, begins = %v, want %v", i, got, want)
		}
		if i < len(body) && s.begins([]byte(body)[:i]) {
			t.Errorf("a file of %d bytes begins with the sheet", i)
		}
	}
	if !s.begins([]byte(body + "an update")) {
		t.Error("a file with an update does not begin with the sheet")
	}
}
