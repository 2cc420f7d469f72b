// Package decisions is what an office decides about itself: how its letterhead reads, which
// certificates it offers and what it tells citizens, and who may do what in it. One
// administrator proposes, another one approves (four eyes), and a decision counts from a
// day on until a later one takes its place. docs/offices.md says it for administrators.
//
// It follows the separation of whoever orders and whoever checks that art. 5 c.2 L.
// 241/1990 and the security measures of art. 32 GDPR ask of an office.
package decisions
