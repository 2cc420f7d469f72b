package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sportello/sportello/internal/browsertest"
)

// counter is an officer at a browser.
type counter struct {
	*browsertest.Browser
	prefix string // of the pictures
}

func atTheCounter(t *testing.T, prefix, who string) *counter {
	t.Helper()
	c := &counter{browse(t), prefix}
	enter(c.Browser, "office", who)
	return c
}

// here looks at the page that is open: its heading, on a phone and on a desk, with axe.
func (c *counter) here(name, heading string) {
	c.T.Helper()
	if got := c.Text("h1"); got != heading {
		c.T.Fatalf("%s is headed %q, want %q:\n%s", name, got, heading, c.Text("main"))
	}
	c.Look(c.prefix + "-" + name)
	c.Accessible(c.prefix + "-" + name)
}

// types goes to a field by the keyboard and writes into it.
func (c *counter) types(field, text string) {
	c.T.Helper()
	c.Tab(field)
	c.Press(text)
}

// sends goes to a button by the keyboard and presses it.
func (c *counter) sends(button string) {
	c.T.Helper()
	c.Tab(button)
	c.Enter()
}

// From the search to the sealed file on disk by the keyboard alone, with a look at the preview.
func TestCounterByKeyboard(t *testing.T) {
	t.Parallel()
	c := atTheCounter(t, "counter", registrar)
	c.here("front", "Sportello dell'ufficio")
	if !browsertest.Value[bool](c.Browser, `document.activeElement.id === "code"`) {
		t.Error("the front page does not wait for a code")
	}
	c.sends("main .card form a")
	c.here("search", "Cerca una persona")
	c.types("#code", code(t, "Roccabruna"))
	c.sends("main form button")
	c.here("search-refused", "Cerca una persona")
	if !strings.Contains(c.Text(".summary"), "Scrivi perché cerchi") {
		t.Errorf("the summary says %q", c.Text(".summary"))
	}
	c.types("#purpose", purpose)
	c.sends("main form button")
	c.here("found", "Cerca una persona")
	if !browsertest.Value[bool](c.Browser, `document.activeElement.matches("#found a")`) {
		t.Error("whoever is found is not a key away")
	}
	c.Open(demo.base + "/office")
	c.Press(code(t, "Roccabruna")) // where the page has put us
	c.Enter()
	c.here("person", "Roccabruna Ettore")
	c.fill()
	c.sends("main form button")
	c.here("review", "Riepilogo prima del rilascio")
	c.preview()
	c.sends("main form button:not([formaction])")
	c.here("issued", "Certificato "+strings.TrimPrefix(c.Text("h1"), "Certificato "))
	paper := c.downloads("main a[href*='/file']")
	paper.sealed()
	if words := paper.words(); !strings.Contains(words, "Roccabruna Ettore") || !strings.Contains(words, "Certificato di residenza") {
		t.Errorf("the certificate says\n%s", words)
	}
	c.sends("main a[href*='/trail']")
	c.here("trail", "Storia del certificato "+strings.TrimPrefix(c.Text("h1"), "Storia del certificato "))
	if !strings.Contains(c.Text("tbody"), "PDF scaricato") {
		t.Errorf("the trail says\n%s", c.Text("tbody"))
	}
	c.sends("main p a[href^='/office/certificates/']")
	c.sends("main a[href*='/withdrawal']")
	c.here("withdrawal", "Ritira il certificato "+strings.TrimPrefix(c.Text("h1"), "Ritira il certificato "))
	c.types("#reason", "rilasciato per errore")
	c.sends("main form button")
	c.here("withdrawal-confirm", "Confermi il ritiro?")
	c.sends("main form button")
	if !strings.Contains(c.Text("main"), "ritirato") {
		t.Errorf("after the withdrawal\n%s", c.Text("main"))
	}
	c.Look("counter-withdrawn")
	c.Accessible("counter-withdrawn")
}

// fill fills in the counter form by the keyboard, for who asks for himself.
func (c *counter) fill() {
	c.T.Helper()
	if shown := browsertest.Value[[]string](c.Browser, `["name", "exemption", "ground", "stamp"].filter(id => document.getElementById(id).offsetParent)`); len(shown) > 0 {
		c.T.Errorf("the form asks for %q of who asks for himself, before it knows about the duty", shown)
	}
	c.types("#document-number", "CA00000AA")
	c.types("#authority", "Comune di Valdemo")
	c.Tab("input[name=kinds][value=residence]")
	c.Press(" ")
	c.Tab("input[name=duty]")
	c.Press(" ")
	c.Tab("#exemption")
	c.Press(kb.ArrowDown)
}

// preview opens the page as it would be, in a window of its own, and sees that the browser
// shows it there, under our policy.
func (c *counter) preview() {
	c.T.Helper()
	c.Tab("[formaction*='/preview']")
	opened := chromedp.WaitNewTarget(c.Context, func(i *target.Info) bool { return strings.Contains(i.URL, "/preview") })
	c.Press(kb.Enter)
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(c.Context, chromedp.WithTargetID(id))
		defer c.back(cancel, id)
		w := &browsertest.Browser{T: c.T, Context: ctx}
		w.Until("document.contentType === 'application/pdf' && document.readyState === 'complete'")
		c.viewed()
	case <-time.After(browsertest.Patience):
		c.T.Fatal("no window opens")
	}
}

// back closes a window, and has the keyboard go to the page again.
func (c *counter) back(cancel func(), window target.ID) {
	c.T.Helper()
	cancel()
	c.Do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, _ = chromedp.Call(ctx, target.CloseTarget, target.CloseTargetParams{TargetID: window}) // cancel may have
		_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		if err == nil {
			_, err = cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		}
		return chromedp.Void{}, err
	})
}

