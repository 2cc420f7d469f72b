package e2e

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// changed is the file with one byte changed after it was sealed.
func (c issued) changed() []byte {
	out := bytes.Clone(c.file)
	out[len(out)/3] ^= 1
	return out
}

// resealed is the file with the seal taken out and one put in its place by somebody else,
// who also calls himself a demo office.
func (c issued) resealed(t *testing.T) []byte {
	t.Helper()
	body := bytes.Clone(c.file)
	if end := bytes.Index(body, []byte("%%EOF\n")); end > 0 { // what came after the first seal goes
		body = body[:end+len("%%EOF\n")]
	}
	from := bytes.Index(body, []byte("/Contents <"))
	if from < 0 {
		from = bytes.Index(body, []byte("/Contents<"))
	}
	from += bytes.IndexByte(body[from:], '<')
	to := from + bytes.IndexByte(body[from:], '>') + 1
	copy(body[from+1:to-1], bytes.Repeat([]byte("0"), to-from-2))
	sheet, err := signing.Head{}.Sheet(body, signing.Hole{Start: from, End: to})
	if err != nil {
		t.Fatal(err)
	}
	other, err := keys.Ensure(t.TempDir(), keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := signing.NewSealer(other.Identity, signing.Options{Roots: other.Roots, Random: rand.Reader, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := sealer.Seal(t.Context(), sheet)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// sent is a file that somebody checks, and what he must be told.
type sent struct {
	name string
	file []byte
	expected
	said     string // by the script, in its few lines
	findings string // on the page
}

func (x sent) write(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, x.name+".pdf")
	if err := os.WriteFile(path, x.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every verdict on a file: chosen and dropped, with scripts and without.
func TestVerifyFile(t *testing.T) {
	t.Parallel()
	a := applying(t, "Zanella Ivo", "30 3 1962")
	good, expired, withdrawn := a.issue(client.KindSlugResidence), a.issue(client.KindSlugResidence), a.issue(client.KindSlugResidence)
	expired.expire(t)
	withdrawn.withdraw(t)
	b, dir := browse(t), t.TempDir()
	for _, x := range []sent{
		{"original", good.file, expected{"verdict.demo", "careful"}, "senza alcun valore legale", "bytes=same register=valid"},
		{"expired", expired.file, expected{"verdict.expired", "careful"}, "scadut", "bytes=same register=expired"},
		{"withdrawn", withdrawn.file, expected{"verdict.withdrawn", "bad"}, "ritirat", "bytes=same register=withdrawn"},
		{"changed", good.changed(), expected{"checked.forged", "bad"}, "Il contenuto non è quello che fu sigillato", "seal=broken"},
		{"resealed", good.resealed(t), expected{"file.changed", "unknown"}, "sigillo", "seal=other"},
		{"foreign", []byte("%PDF-1.7\nsomething else"), expected{"file.changed", "unknown"}, "non si può seguire con sicurezza", "structure=unread"},
	} {
		path := x.write(t, dir)
		x.scripted(b, path)
		b.Scripts(false)
		b.Open(demo.base + "/verify?lang=it")
		b.Choose("#file", path)
		b.Click("#file-form button")
		x.page(b)
		b.Scripts(true)
	}
	none(b, dir)
}

// scripted chooses the file, and drops it; then asks for the whole page.
func (x sent) scripted(b *browsertest.Browser, path string) {
	b.T.Helper()
	heard := func(how string) {
		b.T.Helper()
		b.Until(`document.querySelector("#file-says")?.innerText.includes(%s) ?? false`, x.said)
		if !browsertest.Value[bool](b, `document.querySelector("#file-says .verdict").classList.contains(%s) && document.querySelector("#file-says .verdict svg.tone") !== null`, x.tone) {
			b.T.Errorf("%s, %s: %s", x.name, how, b.Text("#file-says"))
		}
	}
	b.Open(demo.base + "/verify?lang=it")
	b.Until(`!document.getElementById("scan").hidden`)
	b.Choose("#file", path)
	browsertest.Value[bool](b, `(document.querySelector("#file-form button").click(), true)`)
	heard("chosen")
	b.Open(demo.base + "/verify?lang=it")
	b.Until(`!document.getElementById("scan").hidden`)
	b.Drop("#file-form", x.name+".pdf", "application/pdf", x.file)
	heard("dropped")
	b.Accessible(x.name + " dropped")
	b.Look("file-" + x.name + "-dropped")
	b.Click("#file-says button")
	x.page(b)
}

// page is the whole result, with the details for specialists, and as it is printed.
func (x sent) page(b *browsertest.Browser) {
	b.T.Helper()
	x.on(b, x.name, registry.Italian)
	found := browsertest.Value[string](b, `Array.from(document.querySelectorAll("#findings [data-finding]"), (n) => n.dataset.finding + "=" + n.dataset.result).join(" ")`)
	if !strings.HasPrefix(found, x.findings) {
		b.T.Errorf("%s: found %q, want %q", x.name, found, x.findings)
	}
	if ours := strings.HasPrefix(x.findings, "bytes=same"); !ours {
		browsertest.Value[bool](b, `(document.querySelector("#specialists").open = true)`)
		if !strings.Contains(b.Text("#specialists"), "Giudizio sul file:") {
			b.T.Errorf("%s: nothing for specialists: %s", x.name, b.Text("main"))
		}
	}
	b.Accessible(x.name)
	b.Look("file-" + x.name)
	printed, sum := pdfText(b.T, b.Printed()), b.Text("#moment")
	for _, want := range []string{kit().Words(registry.Italian)[x.key], kit().Words(registry.Italian)["unchecked.title"]} {
		if !strings.Contains(printed, want) {
			b.T.Errorf("%s: the printed result does not say %q:\n%s", x.name, want, printed)
		}
	}
	for line := range strings.Lines(sum) {
		if line = strings.TrimSpace(line); !strings.Contains(strings.ReplaceAll(printed, " ", ""), strings.ReplaceAll(line, " ", "")) {
			b.T.Errorf("%s: the printed result does not say %q:\n%s", x.name, line, printed)
		}
	}
	if strings.Contains(printed, "Zanella") {
		b.T.Errorf("%s: the printed result names somebody:\n%s", x.name, printed)
	}
}

// none sends no file, and what is no PDF, without scripts.
func none(b *browsertest.Browser, dir string) {
	b.T.Helper()
	b.Scripts(false)
	letter := sent{name: "letter", file: []byte("Cara Anna,")}.write(b.T, dir)
	for _, path := range []string{"", letter} {
		b.Open(demo.base + "/verify?lang=it")
		want := "Scegli il file da controllare."
		if path != "" {
			b.Choose("#file", path)
			want = "Il file non è un PDF."
		}
		b.Click("#file-form button")
		if !strings.Contains(b.Text(".summary a"), want) || !strings.Contains(b.Text("#file-fault"), want) {
			b.T.Errorf("%q: %s", path, b.Text("main"))
		}
		b.Accessible(want)
		b.Look("file-none")
	}
	b.Scripts(true)
}
