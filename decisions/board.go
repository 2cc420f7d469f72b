package decisions

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Store keeps decisions. Each method that writes is one durable transaction with its audit
// events. Errors: ErrNotFound, registry.ErrUnavailable and what the methods name.
type Store interface {
	// ProposeDecision stores a decision that is proposed, or approved already. ErrLast.
	ProposeDecision(ctx context.Context, d *Decision, events ...audit.Event) error
	// AnswerDecision closes a proposed decision as it now stands. ErrState if it is
	// answered already, or approves settings and has not seen those that were approved
	// last; ErrLast if it would leave the office without administrators by decision.
	AnswerDecision(ctx context.Context, d *Decision, events ...audit.Event) error
	DecisionByID(ctx context.Context, id ID) (*Decision, error)
	// DecisionsOf lists an office's decisions, the newest first.
	DecisionsOf(ctx context.Context, office registry.OfficeID, limit int) ([]*Decision, error)
	// RolesOf lists of every officer and right of an office the approved decision that
	// comes last.
	RolesOf(ctx context.Context, office registry.OfficeID) ([]*Decision, error)
	// SettingsOn lists of every office the approved settings that count on a day.
	SettingsOn(ctx context.Context, day registry.Date) ([]*Decision, error)
}

// Checker knows what settings mean.
type Checker interface {
	// Check returns a *FaultsError for settings that an office cannot have.
	Check(ctx context.Context, office registry.OfficeID, text string) error
}

// Board is where administrators decide (ufficio che dispone). It is safe for concurrent
// use once its fields are set.
type Board struct {
	Store   Store
	Checker Checker
	Clock   func() time.Time            // in the time zone of the offices
	Changed func(context.Context) error // called when settings were approved, or nil
}

// Administrator is who is at the board.
type Administrator struct {
	Principal *auth.Principal
	Name      string // as it is to be shown
}

// officer is the administrator by the name that four eyes go by.
func (a Administrator) officer() Officer {
	return Officer{Issuer: a.Principal.Issuer, Subject: a.Principal.Subject, Name: a.Name}
}

// in says whether he may decide in an office. Who has no name at a provider cannot be
// told from another, so he may not.
func (a Administrator) in(office registry.OfficeID) error {
	if a.Principal == nil || a.Principal.Issuer == "" || a.Principal.Subject == "" || !a.Principal.May(auth.ManageOffice, string(office)) {
		return ErrNotAllowed
	}
	return nil
}

// Proposal is what an administrator wants to have decided.
type Proposal struct {
	Office registry.OfficeID
	What   What
	Text   string     // of Settings
	Holder Officer    // of Grant and Revoke
	Scope  auth.Scope // of Grant and Revoke
	Reason string
	From   registry.Date
}

// Propose puts a decision up for a second administrator's answer, or closes it at once
// where one is enough. Errors: ErrNotAllowed, ErrLast, *FieldError, *FaultsError,
// registry.ErrUnavailable.
func (b *Board) Propose(ctx context.Context, by Administrator, p Proposal, request string) (*Decision, error) {
	if err := by.in(p.Office); err != nil {
		return nil, err
	}
	if err := b.valid(ctx, p); err != nil {
		return nil, err
	}
	d, err := b.put(p, by.officer())
	if err != nil {
		return nil, err
	}
	return d, b.Store.ProposeDecision(ctx, d, b.events(d, actor(by), "page", request, audit.DecisionProposed)...)
}

// ByOperator gives a right for the operator of the service, who answers for it: the first
// administrators come about like that. Errors: *FieldError, registry.ErrOfficeUnknown,
// registry.ErrUnavailable.
func (b *Board) ByOperator(ctx context.Context, office registry.OfficeID, holder Officer, scope auth.Scope) (*Decision, error) {
	p := Proposal{Office: office, What: Grant, Holder: holder, Scope: scope, From: registry.DateOf(b.Clock())}
	if err := b.valid(ctx, p); err != nil {
		return nil, err
	}
	d, err := b.put(p, Officer{})
	if err != nil {
		return nil, err
	}
	return d, b.Store.ProposeDecision(ctx, d, b.events(d, audit.Actor{Kind: audit.Operator}, "command", "", audit.DecisionProposed)...)
}

// put makes a decision of a proposal.
func (b *Board) put(p Proposal, by Officer) (*Decision, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("decisions: drawing an identity: %w", err)
	}
	d := &Decision{
		ID: ID(id.String()), Office: p.Office, What: p.What, Text: p.Text, Holder: p.Holder, Scope: p.Scope, Reason: p.Reason,
		By: by, At: b.now(), From: p.From, State: Proposed,
	}
	if d.alone() {
		d.approve(Officer{}, d.At, "")
	}
	return d, nil
}

// now is the time as it is stored, in whole microseconds.
func (b *Board) now() time.Time { return b.Clock().Truncate(time.Microsecond) }

func actor(by Administrator) audit.Actor {
	id := by.Principal.Officer
	if id == "" {
		id = by.Principal.Subject
	}
	return audit.Actor{Kind: audit.Officer, ID: id}
}

// events are what a step leaves in the audit trail: the step, and the right that it gives
// or takes away.
func (b *Board) events(d *Decision, by audit.Actor, channel, request string, step audit.Kind) []audit.Event {
	e := audit.Event{
		Office: string(d.Office), At: b.now(), Kind: step, Actor: by, Channel: channel, Request: request,
		Details: map[string]string{"decision": string(d.ID), "what": string(d.What), "from": d.From.String()},
	}
	events := []audit.Event{e}
	if d.What == Settings {
		return events
	}
	e.Details["scope"] = string(d.Scope)
	if d.State == Approved {
		e.Kind = audit.RoleGranted
		if d.What == Revoke {
			e.Kind = audit.RoleRevoked
		}
		events = append(events, e)
	}
	return events
}
