//go:build race

package api

// everyWish is one in how many wishes is tried. All of them are tried without the detector,
// which looks for races and not for secrets.
const everyWish = 5
