package declarations

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

const (
	anna   = registry.PersonID("a0000000-0000-4000-8000-000000000001")
	bruno  = registry.PersonID("a0000000-0000-4000-8000-000000000002")
	chiara = registry.PersonID("a0000000-0000-4000-8000-000000000003")
	dario  = registry.PersonID("a0000000-0000-4000-8000-000000000004")
	nobody = registry.PersonID("a0000000-0000-4000-8000-0000000000ff")
)

var now = time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("Europe/Rome", 3600))

// register is a family and a neighbour, and what was recorded.
type register struct {
	mu      sync.Mutex
	people  map[registry.PersonID]registry.Extract
	events  []audit.Event
	failing error
}

func (*register) ByFiscalCode(context.Context, registry.FiscalCode) ([]registry.Person, error) {
	return nil, errors.ErrUnsupported
}

func (*register) ByBirth(context.Context, registry.Date, []registry.OfficeID) ([]registry.Person, error) {
	return nil, errors.ErrUnsupported
}

func (r *register) Extract(_ context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	x, ok := r.people[id]
	if !ok {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	x.AsOf = as
	return x.Only(as.Facts), r.failing
}

func (r *register) Record(_ context.Context, e ...audit.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e...)
	return r.failing
}

func (r *register) made() int {
	return len(slices.DeleteFunc(slices.Clone(r.events), func(e audit.Event) bool { return e.Kind != audit.DeclarationMade }))
}

func somebody(id registry.PersonID, given string, year int) registry.Person {
	return registry.Person{
		ID: id, Office: "X900", Name: registry.Name{Surname: "D'Àloia <b>", Given: given}, Sex: registry.Female,
		Birth:    registry.Birth{Date: registry.Date{Year: year, Month: 3, Day: 4}, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"}},
		Standing: registry.Standing{State: registry.Resident}, Certifiability: registry.FullyCertifiable, FiscalCode: "RSSMRA90A01H501W", CodeValidated: true,
		Residence:    &registry.Residence{Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
		CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried},
		Citizenships: []registry.Citizenship{{State: registry.ItalianState, Name: "italiana"}},
	}
}

func newRegister() *register {
	a, b, c, d := somebody(anna, "Anna", 1985), somebody(bruno, "Bruno", 1980), somebody(chiara, "Chiara", 2015), somebody(dario, "Dario", 1970)
	family := &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{
		{Person: a, Relationship: registry.Head}, {Person: b, Relationship: registry.Spouse}, {Person: c, Relationship: registry.Child},
	}}
	return &register{people: map[registry.PersonID]registry.Extract{
		anna: {Subject: a, Household: family}, bruno: {Subject: b, Household: family}, chiara: {Subject: c, Household: family}, dario: {Subject: d},
	}}
}

var offices = map[registry.OfficeID]registry.Office{
	"X900": {ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisLocal, Languages: []registry.Language{registry.Italian, registry.German}},
}

var typesetter = sync.OnceValues(func() (*templates.Typesetter, error) {
	return templates.New([]registry.Office{offices["X900"]}, templates.Options{Hole: 64})
})

// site is the room for somebody, nobody if nil.
func (r *register) site(t *testing.T, v *page.Visitor) pagetest.Site {
	t.Helper()
	set, err := typesetter()
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	desk := &certificates.Desk{Register: r, Journal: r, Former: set, Catalogue: certificates.NewCatalogue(), Offices: offices, Clock: clock}
	k, err := page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: desk.Catalogue, Offices: offices, Limits: web.NewLimiter(web.Limits{Body: 1 << 14}),
		PublicURL: "https://sportello.example", Clock: clock, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewRouter(k.Fail)
	New(k, desk).Routes(mux)
	s := pagetest.Site{T: t, Handler: k.Around(mux), Context: t.Context()}
	if v != nil {
		s.Context = page.With(t.Context(), v)
	}
	return s
}

func (r *register) as(id registry.PersonID) *page.Visitor {
	p := r.people[id].Subject
	by := certificates.Requester{Principal: &auth.Principal{FiscalCode: string(p.FiscalCode)}, Person: &p, Channel: certificates.Online}
	return &page.Visitor{By: by, Name: p.Name.String()}
}

func filled(subject registry.PersonID, states ...string) url.Values {
	return url.Values{"for": {string(subject)}, "states": states, "language": {"it"}, "receiver": {""}}
}

