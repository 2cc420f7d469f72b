package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// The lawyers of the demo, by fiscal code: one of whom the register knows nothing, and one
// of its people.
const (
	lawyerFromElsewhere = "LVRBRC79L52F205D"
	lawyerFromHere      = "DLLNCL84P03X901Y"
)

// lawyer is a visitor who has logged in as one.
func lawyer(t *testing.T, code string) *visitor {
	t.Helper()
	v := newVisitor(t)
	v.login("demo", "lawyer", code)
	return v
}

// enterAsLawyer logs in with a browser.
func enterAsLawyer(b *browsertest.Browser, code string) {
	b.T.Helper()
	enterBy(b, "demo", "button[name='lawyer'][value='"+code+"']")
}

// record is the record of one of the hand-made people, by a part of the name.
func record(t *testing.T, name string) registry.Person {
	t.Helper()
	for e := range people.Entries(0) {
		if strings.Contains(e.Person.Name.Printed().String(), name) {
			return e.Person
		}
	}
	t.Fatalf("there is no %s in the demo", name)
	return registry.Person{}
}

const anyCase = "R.G. 1234/2026, Tribunale"

// mandate is the answers about a mandate to ask about somebody, with others in place of some.
func mandate(t *testing.T, about string, change ...string) url.Values {
	t.Helper()
	p := record(t, about)
	form := url.Values{
		"purpose": {"judicial"}, "on-day": {"3"}, "on-month": {"11"}, "on-year": {"2025"}, "case": {anyCase},
		"surname": {p.Name.Printed().Surname}, "given": {p.Name.Printed().Given}, "code": {string(p.FiscalCode)},
		"born-day": {fmt.Sprint(p.Birth.Date.Day)}, "born-month": {fmt.Sprint(int(p.Birth.Date.Month))}, "born-year": {fmt.Sprint(p.Birth.Date.Year)},
	}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

// mandated begins a request on a mandate, and answers all but the kinds.
func (v *visitor) mandated(about string) (draft string) {
	v.t.Helper()
	v.get("/request")
	v.send("main form[action='/request']", nil)
	v.want(200)
	draft = v.path()[:strings.LastIndex(v.path(), "/")]
	v.get(draft + "/mandate")
	v.send("main form", mandate(v.t, about))
	v.want(200)
	v.send("main form", url.Values{"receiver": {"judicial"}})
	v.want(200)
	return draft
}

// A lawyer has no area of his own where he does not live, and no office's anywhere. He is
// told what to do instead, and nobody's data are told to him.
func TestLawyerReachesNothingElse(t *testing.T) {
	t.Parallel()
	v := lawyer(t, lawyerFromElsewhere)
	v.want(200, "Beatrice Olivari", "30 al giorno", "Cerchi i tuoi dati?")
	for _, path := range []string{
		"/me/data", "/me/readers", "/me/remarks", "/me/notices", "/me/declarations",
		"/office", "/office/search", "/office/certificates", "/office/statistics", "/office/decisions", "/office/roles",
	} {
		page := v.get(path)
		if page.StatusCode != http.StatusForbidden || len(page.All("main a[href]")) == 0 {
			t.Errorf("%s: %d %s", path, page.StatusCode, page.Text("main"))
		}
	}
	v.get("/request")
	v.send("main form[action='/request']", nil)
	v.want(200, "Per che cosa hai il mandato")
	draft := strings.TrimSuffix(v.path(), "/mandate")
	for _, step := range []string{"receiver", "kinds", "duty", "preview", "summary", "done", "file"} { // without a mandate
		if page := v.get(draft + "/" + step); page.StatusCode != http.StatusNotFound && !strings.HasSuffix(v.path(), "/mandate") {
			t.Errorf("%s: %d at %s", step, page.StatusCode, v.path())
		}
	}
	here := lawyer(t, lawyerFromHere) // he is a citizen besides, and has what is his
	here.get("/me/data")
	here.want(200, "Niccolò")
	here.get("/office")
	here.want(403)
	plain := citizen(t, "Chiara") // his wife, who is none
	plain.get("/request")
	plain.send("main form[action='/request']", nil)
	plain.get(strings.TrimSuffix(plain.path(), "/who") + "/mandate")
	plain.want(403, "Solo un avvocato", "identità digitale che attesti")
}

// A guess is answered in one way, whatever is wrong with it, and after thirty in a minute
// not at all.
func TestLawyerGuesses(t *testing.T) {
	t.Parallel()
	v := lawyer(t, lawyerFromHere)
	v.get("/request")
	v.send("main form[action='/request']", nil)
	draft := strings.TrimSuffix(v.path(), "/who")
	send := func(form url.Values) pagetest.Seen {
		return v.do(post(v, http.MethodPost, draft+"/mandate", []byte(form.Encode()), "application/x-www-form-urlencoded"))
	}
	said := map[string]string{}
	for _, guess := range []url.Values{
		mandate(t, "Zanella", "surname", "Zanelli"), mandate(t, "Zanella", "given", "Ivan"), mandate(t, "Zanella", "code", code(t, "Galli")),
		mandate(t, "Zanella", "code", lawyerFromElsewhere), mandate(t, "Zanella", "born-day", "29"),
	} {
		page := send(guess)
		said[page.Text(".summary")] = guess.Encode()
		if page.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", guess, page.StatusCode)
		}
	}
	if len(said) != 1 {
		t.Errorf("guesses are told apart: %v", said)
	}
	var mu sync.Mutex
	answers := map[int]int{}
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			page := v.stopped(post(v, http.MethodPost, draft+"/mandate", []byte(mandate(t, "Zanella", "surname", "Zanelli").Encode()), "application/x-www-form-urlencoded"))
			mu.Lock()
			defer mu.Unlock()
			answers[page.StatusCode]++
		})
	}
	all.Wait()
	if answers[http.StatusTooManyRequests] == 0 || answers[http.StatusTooManyRequests]+answers[http.StatusUnprocessableEntity] != 40 {
		t.Errorf("forty at once: %v", answers)
	}
}

