package certificates

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestCodeRoundTrip(t *testing.T) {
	t.Parallel()
	for range 1000 {
		c, err := NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		look := strings.NewReplacer("0", "O", "1", "l")
		for _, s := range []string{c.String(), c.Compact(), strings.ToLower(c.String()), look.Replace(c.String()), " " + strings.ReplaceAll(c.String(), "-", "  ")} {
			got, err := ParseCode(s)
			if err != nil || got != c {
				t.Fatalf("ParseCode(%q) = %v, %v, want %v", s, got, err, c)
			}
		}
	}
}

func TestParseCodeRefuses(t *testing.T) {
	t.Parallel()
	good := Code{1, 2, 3, 15: 255}.Compact()
	for name, s := range map[string]string{
		"empty":      "",
		"short":      good[1:],
		"long":       good + "0",
		"letter U":   "U" + good[1:],
		"punctuated": good[:27] + "!",
		"emoji":      good[:24] + "😀",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c, err := ParseCode(s); err == nil {
				t.Errorf("ParseCode(%q) = %v, want an error", s, c)
			}
		})
	}
}

// One mistyped character must nearly always be noticed before any look-up.
func TestParseCodeNoticesTypingMistakes(t *testing.T) {
	t.Parallel()
	good := Code{7, 8, 9}.Compact()
	missed, tried := 0, 0
	for i := range good {
		for _, r := range alphabet {
			if byte(r) == good[i] {
				continue
			}
			tried++
			if _, err := ParseCode(good[:i] + string(r) + good[i+1:]); err == nil {
				missed++
			}
		}
	}
	if missed*200 > tried {
		t.Errorf("%d of %d single mistakes went unnoticed, want under one in 200", missed, tried)
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add(Code{}.String())
	f.Add(Code{1, 2, 3}.Compact())
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(c.String()); err != nil || again != c {
			t.Errorf("ParseCode(%q) = %v, which does not read back: %v, %v", s, c, again, err)
		}
	})
}
