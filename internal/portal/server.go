package portal

import (
	"context"
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/verification"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Room is a part of the portal with pages of its own, which adds its addresses.
type Room interface{ Routes(chi.Router) }

// Config is what the pages are made of. All of it is needed, but for Rooms and Visitors.
type Config struct {
	*page.Kit
	Verification *verification.Service
	Lines        func(*certificates.Content) []string // what the page states, line by line
	Rooms        []Room
	Visitors     func(http.Handler) http.Handler                            // puts who is logged in into the context
	Unread       func(context.Context, certificates.Requester) (int, error) // counts a citizen's notices, for every page; with Visitors
}

// server handles the pages that everybody may see.
type server struct{ Config }

// New is the handler for everything that is not the API's.
func New(c Config) http.Handler {
	s := &server{c}
	return c.Around(s.routes())
}

func (s *server) routes() *chi.Mux {
	mux := web.NewRouter(s.Fail)
	mux.Get("/assets/{release}/*", s.Handle(s.Serve))
	mux.Get("/verify-worker.js", s.Handle(s.worker))
	mux.Group(func(r chi.Router) {
		if s.Visitors != nil {
			r.Use(s.Visitors, s.news)
		}
		s.everybody(r)
		for _, room := range s.Rooms {
			room.Routes(r)
		}
	})
	return mux
}

// news counts what a citizen has not read yet, which every page that he sees says.
func (s *server) news(next http.Handler) http.Handler {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) (err error) {
		if v := page.Of(r.Context()); v != nil && s.Unread != nil && v.Citizen() && v.By.Person != nil {
			if v.Unread, err = s.Unread(r.Context(), v.By); err != nil {
				return err
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// everybody is the pages that need no login.
func (s *server) everybody(mux chi.Router) {
	mux.Get("/", s.Handle(s.start))
	mux.Get("/verify", s.Handle(s.form))
	mux.Post("/verify", s.Handle(s.typed))
	mux.Get("/verify/file", s.Handle(s.again))
	mux.Group(func(r chi.Router) {
		r.Use(s.Limits.Checks(s.Fail))
		r.Post("/verify/file", s.Handle(s.file))
		r.Get("/v/{code}", s.Handle(s.verdict))
		r.Get("/v/{code}/report", s.Handle(s.report))
		r.With(s.Limits.Openings(s.Fail)).Post("/v/{code}", s.Handle(s.open))
	})
}

// start says what this installation is, and leads on.
func (s *server) start(w http.ResponseWriter, r *http.Request) error {
	return s.Show(w, http.StatusOK, s.Page(r, "start", starting{s.offices()}))
}
