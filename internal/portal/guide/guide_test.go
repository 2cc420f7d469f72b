package guide

import (
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

var (
	valdemo = registry.Office{ID: "X900", Name: "Comune di Valdemo", Department: "Ufficio <b>anagrafe</b>", Address: "Piazza 1", Contact: "anagrafe@valdemo.example", Basis: registry.BasisLocal}
	altrove = registry.Office{ID: "X901", Name: "Comune di Altrove", Alternative: "Anderswo", Basis: registry.BasisDemo}
	both    = map[registry.OfficeID]registry.Office{"X900": valdemo, "X901": altrove}
)

func config(offices map[registry.OfficeID]registry.Office, policies map[registry.OfficeID]certificates.Policy) Config {
	return Config{InForce: func() *certificates.InForce { return &certificates.InForce{Offices: offices, Policies: policies} }, Cookies: []Cookie{{"__Host-sportello", Session}, {"__Host-sportello-login", Attempt}}}
}

func site(t *testing.T, c Config) (pagetest.Site, *page.Kit) {
	t.Helper()
	k, err := page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: certificates.NewCatalogue(), Offices: c.InForce().Offices, Limits: web.NewLimiter(web.Limits{}),
		PublicURL: "https://sportello.example", Clock: func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }, Rooms: []fs.FS{Files},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := chi.NewMux()
	New(k, c).Routes(mux)
	return pagetest.Site{T: t, Handler: k.Around(mux)}, k
}

var paths = []string{"/service", "/help", "/privacy", "/accessibility"}

// Every page in every language is whole, is the same for everybody, and sets no cookie.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	for name, offices := range map[string]map[registry.OfficeID]registry.Office{"none": nil, "one": {"X900": valdemo}, "two": both} {
		c := config(offices, map[registry.OfficeID]certificates.Policy{"X900": {Fee: certificates.Fee{Stamped: 52, Exempt: 26}}})
		c.Paid = true
		s, k := site(t, c)
		for _, path := range paths {
			for _, l := range certificates.Languages {
				at := path + "?lang=" + string(l)
				p := s.Get(at)
				if lang, _ := pagetest.Attr(p.One("html"), "lang"); p.StatusCode != http.StatusOK || lang != string(l) || len(p.All("h1")) != 1 {
					t.Fatalf("%s, %s: %d %s", name, at, p.StatusCode, p.Text("main"))
				}
				if want := p.Text("h1") + " - " + k.Words(l)["service"]; p.Text("title") != want {
					t.Errorf("%s: the title is %q, want %q", at, p.Text("title"), want)
				}
				if faults := p.Faults(); len(faults) > 0 || len(p.All("script")) > 0 || len(p.Header.Values("Set-Cookie")) > 0 {
					t.Errorf("%s, %s: %v %v", name, at, faults, p.Header)
				}
				if strings.Contains(p.Text("main"), "{{") || strings.Contains(string(p.Body), "<b>") {
					t.Errorf("%s: %s", at, p.Body)
				}
				ways(p, at, l)
			}
		}
	}
}

// ways looks where a page leads: to addresses of ours that are there, in its own language.
func ways(p pagetest.Seen, at string, l registry.Language) {
	p.T.Helper()
	rooms := []string{"/", "/request", "/verify", "/me/data", "/me/certificates", "/me/declarations", "/me/readers", "/me/sessions", "/me/remarks", "/service", "/help", "/privacy"}
	for _, a := range p.All("main a") {
		href, _ := pagetest.Attr(a, "href")
		if strings.HasPrefix(href, "#") {
			continue
		}
		path, query, _ := strings.Cut(href, "?")
		query, _, _ = strings.Cut(query, "#")
		if !slices.Contains(rooms, path) || !strings.HasSuffix(query, "lang="+string(l)) {
			p.T.Errorf("%s leads to %s", at, href)
		}
	}
}

