package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/registry"
)

// expected is what a page must say of a certificate.
type expected struct{ key, tone string }

// The verdict is one line with a colour, a picture and words; and what was not looked at is
// said beside it.
func (x expected) on(b *browsertest.Browser, name string, l registry.Language) {
	b.T.Helper()
	if got, want := b.Text("#verdict"), kit().Words(l)[x.key]; got != want {
		b.T.Errorf("%s: the verdict is %q, want %q", name, got, want)
	}
	type seen struct {
		Tone, Icon bool
		Border     string
		Ground     string
		Page       string
		Unchecked  []string
	}
	got := browsertest.Value[seen](b, `(() => { const box = document.querySelector("#verdict").closest(".verdict"), style = getComputedStyle(box), icon = box.querySelector("svg.tone")?.getBoundingClientRect();
		return { Tone: box.classList.contains(%s), Icon: icon?.width >= 24 && icon.height >= 24, Border: style.borderTopStyle, Ground: style.backgroundColor, Page: getComputedStyle(document.body).backgroundColor,
			Unchecked: Array.from(document.querySelectorAll("#not-checked li"), (n) => n.innerText) }; })()`, x.tone)
	if !got.Tone || !got.Icon || got.Border != "solid" || got.Ground == got.Page || len(got.Unchecked) < 3 || slices.Contains(got.Unchecked, "") {
		b.T.Errorf("%s: %+v", name, got)
	}
}

// pdfText is what pdftotext reads in a PDF, in one line.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (sudo apt-get install poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// reported prints the report on a certificate: it says what, when and under which
// identifier it was answered, and names nobody.
func (c issued) reported(b *browsertest.Browser, x expected, l registry.Language) {
	b.T.Helper()
	b.Open(demo.base + "/v/" + c.code + "/report?lang=" + string(l))
	x.on(b, "report on "+x.key, l)
	b.Accessible("report on " + x.key)
	b.Look("report-" + x.key)
	printed := pdfText(b.T, b.Printed())
	moment := browsertest.Value[[]string](b, `Array.from(document.querySelectorAll("#moment dd"), (n) => n.innerText)`)
	for _, want := range append(moment, kit().Words(l)[x.key], kit().Words(l)["unchecked.title"], c.code[:4]+"-"+c.code[4:8]) {
		if want == "" || !strings.Contains(printed, want) {
			b.T.Errorf("%s: the printed report does not say %q:\n%s", x.key, want, printed)
		}
	}
	for _, name := range append(strings.Fields(c.person), c.number) {
		if strings.Contains(printed, name) {
			b.T.Errorf("%s: the printed report says %s", x.key, name)
		}
	}
}

// Every verdict on a code, in every language: by address, by the symbol's statement, by
// typing, with scripts and without.
func TestVerifyCode(t *testing.T) {
	t.Parallel()
	a := applying(t, "Fabbri Stefano", "28 5 1980")
	good, expired, withdrawn, superseded := a.issue(client.KindSlugResidence), a.issue(client.KindSlugResidence), a.issue(client.KindSlugHousehold), a.issue(client.KindSlugResidence)
	expired.expire(t)
	withdrawn.withdraw(t)
	superseded.supersede(t)
	never := issued{code: certificates.Code{1: 1}.Compact(), person: a.sample.person, number: good.number}
	b := browse(t)
	for turn, x := range []struct {
		issued
		expected
	}{
		{good, expected{"verdict.demo", "careful"}},
		{expired, expected{"verdict.expired", "careful"}},
		{withdrawn, expected{"verdict.withdrawn", "bad"}},
		{superseded, expected{"verdict.demo", "careful"}},
		{never, expected{"verdict.unknown", "unknown"}},
	} {
		for _, l := range languages(turn) {
			name := x.key + " in " + string(l)
			b.Open(demo.base + "/v/" + x.code + "?lang=" + string(l))
			x.on(b, name, l)
			b.Accessible(name)
			b.Look(x.key + "-" + string(l))
			if got, want := b.Text("#superseded") != "", x.code == superseded.code; got != want {
				t.Errorf("%s: told that it is superseded: %t", name, got)
			}
		}
		x.reported(b, x.expected, registry.Italian)
	}
	mistyped(b, good)
	symbols(b, good, expired)
}

