package office

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

func sought(edit ...string) url.Values {
	f := url.Values{"purpose": {"domanda allo sportello"}}
	for i := 0; i+1 < len(edit); i += 2 {
		f.Set(edit[i], edit[i+1])
	}
	return f
}

func born(y, m, d string) []string { return []string{"born-year", y, "born-month", m, "born-day", d} }

func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.events(here))
	for name, tt := range map[string]struct {
		form  url.Values
		fault string // the field, or "" for the whole
	}{
		"no purpose":                {sought("purpose", "", "code", string(codes["Anna"])), "purpose"},
		"a short purpose":           {sought("purpose", "così", "code", string(codes["Anna"])), "purpose"},
		"a purpose of blanks":       {sought("purpose", "a           b", "code", string(codes["Anna"])), "purpose"},
		"a long purpose":            {sought("purpose", strings.Repeat("a", 201), "code", string(codes["Anna"])), "purpose"},
		"nothing":                   {sought(), "surname"},
		"a code that is none":       {sought("code", "RSSMRA80A01H501A"), "code"},
		"a script for a code":       {sought("code", script), "code"},
		"a surname alone":           {sought("surname", "Rossi"), "given"},
		"no birth":                  {sought("surname", "Rossi", "given", "Anna"), "born"},
		"a birth that is none":      {sought(append(born("1985", "2", "30"), "surname", "Rossi", "given", "Anna")...), "born"},
		"a short year":              {sought(append(born("85", "3", "4"), "surname", "Rossi", "given", "Anna")...), "born"},
		"a pattern":                 {sought(append(born("1985", "3", "4"), "surname", "%", "given", "Anna")...), ""},
		"as many as nobody browses": {sought(append(born("1990", "9", "9"), "surname", "Rossi", "given", "Gem")...), ""},
	} {
		a := w.as(registrar).Post("/office/search", tt.form)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.StatusCode)
			continue
		}
		if tt.fault != "" {
			a.One(".summary a[href='#" + tt.fault + "']")
		} else if got := a.Text(".summary li"); !strings.Contains(got, "per intero") {
			t.Errorf("%s: how to narrow it is not said: %q", name, got)
		}
		if len(a.All("#found")) > 0 {
			t.Errorf("%s: somebody is shown", name)
		}
		if v, _ := pagetest.Attr(a.One("#purpose"), "value"); v != strings.Join(strings.Fields(tt.form.Get("purpose")), " ") {
			t.Errorf("%s: what was typed is lost: %q", name, v)
		}
		for _, f := range a.Faults() {
			t.Errorf("%s: %s", name, f)
		}
	}
	for _, e := range w.events(here)[before:] { // the crowd, which was looked for
		if e.Kind != audit.SubjectSearched || e.Person != "" {
			t.Errorf("recorded %s about %q", e.Kind, e.Person)
		}
	}
	r := w.as(registrar)
	if a := r.Post("/office/search", nil, "Content-Type", "text/plain"); a.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form of another type: %d", a.StatusCode)
	}
	if a := r.Post("/office/search", sought("code", string(codes["Anna"])), "Sec-Fetch-Site", "cross-site"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a form from another site: %d", a.StatusCode)
	}
}

// What is searched for stands in no address, and is recorded with its purpose.
func TestSearchFinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tt := range map[string]struct {
		form url.Values
		want string
	}{
		"by code":          {sought("code", strings.ToLower(string(codes["Anna"]))), "Anna"},
		"by names":         {sought(append(born("1985", "3", "4"), "surname", "rossi", "given", "ANNA")...), "Anna"},
		"by beginnings":    {sought(append(born("1985", "3", "4"), "surname", "ros", "given", "ann")...), "Anna"},
		"nobody":           {sought(append(born("1985", "3", "4"), "surname", "Bianchi", "given", "Anna")...), ""},
		"of another place": {sought("code", string(codes["Elsa"])), ""},
	} {
		before := len(w.events(here))
		a := w.as(registrar).Post("/office/search", tt.form)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d\n%s", name, a.StatusCode, a.Body)
		}
		if a.Header.Get("Location") != "" {
			t.Errorf("%s: leads on to %s", name, a.Header.Get("Location"))
		}
		links := a.All("#found li a")
		if tt.want == "" {
			if len(links) > 0 || strings.Contains(string(a.Body), "Elsa") {
				t.Errorf("%s: %d found", name, len(links))
			}
		} else if to, _ := pagetest.Attr(links[0], "href"); len(links) != 1 || to != "/office/people/"+string(w.ids[tt.want]) {
			t.Errorf("%s: %d found, the first at %s", name, len(links), to)
		}
		last := w.events(here)[before]
		if last.Kind != audit.SubjectSearched || last.Actor.ID != "r.verdi" || (tt.want != "") != (last.Person != "") {
			t.Errorf("%s: recorded %+v", name, last)
		}
	}
	if n := w.count("SELECT count(*) FROM subject_search WHERE purpose = 'domanda allo sportello' AND requester_id = 'r.verdi'"); n != 5 {
		t.Errorf("%d searches are kept with their purpose", n)
	}
}

// Who works for several offices finds people of all of them, and chooses where pages are
// of one.
func TestSeveralOffices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(both)
	if a := s.Post("/office/search", sought("code", string(codes["Elsa"]))); len(a.All("#found li")) != 1 {
		t.Error("the person of the second office is not found")
	}
	for _, path := range []string{"/office", "/office/certificates", "/office/statistics"} {
		first := s.Get(path)
		if got := first.Text("p.lead"); got != "Comune di Altrove" {
			t.Errorf("%s begins with %q", path, got)
		}
		to, _ := pagetest.Attr(first.One("main nav a[href='"+path+"?office=Z999']"), "href")
		if a := s.Get(to); a.StatusCode != http.StatusOK || a.Text("p.lead") != "Comune di Valdemo" {
			t.Errorf("%s: %d", to, a.StatusCode)
		}
	}
}