// From the login to the sealed file on a mandate, by the keyboard alone; refused first for
// every answer that is missing, and for somebody who cannot be found.
func TestLawyerToTheFile(t *testing.T) {
	t.Parallel()
	const about = "Hoxha"
	a := asks(t, "lawyer", "it")
	a.keys = true
	a.Open(demo.base + "/login?lang=it")
	a.press("form[action^='/login/demo'] button")
	a.Until("location.pathname.startsWith('/demo/') && document.readyState === 'complete'")
	a.press("button[name='lawyer'][value='" + lawyerFromElsewhere + "']")
	a.Until("location.pathname === '/me' && document.readyState === 'complete'")
	a.here("me")
	a.follow("main a[href^='/request']")
	a.follow(onward)
	a.at("mandate")
	a.here("mandate")
	a.unanswered("mandate")
	a.mandate(mandate(t, about, "surname", "Hoxhas"))
	a.follow(onward)
	a.at("mandate")
	if text := a.Text(".summary"); !strings.Contains(text, "area avvocati") {
		t.Errorf("of somebody who is not there: %s", text)
	}
	a.here("mandate-nobody")
	a.Tab("#surname")
	a.Do(chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"))
	a.Press(record(t, about).Name.Surname)
	a.follow(onward)
	a.at("receiver")
	a.pick("receiver", "judicial")
	a.follow(onward)
	a.at("kinds")
	a.here("kinds")
	a.pick("kind", "residence")
	a.follow(onward)
	a.at("duty")
	a.here("duty")
	if text := a.Text("main"); !strings.Contains(text, "art. 18 d.P.R. 115/2002") {
		t.Errorf("the duty: %s", text)
	}
	a.follow(onward)
	a.at("preview")
	a.follow("main a.btn-primary")
	a.at("summary")
	a.here("summary")
	a.follow(onward)
	a.Until("location.pathname.endsWith('/done') && document.querySelector('#number') !== null")
	a.here("done")
	number := a.Text("#number")
	_, file := a.download("main a[type='application/pdf']")
	sealed(t, file)
	if text := printed(t, file); !strings.Contains(text, "cause giudiziarie") || !strings.Contains(text, "115/2002") || strings.Contains(text, "R.G. 1234") || strings.Contains(text, "Olivari") {
		t.Errorf("on the certificate: %s", text)
	}
	if again := lawyer(t, lawyerFromElsewhere).file(number); !slices.Equal(again, file) {
		t.Errorf("he has another file in his area: %d bytes, not %d", len(again), len(file))
	}
	whomItIsAbout(t, about, number)
	whoAnswersForIt(t, number)
}

// mandate fills in the form of the mandate, by the keyboard.
func (a *asking) mandate(form url.Values) {
	a.T.Helper()
	a.pick("purpose", form.Get("purpose"))
	for _, name := range []string{"on-day", "on-month", "on-year", "case", "surname", "given", "code", "born-day", "born-month", "born-year"} {
		a.write("#"+name, form.Get(name))
	}
}

// whomItIsAbout looks who has looked: a lawyer, what for, and nothing of the lawyer or of
// the case.
func whomItIsAbout(t *testing.T, name, number string) {
	t.Helper()
	v := citizen(t, name)
	page := v.get("/me/readers")
	v.want(200, "Un'avvocata o un avvocato", "Mandato: causa in tribunale.", "Ha fatto rilasciare un certificato", "Ha scaricato un certificato", "Ti ha cercato nel registro")
	for _, row := range page.All("tbody tr") {
		if text := pagetest.Text(row); strings.Contains(text, "avvocato") && !strings.Contains(text, "Mandato: causa in tribunale.") {
			t.Errorf("what a lawyer did is told without its purpose: %s", text)
		}
	}
	for _, secret := range []string{"Olivari", lawyerFromElsewhere, "R.G.", "Un sistema collegato", "della tua famiglia"} {
		if strings.Contains(page.Text("tbody"), secret) {
			t.Errorf("who looked tells %s: %s", secret, page.Text("tbody"))
		}
	}
	v.get("/me/certificates")
	if text := v.page.Text("main"); strings.Contains(text, "per cause giudiziarie") || strings.Contains(text, number) {
		t.Errorf("whom it is about has the certificate: %s", v.page.Text("main"))
	}
}

// whoAnswersForIt reads how it was asked for, and what happened.
func whoAnswersForIt(t *testing.T, number string) {
	t.Helper()
	v := officer(t, registrar)
	v.get("/office/certificates")
	v.want(200, number)
	i := slices.IndexFunc(v.page.All("tbody tr"), func(row *html.Node) bool { return strings.Contains(pagetest.Text(row), number) })
	to := ""
	for n := range v.page.All("tbody tr")[i].Descendants() {
		if href, ok := pagetest.Attr(n, "href"); ok && to == "" {
			to = href
		}
	}
	v.get(to)
	v.want(200, number, "avvocato", lawyerFromElsewhere, "giudiziale, 3 novembre 2025")
	v.get(to + "/trail")
	v.want(200, "avvocato", "mandato: giudiziale")
	if text := v.page.Text("main"); strings.Contains(text, "R.G.") || strings.Contains(text, "Olivari") {
		t.Errorf("the trail tells more: %s", text)
	}
}
