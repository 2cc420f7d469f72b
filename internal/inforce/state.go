package inforce

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

// Source knows what offices have decided.
type Source interface {
	// SettingsOn lists of every office the approved settings that count on a day.
	SettingsOn(ctx context.Context, day registry.Date) ([]*decisions.Decision, error)
}

// Config is what a State is made of.
type Config struct {
	Register  map[registry.OfficeID]registry.Office   // as loaded
	File      map[registry.OfficeID]officefile.Office // what stands in the offices file
	Catalogue *certificates.Catalogue
	Press     *templates.Typesetter // for its fonts and wording; its letterheads are made anew
	Source    Source
	Clock     func() time.Time // in the time zone of the offices
	Log       *slog.Logger
}

// State is what is in force. It is safe for concurrent use.
type State struct {
	Config
	base     map[registry.OfficeID]registry.Office // register and file
	policies map[registry.OfficeID]certificates.Policy
	now      atomic.Pointer[certificates.InForce]

	mu     sync.Mutex     // of who brings it up to date
	counts []decisions.ID // in the order of the offices
	heirs  []func(*certificates.InForce)
}

// New reads what is in force. Whatever of it cannot be used is an error: a service does not
// start by other rules than its offices have decided.
func New(ctx context.Context, c Config) (*State, error) {
	s := &State{Config: c, base: maps.Clone(c.Register)}
	var wrong []officefile.Fault
	if s.policies, wrong = officefile.Apply(c.File, s.base); len(wrong) > 0 {
		return nil, fmt.Errorf("SPORTELLO_OFFICES_FILE: %v", wrong)
	}
	return s, s.Refresh(ctx)
}

// Now is what is in force.
func (s *State) Now() *certificates.InForce { return s.now.Load() }

// Tell has somebody told of what is in force whenever it changes. He is not to hold up who
// tells him.
func (s *State) Tell(heir func(*certificates.InForce)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heirs = append(s.heirs, heir)
}

// Refresh brings it up to date, if another process has approved something or a day has
// come. After an error everything is as before.
func (s *State) Refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	decided, err := s.Source.SettingsOn(ctx, registry.DateOf(s.Clock()))
	if err != nil {
		return err
	}
	var counts []decisions.ID
	for _, d := range decided {
		counts = append(counts, d.ID)
	}
	if s.now.Load() != nil && slices.Equal(counts, s.counts) {
		return nil
	}
	next, err := s.compile(decided)
	if err != nil {
		return err
	}
	s.now.Store(next)
	for _, heir := range s.heirs {
		heir(next)
	}
	s.counts = counts
	s.Log.LogAttrs(ctx, slog.LevelInfo, "what the offices have decided is in force", slog.Any("decisions", counts))
	return nil
}

// compile makes what is in force of the decisions that count.
func (s *State) compile(decided []*decisions.Decision) (*certificates.InForce, error) {
	next := &certificates.InForce{Offices: maps.Clone(s.base), Policies: maps.Clone(s.policies)}
	for _, d := range decided {
		o, p, err := s.Read(d.Office, d.Text)
		if err != nil {
			return nil, fmt.Errorf("decision %s of office %s cannot be used: %w", d.ID, d.Office, err)
		}
		next.Offices[d.Office], next.Policies[d.Office] = o, p
	}
	press, err := s.Press.With(slices.Collect(maps.Values(next.Offices)))
	if err != nil {
		return nil, err
	}
	next.Typesetter = press
	return next, nil
}
