package migrations

import (
	"errors"
	"testing"
	"testing/fstest"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		major         int
		role, creates bool
		want          error
	}{
		{"old server", 14, true, true, ErrServerTooOld},
		{"no role and no right to make it", 15, false, false, ErrNoRole},
		{"role there", 15, true, false, nil},
		{"may make it", 18, false, true, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := judge(test.major, test.role, test.creates); !errors.Is(err, test.want) {
				t.Errorf("judge() = %v, want %v", err, test.want)
			}
		})
	}
}

func TestReadVersionsRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		files []string
	}{
		{"not a number", []string{"first.sql"}},
		{"does not begin with 1", []string{"00002_b.sql"}},
		{"gap", []string{"00001_a.sql", "00003_c.sql"}},
		{"twice", []string{"00001_a.sql", "00001_b.sql"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{}
			for _, name := range test.files {
				files[name] = &fstest.MapFile{}
			}
			defer func() {
				if recover() == nil {
					t.Errorf("readVersions(%v) accepts", test.files)
				}
			}()
			readVersions(files)
		})
	}
}
