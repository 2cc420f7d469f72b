package decisions

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/inforce"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

const (
	valdemo   = registry.OfficeID("X900")
	montedemo = registry.OfficeID("X901")
)

// shelf keeps decisions in memory, as decisions.Store says.
type shelf struct {
	mu  sync.Mutex
	all []*decisions.Decision // the newest first
	err error
}

func (s *shelf) ProposeDecision(_ context.Context, d *decisions.Decision, _ ...audit.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := *d
	s.all = append([]*decisions.Decision{&kept}, s.all...)
	return s.err
}

func (s *shelf) AnswerDecision(_ context.Context, d *decisions.Decision, _ ...audit.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.all, func(o *decisions.Decision) bool { return o.ID == d.ID })
	if s.all[i].State != decisions.Proposed {
		return decisions.ErrState
	}
	if s.err == nil {
		kept := *d
		s.all[i] = &kept
	}
	return s.err
}

func (s *shelf) DecisionByID(_ context.Context, id decisions.ID) (*decisions.Decision, error) {
	for _, d := range s.those(func(d *decisions.Decision) bool { return d.ID == id }) {
		read := *d
		return &read, nil
	}
	return nil, decisions.ErrNotFound
}

func (s *shelf) those(which func(*decisions.Decision) bool) (out []*decisions.Decision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if which(d) {
			out = append(out, d)
		}
	}
	return out
}

func (s *shelf) DecisionsOf(_ context.Context, o registry.OfficeID, _ int) ([]*decisions.Decision, error) {
	return s.those(func(d *decisions.Decision) bool { return d.Office == o }), nil
}

func (s *shelf) RolesOf(_ context.Context, o registry.OfficeID) (out []*decisions.Decision, _ error) {
	for _, d := range s.those(func(d *decisions.Decision) bool {
		return d.Office == o && d.What != decisions.Settings && d.State == decisions.Approved
	}) {
		if !slices.ContainsFunc(out, func(e *decisions.Decision) bool { return e.Holder.Is(d.Holder) && e.Scope == d.Scope }) {
			out = append(out, d)
		}
	}
	return out, nil
}

func (s *shelf) SettingsOn(_ context.Context, day registry.Date) ([]*decisions.Decision, error) {
	all := s.those(func(d *decisions.Decision) bool {
		return d.What == decisions.Settings && d.State == decisions.Approved && !day.Before(d.Counts)
	})
	return all[:min(1, len(all))], nil
}

// offices is two of them, with the room and what it works on.
type offices struct {
	*testing.T
	*shelf
	state *inforce.State
	*http.ServeMux
	now time.Time
}

var press = sync.OnceValues(func() (*templates.Typesetter, error) { return templates.New(nil, templates.Options{Hole: 64}) })

func newOffices(t *testing.T) *offices {
	t.Helper()
	set, err := press()
	if err != nil {
		t.Fatal(err)
	}
	o := &offices{T: t, shelf: &shelf{}, now: time.Date(2026, 11, 26, 10, 0, 0, 0, time.FixedZone("Europe/Rome", 3600)), ServeMux: http.NewServeMux()}
	clock, catalogue, log := func() time.Time { return o.now }, certificates.NewCatalogue(), slog.New(slog.DiscardHandler)
	o.state, err = inforce.New(t.Context(), inforce.Config{
		Register: map[registry.OfficeID]registry.Office{
			valdemo:   {ID: valdemo, Name: "Comune di Valdemo", Contact: "tel. 1", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "de"}},
			montedemo: {ID: montedemo, Name: "Comune di Montedemo", Contact: "tel. 2", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}},
		},
		Catalogue: catalogue, Press: set, Source: o.shelf, Clock: clock, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	kit, err := page.New(page.Config{
		Kit: web.Kit{Log: log}, Catalogue: catalogue, Limits: web.NewLimiter(web.Limits{}), PublicURL: "https://sportello.example", Clock: clock, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := chi.NewRouter()
	New(kit, Config{Board: &decisions.Board{Store: o.shelf, Checker: o.state, Clock: clock, Changed: o.state.Refresh}, InForce: o.state}).Routes(mux)
	o.Handle("/", kit.Around(mux))
	return o
}

// as is the pages as an administrator sees them.
func (o *offices) as(subject string, of ...registry.OfficeID) pagetest.Site {
	return o.with(subject, auth.ManageOffice, of...)
}

func (o *offices) with(subject string, s auth.Scope, of ...registry.OfficeID) pagetest.Site {
	p := &auth.Principal{Issuer: "https://login.example", Subject: subject, Officer: subject, Scopes: []auth.Scope{s}}
	for _, id := range of {
		p.Offices = append(p.Offices, string(id))
	}
	v := &page.Visitor{By: certificates.Requester{Principal: p, Channel: certificates.Counter}, Name: "Name of " + subject}
	return pagetest.Site{T: o.T, Handler: o, Context: page.With(o.Context(), v)}
}

// form is the form of a page as it stands, to be edited and sent.
func form(s pagetest.Seen) url.Values {
	s.T.Helper()
	out := url.Values{}
	for _, n := range s.All("main form input, main form textarea") {
		name, _ := pagetest.Attr(n, "name")
		value, _ := pagetest.Attr(n, "value")
		kind, _ := pagetest.Attr(n, "type")
		_, checked := pagetest.Attr(n, "checked")
		switch {
		case n.Data == "textarea":
			if n.FirstChild != nil {
				value = n.FirstChild.Data
			}
			out.Set(name, value)
		case kind == "checkbox" || kind == "radio":
			if checked {
				out.Add(name, value)
			}
		default:
			out.Set(name, value)
		}
	}
	return out
}

// proposed is the address of a decision that somebody has proposed with the form as it
// stands, edited.
func (o *offices) proposed(by pagetest.Site, edit func(url.Values)) string {
	o.Helper()
	return o.proposedIn(by, string(valdemo), edit)
}

// led is where an answer leads.
func (o *offices) led(s pagetest.Seen, prefix string) string {
	o.Helper()
	to := s.Header.Get("Location")
	if s.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, prefix) {
		o.Fatalf("answered %d, leads to %q:\n%s", s.StatusCode, to, s.Body)
	}
	return to
}

// proposedIn is proposed for one of several offices.
func (o *offices) proposedIn(by pagetest.Site, office string, edit func(url.Values)) string {
	o.Helper()
	f := form(by.Get("/office/decisions/new?office=" + office))
	edit(f)
	return o.led(by.Post("/office/decisions/new?office="+office, f), "/office/decisions/")
}

// hrefOf is where an element leads, by a link or a form.
func hrefOf(n *html.Node) string {
	if to, ok := pagetest.Attr(n, "href"); ok {
		return to
	}
	to, _ := pagetest.Attr(n, "action")
	return to
}
