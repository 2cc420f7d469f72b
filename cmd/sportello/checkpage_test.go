package main

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/statement"
)

// symbolPattern finds the address in the QR symbol, which is that of the annotation.
var symbolPattern = regexp.MustCompile(`/URI ?\((http[^)]*/v/([0-9A-Z]+)#([0-9]+))\)`)

// handed is a certificate that somebody was given.
type handed struct {
	id, number, link, code, digits string
	file                           []byte
}

// page is the link without what only the browser sees.
func (p handed) page() string { page, _, _ := strings.Cut(p.link, "#"); return page }

func (c *cycle) issue(kind, key string) handed {
	t := c.script.t
	t.Helper()
	c.must("GET /v1/subjects as chiara", http.StatusOK)
	me, err := c.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	c.must("POST /v1/certificates as chiara key "+key+` {"subjectId": "`+me+`", "kinds": ["`+kind+`"], "stampDuty": {"exemption": 107}}`, http.StatusCreated)
	id, _ := c.value("$.id")
	number, _ := c.value("$.number")
	c.must("GET /v1/certificates/"+id+"/document as chiara", http.StatusOK)
	found := symbolPattern.FindSubmatch(c.body)
	if found == nil {
		t.Fatal("the certificate has no address with a statement")
	}
	return handed{id, number, string(found[1]), string(found[2]), string(found[3]), c.body}
}

// forged is the digits with one changed, still those of some bytes.
func (p handed) forged(t *testing.T) string {
	t.Helper()
	for i := len(p.digits) - 40; i > 0; i-- {
		changed := []byte(p.digits)
		changed[i] = '0' + (changed[i]-'0'+1)%10
		data, err := statement.ParseDigits(string(changed))
		if err != nil {
			continue
		}
		if _, err := statement.Parse(data); err == nil {
			return string(changed)
		}
	}
	t.Fatal("no digit can be changed")
	return ""
}

