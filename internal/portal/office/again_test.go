package office

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// standing is what a page's counter form holds, as a browser would send it.
func standing(a pagetest.Seen) url.Values {
	out := hidden(a)
	for _, n := range a.All("#counter ~ form input:not([type=hidden]), #counter ~ form option[selected]") {
		name, _ := pagetest.Attr(n, "name")
		value, _ := pagetest.Attr(n, "value")
		kind, _ := pagetest.Attr(n, "type")
		if _, checked := pagetest.Attr(n, "checked"); n.Data == "option" {
			name, _ = pagetest.Attr(n.Parent, "name")
		} else if (kind == "radio" || kind == "checkbox") && !checked {
			continue
		}
		if value != "" {
			out.Set(name, value)
		}
	}
	return out
}

// issuedTo is where a certificate stands that was issued with a form.
func (w *world) issuedTo(form url.Values) string {
	w.Helper()
	a := w.as(registrar).Post("/office/people/"+string(w.ids["Anna"])+"/certificates", form)
	to, _, _ := strings.Cut(a.Header.Get("Location"), "?")
	if a.StatusCode != http.StatusSeeOther || to == "" {
		w.Fatalf("%d\n%s", a.StatusCode, a.Text("main"))
	}
	return to
}

// From the front page a code leads to the person at once, and so to a form in which the
// person himself asks; only document, kind and duty are left to say.
func TestShortestWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(registrar)
	front := s.Get("/office")
	form := hidden(front)
	for _, n := range front.All("section.card input:not([type=hidden])") {
		name, _ := pagetest.Attr(n, "name")
		value, _ := pagetest.Attr(n, "value")
		form.Set(name, value)
	}
	front.One("#code[autofocus]")
	if a := s.Post("/office/search", form); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nothing typed: %d", a.StatusCode)
	}
	form.Set("code", string(codes["Elsa"]))
	if a := s.Post("/office/search", form); a.StatusCode != http.StatusOK || len(a.All("#found a")) > 0 {
		t.Errorf("nobody of this office: %d", a.StatusCode)
	}
	purposeless := with(form, "purpose", "")
	purposeless.Set("code", string(codes["Anna"]))
	if a := s.Post("/office/search", purposeless); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a purpose: %d", a.StatusCode)
	}
	form.Set("code", string(codes["Anna"]))
	a := s.Post("/office/search", form)
	to := a.Header.Get("Location")
	if a.StatusCode != http.StatusSeeOther || to != "/office/people/"+string(w.ids["Anna"]) {
		t.Fatalf("%d to %q", a.StatusCode, to)
	}
	if n := w.count("SELECT count(*) FROM subject_search WHERE purpose = 'Richiesta di certificato allo sportello' AND found = 1"); n != 1 {
		t.Errorf("%d searches are kept with their purpose", n)
	}
	counter := standing(s.Get(to))
	for name, value := range map[string]string{"document-number": "CA00000AA", "authority": "Comune di Valdemo", "kinds": "residence", "duty": "exemption", "exemption": "107"} {
		if counter.Has(name) {
			t.Errorf("%s is said for her: %q", name, counter.Get(name))
		}
		counter.Set(name, value)
	}
	review := s.Post(to, counter)
	if review.StatusCode != http.StatusOK {
		t.Fatalf("%d\n%s", review.StatusCode, review.Text("main"))
	}
	if a := s.Post(to+"/certificates", hidden(review)); a.StatusCode != http.StatusSeeOther {
		t.Errorf("%d", a.StatusCode)
	}
}

