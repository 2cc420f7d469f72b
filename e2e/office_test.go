package e2e

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

const purpose = "Certificato chiesto allo sportello"

// person opens somebody's page at the counter, by the search.
func (v *visitor) person(name string) {
	v.t.Helper()
	v.get("/office/search")
	v.send("main form", url.Values{"purpose": {purpose}, "code": {code(v.t, name)}})
	v.want(200, "1 persona trovata")
	v.follow("#found a")
}

// follow follows the first link that a selector names.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	links := v.page.All(selector)
	if len(links) == 0 {
		v.t.Fatalf("%s: no %s in\n%s", v.path(), selector, pagetest.Text(v.page.Root))
	}
	to, _ := pagetest.Attr(links[0], "href")
	u, err := v.page.Request.URL.Parse(to)
	if err != nil {
		v.t.Fatal(err)
	}
	v.get(u.RequestURI())
}

// atCounter is the form of somebody who asks for a certificate of his own, edited by names
// and values in turn.
func atCounter(edit ...string) url.Values {
	form := url.Values{
		"self": {"yes"}, "document": {"passport"}, "document-number": {"YA0000001"}, "authority": {"Questura di Valdemo"},
		"kinds": {"residence"}, "use": {"private"}, "language": {"it"}, "duty": {"exemption"}, "exemption": {"1"},
	}
	for i := 0; i+1 < len(edit); i += 2 {
		if form[edit[i]] = []string{edit[i+1]}; edit[i] == "force" {
			form[edit[i]] = strings.Fields(edit[i+1])
		}
	}
	return form
}

// issues issues a certificate at the counter, and is on its page.
func (v *visitor) issues(name string, edit ...string) paper {
	v.t.Helper()
	v.person(name)
	v.send("main form", atCounter(edit...))
	v.want(200, "Riepilogo prima del rilascio")
	v.send("main form", nil)
	v.want(200, "Certificato rilasciato")
	return v.takes()
}

// takes is the file of the certificate on whose page he is.
func (v *visitor) takes() paper {
	v.t.Helper()
	here := v.page
	v.get(v.path() + "/file")
	if got := v.page.Header.Get("Content-Type"); v.page.StatusCode != 200 || got != "application/pdf" {
		v.t.Fatalf("the file: %d %s", v.page.StatusCode, got)
	}
	file := onDisk(v.t, v.page.Body)
	v.page = here
	return file
}

// A search without a purpose finds nobody, whatever else is typed; nor does one that is too
// vague. By code, and by name and birth, it finds who is meant.
func TestOfficeSearch(t *testing.T) {
	t.Parallel()
	v := officer(t, firstAdm) // the registrar's searches in a minute are limited, and other tests need them
	by := url.Values{"surname": {"Roccabruna"}, "given": {"Ettore"}, "born-day": {"8"}, "born-month": {"4"}, "born-year": {"1947"}}
	for name, edit := range map[string]url.Values{
		"no purpose": {"purpose": {""}}, "a short one": {"purpose": {"perché sì"}}, "blanks": {"purpose": {strings.Repeat(" ", 20)}},
		"no birth": {"purpose": {purpose}, "born-year": {""}}, "no name": {"purpose": {purpose}, "given": {""}}, "a wrong code": {"purpose": {purpose}, "code": {"RCCTTR47D08X901A"}},
	} {
		v.get("/office/search")
		form := url.Values{}
		for k, list := range by {
			form[k] = list
		}
		for k, list := range edit {
			form[k] = list
		}
		v.send("main form", form)
		if v.page.StatusCode != http.StatusUnprocessableEntity || len(v.page.All("#found a")) > 0 || len(v.page.All(".summary a")) == 0 {
			t.Errorf("%s: %d, %d found", name, v.page.StatusCode, len(v.page.All("#found a")))
		}
	}
	by.Set("purpose", purpose)
	v.get("/office/search")
	v.send("main form", by)
	v.want(200, "1 persona trovata", "Roccabruna Ettore")
	v.person("Roccabruna")
	v.want(200, "Roccabruna Ettore", code(t, "Roccabruna"))
	if strings.Contains(v.page.Request.URL.String(), "Roccabruna") || v.page.Request.URL.RawQuery != "" {
		t.Errorf("the address says %s", v.page.Request.URL)
	}
}

