package portal

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// Config is what the pages are made of. All of it is needed.
type Config struct {
	web.Kit
	Verification *verification.Service
	Catalogue    *certificates.Catalogue
	Offices      map[registry.OfficeID]registry.Office
	Limits       *web.Limiter                         // the same as the API's
	Lines        func(*certificates.Content) []string // what the page states, line by line
	PublicURL    string                               // under which people reach the service, without a slash at the end
}

// server handles the pages.
type server struct {
	Config
	problems *web.Problems
	looks    *looks
}

// New is the handler for everything that is not the API's.
func New(c Config) (http.Handler, error) {
	looks, err := newLooks()
	if err != nil {
		return nil, err
	}
	s := &server{Config: c, looks: looks, problems: &web.Problems{Catalogue: c.Catalogue, Offices: c.Offices, Log: c.Log}}
	return c.Around(s.routes(), web.PolicyPages, s.fail), nil
}

func (s *server) routes() *chi.Mux {
	handle := func(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc { return web.Handle(s.fail, h) }
	mux := web.NewRouter(s.fail)
	mux.Get("/", handle(s.start))
	mux.Get("/assets/{release}/*", handle(s.looks.asset))
	mux.Get("/verify-worker.js", handle(s.worker))
	mux.Get("/verify", handle(s.form))
	mux.Post("/verify", handle(s.typed))
	mux.Get("/verify/file", handle(s.again))
	mux.Group(func(r chi.Router) {
		r.Use(s.Limits.Checks(s.fail))
		r.Post("/verify/file", handle(s.file))
		r.Get("/v/{code}", handle(s.verdict))
		r.With(s.Limits.Openings(s.fail)).Post("/v/{code}", handle(s.open))
	})
	return mux
}

// start says what this installation is, and leads on.
func (s *server) start(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "start")
	p.Offices = s.offices()
	return s.show(w, http.StatusOK, p)
}