// A way to a place on another page of ours ends at a place that is there.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, nil))
	for _, q := range questions {
		if path, place, found := strings.Cut(q.Way, "#"); found && len(s.Get(path).All("#"+place)) != 1 {
			t.Errorf("%s leads to %s", q.Key, q.Way)
		}
	}
}

// The fields of the model, with the attributes by which its checker finds them, in the
// prescribed order (C.SI.1.3).
func TestServiceSheet(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, nil))
	p := s.Get("/service")
	var elements []string
	for _, n := range p.All("main [data-element]") {
		e, _ := pagetest.Attr(n, "data-element")
		if e != "service-topic" {
			elements = append(elements, e)
		}
		if len(pagetest.Text(n)) < 3 {
			t.Errorf("%s is empty", e)
		}
	}
	want := []string{
		"breadcrumb", "service-title", "service-status", "service-description", "page-index", "service-addressed", "service-how-to", "service-needed",
		"service-achieved", "service-calendar-text", "service-online-access", "service-file", "service-area",
	}
	if diff := cmp.Diff(want, elements); diff != "" {
		t.Errorf("fields differ:\n%s", diff)
	}
	var index []string
	for _, a := range p.All("ul[data-element=page-index] li a") {
		index = append(index, pagetest.Text(a))
	}
	prescribed := []string{"A chi è rivolto", "Come fare", "Cosa serve", "Cosa si ottiene", "Tempi e scadenze", "Accedi al servizio", "Condizioni di servizio", "Contatti"}
	ours := slices.DeleteFunc(slices.Clone(index), func(s string) bool { return !slices.Contains(prescribed, s) })
	if diff := cmp.Diff(prescribed, ours); diff != "" || len(index) != len(parts) {
		t.Errorf("the index is %q:\n%s", index, diff)
	}
	for _, e := range []string{"service-addressed", "service-how-to", "service-needed", "service-achieved", "service-calendar-text"} {
		if len(p.All("div[data-element="+e+"] p")) == 0 {
			t.Errorf("%s has no paragraph", e)
		}
	}
	if len(p.All("a[data-element=service-topic]")) < 4 || len(p.All(`a.btn[href="/request"]`)) != 2 {
		t.Errorf("%s", p.Body)
	}
	if got := p.Text("[data-element=breadcrumb]"); !strings.HasSuffix(got, "Servizi Anagrafe e stato civile") {
		t.Errorf("the category is %q", got)
	}
}

// rows is the table of kinds by the names in their addresses.
func rows(p pagetest.Seen) map[string]string {
	out := map[string]string{}
	for _, n := range p.All("#kinds tbody tr") {
		id, _ := pagetest.Attr(n, "id")
		out[strings.TrimPrefix(id, "kind-")] = pagetest.Text(n)
	}
	return out
}

// Every kind of the catalogue is there, and says what the catalogue and the office say.
func TestKinds(t *testing.T) {
	t.Parallel()
	s, k := site(t, config(both, map[registry.OfficeID]certificates.Policy{
		"X901": {Validity: map[certificates.Kind]certificates.Validity{certificates.Residence: {Months: 6}, certificates.Birth: {Months: 3}}},
	}))
	p := s.Get("/service")
	got := rows(p)
	for _, e := range k.Catalogue.Entries() {
		row := got[e.Slug]
		if !strings.HasPrefix(row, e.Name.In(registry.Italian)) || strings.Contains(row, "Solo da:") {
			t.Errorf("%s: %q", e.Slug, row)
		}
		online := slices.Contains(e.Channels, certificates.Online)
		if leads := len(p.All(`#kinds a[href="/request?kind=`+e.Slug+`"]`)) == 1; leads != online || strings.Contains(row, "Online o allo sportello.") != online {
			t.Errorf("%s: can be had online is %t: %q", e.Slug, online, row)
		}
	}
	if len(got) != len(k.Catalogue.Entries()) {
		t.Errorf("%d kinds", len(got))
	}
	for slug, want := range map[string]string{"residence": "Comune di Altrove: 6 mesi; Comune di Valdemo: 3 mesi", "birth": "allo sportello. 3 mesi", "death": "senza scadenza"} {
		if !strings.HasSuffix(got[slug], want) {
			t.Errorf("%s: %q, want %q", slug, got[slug], want)
		}
	}
}

