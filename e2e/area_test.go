package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/registry"
)

// moves has the register learn that somebody lives in another street since today, as an
// import would tell it.
func moves(t *testing.T, name, street string) {
	t.Helper()
	db, err := postgres.Open(t.Context(), demo.database, postgres.Options{ApplicationName: "sportello import"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := officeTime(t)
	changed := func(yield func(registry.Entry, error) bool) {
		for e := range people.Entries(0) {
			if strings.Contains(e.Person.Name.Printed().String(), name) {
				e.Person.Residence.Address.Street, e.Person.Residence.Since = street, registry.DateOf(now)
				yield(e, nil)
				return
			}
		}
	}
	if done, err := db.Import(t.Context(), people.Office().ID, changed, now); err != nil || done.Changed != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
}

// issue gets a certificate, with the duty settled in a way.
func (v *visitor) issue(duty url.Values, kinds ...string) (number string) {
	v.t.Helper()
	base := v.begin()
	v.upToDuty(base, kinds...)
	if next := v.answer(base, "duty", duty); next != "preview" {
		v.t.Fatalf("after the duty comes %s:\n%s", next, pagetest.Text(v.page.Root))
	}
	v.answer(base, "summary", nil)
	return v.done(base)
}

// The register changes, and the office takes a certificate back: its owner is told, sees
// why, and gets a new one that says how things are now; where the stamp has been used, he
// is told so and led to a new request.
func TestAfterIssuing(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Sala Andrea") // whom no other test has: he moves, and his notices are counted
	paid := v.issue(stamped("01210000000031"), "residence")
	old := v.issue(url.Values{"how": {"exempt"}, "exemption": {"1"}, "language": {"it"}}, "residence")
	moves(t, "Sala Andrea", "Via del Nuovo Indirizzo")
	a := asks(t, "after", "it")
	a.login("Sala Andrea")
	a.here("me-told")
	a.follow("main .callout a[href^='/me/notices']")
	a.here("notices")
	a.Open(demo.base + v.certificate(paid) + "?lang=it")
	a.follow("main form[action*='/reissue'] button")
	a.here("reissue-refused")
	if got := a.Text("main [role=alert]"); !strings.Contains(got, "una nuova marca") || a.Text("main form[action*='/reissue']") != "" {
		t.Errorf("it is refused with %q", got)
	}
	a.follow("main [role=alert] a")
	if got := browsertest.Value[string](a.Browser, "document.querySelector('input[name=kind]')?.value ?? location.href"); got != "residence" {
		t.Errorf("the way leads to %s", got)
	}
	a.Open(demo.base + v.certificate(old) + "?lang=it")
	a.here("superseded")
	if got := a.Text("main"); !strings.Contains(got, "Superato") || !strings.Contains(got, "l'indirizzo è cambiato") {
		t.Errorf("the certificate says:\n%s", got)
	}
	if strings.Contains(printed(t, v.file(old)), "Nuovo Indirizzo") {
		t.Error("the old file has changed")
	}
	a.follow("main form[action*='/reissue'] button")
	a.here("reissued")
	_, file := a.download("main a[href*='/file']")
	sealed(t, file)
	if !strings.Contains(printed(t, file), "Via del Nuovo Indirizzo") {
		t.Errorf("the new file says\n%s", printed(t, file))
	}
	id := strings.TrimPrefix(v.certificate(old), "/me/certificates/")
	if got := browsertest.Value[string](a.Browser, "document.querySelector('main dl a').getAttribute('href')"); !strings.HasPrefix(got, "/me/certificates/"+id) {
		t.Errorf("it replaces %s, not %s", got, id)
	}
	withdraw(t, id, "Rilasciato con un indirizzo superato")
	a.Open(demo.base + "/me/certificates/" + id + "?lang=it")
	a.here("withdrawn")
	for _, want := range []string{"Ritirato il", "Rilasciato con un indirizzo superato", "Chiedi un certificato nuovo"} {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("no %q on\n%s", want, a.Text("main"))
		}
	}
	if v.get("/me/certificates/" + id + "/file"); v.page.StatusCode != http.StatusConflict || bytes.HasPrefix(v.page.Body, []byte("%PDF")) {
		t.Errorf("its file: %d", v.page.StatusCode)
	}
	a.Open(demo.base + "/me/certificates?lang=it")
	a.here("certificates")
	a.Open(demo.base + "/me/notices?lang=it")
	const unread = "document.querySelectorAll('main .badge').length"
	before := browsertest.Value[int](a.Browser, unread)
	a.follow("main form[action*='/read'] button")
	if after := browsertest.Value[int](a.Browser, unread); before < 2 || after != before-1 {
		t.Errorf("of %d unread notices %d are left, after one was read", before, after)
	}
}

// withdraw has a registrar take a certificate back.
func withdraw(t *testing.T, id, reason string) {
	t.Helper()
	o := officer(t, registrar)
	o.get("/office/certificates/" + id + "/withdrawal")
	o.want(200)
	o.send("main form", url.Values{"reason": {reason}})
	o.want(200)
	o.send("main form", nil, "confirm=yes")
	o.want(200, reason)
}

// A registrar's search stands in the citizen's own log, with the purpose that was typed.
func TestWhoLooked(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Longo")
	v.get("/me/readers")
	v.want(200, "Nessun altro ha visto i tuoi dati")
	o := officer(t, registrar)
	o.get("/office/search")
	o.send("main form[action='/office/search']", url.Values{"purpose": {"Prova del registro di chi guarda"}, "code": {code(t, "Longo")}})
	o.want(200, "Longo Elisa")
	v.get("/me/readers")
	v.want(200, "Ti ha cercato nel registro.", "Prova del registro di chi guarda", "L'ufficio: Comune di Valdemo")
	if strings.Contains(pagetest.Text(v.page.One("main")), "Nadia") || strings.Contains(string(v.page.Body), registrar) {
		t.Error("the officer is named")
	}
}

// What is wrong in the register is told to the office after two questions, and stays with
// the date by which it answers. Every page on the way is looked at, and the whole area in German.
func TestRemarkAndTheWholeArea(t *testing.T) {
	t.Parallel()
	a := asks(t, "area", "it")
	a.login("Moretti")
	a.follow("main a[href^='/me/data']")
	a.here("data")
	a.follow("main a[href*='about=residence']")
	a.here("triage")
	a.unanswered("new")
	a.pick("what", "error")
	a.follow(onward)
	a.here("triage-2")
	a.pick("then", "source")
	a.follow(onward)
	a.here("way")
	a.follow("main a.btn-outline-primary")
	a.here("remark")
	a.unanswered("remarks")
	a.write("#wrong", "Il numero civico")
	a.write("#right", "1/B, come dice il contratto")
	a.follow(onward)
	a.here("remarks")
	if got := a.Text("main .callout.good"); !strings.Contains(got, "Abbiamo ricevuto la tua segnalazione") || !strings.Contains(got, "entro il") {
		t.Errorf("it is told %q", got)
	}
	a.language = "de"
	for _, page := range []string{
		"/me", "/me/certificates", "/me/notices", "/me/data", "/me/readers", "/me/remarks", "/me/sessions", "/me/declarations", "/request",
		"/me/remarks/new?about=status&what=change", "/me/remarks/new?about=status&what=change&then=undeclared", "/login/failed?why=level&at=demo", "/login/ended",
	} {
		sign := "?"
		if strings.Contains(page, "?") {
			sign = "&"
		}
		a.Open(demo.base + page + sign + "lang=de")
		a.here("area" + strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(page))
	}
}