// Whoever may not declare is told why on a page that leads on, and nothing is made.
func TestWhoMayNotDeclare(t *testing.T) {
	t.Parallel()
	officer := &page.Visitor{By: certificates.Requester{Principal: &auth.Principal{Officer: "o", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{"X900"}}, Channel: certificates.Counter}}
	lawyer := &page.Visitor{By: certificates.Requester{Principal: &auth.Principal{FiscalCode: "AVVOCATO", Lawyer: true}, Channel: certificates.Online}}
	for name, tt := range map[string]struct {
		by    *page.Visitor
		about registry.PersonID
		alter func(*register)
		want  int
		says  string
	}{
		"nobody logged in":              {nil, anna, nil, 303, ""},
		"an officer":                    {officer, anna, nil, 403, ""},
		"a lawyer who lives elsewhere":  {lawyer, anna, nil, 403, ""},
		"a neighbour":                   {newRegister().as(anna), dario, nil, 403, "Una dichiarazione la fa la persona stessa"},
		"a person that there is not":    {newRegister().as(anna), nobody, nil, 403, "Una dichiarazione la fa la persona stessa"},
		"no identity":                   {newRegister().as(anna), "../x", nil, 403, "Una dichiarazione la fa la persona stessa"},
		"an adult of the household":     {newRegister().as(anna), bruno, nil, 403, "Una dichiarazione la fa la persona stessa"},
		"a minor":                       {newRegister().as(chiara), chiara, nil, 403, "Non hai ancora diciotto anni"},
		"a minor about a parent":        {newRegister().as(chiara), anna, nil, 403, ""},
		"somebody who was removed":      {newRegister().as(dario), dario, remove(registry.Removed), 403, "l'ufficio non può compilare"},
		"somebody who is recorded dead": {newRegister().as(dario), dario, remove(registry.Dead), 403, "l'ufficio non può compilare"},
	} {
		r := newRegister()
		if tt.alter != nil {
			tt.alter(r)
		}
		s := r.site(t, tt.by)
		for verb, seen := range map[string]pagetest.Seen{"GET": s.Get(where + "?for=" + url.QueryEscape(string(tt.about))), "POST": s.Post(where, filled(tt.about, "birth"))} {
			if seen.StatusCode != tt.want || !strings.Contains(string(seen.Body), strings.ReplaceAll(tt.says, "'", "&#39;")) || bytes.Contains(seen.Body, []byte("%PDF")) {
				t.Errorf("%s: %s answers %d: %s", name, verb, seen.StatusCode, seen.Body)
			}
			if tt.want == 403 && len(seen.All("main a[href]")) == 0 {
				t.Errorf("%s: %s leads nowhere", name, verb)
			}
		}
		if r.made() > 0 {
			t.Errorf("%s: a declaration was made", name)
		}
	}
}

func remove(state registry.StandingState) func(*register) {
	return func(r *register) {
		x := r.people[dario]
		x.Subject.Standing.State = state
		r.people[dario] = x
	}
}

// What is wrong with the form is said where it is, and what was filled in stays.
func TestFormsThatAreWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		alter func(url.Values)
		field string
	}{
		"nothing ticked":              {func(f url.Values) { f.Del("states") }, "states"},
		"a state that there is not":   {func(f url.Values) { f.Set("states", "marriage") }, "states"},
		"a state that is not held":    {func(f url.Values) { f["states"] = []string{"birth", "income"} }, "states"},
		"a receiver of many words":    {func(f url.Values) { f.Set("receiver", strings.Repeat("scuola ", 20)) }, "receiver"},
		"a receiver without a glyph":  {func(f url.Values) { f.Set("receiver", "漢字") }, "receiver"},
		"a receiver of controls":      {func(f url.Values) { f.Set("receiver", "a\x00b") }, "receiver"},
		"a language of other offices": {func(f url.Values) { f.Set("language", "sl") }, "language"},
		"no language":                 {func(f url.Values) { f.Del("language") }, "language"},
	} {
		r := newRegister()
		form := filled(chiara, "birth", "household")
		form.Set("receiver", "Scuola")
		tt.alter(form)
		for _, l := range certificates.Languages {
			seen := r.site(t, r.as(anna)).Post(where+"?lang="+string(l), form)
			if seen.StatusCode != 422 || len(seen.All(".summary a[href='#"+tt.field+"']")) != 1 || seen.Text("#"+tt.field+"-fault") == "" {
				t.Errorf("%s in %s: %d, %s", name, l, seen.StatusCode, seen.Body)
				continue
			}
			if faults := seen.Faults(); len(faults) > 0 {
				t.Errorf("%s in %s: %v", name, l, faults)
			}
			about, _ := pagetest.Attr(seen.One("input[name=for]"), "value")
			receiver, _ := pagetest.Attr(seen.One("#receiver"), "value")
			if about != string(chiara) || receiver != form.Get("receiver") && tt.field != "receiver" || len(form["states"]) == 2 && len(seen.All("input[name=states][checked]")) == 0 {
				t.Errorf("%s in %s: what was filled in is lost", name, l)
			}
		}
		if r.made() > 0 {
			t.Errorf("%s: a declaration was made", name)
		}
	}
}

func TestWhatFails(t *testing.T) {
	t.Parallel()
	r := newRegister()
	s := r.site(t, r.as(anna))
	r.failing = registry.ErrUnavailable
	for verb, seen := range map[string]pagetest.Seen{"GET": s.Get(where), "POST": s.Post(where, filled(anna, "birth"))} {
		if seen.StatusCode != 503 || bytes.Contains(seen.Body, []byte("%PDF")) || bytes.Contains(seen.Body, []byte("Via Roma")) {
			t.Errorf("%s: %d %s", verb, seen.StatusCode, seen.Body)
		}
	}
	r.failing = nil
	if seen := s.Post(where, filled(anna, "birth"), "Content-Type", "multipart/form-data"); seen.StatusCode != 415 {
		t.Errorf("another media type: %d", seen.StatusCode)
	}
	if seen := s.Post(where, filled(anna, "birth"), "Sec-Fetch-Site", "cross-site"); seen.StatusCode != 403 || r.made() > 0 {
		t.Errorf("from another site: %d", seen.StatusCode)
	}
}

