package registry

import "strings"

// Sought is what somebody says about a person whom he looks for: his fiscal code, or
// his names and birth, or all of it.
type Sought struct {
	Code FiscalCode
	Name Name
	Born Date
}

// Is reports whether all of it is said, and all of it is so. Accents, apostrophes,
// blanks and capitals of the names do not count.
func (s Sought) Is(p Person) bool {
	return s.Code != "" && s.Code == p.FiscalCode && !s.Born.IsZero() && s.Born == p.Birth.Date &&
		alike(s.Name.Surname, p.Name, surname) && alike(s.Name.Given, p.Name, given)
}

// Begins reports whether the person has that very date of birth and each of his names
// begins as said, with at least three letters, or is as said.
func (s Sought) Begins(p Person) bool {
	return !s.Born.IsZero() && s.Born == p.Birth.Date &&
		begins(s.Name.Surname, p.Name, surname) && begins(s.Name.Given, p.Name, given)
}

// Called reports whether s is the whole name, in either order, as a document may have
// it.
func (n Name) Called(s string) bool {
	return alike(s, n, func(n Name) string { return n.Surname + n.Given }) || alike(s, n, func(n Name) string { return n.Given + n.Surname })
}

func surname(n Name) string { return n.Surname }

func given(n Name) string { return n.Given }

// fewest is the fewest letters that a name may be found by without being whole.
const fewest = 3

func begins(said string, n Name, part func(Name) string) bool {
	letters := latin(said)
	return alike(said, n, part) || len(letters) >= fewest && strings.HasPrefix(latin(part(n.Printed())), letters)
}

// alike compares the letters of a part of a name as it is printed. A name without a
// letter in the Latin alphabet is like no other.
func alike(said string, n Name, part func(Name) string) bool {
	letters := latin(said)
	return letters != "" && letters == latin(part(n.Printed()))
}
