// Package audit is the evidence of what happened: every issue, refusal and
// withdrawal, and every look at a person's data by anyone. Events are append
// only and chained: each carries the hash of the one before it in its office, so
// that nothing can be changed, removed or slipped in between without showing.
//
// Audit is not logging: it is a table with its own guarantees, written in the
// same transaction as the fact it records. Events hold identities and codes, no
// names, addresses or fiscal codes.
package audit
