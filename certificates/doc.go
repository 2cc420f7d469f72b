// Package certificates is the domain: which certificates exist, who may have
// which of them about whom, and how one comes into being.
//
// A certificate is issued in the numbered steps of docs/issuing-cycle.md, which
// Desk.Issue follows under the same numbers. Two ideas carry the rest. A Kind is
// data: a row of the official table with the rules that stop it. A Rule is a small
// value with its citation; all refusals of a request are returned together, each
// with the sentence for the applicant, the source, the way out and who can open
// it.
//
// The package knows nothing of HTTP, SQL, PDF or CMS. It declares what it needs of
// them in ports.go.
package certificates