// mistyped types codes in, with scripts and without.
func mistyped(b *browsertest.Browser, c issued) {
	b.T.Helper()
	wrong := strings.ToLower(c.code[:27]) + string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(strings.IndexByte("0123456789ABCDEFGHJKMNPQRSTVWXYZ", c.code[27])+1)%32])
	for _, scripts := range []bool{true, false} {
		b.Scripts(scripts)
		b.Open(demo.base + "/verify?lang=it")
		b.Tab("#code-title ~ form button, form[action^='/verify?'] button") // nothing was typed
		b.Enter()
		if !strings.Contains(b.Text(".summary"), "Scrivi il codice di verifica.") {
			b.T.Errorf("nothing typed: %s", b.Text("main"))
		}
		b.Accessible("nothing typed")
		b.Tab("#code")
		b.Press(wrong)
		b.Enter()
		expected{"verdict.unknown", "unknown"}.on(b, "a code with a wrong character", registry.Italian)
		if !strings.Contains(b.Text("main"), "Il codice è scritto male") || browsertest.Value[string](b, "document.querySelector('#code').value") != wrong {
			b.T.Errorf("mistyped: %s", b.Text("main"))
		}
		b.Accessible("mistyped")
		b.Look("mistyped")
		b.Tab("#code") // which selects what is there
		b.Press(strings.ToLower(c.code[:8]) + " " + c.code[8:])
		b.Enter()
		expected{"verdict.demo", "careful"}.on(b, "the code typed as it comes", registry.Italian)
	}
	b.Scripts(true)
}

// symbols opens what the QR symbol says: read from a picture that is chosen and one that is
// dropped, and with one digit changed.
func symbols(b *browsertest.Browser, c, expired issued) {
	b.T.Helper()
	says := func(state string, words ...string) {
		b.T.Helper()
		b.Until(`document.getElementById("statement")?.dataset.state === %s`, state)
		for _, w := range words {
			if text := b.Text("#statement"); !strings.Contains(text, w) {
				b.T.Errorf("%s: no %q in\n%s", state, w, text)
			}
		}
		if browsertest.Value[int](b, `document.querySelectorAll("#statement .verdict svg.tone").length`) < 1 {
			b.T.Errorf("%s: the symbol's verdict has no picture", state)
		}
		b.Accessible(state)
		b.Look("symbol-" + state)
	}
	picture := c.picture(b.T)
	b.Open(demo.base + "/verify?lang=it")
	b.Choose("#picture", picture)
	says("demo", "nessun valore legale", c.number)
	data, err := os.ReadFile(picture)
	if err != nil {
		b.T.Fatal(err)
	}
	b.Open(demo.base + "/verify?lang=it")
	b.Until(`!document.getElementById("scan").hidden`)
	b.Drop("#file-form", "foto.png", "image/png", data)
	says("demo", c.number)
	at := len(c.digits) - 40 // in the signature, where any digit makes it another one or none
	forged := c.digits[:at] + string('0'+(c.digits[at]-'0'+1)%10) + c.digits[at+1:]
	b.Open(demo.base + "/v/" + c.code + "?lang=it#" + forged)
	b.Until(`["bad-signature", "not-a-statement"].includes(document.getElementById("statement")?.dataset.state)`)
	if text := b.Text("#statement"); strings.Contains(text, c.number) || !strings.Contains(text, "accettare il documento") {
		b.T.Errorf("a symbol with a digit changed: %s", text)
	}
	b.Accessible("a symbol with a digit changed")
	b.Look("symbol-forged")
	b.Open(demo.base + "/v/" + expired.code + "?lang=it#" + c.digits)
	says("differs", "non sono dello stesso certificato")
}