// Whoever has just got a certificate asks for another one, and need not show his document
// again; about whomever. Nobody else's document is offered.
func TestAnotherOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(registrar)
	delegate := w.issuedTo(filled("code", string(codes["Ciro"])))
	done := s.Get(delegate + "?issued=yes")
	next, _ := pagetest.Attr(done.One("a[href*='/office/people/'][href*=after]"), "href")
	want := url.Values{
		"self": {"no"}, "name": {"Passante Ugo"}, "born-day": {"1"}, "born-month": {"2"}, "born-year": {"1960"}, "code": {string(codes["Ciro"])},
		"document": {"identity-card"}, "document-number": {"CA00000AA"}, "authority": {"Comune di Roma"}, "use": {"private"}, "language": {"it"},
	}
	before := len(w.events(here))
	form := standing(s.Get(next))
	if key := form.Get("key"); key == filled().Get("key") || !keyed.MatchString(key) {
		t.Errorf("the form has the key %q", key)
	}
	form.Del("key")
	form.Del("whose")
	if diff := cmp.Diff(want, form); diff != "" {
		t.Errorf("for the same person (-want +form):\n%s", diff)
	}
	if got := w.since(before); !strings.Contains(strings.Join(texts(got), " "), string(audit.ApplicationRead)) {
		t.Errorf("recorded %v", got)
	}

	search, _ := pagetest.Attr(done.One("a[href*='/office/search'][href*=after]"), "href")
	about := s.Post("/office/search", with(hidden(s.Get(search)), "purpose", "domanda allo sportello"))
	if about.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nobody named: %d", about.StatusCode)
	}
	sent := hidden(about)
	sent.Set("purpose", "domanda allo sportello")
	sent.Set("code", string(codes["Dina"]))
	to, _ := pagetest.Attr(s.Post("/office/search", sent).One("#found a"), "href")
	if form := standing(s.Get(to)); form.Get("name") != "Passante Ugo" || form.Get("document-number") != "CA00000AA" {
		t.Errorf("for another person: %v", form)
	}

	himself := w.issuedTo(filled("key", strings.Repeat("0b", 16), "self", "yes", "document", "passport", "authority", "Questura di Roma, ufficio 2"))
	form = standing(s.Get("/office/people/" + string(w.ids["Anna"]) + "?after=" + strings.TrimPrefix(himself, "/office/certificates/")))
	if form.Get("self") != "yes" || form.Has("name") || form.Get("document") != "passport" || form.Get("authority") != "Questura di Roma, ufficio 2" {
		t.Errorf("for herself: %v", form)
	}
	online := w.issued("Anna", certificates.Residence)
	for name, id := range map[string]string{
		"asked for online": string(online.ID), "none": "00000000-0000-4000-8000-0000000000ff", "no identity": script, "of another office": strings.TrimPrefix(delegate, "/office/certificates/"),
	} {
		who := registrar
		about := w.ids["Anna"]
		if name == "of another office" {
			who, about = staff("e.fuori", nil).WithGrants([]auth.Grant{{Scope: auth.IssueCertificates, Office: string(there)}}), w.ids["Elsa"]
		}
		a := w.as(who).Get("/office/people/" + string(about) + "?after=" + url.QueryEscape(id))
		if form := standing(a); a.StatusCode != http.StatusOK || form.Has("name") || form.Has("document-number") {
			t.Errorf("after a certificate %s: %d %v", name, a.StatusCode, form)
		}
	}
}

func texts(kinds []audit.Kind) (out []string) {
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

// The trail stands for itself in court: what the certificate was, by which rules and texts,
// on which ground it was free of duty, who asked and showed what, what was set aside and
// why, what it was used for since, and where each step stands in the chain. Who does not
// issue is not told who asked.
func TestTrailForCourt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.issuedTo(filled("kinds", "household-with-relationships", "force", "EN169", "reason", "ha una delega scritta"))
	s := w.as(registrar)
	s.Get(at + "/file")
	s.Post(at+"/withdrawal", url.Values{"reason": {"rilasciato per errore"}, "confirm": {"yes"}})
	c, err := w.db.ByID(t.Context(), certificates.ID(strings.TrimPrefix(at, "/office/certificates/")))
	if err != nil {
		t.Fatal(err)
	}
	told := []string{"2026/0000001", "ritirato", "rilasciato per errore", "r.verdi", "sportello", "fra privati in Italia", "Esenzione", "107", c.RulesVersion, "Versione dei testi", "PDF scaricato 1", "21 novembre 2026", "Comune di Valdemo (Z999)"}
	secret := []string{"Passante Ugo", "Carta d'identità CA00000AA, Comune di Roma", "ha una delega scritta"}
	for name, tt := range map[string]struct {
		who  *auth.Principal
		asks bool
	}{"who issues": {registrar, true}, "who reads": {reader, false}, "who withdraws": {withdrawer, false}} {
		a := w.as(tt.who).Get(at + "/trail")
		text := a.Text("main")
		for _, want := range told {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not told %q:\n%s", name, want, text)
			}
		}
		for _, word := range secret {
			if strings.Contains(text, word) != tt.asks {
				t.Errorf("%s is told %q: %v", name, word, !tt.asks)
			}
		}
		if !strings.Contains(a.Text(".printed"), tt.who.Officer) {
			t.Errorf("the paper does not say who has printed it: %s", a.Text(".printed"))
		}
		if strings.Contains(text, "Rossi") {
			t.Errorf("%s is told whom it is about", name)
		}
	}
}

// On paper the list says what it was narrowed by.
func TestListOnPaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.issued("Anna", certificates.Residence)
	got := w.as(reader).Get("/office/certificates?state=current&kind=residence&from=2026-11-01").Text(".printed")
	for _, want := range []string{"Comune di Valdemo (Z999)", "l.bianchi", "rilasciato, in corso di validità", "Certificato di residenza", "2026-11-01"} {
		if !strings.Contains(got, want) {
			t.Errorf("the paper does not say %q: %s", want, got)
		}
	}
}
