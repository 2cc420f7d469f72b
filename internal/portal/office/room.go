// Package office is the registrar's console: looking for a person, issuing at the counter,
// the office's certificates and what happened to each, withdrawing, statistics. What
// somebody may do here is decided by the domain at every step; the pages only lead there.
package office

import (
	"embed"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Config is what the console needs beside the kit.
type Config struct {
	Desk   *certificates.Desk
	Random io.Reader // of the keys of forms
}

// Room is the console. It is safe for concurrent use.
type Room struct {
	*page.Kit
	Config
}

// New makes a console.
func New(k *page.Kit, c Config) *Room { return &Room{k, c} }

// Routes adds the addresses of the console. Whoever works for an office comes in; what
// else a page asks for is asked before it does anything.
func (s *Room) Routes(mux chi.Router) {
	mux.Group(func(r chi.Router) {
		r.Use(s.Staff)
		r.Get("/office", s.Handle(s.front))
		r.Get("/office/certificates/{id}", s.Handle(s.certificate))
		r.Get("/office/certificates/{id}/file", s.Handle(s.document))
		r.Get("/office/certificates/{id}/trail", s.Handle(s.trail))
		r.Get("/office/certificates/{id}/withdrawal", s.Handle(s.withdrawal))
		r.Post("/office/certificates/{id}/withdrawal", s.Handle(s.withdraw))
	})
	mux.Group(func(r chi.Router) {
		r.Use(s.Officers(auth.IssueCertificates))
		r.Get("/office/search", s.Handle(s.search))
		r.With(s.Limits.Searches(s.Fail, searcher)).Post("/office/search", s.Handle(s.find))
		r.Get("/office/people/{id}", s.Handle(s.person))
		r.Post("/office/people/{id}", s.Handle(s.review))
		r.Post("/office/people/{id}/preview", s.Handle(s.preview))
		r.Post("/office/people/{id}/certificates", s.Handle(s.issue))
	})
	mux.Group(func(r chi.Router) {
		r.Use(s.Officers(auth.WithdrawCertificates))
		r.Get("/office/withdrawals", s.Handle(s.paper))
		r.With(s.Limits.Searches(s.Fail, searcher)).Post("/office/withdrawals", s.Handle(s.findPaper))
	})
	mux.Group(func(r chi.Router) {
		r.Use(s.Officers(auth.ReadCertificates))
		r.Get("/office/certificates", s.Handle(s.list))
		r.Get("/office/certificates.csv", s.Handle(s.table))
		r.Get("/office/remarks", s.Handle(s.remarks))
		r.Get("/office/remarks/{id}", s.Handle(s.remark))
		r.Post("/office/remarks/{id}", s.Handle(s.answer))
		r.Get("/office/statistics", s.Handle(s.statistics))
		r.Get("/office/statistics.csv", s.Handle(s.figures))
	})
}

// searcher is who searches, for the limit that is the API's too.
func searcher(r *http.Request) string {
	p := page.Of(r.Context()).By.Principal
	return p.Issuer + " " + p.Client + " " + p.Subject + " " + p.Officer
}

// by is who asks.
func by(r *http.Request) certificates.Requester { return page.Of(r.Context()).By }
