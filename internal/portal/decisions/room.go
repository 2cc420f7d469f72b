// Package decisions is where the administrators of an office decide, two of them together:
// how its certificates look, what it offers and tells citizens, and who may do what. What
// may be decided and by whom is package decisions of the domain; the pages only lead there.
package decisions

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// InForce knows what holds in the offices, and what settings would make of them.
type InForce interface {
	Now() *certificates.InForce
	// Given is the languages that the register gives an office.
	Given(registry.OfficeID) []registry.Language
	// Check is what stands against settings, *decisions.FaultsError.
	Check(ctx context.Context, office registry.OfficeID, text string) error
	// Read is an office by settings, and its policy; *decisions.FaultsError.
	Read(office registry.OfficeID, text string) (registry.Office, certificates.Policy, error)
	// Proof is a page of an invented person by settings, marked as a preview.
	Proof(office registry.OfficeID, text string, l registry.Language) ([]byte, error)
}

// Config is what the room needs beside the kit.
type Config struct {
	Board   *decisions.Board
	InForce InForce
}

// Room is the pages of decisions. It is safe for concurrent use.
type Room struct {
	*page.Kit
	Config
}

// New makes the room.
func New(k *page.Kit, c Config) *Room { return &Room{k, c} }

// Routes adds the addresses of the room, for administrators alone. In which office
// somebody is one is asked each time.
func (s *Room) Routes(mux chi.Router) {
	mux.Group(func(r chi.Router) {
		r.Use(s.Officers(auth.ManageOffice))
		r.Get("/office/decisions", s.Handle(s.list))
		r.Get("/office/decisions/new", s.Handle(s.form))
		r.Post("/office/decisions/new", s.Handle(s.propose))
		r.Post("/office/decisions/new/page", s.Handle(s.preview))
		r.Get("/office/decisions/{id}", s.Handle(s.decision))
		r.Post("/office/decisions/{id}", s.Handle(s.answer))
		r.Get("/office/decisions/{id}/page", s.Handle(s.proof))
		r.Get("/office/roles", s.Handle(s.roles))
		r.Get("/office/roles/new", s.Handle(s.grantForm))
		r.Post("/office/roles/new", s.Handle(s.grant))
		r.Get("/office/roles/{id}/end", s.Handle(s.revokeForm))
		r.Post("/office/roles/{id}/end", s.Handle(s.revoke))
	})
}

// by is who decides.
func by(r *http.Request) decisions.Administrator {
	v := page.Of(r.Context())
	return decisions.Administrator{Principal: v.By.Principal, Name: v.Name}
}

// place is the office that a page is about.
type place struct {
	registry.Office
	Others []registry.Office // where the visitor decides too, by name
}

// Path is an address of the room, for this office.
func (p place) Path(path string) string { return path + "?office=" + string(p.ID) }

// place is the office that the address names, or else the first by name in which the
// visitor is an administrator. certificates.ErrNotAllowed where he is none.
func (s *Room) place(r *http.Request) (place, error) {
	var his []registry.Office
	for id, o := range s.InForce.Now().Offices {
		if by(r).Principal.May(auth.ManageOffice, string(id)) {
			his = append(his, o)
		}
	}
	slices.SortFunc(his, func(a, b registry.Office) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
	named := registry.OfficeID(r.URL.Query().Get("office"))
	i := slices.IndexFunc(his, func(o registry.Office) bool { return named == "" || o.ID == named })
	if i < 0 {
		return place{}, certificates.ErrNotAllowed
	}
	return place{his[i], slices.Delete(slices.Clone(his), i, i+1)}, nil
}

// page begins a page about an office, which its links to the other languages keep.
func (s *Room) page(r *http.Request, name string, at place) *page.Page {
	p := s.Page(r, name, nil)
	p.Keep("office", string(at.ID))
	return p
}

// at is the place of a decision, which the visitor has been allowed to see.
func (s *Room) at(d *decisions.Decision) place {
	return place{Office: s.InForce.Now().Offices[d.Office]}
}
