package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// Whoever cannot have a certificate reads why, and what helps: what the law says, whom to
// ask. Kinds that do not go together are refused at the question, and mended there. For a
// public body there is a declaration instead, which ends as a file on disk.
func TestRefusalToRemedy(t *testing.T) {
	t.Parallel()
	a := asks(t, "refusal", "it")
	a.login("Ricci")
	a.follow(`main a[href="/request"], main a[href^="/request?"]`)
	a.follow(onward)
	a.follow(onward) // he is alone, and chosen
	a.at("receiver")
	a.pick("receiver", "private")
	a.follow(onward)
	a.at("kinds")
	browsertest.Value[bool](a.Browser, "document.querySelectorAll('main details').forEach(d => d.open = true) === undefined")
	a.here("kinds-why")
	for _, want := range []string{"diritti politici", "art."} {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("no %q among the reasons:\n%s", want, a.Text("main"))
		}
	}
	a.pick("kind", "civil-status")
	a.pick("kind", "free-status")
	a.follow(onward)
	a.at("kinds")
	a.here("kinds-together")
	if got := a.Text("#kind-fault"); !strings.Contains(got, "non stanno insieme") || !strings.Contains(got, "uno alla volta") {
		t.Errorf("at the question stands %q", got)
	}
	a.pick("kind", "free-status") // no more
	a.follow(onward)
	a.at("duty")
	a.follow("nav.steppers-nav a")
	a.follow("nav.steppers-nav a")
	a.at("receiver")
	a.pick("receiver", "public")
	a.follow(onward)
	a.at("stop")
	a.here("stop")
	a.follow("main a.btn-primary[href*='/me/declarations']")
	a.here("declaration")
	if got := browsertest.Value[string](a.Browser, "location.pathname"); got != "/me/declarations" {
		t.Fatalf("instead comes %s", got)
	}
	a.follow("main form button[type=submit]")
	a.here("declaration-wrong")
	if a.Text("#states-fault") == "" {
		t.Error("nothing is said to be missing")
	}
	a.pick("states", "residence")
	a.write("#receiver", "Scuola Esempio")
	_, form := a.download("main form button[type=submit]")
	for _, want := range []string{"Ricci", "Ugo", "Scuola Esempio", "46"} {
		if !strings.Contains(printed(t, form), want) {
			t.Errorf("%q is not on the declaration:\n%s", want, printed(t, form))
		}
	}
}

// Somebody for whom next to nothing can be certified reads for each kind what stops it and
// whose turn it is.
func TestEveryRefusalHasARemedy(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]string{
		"Serafini": "Certificato di stato civile", "Colombo": "Certificato di cittadinanza", "Greco": "Certificato di stato di famiglia", "Galli": "Certificato di residenza",
	} {
		v := citizen(t, name)
		base := v.begin()
		me, _ := pagetest.Attr(v.page.One("#person-0"), "value")
		v.answer(base, "who", map[string][]string{"person": {me}})
		v.answer(base, "receiver", map[string][]string{"receiver": {"private"}})
		found := false
		for _, d := range v.page.All("main fieldset details") {
			text := pagetest.Text(d)
			found = found || strings.HasPrefix(text, refused)
			paragraphs := 0
			for n := range d.Descendants() {
				if n.Data == "p" && pagetest.Text(n) != "" {
					paragraphs++
				}
			}
			if paragraphs < 3 { // the reason, the remedy and the law; and who, where it is somebody else
				t.Errorf("%s: too little about %s", name, text)
			}
		}
		if !found {
			t.Errorf("%s: nothing says why not: %s", name, refused)
		}
	}
}

// A minor is told before the first question, and led on.
func TestMinorIsToldAtOnce(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Zoë")
	v.get("/request")
	v.want(200)
	if len(v.page.All("main form")) > 0 || len(v.page.All("main .callout p")) < 3 || len(v.page.All("main a.btn")) == 0 {
		t.Errorf("she is told:\n%s", pagetest.Text(v.page.One("main")))
	}
}

// Who cannot be matched with one record is told why and whom to ask, and nothing of what
// the register holds.
func TestWhoCannotBeMatched(t *testing.T) {
	t.Parallel()
	b := browse(t)
	for name, why := range map[string]string{
		"Quieti": "persona deceduta", "Marchetti": "è stata chiusa", "Rinaldi": "più di una scheda", "Okafor": "Agenzia delle Entrate",
	} {
		v := newVisitor(t)
		v.get("/login")
		v.identify("demo", "fiscal_code", code(t, name))
		v.want(http.StatusForbidden, why, "anagrafe@comune.valdemo.example")
		if strings.Contains(pagetest.Text(v.page.One("main")), name) || len(v.page.All("main a")) < 2 {
			t.Errorf("%s reads:\n%s", name, pagetest.Text(v.page.One("main")))
		}
		if v.get("/me"); v.path() != "/login" {
			t.Errorf("%s is in, at %s", name, v.path())
		}
	}
	b.Open(demo.base + "/login?lang=de")
	b.Tap("form[action^='/login/demo'] button")
	b.Until("location.pathname.startsWith('/demo/') && document.readyState === 'complete'")
	b.Tap("button[value='" + code(t, "Okafor") + "']")
	b.Until("!location.pathname.startsWith('/demo/') && document.readyState === 'complete'")
	b.Look("unmatched")
	b.Accessible("unmatched")
	if got := b.Text("main"); !strings.Contains(got, "anagrafe@comune.valdemo.example") || !strings.Contains(got, "Agentur der Einnahmen") {
		t.Errorf("in German she reads:\n%s", got)
	}
}
