package provider

import (
	"bytes"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
)

//go:embed page.html
var pageText string

//go:embed style.css
var style []byte

var page = template.Must(template.New("page").Parse(pageText))

// shown is how many people the page has a button for.
const shown = 40

// view is what the page shows. Without a request it says that it is too late.
type view struct {
	Base     string // path of the provider
	Request  string
	People   []Person
	Lawyers  []Person
	Officers []Employee
	More     bool   // there are people without a button
	Typed    string // what was typed, if it was no person's fiscal code
	Unknown  bool
}

func (s *server) showPeople(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("request")
	a, ok := s.requests.look(id)
	if !ok {
		s.write(w, r, http.StatusBadRequest, a, view{})
		return
	}
	s.write(w, r, http.StatusOK, a, view{Request: id})
}

// choose lets somebody in as the person picked, and sends him back to the client
// with a code, or without one if he does not want to be anybody.
func (s *server) choose(w http.ResponseWriter, r *http.Request) {
	id := r.PostFormValue("request")
	a, ok := s.requests.look(id)
	if !ok {
		s.write(w, r, http.StatusBadRequest, a, view{})
		return
	}
	if r.PostFormValue("cancel") != "" {
		s.requests.take(id)
		s.sendBack(w, r, a, url.Values{"error": {"access_denied"}})
		return
	}
	g, err := s.picked(r)
	if err != nil {
		s.write(w, r, http.StatusUnprocessableEntity, a, view{Request: id, Typed: r.PostFormValue("fiscal_code"), Unknown: true})
		return
	}
	if _, ok := s.requests.take(id); !ok { // somebody was faster
		s.write(w, r, http.StatusBadRequest, a, view{})
		return
	}
	code, err := s.o.text()
	if err == nil {
		g.authorization = a
		err = s.codes.put(code, g)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.sendBack(w, r, a, url.Values{"code": {code}})
}

// picked is who was picked on the page.
func (s *server) picked(r *http.Request) (g grant, err error) {
	g.at = s.o.Clock()
	switch code := r.PostFormValue("lawyer"); {
	case len(s.o.Officers) > 0:
		g.officer, err = s.o.officer(r.PostFormValue("officer"))
	case code != "":
		g.role = LawyerRole
		g.person, err = s.o.lawyer(code)
	default:
		g.person, err = s.o.person(r.PostFormValue("fiscal_code"))
	}
	return g, err
}

func (s *server) sendBack(w http.ResponseWriter, r *http.Request, a authorization, values url.Values) {
	back, err := s.answer(a, values)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, back, http.StatusSeeOther) //nolint:gosec // the address was checked against those registered
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.o.Log.LogAttrs(r.Context(), slog.LevelError, "demo login failed", slog.Any("error", err))
	status := http.StatusInternalServerError
	if errors.Is(err, errFull) {
		status = http.StatusServiceUnavailable
	}
	http.Error(w, http.StatusText(status), status)
}

func (s *server) write(w http.ResponseWriter, r *http.Request, status int, a authorization, v view) {
	base, _ := url.Parse(s.o.Issuer)
	v.Base = base.Path
	if v.Officers = s.o.Officers; v.Request != "" && v.Officers == nil {
		v.People = s.o.People[:min(shown, len(s.o.People))]
		v.Lawyers, v.More = s.o.Lawyers, len(v.People) < len(s.o.People)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy(a.redirect))
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // who is gone is gone
}

// policy allows the style sheet and the form. Browsers hold the form to it after
// the redirect as well, so the client's origin belongs there too.
func policy(redirect string) string {
	p := "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if u, err := url.Parse(redirect); err == nil && u.Host != "" {
		p += " " + u.Scheme + "://" + u.Host
	}
	return p
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(style)
}

// guarded sets the header fields that every answer of the provider carries.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // RFC 6749 section 5.1
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
