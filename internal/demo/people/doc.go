// Package people is the demo municipality, Comune di Valdemo, and the people in
// its register: some made by hand, each for one hard case, and as many more as one
// likes, always the same.
//
// Nobody here exists, and no fiscal code here can be that of anybody: every birth
// place bears a cadastral code that is not assigned (X9.. for municipalities, Z95.
// for states), although states are called by their names.
package people
