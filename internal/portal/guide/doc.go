// Package guide is the pages that explain: the service sheet, the frequent questions, the
// privacy page and the accessibility statement. They need no login and know of no person.
//
// The sheet has the fields of the municipal model in their order (Designers Italia,
// criterion C.SI.1.3) with its data-element attributes, by which the model's checker finds
// them. What it says of kinds, exemptions, fees and offices is read from where it is
// decided, so that the page cannot say otherwise.
package guide
