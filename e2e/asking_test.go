package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/sportello/sportello/internal/browsertest"
)

// asking is a citizen at a browser who asks for a certificate, with the pointer or by the
// keyboard alone. Every page is looked at that he comes to.
type asking struct {
	*browsertest.Browser
	name     string // of the run, for what it reports
	language string
	keys     bool
}

func asks(t *testing.T, name, language string) *asking {
	t.Helper()
	return &asking{Browser: browse(t), name: name, language: language}
}

// login comes to the personal area.
func (a *asking) login(name string) {
	a.T.Helper()
	a.Open(demo.base + "/login?lang=" + a.language)
	a.here("login")
	a.press("form[action^='/login/demo'] button")
	a.Until("location.pathname.startsWith('/demo/') && document.readyState === 'complete'")
	a.press("button[value='" + code(a.T, name) + "']")
	a.Until("location.pathname === '/me' && document.readyState === 'complete'")
}

// here looks at the page that should be open.
func (a *asking) here(page string) {
	a.T.Helper()
	if got := browsertest.Value[string](a.Browser, "document.documentElement.lang"); got != a.language {
		a.T.Errorf("%s: %s is in %q", a.name, page, got)
	}
	a.Look(a.name + "-" + page)
	a.Accessible(a.name + ": " + page)
}

// press presses a button or a link that may lead anywhere.
func (a *asking) press(selector string) {
	a.T.Helper()
	if a.keys {
		a.Tab(selector)
		a.Press(kb.Enter)
		return
	}
	a.Tap(selector)
}

// follow presses what leads to a page of ours.
func (a *asking) follow(selector string) {
	a.T.Helper()
	if a.keys {
		a.Tab(selector)
		a.Enter()
		return
	}
	a.Click(selector)
}

// pick ticks a box or chooses one of several.
func (a *asking) pick(name, value string) {
	a.T.Helper()
	chosen := "input[name='" + name + "'][value='" + value + "']"
	if !a.keys {
		a.Tap(chosen + " + label")
		return
	}
	if browsertest.Value[string](a.Browser, "document.querySelector(%s).type", chosen) == "checkbox" {
		a.Tab(chosen)
		a.Press(" ")
		return
	}
	a.Tab("input[name='" + name + "']")
	a.Press(" ")
	for !browsertest.Value[bool](a.Browser, "document.activeElement.matches(%s)", chosen) {
		a.Press(kb.ArrowDown)
	}
}

// write types into an empty field.
func (a *asking) write(field, text string) {
	a.T.Helper()
	if a.keys {
		a.Tab(field)
	} else {
		a.Tap(field)
	}
	a.Press(text)
}

const onward = "main form button.btn-primary"

// unanswered sends the form of a step as it stands, and is told what is missing.
func (a *asking) unanswered(step string) {
	a.T.Helper()
	a.follow(onward)
	a.at(step)
	if a.Text(".summary[role=alert] a") == "" {
		a.T.Errorf("%s: nothing is said to be missing at %s", a.name, step)
	}
	if !browsertest.Value[bool](a.Browser, "document.activeElement.matches('.summary')") {
		a.T.Errorf("%s: what is missing at %s is not where reading begins", a.name, step)
	}
	a.here(step + "-wrong")
}

// at checks that the page of a step is open.
func (a *asking) at(step string) {
	a.T.Helper()
	if path := browsertest.Value[string](a.Browser, "location.pathname"); !strings.HasSuffix(path, "/"+step) {
		a.T.Fatalf("%s: at %s, not at %s:\n%s", a.name, path, step, a.Text("main"))
	}
}

// toSummary answers everything, and every question wrongly first: the duty by a paper stamp.
func (a *asking) toSummary(kind, stamp string) {
	a.T.Helper()
	a.follow(`main a[href="/request"], main a[href^="/request?"]`) // not what another test has begun
	a.here("list")
	a.follow(onward)
	a.at("who")
	a.here("who")
	a.unanswered("who")
	a.pick("person", browsertest.Value[string](a.Browser, "document.querySelector('#person-0').value"))
	a.follow(onward)
	a.at("receiver")
	a.here("receiver")
	a.unanswered("receiver")
	a.pick("receiver", "private")
	a.follow(onward)
	a.at("kinds")
	a.here("kinds")
	a.unanswered("kinds")
	a.pick("kind", kind)
	a.follow(onward)
	a.at("duty")
	a.here("duty")
	a.unanswered("duty")
	a.pick("how", "stamp")
	a.write("#stamp", stamp)
	a.write("#on-day", "3")
	a.write("#on-month", "11")
	a.write("#on-year", "2026")
	a.follow(onward)
	a.at("preview")
	a.here("preview")
	a.follow("main a.btn-primary")
	a.at("summary")
	a.here("summary")
}

// download presses what gives a file, and waits for it on disk.
func (a *asking) download(selector string) (name string, data []byte) {
	a.T.Helper()
	return a.Download(func() { a.press(selector) })
}
