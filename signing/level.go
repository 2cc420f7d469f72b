package signing

import (
	"errors"
	"fmt"
	"slices"
)

// Level is how much a sealed file brings along for those who check it later: the
// baseline levels of PAdES (ETSI EN 319 142-1 6). Each includes the ones before.
type Level int

// The levels.
const (
	LevelB   Level = iota // B-B: the seal alone
	LevelT                // B-T: a time stamp, which proves since when the seal exists
	LevelLT               // B-LT: the certificates and their revocation state of that time
	LevelLTA              // B-LTA: a time stamp over all of it, which can be renewed
)

// ErrLevel says that a level is none, or not the one that it should be.
var ErrLevel = errors.New("signing: not the level that it should be, of B-B, B-T, B-LT and B-LTA")

var levelNames = [...]string{"B-B", "B-T", "B-LT", "B-LTA"}

// ParseLevel reads "B-B", "B-T", "B-LT" or "B-LTA"; ErrLevel for anything else.
func ParseLevel(s string) (Level, error) {
	i := slices.Index(levelNames[:], s)
	if i < 0 {
		return LevelB, ErrLevel
	}
	return Level(i), nil
}

// String is the level's name in the standard.
func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levelNames[l]
}

// MarshalText is the level's name; ErrLevel if it is none of the four.
func (l Level) MarshalText() ([]byte, error) {
	if l < 0 || int(l) >= len(levelNames) {
		return nil, ErrLevel
	}
	return []byte(levelNames[l]), nil
}

// UnmarshalText reads what ParseLevel reads.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLevel(string(text))
	return err
}
