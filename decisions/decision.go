package decisions

import (
	"strings"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// ID identifies a decision, a UUID whose order is that of time.
type ID string

// What is decided.
type What string

// What an office decides.
const (
	Settings What = "settings" // letterhead, languages, kinds, validity, fees, texts: the office's section of docs/offices.md
	Grant    What = "grant"    // a right is given to an officer
	Revoke   What = "revoke"   // a right is taken away from him
)

// State is how far a decision has come.
type State string

// The states. Every one but the first is final.
const (
	Proposed  State = "proposed"
	Approved  State = "approved"
	Rejected  State = "rejected"  // by a second person
	Withdrawn State = "withdrawn" // by who has proposed it
)

// Officer is somebody by the name that his identity provider has for him.
type Officer struct {
	Issuer  string // the provider
	Subject string // his name there, opaque
	Name    string // as it is shown; says nothing about who he is
}

// Is reports whether both are the same person, whatever they are called. Nobody is
// nobody.
func (o Officer) Is(p Officer) bool {
	return o.Subject != "" && o.Issuer == p.Issuer && o.Subject == p.Subject
}

// Resembles reports whether both may be one person who has two logins: the name at the
// provider is the same, in whatever letters and at whichever provider. Four eyes take the
// two for one; rights are given to exact names.
func (o Officer) Resembles(p Officer) bool {
	return o.Subject != "" && strings.EqualFold(strings.TrimSpace(o.Subject), strings.TrimSpace(p.Subject))
}

// Decision is one decision of an office. Once it is proposed it can be answered, and
// nothing else about it changes.
type Decision struct {
	ID     ID
	Office registry.OfficeID
	What   What
	Text   string     // of Settings, as internal/officefile reads it
	Holder Officer    // of Grant and Revoke
	Scope  auth.Scope // of Grant and Revoke
	Reason string     // in the proposer's words, or ""

	By   Officer       // who proposes it; the zero Officer for the operator of the service
	At   time.Time     //
	From registry.Date // the day from which it is to count

	State     State
	Decider   Officer       // who has answered; zero for a decision that needs no second person
	DecidedAt time.Time     // zero while it is proposed
	Answer    string        // in the words of who has answered, or ""
	Seen      ID            // of settings that are being approved: those that Standing named when the differences were shown; not kept
	Counts    registry.Date // of an approved one the day from which it counts: From, or the day of its approval if that is later
}

// Operator reports whether the operator of the service has made it, at the command line.
func (d *Decision) Operator() bool { return d.By == Officer{} }

// alone reports whether it needs no second person: a right that is not an
// administrator's, for somebody else.
func (d *Decision) alone() bool {
	return d.What != Settings && (d.Operator() || d.Scope != auth.ManageOffice && !d.Holder.Resembles(d.By))
}

// approve closes it on a day.
func (d *Decision) approve(by Officer, at time.Time, answer string) {
	d.State, d.Decider, d.DecidedAt, d.Answer, d.Counts = Approved, by, at, answer, d.From
	if today := registry.DateOf(at); d.From.Before(today) {
		d.Counts = today
	}
}