// picture is the first page as a scanner has it.
func (c issued) picture(t *testing.T) string {
	t.Helper()
	base := filepath.Join(t.TempDir(), "page")
	cmd := exec.Command("pdftoppm", "-r", "150", "-png", "-singlefile", "-", base)
	cmd.Stdin = bytes.NewReader(c.file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (sudo apt-get install poppler-utils): %v\n%s", err, out)
	}
	return base + ".png"
}

// factor is the form in which a certificate is opened.
func (c issued) factor() url.Values {
	return url.Values{"number": {c.number}, "day": {c.day}, "month": {c.m}, "year": {c.year}}
}

// Who holds the paper reads what it states, and has the very file that was issued; who
// guesses is told no, and after five guesses to come back later.
func TestVerifyOpen(t *testing.T) {
	t.Parallel()
	c := applying(t, "Vitale Renzo", "13 6 1971").issue(client.KindSlugResidence)
	v, form := newVisitor(t), "form:has(#number)"
	v.get("/v/" + c.code + "?lang=it")
	v.send(form, c.factor())
	v.want(http.StatusOK, "Che cosa dichiara il certificato", "Vitale Renzo", c.number)
	v.send("main form", nil, "as=pdf")
	if v.page.StatusCode != http.StatusOK || v.page.Header.Get("Content-Type") != "application/pdf" || !bytes.Equal(v.page.Body, c.file) {
		t.Errorf("the original: %d %s, %d bytes, want %d", v.page.StatusCode, v.page.Header.Get("Content-Type"), len(v.page.Body), len(c.file))
	}
	b := browse(t)
	b.Scripts(false)
	b.Open(demo.base + "/v/" + c.code + "?lang=it")
	b.Tab("#number")
	b.Press(c.number)
	for _, part := range []string{"#day", "#month", "#year"} {
		b.Tab(part)
		b.Press(map[string]string{"#day": "14", "#month": c.m, "#year": c.year}[part])
	}
	b.Enter()
	if !strings.Contains(b.Text(".summary"), "non appartengono allo stesso certificato") || strings.Contains(b.Text("main"), "Vitale") {
		t.Errorf("a wrong day of birth: %s", b.Text("main"))
	}
	b.Accessible("a wrong second factor")
	b.Look("open-wrong")
	b.Put("#day", c.day)
	b.Tap("#day")
	b.Enter()
	if got := b.Text(".lines"); !strings.Contains(got, "Vitale Renzo") {
		t.Errorf("opened: %s", b.Text("main"))
	}
	b.Accessible("what a certificate states")
	b.Look("open-right")
	guess(v, c)
}

// guess guesses until it is too much. One guess was made before.
func guess(v *visitor, c issued) {
	v.t.Helper()
	wrong := c.factor()
	wrong.Set("year", "1970")
	for range 4 {
		v.get("/v/" + c.code + "?lang=it")
		v.send("form:has(#number)", wrong)
		v.want(http.StatusForbidden, "Codice, numero e data di nascita non appartengono allo stesso certificato.")
	}
	for _, l := range certificates.Languages {
		v.get("/v/" + c.code + "?lang=" + string(l))
		v.send("form:has(#number)", c.factor()) // the right one is not heard any more
		v.want(http.StatusTooManyRequests, map[registry.Language]string{
			registry.Italian: "Riprova più tardi", registry.German: "Versuchen Sie es später", registry.Slovene: "Poskusite znova", registry.French: "Réessayez plus tard", registry.English: "Try again later",
		}[l])
		if v.page.Header.Get("Retry-After") == "" || len(v.page.All("main a[href]")) == 0 {
			v.t.Errorf("%s: no word of when and where to go on: %v", l, v.page.Header)
		}
	}
}