// photo is the first page as a scanner has it.
func (p handed) photo(t *testing.T) string {
	t.Helper()
	base := filepath.Join(t.TempDir(), "page")
	cmd := exec.Command("pdftoppm", "-r", "150", "-png", "-singlefile", "-", base)
	cmd.Stdin = bytes.NewReader(p.file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (sudo apt-get install poppler-utils): %v\n%s", err, out)
	}
	return base + ".png"
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// says opens an address and wants the symbol's verdict by its key, and words in it.
func (b browser) says(address, key string, words ...string) {
	b.T.Helper()
	b.Open(address)
	b.verdict(key, words...)
}

func (b browser) verdict(key string, words ...string) {
	b.T.Helper()
	b.Until(`document.getElementById("statement")?.dataset.state === %s`, key)
	text := b.Text("#statement")
	for _, word := range words {
		if !strings.Contains(text, word) {
			b.T.Errorf("%s: no %q in\n%s", key, word, text)
		}
	}
}

// The verification page as a phone has it: the address in the symbol is opened, with
// network and without, in good faith and in bad.
func TestCheckPage(t *testing.T) {
	t.Parallel()
	w := new(wire)
	c := newCycle(t, w.around)
	household, residence := c.issue("household", "page-key-0001"), c.issue("residence", "page-key-0002")
	twin := c.issue("residence", "page-key-0003")
	film := filepath.Join(t.TempDir(), "camera.mjpeg")
	b := browse(t, c.base, chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture", film))

	b.says(household.link, "demo", "nessun valore legale", "D'Amico Chiara", household.number, "Ritiro controllato")
	if got := b.Text("#online h1"); got != "Certificato di prova: nessun valore legale" {
		t.Errorf("online: %q", got)
	}
	b.says(household.page()+"?lang=en#"+household.digits, "demo", "no legal value", household.number, "Withdrawal checked")
	b.says(household.page()+"#"+household.forged(t), "bad-signature", "Non accettare")
	if strings.Contains(b.Text("#statement"), household.number) {
		t.Error("a forged statement is shown as the office's")
	}
	b.says(household.page()+"#12345", "not-a-statement")
	b.says(household.page()+"#"+residence.digits, "differs", "Il tipo di certificato è diverso")
	b.says(twin.page()+"#"+residence.digits, "differs", "Il certificato a cui appartiene il codice è un altro")
	b.says(c.base+"/v/0000000000000000000000000000#"+household.digits, "differs", "non conosce il codice")
	b.Until(`!document.getElementById("ready").hidden`)

	w.cut(true)
	b.says(residence.link, "demo", "Senza rete", residence.number, "Ritiro controllato")
	b.says(residence.page()+"#"+residence.forged(t), "bad-signature", "Senza rete")
	b.Open(c.base + "/verify")
	b.Choose("#picture", residence.photo(t))
	b.verdict("demo", "Senza rete", residence.number)
	b.films(c, film, "https://elsewhere.example/v/"+residence.code+"#"+residence.digits)
	b.Until(`document.getElementById("scan-says").innerText.includes("https://elsewhere.example")`)
	b.films(c, film, household.link)
	b.verdict("demo", "Senza rete", household.number)
	b.Open(residence.page())
	b.Until(`document.getElementById("statement").innerText.includes("il solo codice non si può controllare")`)
	b.listTooOld(c, residence)
	w.cut(false)

	c.must("POST /v1/certificates/"+household.id+`/withdrawal as officer {"reason": "wrong house number"}`, http.StatusCreated)
	w.lead(c.again().public) // a list is not signed again within a minute, but by another process
	b.says(household.link, "withdrawn", "Non accettarlo", "nell'elenco dei ritiri")
	w.cut(true)
	b.says(household.link, "withdrawn", "Senza rete", "nell'elenco dei ritiri")
	w.cut(false)

	b.says(residence.link, "demo")
	b.Look("demo")
	for _, p := range []handed{household, residence} {
		if asked := w.requests(); strings.Contains(asked, p.digits[:20]) || strings.Contains(asked, p.digits[len(p.digits)-20:]) || !strings.Contains(asked, p.code) {
			t.Error("what stands behind the # was sent")
		}
	}
	b.files(c, residence)
	b.realOffice(c, w)
}

// films holds a symbol before the camera.
func (b browser) films(c *cycle, film, text string) {
	b.T.Helper()
	symbol, err := qr.Encode(text, qr.M)
	if err != nil {
		b.T.Fatal(err)
	}
	symbol.Scale = 6
	frame := image.NewGray(image.Rect(0, 0, 1280, 720))
	draw.Draw(frame, frame.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(frame, frame.Bounds().Add(image.Pt(300, 10)), symbol.Image(), image.Point{}, draw.Src)
	var jpegs bytes.Buffer
	if err := jpeg.Encode(&jpegs, frame, &jpeg.Options{Quality: 90}); err != nil {
		b.T.Fatal(err)
	}
	if err := os.WriteFile(film, bytes.Repeat(jpegs.Bytes(), 3), 0o600); err != nil {
		b.T.Fatal(err)
	}
	b.Open(c.base + "/verify")
	b.Until(`!document.getElementById("ready").hidden`)
	browsertest.Value[bool](b.Browser, `(document.getElementById("camera").click(), true)`)
}

// listTooOld puts a copy of the list into the browser that has expired, and none.
func (b browser) listTooOld(c *cycle, p handed) {
	b.T.Helper()
	data, err := statement.ParseDigits(p.digits)
	if err != nil {
		b.T.Fatal(err)
	}
	signed, err := statement.Parse(data)
	if err != nil {
		b.T.Fatal(err)
	}
	l, err := statement.NewStatusList(signed.Statement.StatusURI(), statement.MaxListSize)
	if err != nil {
		b.T.Fatal(err)
	}
	l.IssuedAt, l.Expires, l.TTL = time.Now().Add(-20*time.Hour), time.Now().Add(-time.Hour), time.Hour
	token, err := l.Sign(c.app.material.statementKey)
	if err != nil {
		b.T.Fatal(err)
	}
	path := strings.TrimPrefix(signed.Statement.StatusURI(), c.base)
	browsertest.Value[bool](b.Browser, `caches.open("sportello-copies").then((c) => c.put(%s, new Response(%s))).then(() => true)`, path, token)
	b.says(p.link, "demo", "troppo vecchia")
	browsertest.Value[bool](b.Browser, `caches.open("sportello-copies").then((c) => c.delete(%s))`, path)
	b.says(p.link, "demo", "non c'è una copia dell'elenco dei ritiri")
	browsertest.Value[bool](b.Browser, `caches.open("sportello-copies").then((c) => c.delete("/statement-keys"))`)
	b.says(p.link, "no-keys", "Riprova quando hai rete")
}

// realOffice has the same office be one whose certificates count.
func (b browser) realOffice(c *cycle, w *wire) {
	b.T.Helper()
	c.do("UPDATE office SET basis = 'local' WHERE office_id = 'X900'")
	c.conf.paying = paying{} // the demo's payments are for demos
	w.lead(c.again().public)
	p := c.issue("residence", "page-key-0004")
	b.says(p.link, "valid", "Simbolo QR autentico", p.number, "Ritiro controllato")
	b.Look("valid")
	b.says(p.page()+"#"+p.forged(b.T), "bad-signature")
	if len(browsertest.Value[[]string](b.Browser, `Array.from(document.querySelectorAll("main .good"), (n) => n.innerText)`)) > 0 {
		b.T.Error("something is called good beside a forged symbol")
	}
	b.Look("bad")
	w.cut(true)
	b.says(p.link, "valid", "Senza rete", p.number)
	b.Look("offline")
	browsertest.Value[bool](b.Browser, `caches.open("sportello-copies").then(async (c) => { for (const k of await c.keys()) if (k.url.includes("/status-lists/")) await c.delete(k); return true; })`)
	b.says(p.link, "unchecked", "ritiro non controllato", "Senza rete")
	w.cut(false)
	c.must("POST /v1/certificates/"+p.id+`/withdrawal as officer {"reason": "wrong house number"}`, http.StatusCreated)
	b.says(p.link, "withdrawn", "L'ufficio risponde ora che è stato ritirato") // before the list says it
	b.Look("withdrawn")
}

// files sends the original, a changed one, and what is none.
func (b browser) files(c *cycle, p handed) {
	b.T.Helper()
	changed := bytes.Clone(p.file)
	changed[len(changed)/3] ^= 1
	b.Open(c.base + "/verify")
	b.Until(`!document.getElementById("ready").hidden`)
	b.Look("verify")
	for _, x := range []struct{ name, words string }{
		{write(b.T, "original.pdf", p.file), "senza alcun valore legale"},
		{write(b.T, "changed.pdf", changed), "Il contenuto non è quello che fu sigillato"},
		{write(b.T, "letter.pdf", []byte("Cara Anna,")), "PDF"},
	} {
		b.Choose("#file", x.name)
		browsertest.Value[bool](b.Browser, `(document.querySelector("#file-form button").click(), true)`)
		b.Until(`document.getElementById("file-says").innerText.includes(%s)`, x.words)
	}
	browsertest.Value[bool](b.Browser, `(() => {
		const dropped = new DataTransfer();
		dropped.items.add(new File(["%%PDF-1.7 something else"], "other.pdf", { type: "application/pdf" }));
		return document.getElementById("file-form").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
	})()`)
	b.Until(`document.getElementById("file-says").innerText.includes("non si può seguire con sicurezza")`)
}
