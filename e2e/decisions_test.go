package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// newcomer is an officer of the demo to whom nobody has given a right yet.
const newcomer = "dario.conci"

const markup = `<script>alert("orari")</script>`

// proposes proposes settings as they stand, edited by names and values in turn, and is on
// the page of the decision.
func (v *visitor) proposes(edit ...string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(edit); i += 2 {
		form.Set(edit[i], edit[i+1])
	}
	v.get("/office/decisions/new")
	v.send("main form", form)
	v.want(200, "In attesa di una seconda persona")
}

// answers answers the decision on whose page he is, with a button that need not be there.
func (v *visitor) answers(do string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "POST", demo.base+v.path(), strings.NewReader(url.Values{"do": {do}}.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	v.do(r)
}

// One administrator proposes a letterhead and opening hours, another approves them, and the
// next certificate and the service sheet have them. Markup in them is shown as it is typed.
func TestDecisionsSettings(t *testing.T) {
	t.Parallel()
	aldo, ilse, anybody := officer(t, firstAdm), officer(t, secondAdm), newVisitor(t)
	aldo.get("/office/decisions/new")
	form := aldo.page.One("main form")
	values := standing(form)
	values.Set("department", "Anagrafe <b>nuova</b>")
	values.Set("page", "it")
	action := &html.Node{Attr: []html.Attribute{{Key: "action", Val: "/office/decisions/new/page"}, {Key: "method", Val: "post"}}}
	aldo.submit(action, values)
	if words := onDisk(t, aldo.page.Body).words(); !strings.Contains(words, "Anagrafe <b>nuova</b>") {
		t.Errorf("the preview says\n%s", words)
	}
	aldo.proposes("department", "Anagrafe <b>nuova</b>", "hours-it", "Lunedì 8-12 "+markup, "hours-de", "Montag 8-12", "note-it", "Chiuso il 24 "+markup, "reason", markup)
	aldo.want(200, "Anagrafe <b>nuova</b>", "Lunedì 8-12 "+markup, "L'hai proposta tu")
	decision := aldo.path()
	aldo.answers("approve")
	aldo.want(http.StatusUnprocessableEntity, "Non puoi rispondere")
	anybody.get("/service")
	if strings.Contains(pagetest.Text(anybody.page.Root), "Lunedì 8-12") {
		t.Fatal("it holds before it is approved")
	}
	ilse.get("/office/decisions")
	ilse.want(200, "Proposta da Aldo Serra")
	ilse.get(decision)
	ilse.want(200, markup)
	if len(ilse.page.All("main script, main b")) > 0 {
		t.Error("markup of somebody's is on the page")
	}
	ilse.get(decision + "/page?page=it")
	if words := onDisk(t, ilse.page.Body).words(); !strings.Contains(words, "Anagrafe <b>nuova</b>") {
		t.Errorf("the second administrator's preview says\n%s", words)
	}
	ilse.get(decision)
	ilse.send("main form", nil, "do=approve")
	ilse.want(200, "Approvata", "Ilse Kofler")
	ilse.answers("reject")
	ilse.want(http.StatusUnprocessableEntity)

	anybody.get("/service")
	anybody.want(200, "Lunedì 8-12 "+markup, "Chiuso il 24 "+markup)
	anybody.get("/service?lang=de")
	anybody.want(200, "Montag 8-12")
	anybody.get("/")
	if len(anybody.page.All("main script")) > 0 {
		t.Error("a script of somebody's is on the start page")
	}
	if words := officer(t, registrar).issues("Esposito").words(); !strings.Contains(words, "Anagrafe <b>nuova</b>") {
		t.Errorf("the next certificate says\n%s", words)
	}
}

// What is wrong with a proposal is told at its field, and nothing is proposed.
func TestDecisionsRefuse(t *testing.T) {
	t.Parallel()
	aldo := officer(t, firstAdm)
	for name, edit := range map[string]url.Values{
		"a long line": {"department": {strings.Repeat("a", 161)}}, "a letter that cannot be printed": {"department": {"Anagrafe 🦉"}},
		"a day gone by": {"from-year": {"2020"}}, "no day": {"from-day": {"31"}, "from-month": {"2"}}, "no kind": {"kinds": nil},
		"a language of no register": {"languages": {"sl"}}, "a fee that is none": {"stamped": {"gratis"}}, "hours without Italian": {"hours-it": {""}, "hours-en": {"Mon"}},
	} {
		aldo.get("/office/decisions/new")
		aldo.send("main form", edit)
		if aldo.page.StatusCode != http.StatusUnprocessableEntity || len(aldo.page.All(".summary li")) == 0 {
			t.Errorf("%s: %d", name, aldo.page.StatusCode)
		}
	}
	for _, path := range []string{"/office/decisions?office=H501", "/office/decisions/new?office=H501", "/office/roles?office=H501"} {
		aldo.get(path)
		aldo.want(http.StatusForbidden)
	}
	nadia := officer(t, registrar)
	for _, path := range []string{"/office/decisions", "/office/decisions/new", "/office/roles", "/office/roles/new"} {
		nadia.get(path)
		nadia.want(http.StatusForbidden)
	}
}

// gives is the form by which a right is given, sent.
func (v *visitor) gives(subject, scope string) {
	v.t.Helper()
	v.get("/office/roles/new")
	v.send("main form", url.Values{"name": {"Dario " + markup}, "subject": {subject}, "scope": {scope}})
}

// Who has no right is not let in. One administrator gives him a right, and he has it; takes
// it away, and at his next request it is gone. It takes two to appoint an administrator.
func TestDecisionsRoles(t *testing.T) {
	t.Parallel()
	aldo, ilse := officer(t, firstAdm), officer(t, secondAdm)
	dario := newVisitor(t)
	if dario.tries(newcomer); dario.page.StatusCode != http.StatusForbidden {
		t.Fatalf("without a right: %d", dario.page.StatusCode)
	}
	dario.want(http.StatusForbidden, newcomer, demo.base+"/demo/office")
	if strings.Contains(dario.page.Request.URL.String(), newcomer) {
		t.Errorf("the address says %s", dario.page.Request.URL)
	}
	aldo.gives(firstAdm, "certificates:read")
	if aldo.page.StatusCode == 200 && aldo.path() == "/office/roles" {
		t.Error("an administrator gives himself a right alone")
	}
	aldo.gives(newcomer, "root")
	aldo.want(http.StatusUnprocessableEntity)
	aldo.gives(newcomer, "certificates:withdraw")
	aldo.want(200, "Dario "+markup, "ritirare i certificati")
	if len(aldo.page.All("main script")) > 0 {
		t.Error("a script in a name is on the page")
	}

	dario.login("office", "officer", newcomer)
	dario.want(200, "Sportello dell'ufficio")
	paper := officer(t, registrar)
	paper.issues("Galli", "kinds", "birth")
	at := paper.path()
	dario.get(at + "/withdrawal")
	dario.want(200, "Ritira il certificato")
	dario.get(at + "/file")
	dario.want(http.StatusForbidden)
	dario.get("/office/search")
	dario.want(http.StatusForbidden)

	aldo.get("/office/roles")
	his := `tbody tr:contains("` + newcomer + `")` // others may have been given rights meanwhile
	aldo.follow(his + " a[href*='/end']")
	aldo.send("main form", url.Values{"reason": {"ha cambiato ufficio"}})
	aldo.want(200)
	if aldo.get("/office/roles"); len(aldo.page.All(his)) > 0 {
		t.Error("he still has a right")
	}
	dario.get(at + "/withdrawal")
	dario.want(http.StatusNotFound)

	aldo.gives(newcomer, "office:manage")
	aldo.want(200, "In attesa di una seconda persona")
	decision := aldo.path()
	aldo.answers("approve")
	aldo.want(http.StatusUnprocessableEntity)
	dario.get("/office/decisions")
	if dario.page.StatusCode == 200 && dario.path() == "/office/decisions" {
		t.Error("he administers by the word of one")
	}
	ilse.get(decision)
	ilse.send("main form", url.Values{"answer": {"non serve"}}, "do=reject")
	ilse.want(200, "Respinta", "non serve")
}

// The pages of decisions as administrators see them.
func TestDecisionsLook(t *testing.T) {
	t.Parallel()
	aldo := officer(t, firstAdm)
	aldo.proposes("archive", "Archivio nuovo")
	decision := aldo.path()
	c := atTheCounter(t, "decisions", secondAdm)
	for _, p := range []struct{ name, path, heading string }{
		{"list", "/office/decisions", "Decisioni dell'ufficio"},
		{"form", "/office/decisions/new", "Proponi una modifica"},
		{"one", decision, "Carta intestata, certificati e testi"},
		{"roles", "/office/roles", "Chi può fare che cosa"},
		{"grant", "/office/roles/new", "Dai un diritto"},
		{"german", decision + "?lang=de", ""},
	} {
		c.Open(demo.base + p.path)
		if p.heading == "" {
			p.heading = c.Text("h1")
		}
		c.here(p.name, p.heading)
	}
	c.Open(demo.base + decision)
	c.sends("main form button[value=reject]")
	if !strings.Contains(c.Text(".summary"), "Manca qualcosa") {
		t.Errorf("a rejection without a reason: %s", c.Text("main"))
	}
	c.here("one-refused", "Carta intestata, certificati e testi")
	c.types("#answer", "non ora")
	c.sends("main form button[value=reject]")
	if !strings.Contains(c.Text(".callout"), "Respinta") {
		t.Errorf("after the rejection: %s", c.Text("main"))
	}
}
