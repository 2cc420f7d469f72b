// Package officefile reads what the offices of an installation have decided: which
// certificates they offer and for how long these are valid, what they cost, how the
// offices sign their letters. It is one YAML file (docs/offices.md). Whatever is wrong
// with it is told with its line, all at once.
package officefile
