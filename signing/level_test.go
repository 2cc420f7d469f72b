package signing

import (
	"context"
	"errors"
	"testing"
)

var levels = []Level{LevelB, LevelT, LevelLT, LevelLTA}

func TestParseLevel(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"", "B", "b-b", "B-LTB", "B-T ", "Level(0)"} {
		if l, err := ParseLevel(wrong); !errors.Is(err, ErrLevel) {
			t.Errorf("ParseLevel(%q) = %v, %v", wrong, l, err)
		}
	}
	for _, l := range levels {
		text, err := l.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Level
		if err := back.UnmarshalText(text); err != nil || back != l || string(text) != l.String() {
			t.Errorf("%v: %q, %v, %v", l, text, back, err)
		}
	}
	for _, none := range []Level{-1, LevelLTA + 1} {
		if _, err := none.MarshalText(); !errors.Is(err, ErrLevel) {
			t.Errorf("MarshalText of %v: %v", none, err)
		}
	}
}

// Every level is sealed, checked, verified and recognised.
func TestLevels(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		for _, l := range levels {
			t.Run(k.name+"/"+l.String(), func(t *testing.T) {
				t.Parallel()
				v := newServices(trust())
				o := v.options(t, l)
				o.PSS = k.pss
				s := mustSealer(t, v.identity(k.key()), o)
				if err := o.Revocation.Refresh(context.Background()); err != nil {
					t.Fatal(err)
				}
				sheet, file := sealed(t, s)
				if err := s.Check(sheet, file); err != nil {
					t.Errorf("Check: %v", err)
				}
				seal, err := Verify(file, trust().verify())
				if err != nil {
					t.Fatalf("Verify: %v", err)
				}
				if got, err := levelOf(file); got != l || err != nil || seal.Level != l {
					t.Errorf("levelOf = %v, %v, Verify %v, want %v", got, err, seal.Level, l)
				}
			})
		}
	}
}

// levelOf is the level that a file has by its structure, whoever made it.
func levelOf(file []byte) (Level, error) {
	d, err := open(file)
	if err != nil {
		return LevelB, err
	}
	return d.level(), nil
}