// Of two clicks on the button comes one certificate.
func TestOfficeIssuesOnce(t *testing.T) {
	t.Parallel()
	v := officer(t, registrar)
	v.person("Palumbo")
	person := v.path()
	v.send("main form", atCounter("kinds", "birth"))
	v.want(200, "Riepilogo prima del rilascio")
	form := v.page.One("main form")
	action, _ := pagetest.Attr(form, "action")
	led := make([]string, 3)
	var clicks sync.WaitGroup
	for i := range led {
		clicks.Go(func() {
			answer, err := v.client.PostForm(demo.base+action, standing(form))
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			led[i] = answer.Request.URL.Path
		})
	}
	clicks.Wait()
	if led[0] != led[1] || led[1] != led[2] || !strings.HasPrefix(led[0], "/office/certificates/") {
		t.Errorf("the clicks lead to %q", led)
	}
	v.get(person)
	if n := len(v.page.All("section[aria-labelledby=had] li")); n != 1 {
		t.Errorf("%d certificates of three clicks", n)
	}
}

// A rule that allows it is set aside, with a reason, and that stays with the certificate.
// What is forged into the form sets nothing aside.
func TestOfficeOverride(t *testing.T) {
	t.Parallel()
	v := officer(t, registrar)
	v.person("Colombo")
	person := v.path()
	const why = `<script>alert("delega")</script> & motivo del responsabile`
	for name, form := range map[string]url.Values{
		"not set aside":            atCounter("kinds", "birth"),
		"without a reason":         atCounter("kinds", "birth", "force", "EN046"),
		"with a short one":         atCounter("kinds", "birth", "force", "EN046", "reason", "così"),
		"another rule":             atCounter("kinds", "birth", "force", "EN181", "reason", why),
		"one that nobody can":      atCounter("kinds", "death", "force", "EN061 EN046", "reason", why),
		"a key of nobody":          atCounter("kinds", "residence", "key", "draft"),
		"an exemption of nobody":   atCounter("exemption", "4711"),
		"a language of no office":  atCounter("language", "tlh"),
		"a language not of theirs": atCounter("language", "sl"),
		"who is not identified":    atCounter("self", "", "document-number", ""),
	} {
		for _, end := range []string{"", "/preview", "/certificates"} {
			v.get(person)
			sent := v.page.One("main form")
			values := standing(sent)
			for k, list := range form {
				values[k] = list
			}
			action := &html.Node{Attr: []html.Attribute{{Key: "action", Val: person + end}, {Key: "method", Val: "post"}}}
			v.submit(action, values)
			if v.page.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s, %q: %d", name, end, v.page.StatusCode)
			}
			if len(v.page.All("main script")) > 0 || len(v.page.All(".summary li")) == 0 {
				t.Errorf("%s, %q: a script, or no word of what is wrong", name, end)
			}
		}
	}
	paper := v.issues("Colombo", "kinds", "birth", "force", "EN046", "reason", why)
	v.want(200, why, "Per questa persona si possono avere solo i certificati di residenza e di stato di famiglia.")
	if strings.Contains(paper.words(), "motivo del responsabile") {
		t.Error("the reason is printed on the certificate")
	}
	at := v.path()
	v.get(at + "/trail")
	v.want(200, "rilascio iniziato", "sigillato e rilasciato", "regola messa da parte: EN046: Per questa persona", "PDF scaricato", "nadia.vidal", "letto chi lo ha chiesto e perché")
}

// A withdrawal takes a reason and a confirmation; whoever checks the certificate then sees it.
func TestOfficeWithdrawal(t *testing.T) {
	t.Parallel()
	v := officer(t, registrar)
	paper := v.issues("Bordone")
	paper.sealed()
	checks := newVisitor(t)
	checks.get(paper.checked())
	checks.want(200)
	if strings.Contains(checks.page.Text("h1"), "ritirato") {
		t.Fatal("it is withdrawn before it is")
	}
	here := v.path()
	v.follow("main a[href$='/withdrawal']")
	v.send("main form", url.Values{"reason": {"no"}})
	v.want(http.StatusUnprocessableEntity, "Scrivi il motivo")
	const why = `<img src=x onerror=alert(1)> rilasciato per errore`
	v.send("main form", url.Values{"reason": {why}})
	v.want(200, "Confermi il ritiro?", why)
	checks.get(paper.checked())
	if strings.Contains(checks.page.Text("h1"), "ritirato") {
		t.Error("it is withdrawn before that was confirmed")
	}
	v.send("main form", nil, "confirm=yes")
	v.want(200, "Certificato ritirato", why)
	if v.path() != here || len(v.page.All("main img")) > 0 {
		t.Errorf("leads to %s", v.path())
	}
	v.get(here + "/file")
	v.want(http.StatusConflict)
	checks.get(paper.checked())
	checks.want(200, "Certificato ritirato: non vale più")
	if strings.Contains(pagetest.Text(checks.page.Root), "per errore") {
		t.Error("whoever checks it is told the reason")
	}
}