// What no office issues is not on the sheet, and what some do not names those that do.
func TestKindsNotOffered(t *testing.T) {
	t.Parallel()
	only := func(kinds ...certificates.Kind) certificates.Policy { return certificates.Policy{Kinds: kinds} }
	s, _ := site(t, config(both, map[registry.OfficeID]certificates.Policy{"X900": only(certificates.Life), "X901": only(certificates.Life, certificates.Residence)}))
	p := s.Get("/service")
	got := rows(p)
	if len(got) != 2 || strings.Contains(got["life"], "Solo da:") || !strings.Contains(got["residence"], "Solo da: Comune di Altrove.") {
		t.Errorf("%q", got)
	}
	if n := len(p.All("[data-element=service-topic]")); n != 1 {
		t.Errorf("%d topics lead to kinds", n)
	}
}

func TestCost(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, map[registry.OfficeID]certificates.Policy{"X900": {Fee: certificates.Fee{Stamped: 52, Exempt: 26}}}))
	p := s.Get("/service")
	if got := p.Text("#fees tbody"); got != "Comune di Valdemo 0,52 euro 0,26 euro" {
		t.Errorf("fees: %q", got)
	}
	if len(p.All("#nofees")) != 0 {
		t.Error("there are fees, and there are none")
	}
	if got := s.Get("/service?lang=en").Text("#fees tbody"); got != "Comune di Valdemo 0.52 euros 0.26 euros" {
		t.Errorf("fees in English: %q", got)
	}
	free, _ := site(t, config(both, nil))
	p = free.Get("/service")
	if len(p.All("#nofees")) != 1 || len(p.All("#fees")) != 0 || !strings.Contains(p.Text("main"), "16,00 euro per certificato") {
		t.Errorf("without fees: %s", p.Text("main"))
	}
	exemptions := p.All("#exemptions li")
	if len(exemptions) != len(certificates.Exemptions()) { // all are in effect today, and a citizen can claim each somewhere
		t.Errorf("%d exemptions", len(exemptions))
	}
	for i, e := range certificates.Exemptions() {
		got := pagetest.Text(exemptions[i])
		if !strings.HasPrefix(got, e.Name.In(registry.Italian)+" ("+e.Citation+")") || strings.Contains(got, "diritti di segreteria") != e.Fee || strings.Contains(got, "Solo allo sportello.") != (e.Code == 10) {
			t.Errorf("%d: %q", e.Code, got)
		}
	}
}

// Every office is there with its contact, by name, and one without says so.
func TestContacts(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, nil))
	for path, where := range map[string]string{"/service": "[data-element=service-area]", "/help": "[data-element=report-inefficiency]", "/privacy": "section", "/accessibility": "section"} {
		p := s.Get(path)
		var names []string
		for _, n := range p.All(where + " .card h3") {
			names = append(names, pagetest.Text(n))
		}
		text := p.Text("main")
		if diff := cmp.Diff([]string{"Comune di Altrove - Anderswo", "Comune di Valdemo"}, names); diff != "" || !strings.Contains(text, "anagrafe@valdemo.example") || !strings.Contains(text, "non ha ancora indicato") || !strings.Contains(text, "Ufficio dimostrativo") {
			t.Errorf("%s: %s\n%s", path, diff, text)
		}
	}
}