// viewed waits until chromium's viewer has a document in it: a frame of the viewer's, with
// the document as a frame in that.
func (c *counter) viewed() {
	c.T.Helper()
	for end := time.Now().Add(browsertest.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		all, err := chromedp.Targets(c.Context)
		if err != nil {
			c.T.Fatal(err)
		}
		if slices.ContainsFunc(all, func(i *target.Info) bool { return i.Type == "iframe" && strings.Contains(i.URL, "/preview") }) {
			return
		}
	}
	c.T.Error("the viewer has not drawn the preview")
}

// downloads presses a link that gives a file, and waits for it on disk.
func (c *counter) downloads(link string) paper {
	c.T.Helper()
	_, file := c.Download(func() {
		c.Tab(link)
		c.Press(kb.Enter)
	})
	return onDisk(c.T, file)
}

// The whole counter without scripts, by name and birth, in German.
func TestCounterWithoutScripts(t *testing.T) {
	t.Parallel()
	c := atTheCounter(t, "schalter", registrar)
	c.Scripts(false)
	c.Open(demo.base + "/office/search?lang=de")
	c.here("search", "Person suchen")
	for field, text := range map[string]string{"#purpose": "Am Schalter verlangt", "#surname": "Hofer", "#given": "Johannes", "#born-day": "16", "#born-month": "8", "#born-year": "1972"} {
		c.puts(field, text)
	}
	c.Click("main form button")
	c.here("found", "Person suchen")
	c.Click("#found a")
	c.here("person", "Hofer Johannes")
	c.Tap("input[name=self]")
	c.puts("#document-number", "YB0000002")
	c.puts("#authority", "Quästur")
	for _, choice := range []string{"input[name=kinds][value=birth]", "input[name=kinds][value=residence]", "input[name=duty][value=exemption]"} {
		c.Tap(choice)
	}
	c.Click("main form button")
	if c.Text(".summary") == "" {
		t.Error("the missing exemption is not told")
	}
	c.Look("schalter-person-refused")
	c.Accessible("schalter-person-refused")
	c.Put("#exemption", "1")
	c.Put("#language", "de")
	c.Click("main form button")
	c.here("review", "Zusammenfassung vor der Ausstellung")
	c.Click("main form button:not([formaction])")
	if got := c.Text(".callout.good"); !strings.Contains(got, "ausgestellt") {
		t.Fatalf("after the last button: %s", c.Text("main"))
	}
	paper := c.downloads("main a[href*='/file']")
	paper.sealed()
	if words := paper.words(); !strings.Contains(words, "Hofer Johannes") || !strings.Contains(words, "Wohnsitz") {
		t.Errorf("the certificate says\n%s", words)
	}
}

func (c *counter) puts(field, text string) {
	c.T.Helper()
	c.Tap(field)
	c.Press(text)
}

// The figures of the office, drawn, on a phone and on a desk, in forced colours too.
func TestCounterFigures(t *testing.T) {
	t.Parallel()
	officer(t, secondAdm).issues("Greco")
	c := atTheCounter(t, "office", secondAdm)
	c.Open(demo.base + "/office/certificates")
	c.here("list", "Certificati dell'ufficio")
	c.Open(demo.base + "/office/remarks")
	c.here("remarks", "Segnalazioni dei cittadini")
	for _, forced := range []string{"none", "active"} {
		c.Do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: forced}}})
			return chromedp.Void{}, err
		})
		for name, query := range map[string]string{"month": "", "year": "?year=" + officeTime(t).Format("2006")} {
			c.Open(demo.base + "/office/statistics" + query)
			c.here("statistics-"+name+"-"+forced, c.Text("h1"))
			if !browsertest.Value[bool](c.Browser, `[...document.querySelectorAll("main svg[role=img]")].every(s => s.getBoundingClientRect().height > 40 &&
				[...s.querySelectorAll("rect")].every(r => getComputedStyle(r).fill !== getComputedStyle(document.body).backgroundColor)) && document.querySelectorAll("main svg[role=img]").length > 0`) {
				t.Errorf("%s in forced colours %s: a chart that cannot be seen", name, forced)
			}
		}
	}
}

// On paper the trail of a certificate, the list and the statistics say who has printed them
// and hold everything, without the ways to other pages.
func TestCounterOnPaper(t *testing.T) {
	t.Parallel()
	v := officer(t, registrar)
	v.issues("Ricci", "kinds", "birth", "document-number", "YA7654321")
	number := strings.TrimPrefix(v.page.Text("h1"), "Certificato ")
	c := atTheCounter(t, "paper", registrar)
	for _, p := range []struct {
		name, path string
		says       []string
	}{
		{"trail", v.path() + "/trail", []string{"Stampato da nadia.vidal", number, "YA7654321", "Questura di Valdemo", "Versione delle regole", "Esenzione", "sigillato e rilasciato", "sportello verify audit", "Impronta"}},
		{"list", "/office/certificates?state=current&kind=birth", []string{"Stampato da nadia.vidal", number, "in corso di validità", "Tipo di certificato: Certificato anagrafico di nascita"}},
		{"statistics", "/office/statistics", []string{"Giorno per giorno", "Per tipo di certificato", "Con bollo", "Totale"}},
	} {
		c.Open(demo.base + p.path)
		c.Look("paper-" + p.name)
		printed := onDisk(t, c.Printed())
		words := printed.words()
		for _, want := range p.says {
			if !strings.Contains(words, want) {
				t.Errorf("the %s on paper does not say %q:\n%s", p.name, want, words)
			}
		}
		for _, way := range []string{"Cerca una persona", "Segnalazioni", "Esci"} {
			if strings.Contains(words, way) {
				t.Errorf("the %s on paper leads to %q", p.name, way)
			}
		}
	}
}
