package e2e

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/sportello/sportello/internal/browsertest"
)

var screens = flag.String("screens", "", "directory in which to leave the pictures of docs/screens")

// The people of the pictures; no other test touches what they have.
const (
	asker = "Hofer"
	found = "Bordone"
)

// walk is one browser that goes through the service as everybody who uses it, and looks at
// the pages on the way.
type walk struct {
	*browsertest.Browser
	file   string // the certificate that is asked for on the way
	number string // of it
	code   string // by which it is verified
}

// Everybody finds his way through the service, on pages that are as they should be on a
// desk and on a phone. With -screens it leaves their pictures.
func TestScreens(t *testing.T) {
	t.Parallel()
	w := &walk{Browser: browse(t)}
	w.asNobody()
	w.asCitizen()
	w.asLawyer()
	w.asVerifier()
	w.asRegistrar()
	w.asAdministrators()
}

// leave ends the login of whoever it was.
func (w *walk) leave() {
	w.T.Helper()
	w.Do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return chromedp.Void{}, err
	})
}

func (w *walk) open(path string) {
	w.T.Helper()
	w.Open(demo.base + path)
}

func (w *walk) asNobody() {
	for _, page := range []struct{ name, path string }{
		{"start", "/?lang=it"}, {"service", "/service?lang=it"}, {"login", "/login?lang=it"},
	} {
		w.open(page.path)
		w.look(page.name)
	}
	for name, path := range map[string]string{"german": "/?lang=de", "lost": "/nowhere?lang=it"} {
		w.open(path)
		w.check(name)
	}
}

func (w *walk) asCitizen() {
	enter(w.Browser, "demo", code(w.T, asker))
	w.look("area")
	w.open("/request")
	w.Click("main form[action^='/request'] .btn-primary")
	w.look("who")
	w.Tap("#person-0")
	w.next()
	w.Tap("[name=receiver][value=public]")
	w.next()
	w.look("stop")
	w.Click("main form .btn")
	w.Tap("main details summary")
	w.look("kinds")
	w.next()
	w.check("kinds-fault")
	w.Tap("[name=kind]")
	w.next()
	w.exempt()
	w.next()
	w.look("preview")
	w.Click("main .btn-primary")
	w.look("summary")
	w.next()
	w.look("done")
	w.number = w.Text("#number")
	w.keep()
	w.open("/me/certificates")
	w.look("certificates")
	w.open("/me/data")
	w.look("data")
	w.open("/me/readers")
	w.look("readers")
	w.leave()
}

// asLawyer comes to the page of the mandate, and goes no further.
func (w *walk) asLawyer() {
	enterAsLawyer(w.Browser, lawyerFromElsewhere)
	w.check("lawyer")
	w.open("/request")
	w.Click("main form[action^='/request'] .btn-primary")
	w.Tap("[name=purpose][value=judicial]")
	w.Put("#case", anyCase)
	w.look("mandate")
	w.next()
	w.check("mandate-fault")
	w.leave()
}

// next sends the form of the page with its main button.
func (w *walk) next() {
	w.T.Helper()
	w.Click("main form .btn-primary")
}

// exempt answers for what law no duty is paid.
func (w *walk) exempt() {
	w.T.Helper()
	w.Tap("[name=how][value=exempt]")
	w.Put("#exemption", "1")
	w.check("duty")
}

var address = regexp.MustCompile(`/URI ?\(http[^)]*/v/([0-9A-Z]+)#`)

// keep saves the certificate.
func (w *walk) keep() {
	w.T.Helper()
	href := browsertest.Value[string](w.Browser, `document.querySelector("main a[type='application/pdf']").href`)
	answer, err := citizen(w.T, asker).client.Get(href) // pages of ours may not fetch by script
	if err != nil {
		w.T.Fatal(err)
	}
	defer answer.Body.Close()
	file, err := io.ReadAll(answer.Body)
	if err != nil {
		w.T.Fatal(err)
	}
	m := address.FindSubmatch(file)
	if m == nil {
		w.T.Fatalf("the certificate of %d bytes has no address", len(file))
	}
	w.code = string(m[1])
	w.file = filepath.Join(w.T.TempDir(), "certificate.pdf")
	file[len(file)/3] ^= 1
	if err := os.WriteFile(w.file, file, 0o600); err != nil {
		w.T.Fatal(err)
	}
}

func (w *walk) asVerifier() {
	w.open("/verify?lang=it")
	w.look("verify")
	w.Do(chromedp.Navigate(demo.base + "/v/" + w.code + "?lang=it"))
	w.look("valid")
	w.open("/v/" + w.code + "/report?lang=it")
	w.look("report")
	w.Scripts(false)
	w.open("/verify?lang=it")
	w.Choose("#file", w.file)
	w.Click("#file-form .btn-primary")
	w.Scripts(true)
	w.look("altered")
}

func (w *walk) asRegistrar() {
	enter(w.Browser, "office", registrar)
	w.look("office")
	w.open("/office/search")
	w.Put("#purpose", "Richiesta allo sportello")
	w.Put("#code", code(w.T, found))
	w.next()
	w.look("search")
	w.Click("#found a")
	w.check("person")
	w.look("counter", "#counter")
	w.open("/office/certificates")
	w.check("list")
	w.opens()
	w.look("certificate")
	w.open(w.path() + "/trail")
	w.look("trail")
	w.open("/office/statistics")
	w.look("statistics")
	w.withdraw()
	w.leave()
}

// opens opens the certificate that was asked for, from the list, where others may be newer.
func (w *walk) opens() {
	w.T.Helper()
	w.open(browsertest.Value[string](w.Browser, `[...document.querySelectorAll("main table th a")].find(a => a.closest("tr").textContent.includes(%s)).getAttribute("href")`, w.number))
}

func (w *walk) path() string {
	w.T.Helper()
	return browsertest.Value[string](w.Browser, "location.pathname")
}

// withdraw takes the certificate back that was asked for.
func (w *walk) withdraw() {
	w.T.Helper()
	w.open("/office/certificates")
	w.opens()
	w.open(w.path() + "/withdrawal")
	w.Put("#reason", "Richiesto con dati che l'interessato ha poi fatto correggere.")
	w.next()
	w.check("withdraw")
	w.Click("main form .btn-danger")
	w.open("/v/" + w.code + "?lang=it")
	w.look("withdrawn")
}

func (w *walk) asAdministrators() {
	enter(w.Browser, "office", firstAdm)
	w.open("/office/decisions/new")
	w.check("settings")
	w.Put("#contact", "anagrafe@comune.valdemo.example - tel. 0000 112233")
	w.Put("#reason", "Il nuovo numero dello sportello vale dal trasloco.")
	w.next()
	decision := w.path()
	w.leave()
	enter(w.Browser, "office", secondAdm)
	w.open(decision)
	w.look("decision")
	w.Put("#answer", "Il numero non è ancora attivo.")
	w.Click("main form .btn-outline-danger")
}