// The privacy page names the cookies that the login sets, no more and no fewer.
func TestCookiesAreNamed(t *testing.T) {
	t.Parallel()
	c := config(both, nil)
	s, _ := site(t, c)
	var named []string
	for _, n := range s.Get("/privacy").All("tbody th code") {
		named = append(named, pagetest.Text(n))
	}
	if diff := cmp.Diff([]string{"__Host-sportello", "__Host-sportello-login"}, named); diff != "" {
		t.Error(diff)
	}
	c.Cookies = nil
	s, _ = site(t, c)
	if p := s.Get("/privacy"); len(p.All("#nocookies")) != 1 || len(p.All("table")) != 0 {
		t.Errorf("without a login: %s", p.Text("main"))
	}
}

// Payments are told of where there are any.
func TestPrivacyOfPayments(t *testing.T) {
	t.Parallel()
	for _, paid := range []bool{true, false} {
		c := config(both, nil)
		c.Paid = paid
		s, _ := site(t, c)
		if told := len(s.Get("/privacy").All("#paid")) == 1; told != paid {
			t.Errorf("paid online: %t, told: %t", paid, told)
		}
	}
}

// Who works for an office reads the sheet without ways that are shut to him.
func TestStaff(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, nil))
	own := "main a[href^='/me'], main a[href^='/request']"
	citizens := map[string]int{}
	for _, path := range []string{"/service", "/help"} {
		citizens[path] = len(s.Get(path).All(own))
	}
	s.Context = page.With(t.Context(), &page.Visitor{By: certificates.Requester{Principal: &auth.Principal{Officer: "o-1", Offices: []string{"X900"}}}, Name: "Nadia"})
	for _, l := range certificates.Languages {
		for path, want := range citizens {
			p := s.Get(path + "?lang=" + string(l))
			if faults := p.Faults(); p.StatusCode != 200 || want == 0 || len(p.All(own)) != 0 || len(faults) > 0 {
				t.Errorf("%s %s: %d ways of %d that are shut to an officer, %v", l, path, len(p.All(own)), want, faults)
			}
		}
		if p := s.Get("/service?lang=" + string(l)); len(p.All("main a[href^='/office']")) != 1 || len(p.All("[data-element=service-title]")) != 1 {
			t.Errorf("%s: an officer is not led to his office", l)
		}
	}
}

// Every question has an answer and leads on, and the report of a disservice is where the
// model's checker looks for it.
func TestHelp(t *testing.T) {
	t.Parallel()
	s, k := site(t, config(both, nil))
	p := s.Get("/help")
	for _, q := range questions {
		text := pagetest.Text(p.One("section[aria-labelledby=" + q.Key + "]"))
		for _, key := range []string{"", ".answer", ".way"} {
			if want := k.Words(registry.Italian)["help."+q.Key+key]; want == "" || !strings.Contains(text, want) {
				t.Errorf("%s%s: %q", q.Key, key, text)
			}
		}
	}
	if got := p.Text("section[data-element=report-inefficiency] h2"); !strings.Contains(got, "disservizio") {
		t.Errorf("the report is called %q", got)
	}
	if !strings.Contains(p.Text("h1"), "Domande frequenti") {
		t.Error(p.Text("h1"))
	}
}

// The pages answer to reading alone.
func TestNothingIsSent(t *testing.T) {
	t.Parallel()
	s, _ := site(t, config(both, nil))
	for _, path := range paths {
		if p := s.Post(path, nil); p.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", path, p.StatusCode)
		}
		if p := s.Get(path + "/x"); p.StatusCode != http.StatusNotFound {
			t.Errorf("%s/x: %d", path, p.StatusCode)
		}
	}
}

// Every language has every text, whole: with the same gaps to fill, and the same end.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	_, k := site(t, config(both, nil))
	for key := range k.Words(registry.Italian) {
		text := certificates.Text{}
		for _, l := range certificates.Languages {
			text[l] = k.Words(l)[key]
			if strings.Count(text[l], "{{") != strings.Count(k.Words(registry.Italian)[key], "{{") || strings.Contains(text[l], "  ") {
				t.Errorf("%s in %s: %q", key, l, text[l])
			}
		}
		if !text.Whole() {
			t.Errorf("%s: %q", key, text)
		}
	}
}
