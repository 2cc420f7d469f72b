package decisions

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

var (
	rome  = time.FixedZone("Europe/Rome", 3600)
	today = registry.Date{Year: 2026, Month: 11, Day: 26}
	soon  = registry.Date{Year: 2026, Month: 12, Day: 1}
)

const (
	office = registry.OfficeID("X900")
	other  = registry.OfficeID("X901")
)

// shelf is a store in memory.
type shelf struct {
	mu     sync.Mutex
	all    []*Decision
	events []audit.Event
	err    error
}

func (s *shelf) ProposeDecision(_ context.Context, d *Decision, events ...audit.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	kept := *d
	s.all, s.events = append([]*Decision{&kept}, s.all...), append(s.events, events...)
	return nil
}

func (s *shelf) AnswerDecision(_ context.Context, d *Decision, events ...audit.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	i := slices.IndexFunc(s.all, func(o *Decision) bool { return o.ID == d.ID })
	if s.all[i].State != Proposed {
		return ErrState
	}
	kept := *d
	s.all[i], s.events = &kept, append(s.events, events...)
	return nil
}

func (s *shelf) DecisionByID(_ context.Context, id ID) (*Decision, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if d.ID == id {
			read := *d
			return &read, nil
		}
	}
	return nil, ErrNotFound
}

func (s *shelf) DecisionsOf(_ context.Context, o registry.OfficeID, limit int) (out []*Decision, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if d.Office == o {
			out = append(out, d)
		}
	}
	return out[:min(len(out), limit)], s.err
}

func (s *shelf) RolesOf(_ context.Context, o registry.OfficeID) (out []*Decision, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if d.Office == o && d.What != Settings && d.State == Approved && !slices.ContainsFunc(out, func(e *Decision) bool { return e.Holder.Is(d.Holder) && e.Scope == d.Scope }) {
			out = append(out, d)
		}
	}
	return out, s.err
}

func (s *shelf) SettingsOn(context.Context, registry.Date) ([]*Decision, error) { return nil, s.err }

// readable takes every text but one.
type readable struct{}

func (readable) Check(_ context.Context, _ registry.OfficeID, text string) error {
	if text == "bad" {
		return &FaultsError{[]Fault{{Field: "contact", Line: 3, Reason: "no font has it", Rune: '☎'}}}
	}
	return nil
}

type fixture struct {
	*Board
	shelf *shelf
	now   time.Time
}

func newFixture() *fixture {
	f := &fixture{shelf: &shelf{}, now: time.Date(2026, 11, 26, 10, 0, 0, 0, rome)}
	f.Board = &Board{Store: f.shelf, Checker: readable{}, Clock: func() time.Time { return f.now }}
	return f
}

func admin(subject string, of ...registry.OfficeID) Administrator {
	p := &auth.Principal{Issuer: "https://login.example", Subject: subject, Scopes: []auth.Scope{auth.ManageOffice}}
	for _, o := range of {
		p.Offices = append(p.Offices, string(o))
	}
	return Administrator{Principal: p, Name: "Name of " + subject}
}

func holder(subject string) Officer {
	return Officer{Issuer: "https://login.example", Subject: subject, Name: "Name of " + subject}
}

var (
	anna  = admin("anna", office)
	bruno = admin("bruno", office)
)

func settings() Proposal {
	return Proposal{Office: office, What: Settings, Text: "archive: a", From: today}
}

func role(what What, subject string, s auth.Scope) Proposal {
	return Proposal{Office: office, What: what, Holder: holder(subject), Scope: s, From: today}
}

func (f *fixture) propose(t *testing.T, by Administrator, p Proposal) *Decision {
	t.Helper()
	d, err := f.Propose(t.Context(), by, p, "req")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// approve approves what somebody sees today.
func (f *fixture) approve(ctx context.Context, by Administrator, id ID, answer, request string) (*Decision, error) {
	seen, err := f.Standing(ctx, office)
	if err != nil {
		return nil, err
	}
	return f.Approve(ctx, by, id, seen, answer, request)
}

// kinds is what the audit trail has, in order.
func (f *fixture) kinds() (kinds []audit.Kind) {
	for _, e := range f.shelf.events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}