// What the office has issued, as a list, narrowed, and as a file; and counted.
func TestOfficeList(t *testing.T) {
	t.Parallel()
	v := officer(t, registrar)
	v.issues("Ricci", "kinds", "residence")
	number := strings.TrimPrefix(v.page.Text("h1"), "Certificato ")
	v.get("/office/certificates")
	v.send("main form", url.Values{"state": {"current"}, "kind": {"residence"}, "number": {number}})
	v.want(200, number, "Certificato di residenza", "in corso di validità", "esente: 1. Lo chiede una ONLUS")
	if n := len(v.page.All("tbody tr")); n != 1 {
		t.Errorf("%d certificates have the number", n)
	}
	v.follow("nav a[hreflang=de]")
	v.want(200, number, "Wohnsitzbescheinigung")
	if n := len(v.page.All("tbody tr")); n != 1 {
		t.Errorf("in German %d certificates have the number", n)
	}
	v.get("/office/certificates")
	v.send("main form", url.Values{"state": {"withdrawn"}, "number": {number}})
	v.want(200, "Nessun certificato")
	v.get("/office/certificates?state=stolen")
	v.want(http.StatusUnprocessableEntity)
	v.get("/office/certificates?office=H501")
	v.want(http.StatusForbidden)
	v.get("/office/certificates.csv?number=" + url.QueryEscape(number))
	rows, err := csv.NewReader(strings.NewReader(string(v.page.Body))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Errorf("the file has %d rows, %v", len(rows), err)
	}
	v.get("/office/statistics.csv")
	if rows, err := csv.NewReader(strings.NewReader(string(v.page.Body))).ReadAll(); err != nil || len(rows) < 2 {
		t.Errorf("the figures have %d rows, %v", len(rows), err)
	}
}

// A citizen tells the office what is wrong, the office answers, and he reads it; he sees too
// that the office has looked at his data, and why.
func TestOfficeRemark(t *testing.T) {
	t.Parallel()
	c := citizen(t, "Ferrante")
	const wrong, right = `Il civico è <script>alert(1)</script> 12`, "Il civico è 14"
	c.get("/me/remarks/new?about=residence&what=error&then=register")
	c.send("main form", url.Values{"wrong": {wrong}, "right": {right}, "reach": {"tel. 1"}})
	c.want(200, wrong)
	v := officer(t, registrar)
	v.get("/office/remarks")
	for _, a := range v.page.All("tbody a") { // others have told something as well
		to, _ := pagetest.Attr(a, "href")
		if v.get(to); strings.Contains(pagetest.Text(v.page.Root), wrong) {
			break
		}
	}
	v.want(200, wrong, "Ferrante Lucia", right)
	v.send("main form", url.Values{"answer": {"  "}})
	v.want(http.StatusUnprocessableEntity, "Scrivi la risposta")
	const answer = "Corretto: <b>grazie</b>."
	v.send("main form", url.Values{"answer": {answer}})
	v.want(200, answer)
	if len(v.page.All("main script, main b, main form")) > 0 {
		t.Error("markup of somebody's is on the page, or it can be answered again")
	}
	c.get("/me")
	c.want(200, "1 avviso da leggere")
	c.get("/me/notices")
	c.want(200, "L'ufficio ha risposto a una tua segnalazione.")
	c.follow("main li.card a")
	c.want(200, answer)
	if len(c.page.All("main script, main b")) > 0 {
		t.Error("markup of somebody's is on the citizen's page")
	}
	v.person("Ferrante")
	c.get("/me/readers")
	c.want(200, purpose, "Comune di Valdemo")
	if strings.Contains(pagetest.Text(c.page.Root), "nadia") {
		t.Error("the citizen is told the officer's name")
	}
}

// Every page of an office has the same ways in the same order, and says on which one is.
func TestOfficeWays(t *testing.T) {
	t.Parallel()
	counter := []string{"Inizio", "Cerca una persona", "Certificati", "Statistiche", "Segnalazioni"}
	for who, ways := range map[string][]string{registrar: counter, firstAdm: append(counter[:5:5], "Decisioni", "Chi può fare che cosa")} {
		v := officer(t, who)
		v.get("/office")
		var pages []string
		for _, a := range v.page.All("main .nav a") {
			to, _ := pagetest.Attr(a, "href")
			pages = append(pages, to)
		}
		if len(pages) != len(ways) {
			t.Fatalf("%s has the ways %q", who, pages)
		}
		for i, page := range pages {
			v.get(page)
			v.want(200)
			var got []string
			for _, a := range v.page.All("main .nav a") {
				got = append(got, pagetest.Text(a))
			}
			if strings.Join(got, "|") != strings.Join(ways, "|") {
				t.Errorf("%s at %s has the ways %q", who, page, got)
			}
			if here := v.page.All("main .nav [aria-current=page]"); len(here) != 1 || pagetest.Text(here[0]) != ways[i] {
				t.Errorf("%s at %s is not told where he is", who, page)
			}
		}
	}
}
