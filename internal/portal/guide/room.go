package guide

import (
	"embed"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Config is what the pages are about, beside the kit's catalogue.
type Config struct {
	InForce func() *certificates.InForce // asked once for each page
	Cookies []Cookie                     // all that the installation sets; nil where nobody can log in
	Paid    bool                         // stamp duty can be paid online
}

// Cookie is one that a browser is given.
type Cookie struct {
	Name string
	For  Purpose
}

// Purpose is what a cookie is for, by its word on the privacy page.
type Purpose string

// The purposes.
const (
	Session Purpose = "session" // keeps somebody logged in
	Attempt Purpose = "attempt" // comes back from the provider of the login
)

// Room answers for the pages. It is safe for concurrent use.
type Room struct {
	*page.Kit
	Config
}

// New makes the room.
func New(k *page.Kit, c Config) *Room { return &Room{k, c} }

// Routes adds the pages.
func (r *Room) Routes(mux chi.Router) {
	mux.Get("/service", r.Handle(r.service))
	mux.Get("/help", r.Handle(r.help))
	mux.Get("/privacy", r.Handle(r.privacy))
	mux.Get("/accessibility", r.Handle(r.accessibility))
}

// helping is the frequent questions, and whom to tell that something does not work.
type helping struct {
	Questions []question
	Offices   []contact
}

// question is one that people ask, by the key of its words, and the address that leads on.
type question struct{ Key, Way string }

// Own reports whether the way leads to what is the visitor's own, which an officer has not.
func (q question) Own() bool { return strings.HasPrefix(q.Way, "/me/") }

var questions = []question{
	{"listed", "/me/data"},
	{"found", "/help#report"},
	{"paid", "/me/certificates"},
	{"lost", "/me/certificates"},
	{"validity", "/service#obtained"},
	{"print", "/verify"},
	{"receiver", "/verify"},
	{"abroad", "/service#contacts"},
	{"family", "/service#addressed"},
	{"public", "/me/declarations"},
}

func (r *Room) help(w http.ResponseWriter, req *http.Request) error {
	p := r.Page(req, "help", nil)
	p.Body = helping{questions, contacts(p.Language, r.InForce())}
	return r.Show(w, http.StatusOK, p)
}

// handling is how personal data are dealt with.
type handling struct {
	Cookies []Cookie
	Paid    bool
	Offices []contact
}

func (r *Room) privacy(w http.ResponseWriter, req *http.Request) error {
	p := r.Page(req, "privacy", nil)
	p.Body = handling{r.Cookies, r.Paid, contacts(p.Language, r.InForce())}
	return r.Show(w, http.StatusOK, p)
}

// reviewed is the day on which somebody last held the accessibility statement against the
// pages. It changes with the text, and at least once a year (art. 3-quater L. 4/2004).
var reviewed = registry.Date{Year: 2026, Month: 11, Day: 26}

// stating is the accessibility statement.
type stating struct {
	Reviewed string
	Offices  []contact
}

func (r *Room) accessibility(w http.ResponseWriter, req *http.Request) error {
	p := r.Page(req, "accessibility", nil)
	p.Body = stating{p.Date(reviewed), contacts(p.Language, r.InForce())}
	return r.Show(w, http.StatusOK, p)
}
