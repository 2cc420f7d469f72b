package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// page is what the templates are filled from. A page uses the fields that it shows.
type page struct {
	Language  registry.Language
	Languages []choice
	PublicURL string
	Path      string // of this page, as a browser asks for it again

	Offices  []office
	Typed    string // the code as it was typed
	Code     string // the code in its printed form, "" if it is none
	Verdict  *verdict
	Sentence string   // on a file
	Reasons  []string // why a file is no original
	Factor   factor
	Faults   []fault
	Opened   *opened
	Problem  *web.Problem
	Wait     string // after which to try again, in words; "" if waiting does not help

	Lists int    // how many status lists there are
	Kinds []kind // the official table

	name  string
	words words
	asked bool // for this language, in the address
}

// choice is one language that the page can be read in.
type choice struct {
	Code    registry.Language
	Name    string
	Current bool
}

type office struct {
	Name string
	Demo bool
}

// fault is what is wrong with a field; Field is "" for the whole.
type fault struct{ Field, Text string }

// page begins a page in the language that the address or the browser asks for.
func (s *server) page(r *http.Request, name string) *page {
	p := &page{Language: web.Language(r), PublicURL: s.PublicURL, Lists: certificates.StatusListsAt(s.Verification.Clock()), name: name}
	if l := registry.Language(r.URL.Query().Get("lang")); slices.Contains(certificates.Languages, l) {
		p.Language, p.asked = l, true
	}
	p.words, p.Kinds = s.looks.words[p.Language], s.kinds(p)
	for _, l := range certificates.Languages {
		p.Languages = append(p.Languages, choice{l, s.looks.words[l]["language"], l == p.Language})
	}
	return p
}

// T is a text in the page's language, with the arguments that it has room for.
func (p *page) T(key string, args ...string) (string, error) {
	text, ok := p.words[key]
	if !ok {
		return "", fmt.Errorf("portal: no words for %s", key)
	}
	return fill(text, args...), nil
}

// fill puts arguments where a text has room for them.
func fill(text string, args ...string) string {
	for _, a := range args {
		text = strings.Replace(text, "%s", a, 1)
	}
	return text
}

// To is an address of ours that keeps the language that was asked for.
func (p *page) To(path string) string {
	if p.asked {
		return path + "?lang=" + string(p.Language)
	}
	return path
}

// Fault is what is wrong with a field, or "".
func (p *page) Fault(field string) string {
	for _, f := range p.Faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Demo reports whether an office without legal value is among those named.
func (p *page) Demo() bool {
	return slices.ContainsFunc(p.Offices, func(o office) bool { return o.Demo })
}

// fault adds to what is wrong.
func (p *page) fault(field, key string) {
	p.Faults = append(p.Faults, fault{field, p.words[key]})
}

// show sends a page.
func (s *server) show(w http.ResponseWriter, status int, p *page) error {
	body, err := s.looks.render(p.name, p)
	if err != nil {
		return err
	}
	if p.Scripted() {
		w.Header().Set("Content-Security-Policy", web.PolicyChecks)
	}
	if p.name == "form" {
		w.Header().Set("Permissions-Policy", web.PermitCamera)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(p.Language))
	w.WriteHeader(status)
	_, _ = w.Write(body) // who asked may have gone
	return nil
}

// fail answers with an error as a page.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := s.page(r, "problem")
	problem := s.problems.Of(err, p.Language)
	if !s.problems.Begin(w, r, err, &problem) {
		return
	}
	p.Problem, p.Wait = &problem, p.wait(w.Header().Get("Retry-After"))
	if err := s.show(w, problem.Status, p); err != nil {
		http.Error(w, problem.Title, problem.Status) // the page itself is broken
	}
}

// wait is so many seconds in words, from two minutes on in minutes.
func (p *page) wait(seconds string) string {
	n, err := strconv.Atoi(seconds)
	if err != nil {
		return ""
	}
	key := "problem.wait.seconds"
	if n >= 120 {
		key, n = "problem.wait.minutes", (n+59)/60
	}
	return fill(p.words[key], itoa(n))
}

// offices is those served here, by name.
func (s *server) offices() []office {
	all := make([]office, 0, len(s.Offices))
	for _, o := range s.Offices {
		all = append(all, office{o.Name, o.Basis == registry.BasisDemo})
	}
	slices.SortFunc(all, func(a, b office) int { return strings.Compare(a.Name, b.Name) })
	return all
}