// The form shows what will be written, in words, and names what the register does not hold.
func TestForm(t *testing.T) {
	t.Parallel()
	for _, l := range certificates.Languages {
		r := newRegister()
		seen := r.site(t, r.as(anna)).Get(where + "?lang=" + string(l))
		if seen.StatusCode != 200 || seen.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v", l, seen.StatusCode, seen.Header)
		}
		if faults := seen.Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", l, faults)
		}
		if held, not := len(seen.All("input[name=states]")), len(seen.All("section[aria-labelledby=not-held] li")); held != 12 || not != 19 {
			t.Errorf("%s: %d states to tick, %d that are not held", l, held, not)
		}
		if people := seen.All("nav[aria-labelledby=about] a"); len(people) != 2 || len(seen.All("nav[aria-labelledby=about] a[aria-current]")) != 1 {
			t.Errorf("%s: %d people", l, len(people))
		}
		if languages := seen.All("input[name=language]"); len(languages) != 3 {
			t.Errorf("%s: %d languages", l, len(languages))
		}
		if len(seen.All("h1")) != 1 || bytes.Contains(seen.Body, []byte("<b>")) || strings.Contains(seen.Text("main"), "{{") {
			t.Errorf("%s: %s", l, seen.Body)
		}
	}
	r := newRegister()
	seen := r.site(t, r.as(anna)).Get(where + "?for=" + string(chiara))
	for id, want := range map[string]string{
		"#states-0-hint": "Data di nascita: 04/03/2015; Luogo di nascita: Valdemo (VD)", "#states-1-hint": "Indirizzo: Via Roma 1; Comune: Valdemo (VD)",
		"#states-3-hint": "da compilare a mano: Diritti politici, Diritti civili",
		"#states-5-hint": "D'Àloia <b> Anna, data di nascita 4 marzo 1985; D'Àloia <b> Bruno, data di nascita 4 marzo 1980; D'Àloia <b> Chiara, data di nascita 4 marzo 2015",
	} {
		if got := seen.Text(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if got := seen.Text("nav[aria-labelledby=about] [aria-current=true]"); got != "D'Àloia <b> Chiara" || len(seen.All(".callout")) != 1 {
		t.Errorf("about %q", got)
	}
}

// The declaration comes as a file to keep, of what was ticked and of nothing else.
func TestDeclaration(t *testing.T) {
	t.Parallel()
	for _, l := range []string{"it", "de", "en"} {
		r := newRegister()
		form := filled(chiara, "birth", "household")
		form.Set("language", l)
		form.Set("receiver", "Istituto comprensivo")
		seen := r.site(t, r.as(anna)).Post(where, form)
		if seen.StatusCode != http.StatusOK || seen.Header.Get("Content-Type") != "application/pdf" || seen.Header.Get("Content-Disposition") != `attachment; filename="dichiarazione-sostitutiva.pdf"` || seen.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v %s", seen.StatusCode, seen.Header, seen.Body)
		}
		text := printed(t, seen.Body)
		for _, want := range []string{"Dichiarazione sostitutiva di certificazione", "responsabilità genitoriale", "Istituto comprensivo", "04/03/2015", "Bruno"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not on the page: %s", l, want, text)
			}
		}
		if strings.Contains(text, "Via Roma") || strings.Contains(text, "RSSMRA") || r.made() != 1 {
			t.Errorf("%s: more is declared than was ticked, or %d times: %s", l, r.made(), text)
		}
	}
	r := newRegister()
	form := filled("", "life")
	if seen := r.site(t, r.as(anna)).Post(where, form); seen.StatusCode != 200 || !strings.Contains(printed(t, seen.Body), "Anna") {
		t.Errorf("about oneself: %d", seen.StatusCode)
	}
}

func printed(t *testing.T, pdf []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Fatal("pdftotext is missing: apt-get install poppler-utils")
	}
	name := filepath.Join(t.TempDir(), "form.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// Every word is whole in every language, and of it.
func TestWords(t *testing.T) {
	t.Parallel()
	k, err := page.New(page.Config{PublicURL: "https://sportello.example", Rooms: []fs.FS{Files}})
	if err != nil {
		t.Fatal(err)
	}
	for key := range k.Words(registry.Italian) {
		if !strings.HasPrefix(key, "declarations.") {
			continue
		}
		text := certificates.Text{}
		for _, l := range certificates.Languages {
			text[l] = k.Words(l)[key]
		}
		if !text.Whole() || strings.Count(text[registry.Italian], "{{") != strings.Count(text[registry.French], "{{") {
			t.Errorf("%s: %q", key, text)
		}
		if strings.Contains(text[registry.French], " :") || strings.Contains(text[registry.French], " ;") {
			t.Errorf("%s: %q breaks before a sign", key, text[registry.French])
		}
	}
}
